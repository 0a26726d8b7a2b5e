"""Charts: plain rows in, a Vega-Lite specification out, and its drawing as SVG.

The colours are those of the pages' stylesheet. A drawing carries both themes and follows the reader's choice,
as the pages do. Every chart is one of two widths, so that its words stay readable on a telephone. A `note`
stands above the drawing: what a reader must know who sees nothing else of the page.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import cycle
from typing import Any, NamedTuple

import altair as alt
import vl_convert

WIDE, NARROW = 1120, 340

VERIFIED, ALLOCATED, SURRENDERED, CAP = "#2f6f62", "#b4552d", "#c9952b", "#1d2b2a"
INK, MUTED, RULE = "#1d2b2a", "#5a6763", "#ddd8ca"
RECONSTRUCTED = "reconstructed"
"""The series of what was inferred: it stands apart from what is on record, last and in a colour of its own."""
RECONSTRUCTED_COLOUR = "#7b857f"
LETTER_COLOURS = ("#c9952b", "#a8402f", "#6d4c7d", "#3c6e8f", "#7b857f")
"""Of the letters that do not say that all is in order, as the law lists them."""
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

_BAND = {"band": 0.62}
"""How much of its place a bar fills."""
_FONT = "'Liberation Sans', Arial, Helvetica, sans-serif"
"""Fonts of one width: the drawing is laid out by the first, and a browser that has any of them sets its words so."""
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


def _scale(greatest: int) -> tuple[int, str]:
    """By what figures are divided so that they can be read, and its word."""
    return (MILLION, "million") if greatest >= 2 * MILLION else (1000, "thousand")


def years_chart(points: Sequence[YearPoint], width: int, measure: str, note: str = "") -> dict[str, Any]:
    """Verified emissions as bars; allocation, surrender and cap beside them. `measure` is what they count."""
    greatest = max((value or 0 for point in points for value in point[1:]), default=0)
    scale, many = _scale(greatest)
    shown = [each for each in _SERIES if any(getattr(point, each[1]) is not None for point in points)]
    values = [
        {"year": str(point.year), "series": title, "quantity": getattr(point, field) / scale}
        for point in points
        for title, field, _ in shown
        if getattr(point, field) is not None
    ]
    colours = {title: colour for title, _, colour in shown}
    base = _by_year(
        values,
        alt.Y("quantity:Q").axis(title=f"{many} {measure}"),
        _coloured("series", colours, columns=2 if width < 500 else 4),
    )
    bars = base.transform_filter("datum.series == 'Verified emissions'").mark_bar(width=_BAND)
    ticks = base.transform_filter("datum.series == 'Surrendered'").mark_tick(thickness=3, width=_BAND)
    line = base.transform_filter("datum.series == 'Allocated'").mark_line(point={"size": 34, "filled": True})
    cap = base.transform_filter("datum.series == 'Cap'").mark_line(strokeDash=[5, 4], interpolate="step")
    return _finished(alt.layer(bars, ticks, line, cap), width, 320, note)


def letters_chart(
    counts: Sequence[tuple[int, str, int]], letters: Sequence[str], width: int, note: str = ""
) -> dict[str, Any]:
    """Installations that did not comply by year and letter, stacked; (year, letter, installations).

    `letters` are all that there may be, in the order of the law; each has its colour by its place among them.
    """
    values = [{"year": str(year), "letter": letter, "installations": number} for year, letter, number in counts]
    there = {letter for _, letter, _ in counts}
    colours = {each: colour for each, colour in zip(letters, LETTER_COLOURS, strict=True) if each in there}
    base = _by_year(
        values, alt.Y("installations:Q").axis(title="installations", tickMinStep=1), _coloured("letter", colours)
    )
    return _finished(base.mark_bar(width=_BAND).encode(order=alt.Order("letter:N")), width, 220, note)


def ranking_chart(bars: Sequence[tuple[str, int]], width: int, measure: str, note: str = "") -> dict[str, Any]:
    """Quantities by name, the greatest at the top; (name, how many). `measure` is what they count."""
    scale, many = _scale(max((quantity for _, quantity in bars), default=0))
    values = [{"name": name, "quantity": quantity / scale} for name, quantity in bars]
    base = _by_name(values, alt.X("quantity:Q").axis(title=f"{many} {measure}", tickCount=5), "-x", width)
    chart = base.mark_bar(color=VERIFIED, height={"band": 0.68})
    return _finished(chart, width, 22 * max(3, len(values)), note)


def volumes_chart(volumes: Sequence[tuple[int, str, int]], width: int, note: str = "") -> dict[str, Any]:
    """Units that moved by year, stacked by what was done; (year, what, units). `RECONSTRUCTED` may be one what."""
    values = [{"year": str(year), "what": what, "units": units / MILLION} for year, what, units in volumes]
    kinds = dict.fromkeys(what for _, what, _ in volumes)
    colours = dict(zip((what for what in kinds if what != RECONSTRUCTED), cycle(SERIES_COLOURS), strict=False))
    if RECONSTRUCTED in kinds:
        colours[RECONSTRUCTED] = RECONSTRUCTED_COLOUR
    legend = _coloured("what", colours, columns=1 if width < 500 else 3, labelLimit=220 if width < 500 else 260)
    base = _by_year(values, alt.Y("units:Q").axis(title="million units"), legend)
    return _finished(base.mark_bar(width=_BAND), width, 280, note)


class Measure(NamedTuple):
    """A share or change in per cent, ours and, where there is one, the one that a source prints."""

    name: str
    percent: float
    printed: float | None = None


def percent_chart(
    bars: Sequence[Measure], width: int, title: str, note: str = "", source: str = "In the paper"
) -> dict[str, Any]:
    """Per cents by name in the order given, as bars, with a mark where `source` prints another or the same."""
    names = [bar.name for bar in bars]
    values = [{"name": bar.name, "series": "Here", "percent": bar.percent} for bar in bars]
    values += [{"name": bar.name, "series": source, "percent": bar.printed} for bar in bars if bar.printed is not None]
    both = any(bar.printed is not None for bar in bars)
    colour = _coloured("series", {"Here": VERIFIED, source: ALLOCATED} if both else {"Here": VERIFIED})
    base = _by_name(values, alt.X("percent:Q").axis(title=title, tickCount=5), names, width)
    base = base.encode(color=colour if both else colour.legend(None))
    own = base.transform_filter("datum.series == 'Here'").mark_bar(height=_BAND)
    printed = base.transform_filter("datum.series != 'Here'").mark_tick(thickness=3, height={"band": 0.9}, opacity=1)
    return _finished(alt.layer(own, printed), width, 22 * max(3, len(names)) + 70, note)


class Gap(NamedTuple):
    """A target, what came of it, and the gap between them, in points."""

    name: str
    target: float
    change: float
    distance: float


_GAPS = {"Above its target": ALLOCATED, "Below its target": VERIFIED, "Target": CAP, "Change": SURRENDERED}


def gaps_chart(gaps: Sequence[Gap], width: int, title: str, note: str = "") -> dict[str, Any]:
    """Gaps as bars to the right or left of nought, with a mark for each target and a point for each change."""
    names = [gap.name for gap in gaps]
    values = [
        {"name": gap.name, "series": series, "percent": percent}
        for gap in gaps
        for series, percent in (
            ("Above its target" if gap.distance > 0 else "Below its target", gap.distance),
            ("Target", gap.target),
            ("Change", gap.change),
        )
    ]
    base = _by_name(values, alt.X("percent:Q").axis(title=title, tickCount=6, grid=True), names, width)
    base = base.encode(color=_coloured("series", _GAPS, columns=1 if width < 500 else 4))
    bars = base.transform_filter("indexof(datum.series, 'its target') > 0").mark_bar(height=_BAND)
    ticks = base.transform_filter("datum.series == 'Target'").mark_tick(thickness=3, height={"band": 0.9}, opacity=1)
    points = base.transform_filter("datum.series == 'Change'").mark_point(size=40, filled=True, opacity=1)
    legend = 80 if width < 500 else 30
    return _finished(alt.layer(bars, ticks, points), width, 20 * max(3, len(names)) + legend, note)


class Stop(NamedTuple):
    """Where the lane of a thing passes through a place; not `direct`: only after becoming something else."""

    lane: str
    place: str
    family: str
    direct: bool = True


def lanes_chart(stops: Sequence[Stop], places: Sequence[str], width: int, note: str = "") -> dict[str, Any]:
    """A lane for each thing through the places that it may reach, coloured by its family. A blank place is a gap."""
    lanes, families = list(dict.fromkeys(stop.lane for stop in stops)), list(dict.fromkeys(s.family for s in stops))
    values = [{**stop._asdict(), "shape": "at once" if stop.direct else "after conversion"} for stop in stops]
    legend = {"orient": "bottom", "columns": 1 if width < 500 else 6, "symbolType": "circle"}
    base = _chart(values).encode(
        x=alt.X("place:N")
        .sort(places)
        .scale(domain=list(places))
        .axis(orient="top", title=None, labelAngle=-90 if width < 500 else -40, labelLimit=190, grid=True),
        y=alt.Y("lane:N").sort(lanes).axis(title=None),
        color=_coloured("family", dict(zip(families, cycle(SERIES_COLOURS), strict=False)), **legend),
    )
    lines = base.mark_line(strokeWidth=2, opacity=0.55).encode(detail="lane:N", order=alt.Order("place_order:Q"))
    lines = lines.transform_calculate(place_order=f"indexof({json.dumps(list(places))}, datum.place)")
    through = base.transform_filter("datum.direct").mark_point(size=110, filled=True, opacity=1)
    later = base.transform_filter("!datum.direct").mark_point(size=90, filled=False, strokeWidth=2, opacity=1)
    above, below = (140, 130) if width < 500 else (90, 30)  # the names of the places, and of the families
    return _finished(alt.layer(lines, through, later), width, 22 * max(3, len(lanes)) + above + below, note)


class Span(NamedTuple):
    """Something that takes from one day to another, or happens on a single day."""

    what: str
    since: date
    until: date
    when: str


def days_chart(spans: Sequence[Span], width: int, note: str = "") -> dict[str, Any]:
    """What happens when, one below the other; words stand above each."""
    first, last = min(span.since for span in spans), max(span.until for span in spans)
    middle = first + (last - first) / 2
    values = [
        {
            "row": number,
            "since": span.since.isoformat(),
            "until": span.until.isoformat(),
            "words": [span.what, span.when] if width < 500 else f"{span.what}: {span.when}",
            "late": span.since > middle,
            "long": span.since != span.until,
        }
        for number, span in enumerate(spans)
    ]
    base = _chart(values).encode(
        x=alt.X("since:T").axis(title=None, format="%b %Y", tickCount=4 if width < 500 else 12),
        y=alt.Y("row:O").axis(None),
    )
    bars = base.transform_filter("datum.long").mark_bar(height=10, color=VERIFIED).encode(x2="until:T")
    points = base.transform_filter("!datum.long").mark_point(size=130, filled=True, opacity=1, color=ALLOCATED)
    lift = -36 if width < 500 else -18
    early = base.transform_filter("!datum.late").mark_text(align="left", dy=lift, color=INK, fontSize=13)
    late = base.transform_filter("datum.late").mark_text(align="right", dy=lift, color=INK, fontSize=13)
    layers = alt.layer(bars, points, early.encode(text="words:N"), late.encode(text="words:N"))
    return _finished(layers, width, (66 if width < 500 else 52) * len(values), note)


KNOWN_COLOURS = {"reviewed": VERIFIED, "submitted": SURRENDERED, "assumed": RECONSTRUCTED_COLOUR}


def commitment_chart(years: Sequence[tuple[int, str, int]], yearly: int, width: int, note: str = "") -> dict[str, Any]:
    """A Party's emissions by year, coloured by how well they are known, and a year's share of its assigned amount.

    `years` are (year, how it is known, tonnes).
    """
    share = "a year's share of the assigned amount"
    values = [{"year": str(year), "series": known, "tonnes": tonnes / MILLION} for year, known, tonnes in years]
    values += [{"year": str(year), "series": share, "tonnes": yearly / MILLION} for year, _, _ in years]
    there = {known for _, known, _ in years}
    colours = {known: colour for known, colour in KNOWN_COLOURS.items() if known in there} | {share: CAP}
    legend = _coloured("series", colours, columns=1 if width < 500 else 4)
    base = _by_year(values, alt.Y("tonnes:Q").axis(title="million tonnes of CO₂e"), legend)
    bars = base.transform_filter(f"datum.series != {json.dumps(share)}").mark_bar(width=_BAND)
    line = base.transform_filter(f"datum.series == {json.dumps(share)}").mark_line(strokeDash=[5, 4], point=True)
    return _finished(alt.layer(bars, line), width, 260, note)


def _chart(values: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values))


def _by_year(values: list[dict[str, Any]], y: alt.Y, colour: alt.Color) -> alt.Chart:
    return _chart(values).encode(x=alt.X("year:O").axis(labelAngle=0, labelOverlap=True, title=None), y=y, color=colour)


def _by_name(values: list[dict[str, Any]], x: alt.X, order: Any, width: int) -> alt.Chart:
    return _chart(values).encode(
        x=x, y=alt.Y("name:N").sort(order).axis(title=None, labelLimit=140 if width < 500 else 260)
    )


def _coloured(field: str, colours: Mapping[str, str], **legend: Any) -> alt.Color:
    """Each value of a field in its colour, and a legend, above the drawing unless it says otherwise."""
    scaled = alt.Color(f"{field}:N").scale(domain=list(colours), range=list(colours.values()))
    # a browser with none of the fonts sets words an eighth wider than they were measured
    return scaled.legend(**{"orient": "top", "title": None, "columnPadding": 40, "labelLimit": 260, **legend})


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
    svg: str = vl_convert.vegalite_to_svg(json.dumps(specification, sort_keys=True))
    opening, mark, rest = svg.partition(">")
    return f"{opening}{mark}<style>{_STYLE}</style>{rest}"
