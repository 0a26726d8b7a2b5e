"""The pictures of the README, taken of demonstrations: every figure in them is made up.

python -m tools.pictures docs/pictures

An installation that was short, a Party's position, and a terminal with a refusal and the law behind it. It needs
Chromium.
"""

from __future__ import annotations

import html
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.chromium import running_browser
from tools.postgres import free_port

WIDTH, HEIGHT = 1000, 680
SHORT = "PL_901"
"""The installation that is shown: the demonstration lets it be 3,000 t short for 2005."""
TYPED = (
    "ets surrender AT-120-6-0-33 1000 --unit EUA2 --year 2006 --dry-run",
    "ets holdings AT-120-6-0-33 --as-of 2006-04-20",
    "ets compliance",
)
_TERMINAL = """<body style="margin:0;background:#16211c;color:#e6efe9"><pre style="margin:24px;white-space:pre-wrap;
font:15px/1.45 'DejaVu Sans Mono',monospace">{}</pre>"""


def main(folder: Path) -> None:
    """Take every picture into `folder`."""
    with tempfile.TemporaryDirectory() as made, running_browser() as browser:
        plain, kyoto = f"sqlite:///{made}/demo.db", f"sqlite:///{made}/kyoto.db"
        ets("demo", "--no-serve", store=plain)
        ets("demo", "--kyoto", "--no-serve", store=kyoto)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        with served(plain) as address:
            taken(page, f"{address}/installations/{SHORT}/?as_of=2006-05-15", folder / "installation.png", "h1")
        with served(kyoto) as address:
            taken(page, f"{address}/parties/NZ/", folder / "party.png", "h1")
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content(_TERMINAL.format(html.escape(session("sqlite:///demo.db", made))))
        page.screenshot(path=folder / "terminal.png")


def taken(page: Any, address: str, file: Path, top: str) -> None:
    """A picture of a page from its first element of a kind on. Pages say above it that their figures are made up."""
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        raise SystemExit(f"{address} answers {answer and answer.status}")
    page.locator(top).first.evaluate("each => window.scrollTo(0, each.getBoundingClientRect().top + scrollY - 60)")
    page.screenshot(path=file)


def ets(*words: str, store: str, folder: str | None = None) -> str:
    """What a command says, refusals too."""
    program = [str(Path(sys.executable).with_name("ets")), *words]
    environment = {**os.environ, "OPENETS_STORE": store, "COLUMNS": "100"}
    done = subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).rstrip()


def session(store: str, folder: str) -> str:
    """Lines that are typed, each with what is said."""
    return "\n\n".join(f"$ {line}\n{ets(*line.split()[1:], store=store, folder=folder)}" for line in TYPED)


@contextmanager
def served(store: str) -> Iterator[str]:
    """The address at which the books are shown."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    program = [str(Path(sys.executable).with_name("ets")), "serve", "--port", str(port)]
    server = subprocess.Popen(program, env={**os.environ, "OPENETS_STORE": store}, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(address, timeout=30).close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("Name the folder of the pictures: python -m tools.pictures docs/pictures", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    main(Path(sys.argv[1]))
