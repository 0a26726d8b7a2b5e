"""Journeys through the site in a browser, without JavaScript, on a telephone and on a desk."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Request

import openets
from tests.web.conftest import Registry
from tools.postgres import free_port

pytestmark = pytest.mark.browser

WIDTHS = [390, 1280]
PATIENCE = 30

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
"""Run by the test, not by the page: the words that stand out too little."""


@pytest.fixture(scope="module")
def site(registry: Registry) -> Iterator[str]:
    """The address of the site, served by `ets serve` from another process."""
    address = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "openets.cli.main", "serve", "--store", registry.address]
    source = str(Path(openets.__file__).parents[1])
    server = subprocess.Popen(
        [*command, "--port", address.rpartition(":")[2]],
        env={**os.environ, "PYTHONPATH": source, "OPENETS_STORE": registry.address},
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(address + "/healthz", server)
        yield address
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended"
        try:
            urlopen(address)
            return
        except URLError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture(params=WIDTHS)
def screen(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """A screen without JavaScript. Anything missing, refused or asked of another host fails the test."""
    view = {"width": request.param, "height": 900}
    context = browser.new_context(viewport=view, java_script_enabled=False, base_url=site)
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("request", lambda asked: trouble.extend(_elsewhere(asked, site)))
    yield page
    context.close()
    assert not trouble


def _elsewhere(asked: Request, site: str) -> list[str]:
    return [] if asked.url.startswith((site, "data:")) else [asked.url]


def test_from_a_name_to_the_journal(screen: Page) -> None:
    screen.goto("/")
    screen.get_by_label("Find an installation, account or transaction").fill("donau")
    screen.get_by_role("button", name="Search").click()
    screen.get_by_role("link", name="Donau Kraftwerk").click()
    assert screen.get_by_role("heading", level=1).inner_text() == "Donau Kraftwerk"
    screen.get_by_role("link", name="AT-120-").first.click()
    screen.get_by_role("table").last.get_by_role("row").nth(1).get_by_role("link").first.click()
    assert "it follows" in screen.get_by_role("main").inner_text()
    screen.get_by_text("The entry's text, byte for byte").first.click()
    assert '{"kind":"transaction"' in screen.locator("pre").first.inner_text()


def test_a_list_is_filtered_sorted_and_paged(screen: Page) -> None:
    screen.goto("/installations/")
    screen.get_by_label("Member State").select_option("LU")
    screen.get_by_role("button", name="Apply").click()
    assert "1–50 of 60" in screen.get_by_role("status").inner_text()
    screen.get_by_role("columnheader", name="Installation").get_by_role("link").click()
    screen.get_by_role("link", name="Next").click()
    assert "51–60 of 60" in screen.get_by_role("status").inner_text()
    screen.get_by_role("link", name="Clear").click()
    assert "of 63" in screen.get_by_role("status").inner_text()


def test_an_installation_is_judged_as_of_another_day(screen: Page) -> None:
    screen.goto("/installations/AT_1/")
    screen.get_by_label("Judge on what was known on").fill("2006-04-10")
    screen.get_by_role("button", name="Judge").click()
    assert screen.get_by_role("cell", name="not yet judged").count() > 0
    screen.get_by_role("link", name="As the books are now").click()
    assert screen.get_by_role("cell", name="not yet judged").count() == 0
    assert screen.get_by_title("A: surrendered at least").first.is_visible()


def test_csv_is_downloaded(screen: Page) -> None:
    screen.goto("/transactions/")
    with screen.expect_download() as download:
        screen.get_by_role("link", name="All as CSV").click()
    assert download.value.suggested_filename == "transactions.csv"


def test_the_keyboard_reaches_the_content_first(screen: Page) -> None:
    screen.goto("/states/AT/")
    screen.keyboard.press("Tab")
    skip = screen.get_by_role("link", name="Skip to the content")
    screen.wait_for_timeout(400)
    place = skip.bounding_box()
    assert place is not None
    assert place["y"] >= 0
    screen.keyboard.press("Enter")
    assert screen.url.endswith("#main")


def test_drawings_arrive(browser: Browser, site: str) -> None:
    page = browser.new_page(base_url=site)
    page.goto("/")
    widths = page.eval_on_selector_all("img", "all => all.map(each => each.naturalWidth)")
    assert widths
    assert all(widths)
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_the_screen_and_can_be_read(
    browser: Browser, site: str, registry: Registry, width: int, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, base_url=site)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for address in (
        "/",
        "/states/",
        "/states/AT/",
        "/installations/",
        "/installations/DE_1/",
        f"/accounts/{registry.silent}/",
        "/transactions/",
        f"/transactions/{registry.reconstructed}/",
        "/compliance/differences/",
        "/search?q=a",
        "/verify/",
        "/nothing",
    ):
        page.goto(address)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 1, f"{address} is wider than {width} pixels"
        assert page.evaluate(CONTRAST) == [], f"{address} has text of too little contrast"
    page.close()
