"""Charts: plain rows in, a Vega-Lite specification out, and its drawing as SVG.

The colours are those of the pages' stylesheet. A drawing carries both themes and follows the reader's choice,
as the pages do. Every chart is one of two widths, so that its words stay readable on a telephone. A `note`
stands above the drawing: what a reader must know who sees nothing else of the page.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

import altair as alt
import vl_convert

WIDE, NARROW = 1120, 340

VERIFIED, ALLOCATED, SURRENDERED, CAP = "#2f6f62", "#b4552d", "#c9952b", "#1d2b2a"
INK, MUTED, RULE = "#1d2b2a", "#5a6763", "#ddd8ca"
RECONSTRUCTED = "reconstructed"
"""The series of what was inferred: it stands apart from what is on record, last and in a colour of its own."""
RECONSTRUCTED_COLOUR = "#7b857f"
LETTER_COLOURS = {"B": "#c9952b", "C": "#a8402f", "D": "#6d4c7d", "E": "#3c6e8f", "X": "#7b857f"}
SERIES_COLOURS = ("#14483f", "#2f6f62", "#7fa99b", "#b4552d", "#c9952b", "#3c6e8f", "#6d4c7d")

DARK = {
    VERIFIED: "#5fb39f",
    ALLOCATED: "#e08a5f",
    SURRENDERED: "#e3b95a",
    INK: "#e9ebe4",
    MUTED: "#a9b5af",
    RULE: "#33413e",
    "#a8402f": "#e07a66",
    "#6d4c7d": "#b394c4",
    "#3c6e8f": "#7fb2d3",
    "#7b857f": "#98a39d",
    "#14483f": "#3b8f7e",
    "#7fa99b": "#a9cfc3",
}
"""Each colour on light paper and what it becomes on dark."""

_FONT = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif"
MILLION = 1_000_000


class YearPoint(NamedTuple):
    """A year's tonnes; `None` where there is no figure."""

    year: int
    cap: int | None
    allocated: int | None
    verified: int | None
    surrendered: int | None


_SERIES = (
    ("Verified emissions", "verified", VERIFIED),
    ("Allocated", "allocated", ALLOCATED),
    ("Surrendered", "surrendered", SURRENDERED),
    ("Cap", "cap", CAP),
)


def years_chart(points: Sequence[YearPoint], width: int, note: str = "") -> dict[str, Any]:
    """Verified emissions as bars; allocation, surrender and cap beside them."""
    greatest = max((value or 0 for point in points for value in point[1:]), default=0)
    scale, unit = (MILLION, "million tonnes") if greatest >= 2 * MILLION else (1000, "thousand tonnes")
    shown = [each for each in _SERIES if any(getattr(point, each[1]) is not None for point in points)]
    values = [
        {"year": str(point.year), "series": title, "tonnes": getattr(point, field) / scale}
        for point in points
        for title, field, _ in shown
        if getattr(point, field) is not None
    ]
    colour = alt.Color("series:N").scale(domain=[each[0] for each in shown], range=[each[2] for each in shown])
    base = alt.Chart(_data(values)).encode(
        x=alt.X("year:O").axis(labelAngle=0, labelOverlap=True, title=None),
        y=alt.Y("tonnes:Q").axis(title=f"{unit} of CO₂e"),
        color=colour.legend(orient="top", title=None, columns=2 if width < 500 else 4),
    )
    band = 0.62
    bars = base.transform_filter("datum.series == 'Verified emissions'").mark_bar(width={"band": band})
    ticks = base.transform_filter("datum.series == 'Surrendered'").mark_tick(thickness=3, width={"band": band})
    line = base.transform_filter("datum.series == 'Allocated'").mark_line(point={"size": 34, "filled": True})
    cap = base.transform_filter("datum.series == 'Cap'").mark_line(strokeDash=[5, 4], interpolate="step")
    return _finished(alt.layer(bars, ticks, line, cap), width, 320, note)


