"""The colours, sizes and words that all drawings have alike, and the drawing itself."""

import base64
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import altair as alt
import vl_convert

from openets.analytics.charts.lettering import FAMILY, outlined, wrapped

WIDE, NARROW = 1120, 340

VERIFIED, ALLOCATED, SURRENDERED, CAP = "#2f6f62", "#b4552d", "#c9952b", "#1d2b2a"
AVIATION = "#8fb7ab"
PAPER = "#f7f4ec"
INK, MUTED, RULE = "#1d2b2a", "#5a6763", "#ddd8ca"
RECONSTRUCTED = "reconstructed"
"""The series of what was inferred: it stands apart from what is on record, last and in a colour of its own."""
RECONSTRUCTED_COLOUR = "#7b857f"
LETTER_COLOURS = ("#c9952b", "#a8402f", "#6d4c7d", "#3c6e8f", "#7b857f")
"""Of the letters that do not say that all is in order, as the law lists them."""
SERIES_COLOURS = ("#14483f", "#2f6f62", "#7fa99b", "#b4552d", "#c9952b", "#3c6e8f", "#6d4c7d")

DARK = {
    VERIFIED: "#5fb39f",
    AVIATION: "#a9cfc3",
    PAPER: "#131b1a",
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

BAND = {"band": 0.62}
"""How much of its place a bar fills."""
MILLION = 1_000_000


def scale_of(greatest: int) -> tuple[int, str]:
    """By what figures are divided so that they can be read, and its word."""
    return (MILLION, "million") if greatest >= 2 * MILLION else (1000, "thousand")


def data_chart(values: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values))


def by_year(values: list[dict[str, Any]], y: alt.Y, colour: alt.Color) -> alt.Chart:
    return data_chart(values).encode(
        x=alt.X("year:O").axis(labelAngle=0, labelOverlap=True, title=None), y=y, color=colour
    )


def by_name(values: list[dict[str, Any]], x: alt.X, order: Any, width: int) -> alt.Chart:
    return data_chart(values).encode(
        x=x, y=alt.Y("name:N").sort(order).axis(title=None, labelLimit=140 if width < 500 else 260)
    )


def coloured(field: str, colours: Mapping[str, str], **legend: Any) -> alt.Color:
    """Each value of a field in its colour, and a legend, above the drawing unless it says otherwise."""
    scaled = alt.Color(f"{field}:N").scale(domain=list(colours), range=list(colours.values()))
    return scaled.legend(**{"orient": "top", "title": None, "columnPadding": 40, "labelLimit": 260, **legend})


BAR = "M-1,-1H1V1H-1Z"
LINE = "M-1,-0.14H1V0.14H-1ZM-0.36,0A0.36,0.36,0,1,1,0.36,0A0.36,0.36,0,1,1,-0.36,0"
DASHES = "M-1,-0.14H-0.5V0.14H-1ZM-0.25,-0.14H0.25V0.14H-0.25ZM0.5,-0.14H1V0.14H0.5Z"
TICK = "M-0.7,-0.22H0.7V0.22H-0.7Z"
UPRIGHT = "M-0.22,-0.9H0.22V0.9H-0.22Z"
DOT = "M-0.6,0A0.6,0.6,0,1,1,0.6,0A0.6,0.6,0,1,1,-0.6,0"
RING = f"{DOT}M-0.35,0A0.35,0.35,0,1,0,0.35,0A0.35,0.35,0,1,0,-0.35,0"
"""Shapes in which a legend shows what a series is drawn with, between -1 and 1."""


class Series(NamedTuple):
    """A series by the name that the legend gives it, its colour, and the shape in which it is drawn."""

    name: str
    colour: str
    shape: str = BAR


def legend_of(series: Sequence[Series], width: int, columns: int) -> tuple[alt.Chart, alt.Color]:
    """A layer that draws nothing but the legend, with the shape of each series, and the colours for all others."""
    names, colours = [each.name for each in series], [each.colour for each in series]
    colour = alt.Color("series:N").scale(domain=names, range=colours)
    look: dict[str, Any] = {"orient": "top", "title": None, "columnPadding": 30, "labelLimit": 300, "columns": columns}
    shown = coloured("series", dict(zip(names, colours, strict=True)), **look)
    shapes = alt.Shape("series:N").scale(domain=names, range=[each.shape for each in series]).legend(**look)
    legend = data_chart([]).mark_point(filled=True, opacity=0).encode(color=shown, shape=shapes)
    return legend, colour.legend(None)


