"""Charts of shares, gaps, lanes and days, as the seed paper has them."""

import json
from collections.abc import Sequence
from datetime import date
from itertools import cycle
from typing import Any, NamedTuple

import altair as alt

from openets.analytics.charts.theme import (
    ALLOCATED,
    BAND,
    BAR,
    CAP,
    DOT,
    INK,
    SERIES_COLOURS,
    SURRENDERED,
    UNSAID,
    UPRIGHT,
    VERIFIED,
    Heading,
    Series,
    by_name,
    coloured,
    data_chart,
    finished,
    legend_of,
)


class Measure(NamedTuple):
    """A share or change in per cent, ours and, where there is one, the one that a source prints."""

    name: str
    percent: float
    printed: float | None = None


def percent_chart(
    bars: Sequence[Measure], width: int, title: str, heading: Heading = UNSAID, source: str = "In the paper"
) -> dict[str, Any]:
    """Per cents by name in the order given, as bars, with a mark where `source` prints another or the same."""
    names = [bar.name for bar in bars]
    values = [{"name": bar.name, "series": "Here", "percent": bar.percent} for bar in bars]
    values += [{"name": bar.name, "series": source, "percent": bar.printed} for bar in bars if bar.printed is not None]
    both = any(bar.printed is not None for bar in bars)
    series = [Series("Here", VERIFIED), *([Series(source, ALLOCATED, UPRIGHT)] if both else [])]
    legend, colour = legend_of(series, width, 2)
    base = by_name(values, alt.X("percent:Q").axis(title=title, tickCount=5), names, width)
    base = base.encode(color=colour)
    own = base.transform_filter("datum.series == 'Here'").mark_bar(height=BAND)
    printed = base.transform_filter("datum.series != 'Here'").mark_tick(thickness=3, height={"band": 0.9}, opacity=1)
    return finished(alt.layer(*([legend] if both else []), own, printed), width, 22 * max(3, len(names)) + 70, heading)


class Gap(NamedTuple):
    """A target, what came of it, and the gap between them, in points."""

    name: str
    target: float
    change: float
    distance: float


_GAPS = (
    Series("Above its target", ALLOCATED, BAR),
    Series("Below its target", VERIFIED, BAR),
    Series("Target", CAP, UPRIGHT),
    Series("Change", SURRENDERED, DOT),
)


def gaps_chart(gaps: Sequence[Gap], width: int, title: str, heading: Heading = UNSAID) -> dict[str, Any]:
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
    base = by_name(values, alt.X("percent:Q").axis(title=title, tickCount=6, grid=True), names, width)
    legend, colour = legend_of(_GAPS, width, 1 if width < 500 else 4)
    base = base.encode(color=colour)
    bars = base.transform_filter("indexof(datum.series, 'its target') > 0").mark_bar(height=BAND)
    ticks = base.transform_filter("datum.series == 'Target'").mark_tick(thickness=3, height={"band": 0.9}, opacity=1)
    points = base.transform_filter("datum.series == 'Change'").mark_point(size=40, filled=True, opacity=1)
    above = 80 if width < 500 else 30
    return finished(alt.layer(legend, bars, ticks, points), width, 20 * max(3, len(names)) + above, heading)


class Stop(NamedTuple):
    """Where the lane of a thing passes through a place; not `direct`: only after becoming something else."""

    lane: str
    place: str
    family: str
    direct: bool = True


def lanes_chart(stops: Sequence[Stop], places: Sequence[str], width: int, heading: Heading = UNSAID) -> dict[str, Any]:
    """A lane for each thing through the places that it may reach, coloured by its family. A blank place is a gap."""
    lanes, families = list(dict.fromkeys(stop.lane for stop in stops)), list(dict.fromkeys(s.family for s in stops))
    values = [{**stop._asdict(), "shape": "at once" if stop.direct else "after conversion"} for stop in stops]
    legend = {"orient": "bottom", "columns": 1 if width < 500 else 6, "symbolType": "circle"}
    base = data_chart(values).encode(
        x=alt.X("place:N")
        .sort(places)
        .scale(domain=list(places))
        .axis(orient="top", title=None, labelAngle=-90 if width < 500 else -40, labelLimit=190, grid=True),
        y=alt.Y("lane:N").sort(lanes).axis(title=None),
        color=coloured("family", dict(zip(families, cycle(SERIES_COLOURS), strict=False)), **legend),
    )
    lines = base.mark_line(strokeWidth=2, opacity=0.55).encode(detail="lane:N", order=alt.Order("place_order:Q"))
    lines = lines.transform_calculate(place_order=f"indexof({json.dumps(list(places))}, datum.place)")
    through = base.transform_filter("datum.direct").mark_point(size=110, filled=True, opacity=1)
    later = base.transform_filter("!datum.direct").mark_point(size=90, filled=False, strokeWidth=2, opacity=1)
    above, below = (140, 130) if width < 500 else (90, 30)  # the names of the places, and of the families
    return finished(alt.layer(lines, through, later), width, 22 * max(3, len(lanes)) + above + below, heading)


class Span(NamedTuple):
    """Something that takes from one day to another, or happens on a single day."""

    what: str
    since: date
    until: date
    when: str


def days_chart(spans: Sequence[Span], width: int, heading: Heading = UNSAID) -> dict[str, Any]:
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
    base = data_chart(values).encode(
        x=alt.X("since:T").axis(title=None, format="%b %Y", tickCount=4 if width < 500 else 12),
        y=alt.Y("row:O").axis(None),
    )
    bars = base.transform_filter("datum.long").mark_bar(height=10, color=VERIFIED).encode(x2="until:T")
    points = base.transform_filter("!datum.long").mark_point(size=130, filled=True, opacity=1, color=ALLOCATED)
    lift = -36 if width < 500 else -18
    early = base.transform_filter("!datum.late").mark_text(align="left", dy=lift, color=INK, fontSize=13)
    late = base.transform_filter("datum.late").mark_text(align="right", dy=lift, color=INK, fontSize=13)
    layers = alt.layer(bars, points, early.encode(text="words:N"), late.encode(text="words:N"))
    return finished(layers, width, (66 if width < 500 else 52) * len(values), heading)
