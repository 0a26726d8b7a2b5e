"""Journeys through the site in a browser, without JavaScript, on a telephone and on a desk."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Request, expect

import openets
from tests.web.conftest import Registry
from tools.postgres import free_port

pytestmark = pytest.mark.browser

WIDTHS = [390, 1280]
PATIENCE = 30

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
"""Run by the test, not by the page: the words that stand out too little."""


@contextmanager
def serving(books: str) -> Iterator[str]:
    """The address of a site over these books, served by `ets serve` from another process."""
    address = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "openets.cli.main", "serve", "--store", books]
    source = str(Path(openets.__file__).parents[1])
    server = subprocess.Popen(
        [*command, "--port", address.rpartition(":")[2]],
        env={**os.environ, "PYTHONPATH": source, "OPENETS_STORE": books},
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(address + "/healthz", server)
        yield address
    finally:
        server.terminate()
        server.wait(PATIENCE)


@pytest.fixture(scope="module")
def site(registry: Registry) -> Iterator[str]:
    """The site over the small registry."""
    with serving(registry.address) as address:
        yield address


@pytest.fixture(scope="module")
def treaty_site(treaty: str) -> Iterator[str]:
    """The site over a commitment period."""
    with serving(treaty) as address:
        yield address


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


@contextmanager
def opened(browser: Browser, site: str, width: int) -> Iterator[Page]:
    """A screen without JavaScript. Anything missing, refused or asked of another host fails the test."""
    view = {"width": width, "height": 900}
    context = browser.new_context(viewport=view, java_script_enabled=False, base_url=site)  # type: ignore[arg-type]
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("request", lambda asked: trouble.extend(_elsewhere(asked, site)))
    yield page
    context.close()
    assert not trouble


@pytest.fixture(params=WIDTHS)
def screen(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """A screen on the small registry."""
    with opened(browser, site, request.param) as page:
        yield page


@pytest.fixture(params=WIDTHS)
def treaty_screen(request: pytest.FixtureRequest, browser: Browser, treaty_site: str) -> Iterator[Page]:
    """A screen on the commitment period."""
    with opened(browser, treaty_site, request.param) as page:
        yield page


def _elsewhere(asked: Request, site: str) -> list[str]:
    return [] if asked.url.startswith((site, "data:")) else [asked.url]


def test_from_a_name_to_the_journal(screen: Page) -> None:
    screen.goto("/")
    screen.get_by_label("Find an installation, account, transaction, Party or project").fill("donau")
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
    screen.get_by_label("As it was known on").fill("2006-04-10")
    screen.get_by_role("button", name="Show").click()
    expect(screen.get_by_role("cell", name="not yet judged")).not_to_have_count(0)
    screen.get_by_role("link", name="As the books are now").click()
    expect(screen.get_by_role("cell", name="not yet judged")).to_have_count(0)
    expect(screen.get_by_title("A: surrendered at least").first).to_be_visible()


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


# ---- Parties, projects and the paper -------------------------------------------------------------


def test_from_a_partys_name_to_what_if(treaty_screen: Page) -> None:
    screen = treaty_screen
    screen.goto("/")
    screen.get_by_label("Find an installation, account, transaction, Party or project").fill("new zealand")
    screen.get_by_role("button", name="Search").click()
    screen.get_by_role("main").get_by_role("link", name="New Zealand", exact=True).first.click()
    assert screen.get_by_role("heading", level=1).inner_text().startswith("New Zealand")
    screen.get_by_label("What if it bought (AAUs)").fill("20000000")
    screen.get_by_label("at a price a tonne (EUR)").fill("22.50")
    screen.get_by_role("button", name="What if").click()
    then = screen.get_by_role("note").filter(has_text="Nothing was changed").inner_text()
    assert "would be left over at true-up" in then
    assert "not eligible today" in then
    expect(screen.locator("td[data-label='What if']").first).to_be_visible()
    screen.get_by_role("link", name="As it is").click()
    expect(screen.locator("td[data-label='What if']")).to_have_count(0)


def test_from_a_project_to_its_units_a_party_and_its_notification(treaty_screen: Page) -> None:
    screen = treaty_screen
    screen.goto("/projects/")
    screen.get_by_label("Title, number or host").fill("brazil")
    screen.get_by_role("button", name="Apply").click()
    screen.get_by_role("link", name="BR2001").click()
    issued = screen.get_by_role("heading", level=3).filter(has_text="300,000 tCER")
    issued.get_by_role("link").click()
    assert "Issuance" in screen.get_by_role("heading", level=1).inner_text()
    expect(screen.get_by_role("heading", name="Created")).to_be_visible()
    screen.get_by_role("link", name="BR2001 Reforestation").click()
    screen.get_by_role("link", name="Spain").first.click()
    screen.get_by_role("link", name="ITL2").click()
    assert "tCERs" in screen.get_by_role("heading", level=1).inner_text()
    screen.get_by_role("link", name="BR2001").click()
    screen.get_by_role("link", name="FIRST", exact=True).first.click()
    assert screen.get_by_role("heading", level=1).inner_text().startswith("First Verifiers")


def test_the_papers_tables_are_read_opened_and_downloaded(treaty_screen: Page) -> None:
    screen = treaty_screen
    screen.goto("/")
    screen.get_by_role("link", name="The paper that this follows, computed again").click()
    screen.get_by_role("link", name="Table 1: targets of the Parties of Annex B").click()
    screen.get_by_text("All numbers as a table").click()
    expect(screen.get_by_role("table").last).to_be_visible()
    with screen.expect_download() as download:
        screen.get_by_role("link", name="All numbers as CSV").click()
    assert download.value.suggested_filename == "paper-table-1-numbers.csv"
    screen.get_by_role("link", name="Table 2").click()
    expect(screen.get_by_role("row", name="Sum").get_by_role("cell", name="2,298.50")).to_be_visible()
    screen.get_by_role("link", name="Figure 1", exact=True).click()
    screen.get_by_role("link", name="Figure 2", exact=True).click()
    screen.get_by_role("rowheader", name="Spain").get_by_role("link").click()
    assert screen.get_by_role("heading", level=1).inner_text().startswith("Spain")


def test_wide_tables_are_reached_and_scrolled_by_keyboard(treaty_screen: Page) -> None:
    screen = treaty_screen
    screen.goto("/parties/")
    region = screen.get_by_role("region", name="Parties of Annex B")
    region.focus()
    box = region.bounding_box()
    assert box is not None
    last = region.get_by_role("row").nth(1).get_by_role("cell").last
    for _ in range(40):
        screen.keyboard.press("ArrowRight")
    screen.wait_for_timeout(400)
    place = last.bounding_box()
    assert place is not None
    assert place["x"] + place["width"] <= box["x"] + box["width"] + 2


CUT = """[...document.querySelectorAll('.number, .year, .letter, dd, nav a')].filter(each => {
    const {left, right, width} = each.getBoundingClientRect();
    return width > 1 && (left < -1 || right > document.documentElement.clientWidth + 1);
}).map(each => each.textContent.trim())"""
"""Figures, letters and ways to other pages that stand beside the screen, and would have to be scrolled to."""
COVERED = """[...document.querySelectorAll('.masthead-inner > *')].filter((each, index, all) =>
    all.slice(0, index).some(other => {
        const [a, b] = [each.getBoundingClientRect(), other.getBoundingClientRect()];
        const beside = a.left >= b.right - 1 || b.left >= a.right - 1;
        return !beside && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    })).map(each => each.className)"""
"""Parts of the head of the page that lie on others."""
A4 = 703
"""Pixels of CSS between the margins of an upright sheet."""


def held(browser: Browser, site: str, addresses: Sequence[str], width: int, scheme: str) -> None:
    """Hold pages to the width of the screen and of paper, and their words to a contrast that can be read."""
    page = browser.new_page(viewport={"width": width, "height": 900}, base_url=site)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for address in addresses:
        page.goto(address)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 1, f"{address} is wider than {width} pixels"
        assert page.evaluate(CONTRAST) == [], f"{address} has text of too little contrast"
        assert page.evaluate(COVERED) == [], f"the head of {address} is covered at {width} pixels"
        strips = page.evaluate("[...document.querySelectorAll('.strip .letter')].map(each => each.textContent.trim())")
        assert [each for each in page.evaluate(CUT) if each not in strips] == [], f"{address} is cut at {width} pixels"
    page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": A4, "height": 1000})
    for address in addresses:
        page.goto(address)
        assert page.evaluate(CUT) == [], f"{address} is cut on paper"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        frames = page.locator(".letter").evaluate_all("all => all.map(each => getComputedStyle(each).borderTopStyle)")
        assert set(frames) <= {"solid"}, f"letters of {address} are lost where backgrounds are not printed"
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_the_screen_and_can_be_read(
    browser: Browser, site: str, registry: Registry, width: int, scheme: str
) -> None:
    addresses = (
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
    )
    held(browser, site, addresses, width, scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_the_treaty_fit_the_screen_and_can_be_read(
    browser: Browser, treaty_site: str, width: int, scheme: str
) -> None:
    addresses = (
        "/",
        "/parties/",
        "/parties/NZ/?buy=5&sell=900000000&price=22.50",
        "/parties/EU/",
        "/projects/",
        "/projects/BR2001/",
        "/entities/",
        "/entities/FIRST/",
        "/notices/",
        "/notices/ITL2/",
        "/paper/",
        "/paper/table-2/",
        "/paper/figure-1/",
        "/paper/figure-2/",
        "/search?q=es",
        "/parties/?page=9",
        "/api/",
    )
    held(browser, treaty_site, addresses, width, scheme)
