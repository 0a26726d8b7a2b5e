"""What axe finds on every kind of page, on a telephone and on a desk, at the usual size of text and at twice that."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web.conftest import Registry
from tests.web.test_every_page import OF_THE_TREATY, PAGES
from tests.web.test_journeys import WIDTHS, serving

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
"""Run by the test, not by the page, whose policy lets no script run."""
LARGE = "document.documentElement.style.fontSize = '200%'"


@pytest.fixture(scope="module")
def sites(registry: Registry, treaty: str) -> Iterator[dict[str, str]]:
    """The sites over the small registry and over a commitment period."""
    with serving(registry.address) as own, serving(treaty) as of_treaty:
        yield {"registry": own, "treaty": of_treaty}


@pytest.fixture(scope="module", params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 900}, bypass_csp=True)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def faults(page: Page) -> list[str]:
    """Each rule that the page breaks, and where."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [
        f"{each['id']}: {each['help']} at {', '.join(' '.join(node['target']) for node in each['nodes'][:3])}"
        for each in found["violations"]
    ]


@pytest.mark.parametrize(
    ("site", "address"), [*(("registry", each) for each in PAGES), *(("treaty", each) for each in OF_THE_TREATY)]
)
def test_axe_finds_nothing(sites: dict[str, str], page: Page, registry: Registry, site: str, address: str) -> None:
    page.goto(sites[site] + address.format(**registry._asdict()))
    assert not faults(page)
    page.evaluate(LARGE)
    assert not faults(page)


def test_axe_would_find_something(sites: dict[str, str], page: Page) -> None:
    page.goto(sites["registry"])
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert faults(page)
