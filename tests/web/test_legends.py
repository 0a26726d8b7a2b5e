"""No legend lies over its own words, in a browser that has its own fonts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.web.conftest import Registry
from tests.web.test_charts_page import DRAWINGS, address
from tests.web.test_journeys import serving

pytestmark = pytest.mark.browser

BOXES = """() => [...document.querySelectorAll(
    '.role-legend-label [aria-label], .role-legend-symbol path')].map(each => {
        const box = each.getBoundingClientRect();
        return [each.tagName, each.getAttribute("aria-label"), box.left, box.right, box.top, box.bottom];
    })"""
WIDER = "text { font-family: 'DejaVu Sans', Verdana, sans-serif !important }"
"""As where none of the fonts is installed for which the drawing was made."""

Box = tuple[str, str, float, float, float, float]


def overlap(one: Box, other: Box) -> bool:
    return one[2] < other[3] and other[2] < one[3] and one[4] < other[5] and other[4] < one[5]


@pytest.mark.parametrize("fonts", ["", WIDER], ids=["own fonts", "wider ones"])
def test_no_legend_lies_over_its_words(registry: Registry, browser: Browser, fonts: str) -> None:
    found = 0
    with serving(registry.address) as site:
        page = browser.new_page()
        for name in DRAWINGS:
            for width, most in (("wide", 1120), ("narrow", 340)):
                page.goto(f"{site}{address(name)}&width={width}")
                page.evaluate(
                    """style => { const made = document.createElementNS('http://www.w3.org/2000/svg', 'style');
                        made.textContent = style; document.documentElement.append(made); }""",
                    fonts,
                )
                boxes: list[Box] = [tuple(each) for each in page.evaluate(BOXES)]
                found += len(boxes)
                assert all(box[2] >= 0 and box[3] <= most for box in boxes), (name, width)
                pairs = [(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :]]
                assert not [pair for pair in pairs if overlap(*pair)], (name, width)
        page.close()
    assert found > 20
