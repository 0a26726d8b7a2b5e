"""Charts of emissions and letters by year, and of who emitted most."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from openets.analytics.charts.theme import (
    ALLOCATED,
    AVIATION,
    BAND,
    BAR,
    CAP,
    DASHES,
    INK,
    LETTER_COLOURS,
    LINE,
    MILLION,
    RECONSTRUCTED_COLOUR,
    SURRENDERED,
    TICK,
    UNSAID,
    VERIFIED,
    Heading,
    Series,
    by_name,
    by_year,
    coloured,
    data_chart,
    finished,
    labelled,
    legend_of,
    millions,
    scale_of,
    written,
)


class YearPoint(NamedTuple):
    """A year's tonnes; `None` where there is no figure."""

    year: int
    verified: int | None = None
    """Of stationary installations, or of all where nothing stands apart."""
    aviation: int | None = None
    allocated: int | None = None
    auctioned: int | None = None
    surrendered: int | None = None
    """Of all, so that it stands against the whole bar."""
    cap: int | None = None

    @property
    def emitted(self) -> int:
        return (self.verified or 0) + (self.aviation or 0)


class Names(NamedTuple):
    """What the legend calls the series of a year."""

    verified: str = "Verified emissions"
    aviation: str = "Verified emissions, aviation"
    allocated: str = "Free allocation"
    auctioned: str = "Issued for auction"
    surrendered: str = "Surrendered"
    cap: str = "Cap"


NAMES = Names()
_DRAWN = {
    "verified": (VERIFIED, BAR),
    "aviation": (AVIATION, BAR),
    "surrendered": (SURRENDERED, TICK),
    "allocated": (ALLOCATED, LINE),
    "auctioned": (RECONSTRUCTED_COLOUR, LINE),
    "cap": (CAP, DASHES),
}


def years_chart(
    points: Sequence[YearPoint], width: int, measure: str, heading: Heading = UNSAID, names: Names = NAMES
) -> dict[str, Any]:
    """Verified emissions as bars, aviation stacked apart; allocation, surrender and cap beside them. `measure` is what
    they count."""
    greatest = max((value or 0 for point in points for value in (point.emitted, *point[1:])), default=0)
    scale, many = scale_of(greatest)
    shown = [field for field in _DRAWN if any(getattr(point, field) is not None for point in points)]
    values = [
        {"year": str(point.year), "series": getattr(names, field), "place": field, "quantity": amount / scale}
        for point in points
        for field in shown
        if (amount := getattr(point, field)) is not None
    ]
    narrow = width < 500
    series = [Series(getattr(names, field), *_DRAWN[field]) for field in shown]
    legend, colour = legend_of(series, width, 1 if narrow else min(len(series), 4))
    y = alt.Y("quantity:Q").axis(title=f"{many} {measure}")
    base = by_year(values, y, colour)

    def only(*places: str) -> alt.Chart:
        return base.transform_filter(alt.FieldOneOfPredicate("place", places))

    height = 300 + 18 * (len(series) if narrow else 2)
    stacked = y.stack("zero")
    bars = (
        only("verified", "aviation")
        .mark_bar(width=BAND)
        .encode(y=stacked, order=alt.Order("place:N", sort="descending"))
    )
    ticks = only("surrendered").mark_tick(thickness=3, width=BAND)
    line = only("allocated", "auctioned").mark_line(point={"size": 34, "filled": True})
    cap = only("cap").mark_line(strokeDash=[5, 4], interpolate="step")
    return finished(alt.layer(legend, bars, ticks, line, cap, _written(points, scale, width)), width, height, heading)


def _written(points: Sequence[YearPoint], scale: int, width: int) -> alt.LayerChart:
    """The emissions of years in numbers, above all that stands there."""
    there = [point for point in points if point.verified is not None or point.aviation is not None]
    totals = [point.emitted / scale for point in there]
    room = (width - 70) / max(1, len(points))
    marked = labelled(totals, room)
    values = [
        {
            "year": str(point.year),
            "top": max(point.emitted, point.surrendered or 0, point.allocated or 0) / scale,
            "words": millions(total),
        }
        for place, (point, total) in enumerate(zip(there, totals, strict=True))
        if place in marked
    ]
    return written(values, x="year:O", y="top:Q", dy=-8)


