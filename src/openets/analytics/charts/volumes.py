"""Units by year and by what was done with them: a panel each, in which every unit counts once."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from openets.analytics.charts.theme import (
    BAND,
    INK,
    MILLION,
    MUTED,
    RECONSTRUCTED,
    RECONSTRUCTED_COLOUR,
    UNSAID,
    VERIFIED,
    Heading,
    data_chart,
    headed,
    labelled,
    millions,
    themed,
)

_SPACE, _AXIS = 18, 46
PANEL = 105
"""The height of a panel."""


def panels_across(width: int) -> int:
    """How many panels stand beside one another."""
    return 1 if width < 500 else 3


def volumes_chart(
    volumes: Sequence[tuple[int, str, bool, int]], width: int, heading: Heading = UNSAID
) -> dict[str, Any]:
    """A panel of units by year for each thing that is done with units; (year, what, reconstructed, units).

    The same tonne is issued, allocated and surrendered: it is in three panels, and nothing adds them up. All have one
    scale. What no record shows has a colour of its own.
    """
    kinds = list(dict.fromkeys(what for _, what, _, _ in volumes))
    found = sorted({year for year, _, _, _ in volumes})
    across = panels_across(width)
    own = (width - 12 - (across - 1) * _SPACE) / across - _AXIS
    sums: dict[tuple[str, int], float] = {}
    for year, what, _, units in volumes:
        sums[what, year] = sums.get((what, year), 0) + units / MILLION
    words: dict[tuple[str, int], str] = {}
    for kind in kinds:
        years = [year for year in found if (kind, year) in sums]
        marked = labelled([sums[kind, year] for year in years], own / len(found))
        words |= {(kind, year): millions(sums[kind, year]) for at, year in enumerate(years) if at in marked}
    values: list[dict[str, Any]] = [
        {"year": str(year), "what": what, "series": RECONSTRUCTED if inferred else "recorded", "units": units / MILLION}
        for year, what, inferred, units in volumes
    ]
    values += [
        {"year": str(year), "what": what, "top": sums[what, year], "words": text}
        for (what, year), text in words.items()
    ]
    axis: dict[str, Any] = {"title": None, "minExtent": _AXIS, "maxExtent": _AXIS, "tickCount": 3}
    colours = {"recorded": VERIFIED, RECONSTRUCTED: RECONSTRUCTED_COLOUR}
    colour = alt.Color("series:N").scale(domain=list(colours), range=list(colours.values()))
    inferred = any(each for _, _, each, _ in volumes)
    base = data_chart(values).encode(
        x=alt.X("year:O").scale(domain=[str(year) for year in found]).axis(labelAngle=0, labelOverlap=True, title=None)
    )
    bars = base.transform_filter("isValid(datum.units)").mark_bar(width=BAND)
    bars = bars.encode(
        y=alt.Y("units:Q").axis(**axis),
        color=colour.legend(orient="top", title=None, columns=2) if inferred else colour.legend(None),
    )
    text = base.transform_filter("isValid(datum.top)").mark_text(dy=-7, color=INK, fontSize=11)
    layers = alt.layer(bars, text.encode(y="top:Q", text="words:N")).properties(width=own, height=PANEL)
    header = alt.Header(title=None, labelAnchor="start", labelFontSize=13, labelColor=INK, labelPadding=4)
    chart = layers.facet(facet=alt.Facet("what:N").sort(kinds).header(header), columns=across, spacing=_SPACE)
    chart = chart.resolve_axis(x="independent", y="independent")
    return themed(headed(chart, width, heading).configure_axisY(titleColor=MUTED))