def millions(quantity: float) -> str:
    """A quantity that was divided already, with as many decimals as can be read."""
    return f"{quantity:,.{0 if quantity >= 100 else 1 if quantity >= 10 else 2}f}"


def labelled(quantities: Sequence[float], room: float) -> set[int]:
    """Places whose values are written on the drawing: the greatest, the last, the first, and all others that fit.

    `room` is the width of a place in pixels; a number takes about seven for each of its signs.
    """
    if not quantities:
        return set()
    places = range(len(quantities))
    greatest = max(places, key=lambda place: quantities[place])
    others = places if room >= 36 else ()
    kept: list[int] = []
    for place in (greatest, len(quantities) - 1, 0, *others):
        needed = 7 * len(millions(quantities[place])) + 4
        if all(abs(place - each) * room >= needed for each in kept):
            kept.append(place)
    return set(kept)


def written(values: list[dict[str, Any]], x: str, y: str, dy: int = 0) -> alt.LayerChart:
    """Words at their places, before all that crosses them: paper lies around them."""
    base = data_chart(values).encode(x=x, y=y, text="words:N")
    around = base.mark_text(dy=dy, color=PAPER, stroke=PAPER, strokeWidth=4, strokeJoin="round", fontSize=12)
    return alt.LayerChart(layer=[around, base.mark_text(dy=dy, color=INK, fontSize=12)])


class Heading(NamedTuple):
    """What stands above a drawing: what it shows, in a sentence, and what a reader must know who sees nothing else."""

    title: str = ""
    note: str = ""

    def lines(self, width: int) -> tuple[list[str], list[str]]:
        """The title and the note in lines that fit."""
        return wrapped(self.title, 16, width - 16, bold=True), wrapped(self.note, 12, width - 16)

    def height(self, width: int) -> int:
        """How much higher a drawing is with it."""
        title, note = self.lines(width)
        return 20 * len(title) + 16 * len(note) + (14 if title or note else 0)


UNSAID = Heading()


def headed(chart: Any, width: int, heading: Heading) -> Any:
    """The chart with its heading."""
    title, note = heading.lines(width)
    if not title and not note:
        return chart
    params = alt.TitleParams(
        title or note,
        subtitle=note if title else [],
        anchor="start",
        frame="bounds",
        color=INK,
        fontSize=16,
        fontWeight="bold",
        lineHeight=20,
        subtitleColor=MUTED,
        subtitleFontSize=12,
        subtitleLineHeight=16,
        subtitlePadding=4,
        offset=10,
    )
    return chart.properties(title=params)


def themed(chart: Any) -> dict[str, Any]:
    """The specification of a chart in our theme."""
    quiet = {"labelColor": MUTED, "titleColor": MUTED, "labelFontSize": 12, "titleFontSize": 12}
    configured = (
        chart.properties(background="transparent")
        .configure(font=FAMILY)
        .configure_view(stroke=None)
        .configure_axis(**quiet, gridColor=RULE, domainColor=RULE, tickColor=RULE, titleFontWeight="normal")
        .configure_axisX(grid=False)
        .configure_legend(labelColor=INK, labelFontSize=13, symbolSize=170, symbolType="square", symbolOpacity=1)
    )
    found: dict[str, Any] = configured.to_dict()
    return found


def finished(
    chart: alt.Chart | alt.LayerChart | alt.FacetChart, width: int, height: int, heading: Heading
) -> dict[str, Any]:
    """The specification at its size, in our theme, with its heading."""
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    sized = chart.properties(width=width, height=height + heading.height(width), autosize=fit)
    return themed(headed(sized, width, heading))


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
    svg = outlined(vl_convert.vegalite_to_svg(json.dumps(specification, sort_keys=True)))
    opening, mark, rest = svg.partition(">")
    return f"{opening}{mark}<style>{_STYLE}</style>{rest}"


def png(svg: str, scale: float = 2) -> bytes:
    """A drawing on light paper as PNG, with `scale` pixels for each of its own."""
    opening, mark, rest = svg.replace(f"<style>{_STYLE}</style>", "").partition(">")
    paper = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    drawn: bytes = vl_convert.svg_to_png(f"{opening}{mark}{paper}{rest}", scale=scale)
    return drawn