def letters_chart(counts: Sequence[tuple[int, str, int]], width: int, note: str = "") -> dict[str, Any]:
    """Installations that did not comply by year and letter, stacked; (year, letter, installations)."""
    values = [{"year": str(year), "letter": letter, "installations": number} for year, letter, number in counts]
    letters = [letter for letter in LETTER_COLOURS if any(each[1] == letter for each in counts)]
    colour = alt.Color("letter:N").scale(domain=letters, range=[LETTER_COLOURS[each] for each in letters])
    chart = (
        alt.Chart(_data(values))
        .mark_bar(width={"band": 0.62})
        .encode(
            x=alt.X("year:O").axis(labelAngle=0, labelOverlap=True, title=None),
            y=alt.Y("installations:Q").axis(title="installations", tickMinStep=1),
            color=colour.legend(orient="top", title=None),
            order=alt.Order("letter:N"),
        )
    )
    return _finished(chart, width, 220, note)


def ranking_chart(bars: Sequence[tuple[str, int]], width: int, note: str = "") -> dict[str, Any]:
    """Tonnes by name, the greatest at the top; (name, tonnes)."""
    values = [{"name": name, "tonnes": tonnes / MILLION} for name, tonnes in bars]
    chart = (
        alt.Chart(_data(values))
        .mark_bar(color=VERIFIED, height={"band": 0.68})
        .encode(
            x=alt.X("tonnes:Q").axis(title="million tonnes of CO₂e", tickCount=5),
            y=alt.Y("name:N").sort("-x").axis(title=None, labelLimit=140 if width < 500 else 260),
        )
    )
    return _finished(chart, width, 22 * max(3, len(values)), note)


def volumes_chart(volumes: Sequence[tuple[int, str, int]], width: int, note: str = "") -> dict[str, Any]:
    """Units that moved by year, stacked by what was done; (year, what, units). `RECONSTRUCTED` may be one what."""
    values = [{"year": str(year), "what": what, "units": units / MILLION} for year, what, units in volumes]
    kinds = [what for what in dict.fromkeys(what for _, what, _ in volumes) if what != RECONSTRUCTED]
    colours = list(SERIES_COLOURS[: len(kinds)])
    if any(what == RECONSTRUCTED for _, what, _ in volumes):
        kinds, colours = [*kinds, RECONSTRUCTED], [*colours, RECONSTRUCTED_COLOUR]
    colour = alt.Color("what:N").scale(domain=kinds, range=colours)
    chart = (
        alt.Chart(_data(values))
        .mark_bar(width={"band": 0.62})
        .encode(
            x=alt.X("year:O").axis(labelAngle=0, labelOverlap=True, title=None),
            y=alt.Y("units:Q").axis(title="million units"),
            color=colour.legend(orient="top", title=None, columns=1 if width < 500 else 3, labelLimit=300),
        )
    )
    return _finished(chart, width, 280, note)


def _data(values: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values)


def _finished(chart: alt.Chart | alt.LayerChart | alt.FacetChart, width: int, height: int, note: str) -> dict[str, Any]:
    """The specification at its size, in our theme, with its note."""
    sized = chart.properties(
        width=width,
        height=height,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        background="transparent",
    )
    if note:
        sized = sized.properties(
            title=alt.TitleParams(note, anchor="start", color=MUTED, fontSize=12, fontWeight="normal", offset=4)
        )
    quiet = {"labelColor": MUTED, "titleColor": MUTED, "labelFontSize": 12, "titleFontSize": 12}
    themed = (
        sized.configure(font=_FONT)
        .configure_view(stroke=None)
        .configure_axis(**quiet, gridColor=RULE, domainColor=RULE, tickColor=RULE, titleFontWeight="normal")
        .configure_axisX(grid=False)
        .configure_legend(labelColor=INK, labelFontSize=13, symbolSize=120, symbolType="square", symbolOpacity=1)
    )
    found: dict[str, Any] = themed.to_dict()
    return found


def _dark_rules() -> str:
    rules = "".join(
        f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}' for light, dark in DARK.items()
    )
    return f"@media (prefers-color-scheme: dark){{{rules}}}"


_STYLE = _dark_rules()
STYLE_HASH = "sha256-" + base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
"""By this a content security policy lets the drawing's own style pass, and no other."""


def draw(specification: dict[str, Any]) -> str:
    """The chart as SVG."""
    return _drawn(json.dumps(specification, sort_keys=True))


@lru_cache(maxsize=512)
def _drawn(specification: str) -> str:
    svg: str = vl_convert.vegalite_to_svg(specification)
    opening, mark, rest = svg.partition(">")
    return f"{opening}{mark}<style>{_STYLE}</style>{rest}"