def letters_chart(
    counts: Sequence[tuple[int, str, int]], letters: Sequence[str], width: int, heading: Heading = UNSAID
) -> dict[str, Any]:
    """Installations that did not comply by year and letter, stacked; (year, letter, installations).

    `letters` are all that there may be, in the order of the law; each has its colour by its place among them.
    """
    values = [{"year": str(year), "letter": letter, "installations": number} for year, letter, number in counts]
    there = {letter for _, letter, _ in counts}
    colours = {each: colour for each, colour in zip(letters, LETTER_COLOURS, strict=True) if each in there}
    base = by_year(
        values, alt.Y("installations:Q").axis(title="installations", tickMinStep=1), coloured("letter", colours)
    )
    sums: Counter[int] = Counter()
    for year, _, number in counts:
        sums[year] += number
    tops = [{"year": str(year), "top": number, "words": f"{number:,}"} for year, number in sorted(sums.items())]
    marked = labelled([sums[year] for year in sorted(sums)], (width - 70) / max(1, len(sums)))
    words = written([each for place, each in enumerate(tops) if place in marked], x="year:O", y="top:Q", dy=-8)
    bars = base.mark_bar(width=BAND).encode(order=alt.Order("letter:N"))
    return finished(alt.layer(bars, words), width, 220, heading)


def ranking_chart(
    bars: Sequence[tuple[str, int, int]], width: int, measure: str, heading: Heading = UNSAID
) -> dict[str, Any]:
    """Quantities by name, the greatest at the top; (name, how many, of which of aviation, which is stacked apart)."""
    scale, many = scale_of(max((quantity for _, quantity, _ in bars), default=0))
    order = [name for name, _, _ in bars]
    mixed = any(0 < flown < quantity for _, quantity, flown in bars)
    values = [
        {"name": name, "series": series, "place": place, "quantity": part / scale}
        for name, quantity, flown in bars
        for place, series, part in (
            ((0, _ON_THE_GROUND, quantity - flown), (1, _IN_THE_AIR, flown)) if mixed else ((0, "", quantity),)
        )
    ]
    x = alt.X("quantity:Q").axis(title=f"{many} {measure}", tickCount=5)
    base = by_name(values, x, order, width)
    chart: Any = base.mark_bar(color=VERIFIED, height={"band": 0.68})
    layers = []
    if mixed:
        legend, colour = legend_of([Series(_ON_THE_GROUND, VERIFIED), Series(_IN_THE_AIR, AVIATION)], width, 2)
        layers = [legend]
        chart = chart.encode(color=colour, order=alt.Order("place:Q"))
    ends = [{"name": name, "end": quantity / scale, "words": millions(quantity / scale)} for name, quantity, _ in bars]
    words = data_chart(ends).mark_text(align="left", dx=4, color=INK, fontSize=12)
    words = words.encode(x="end:Q", y=alt.Y("name:N").sort(order), text="words:N")
    return finished(alt.layer(*layers, chart, words), width, 22 * max(3, len(bars)) + (30 if mixed else 0), heading)


_ON_THE_GROUND, _IN_THE_AIR = "Stationary installations", "Aviation"


KNOWN_COLOURS = {"reviewed": VERIFIED, "submitted": SURRENDERED, "assumed": RECONSTRUCTED_COLOUR}


def commitment_chart(
    years: Sequence[tuple[int, str, int]], yearly: int, width: int, heading: Heading = UNSAID
) -> dict[str, Any]:
    """A Party's emissions by year, coloured by how well they are known, and a year's share of its assigned amount.

    `years` are (year, how it is known, tonnes).
    """
    share = "a year's share of the assigned amount"
    values = [{"year": str(year), "series": known, "tonnes": tonnes / MILLION} for year, known, tonnes in years]
    values += [{"year": str(year), "series": share, "tonnes": yearly / MILLION} for year, _, _ in years]
    there = {known for _, known, _ in years}
    colours = {known: colour for known, colour in KNOWN_COLOURS.items() if known in there} | {share: CAP}
    series = [Series(name, colour, DASHES if name == share else BAR) for name, colour in colours.items()]
    legend, colour = legend_of(series, width, 1 if width < 500 else 4)
    base = by_year(values, alt.Y("tonnes:Q").axis(title="million tonnes of CO₂e"), colour)
    bars = base.transform_filter(f"datum.series != {json.dumps(share)}").mark_bar(width=BAND)
    line = base.transform_filter(f"datum.series == {json.dumps(share)}").mark_line(strokeDash=[5, 4], point=True)
    tops = [
        {"year": str(year), "top": max(tonnes, yearly) / MILLION, "words": millions(tonnes / MILLION)}
        for year, _, tonnes in years
    ]
    return finished(alt.layer(legend, bars, line, written(tops, x="year:O", y="top:Q", dy=-8)), width, 260, heading)
