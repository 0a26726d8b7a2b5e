"""Every figure, one script after the other, and the table of docs/reference/performance.md written anew.

With --quick the scripts only show that they work, and the page stays as it is."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from time import perf_counter

from bench import places
from bench.eutl import DATA
from bench.machine import facts
from bench.rounds import Figure, published

SCRIPTS = (
    "calls",
    "completion",
    "batch_posting",
    "single_posting",
    "flat_cost",
    "race",
    "import_eutl",
    "pages",
    "files",
    "past",
    "paper",
    "between",
    "reconciling",
)
WITH_DATA = ("import_eutl", "pages", "files", "past")
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "performance.md"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
HEADINGS = ("Figure", "Measured", "Beside it, in the same run", "Ratio", "Target", "Script")


def run(script: str, words: list[str]) -> bool:
    """Run a script, its words going where ours go; whether it ended well."""
    print(f"\n== {script}\n", flush=True)
    started = perf_counter()
    ended = subprocess.run([sys.executable, "-m", f"bench.{script}", *words], check=False)
    print(f"\n({script}: {perf_counter() - started:.0f} s)", flush=True)
    return ended.returncode == 0


def table(machine: list[str], figures: list[Figure], kept: Sequence[str] = ()) -> str:
    """The figures as a section of the page."""
    today = datetime.now(timezone.utc).date()
    lines = [f"Measured on {today} by `python -m bench.all` on this machine:", ""]
    lines += [f"- {line}" for line in machine]
    lines += ["", row(HEADINGS), row(["---"] * len(HEADINGS))]
    lines += [*(row([*figure[:-1], f"`bench/{figure.script}.py`"]) for figure in figures), *kept]
    return "\n".join(lines)


def row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cell or '–' for cell in cells)} |"


def kept_rows(page: Path, measured: Sequence[str]) -> list[str]:
    """The page's rows of scripts that are not measured this time."""
    lines = page.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].splitlines()
    rows = [line for line in lines if line.startswith("|") and "`bench/" in line]
    return [line for line in rows if not any(f"`bench/{script}.py`" in line for script in measured)]


def write(page: Path, section: str) -> None:
    """Put the section between the page's markers; a new page gets the words of the old."""
    source = page if page.exists() else PAGE
    before, _, rest = source.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n{section}\n\n{END}{after}", encoding="utf-8")


def main() -> None:
    command = argparse.ArgumentParser(description=__doc__)
    command.add_argument("data", type=Path, nargs="?", default=DATA, help="folder with the public panel")
    command.add_argument("--quick", action="store_true", help="small sizes; the page stays as it is")
    command.add_argument("--page", type=Path, help="the page to write instead, even with --quick")
    command.add_argument(
        "--only", nargs="+", choices=SCRIPTS, help="measure these again; the page keeps the other rows"
    )
    asked = command.parse_args()
    scripts = asked.only or SCRIPTS
    machine, started = facts(), perf_counter()
    with places.folder() as folder:
        kept = folder / "figures.jsonl"
        kept.touch()
        failed = []
        for script in scripts:
            words = ["--json", str(kept), *["--quick"] * asked.quick]
            words += [str(asked.data)] if script in WITH_DATA else []
            if not run(script, words):
                failed.append(script)
        section = table(machine, published(kept), kept_rows(asked.page or PAGE, scripts) if asked.only else ())
    print(f"\n{section}\n\nAll in {(perf_counter() - started) / 60:.1f} minutes.")
    if failed:
        sys.exit(f"The page stays as it is, for these failed: {', '.join(failed)}.")
    if asked.page or not asked.quick:
        write(asked.page or PAGE, section)


if __name__ == "__main__":
    main()
