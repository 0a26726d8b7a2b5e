"""The charts of the parts: which rows each draws, how, and the words for who cannot see it."""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from openets.analytics import charts
from openets.analytics.charts import Gap, Heading, Measure, Span, Stop
from openets.analytics.takeaways import in_words
from openets.views.law import books_law
from openets_paper import concentration as concentration_part
from openets_paper import figure_1, figure_2, figure_3, figure_4, table_1, table_2
from openets_paper.findings import Part

Draw = Callable[[Sequence[Any], int, Heading], dict[str, Any]]
"""Draws rows of a part, at a width, with a heading above."""


class Drawing(NamedTuple):
    """A chart of a part, or of the rows of one of its panels."""

    part: str
    title: str
    description: str
    draw: Draw
    takeaway: Callable[[Sequence[Any]], str]
    """What the rows show, in a sentence."""
    panel: str = ""
    row_height: int = 22
    beside: int = 22
    """Height of what stands above and below the rows."""

    @property
    def name(self) -> str:
        return f"paper-{self.part}{f'-{self.panel.lower()}' if self.panel else ''}"

    def rows(self, found: Part) -> list[Any]:
        """The rows that it draws: those of a part that is drawn in panels say to which they belong, or are in each."""
        return [row for row in found.rows if getattr(row, "panel", self.panel) == self.panel]


def _percents(axis: str, name: str, ours: str, printed: str) -> Draw:
    """Bars of per cents, with a mark for the paper's, each named by the way to it from a row."""
    label, here, there = attrgetter(name), attrgetter(ours), attrgetter(printed)

    def draw(rows: Sequence[Any], width: int, heading: Heading) -> dict[str, Any]:
        bars = [Measure(label(row), float(here(row)), float(there(row))) for row in rows]
        return charts.percent_chart(bars, width, axis, heading)

    return draw


def _alike(ours: str, printed: str) -> Callable[[Sequence[Any]], str]:
    """How many bars are what the paper prints, to as many decimals as it prints."""
    here, there = attrgetter(ours), attrgetter(printed)

    def takeaway(rows: Sequence[Any]) -> str:
        told = [Decimal(str(there(row))) for row in rows]
        pairs = zip(rows, told, strict=True)
        same = sum(Decimal(str(here(row))).quantize(each, ROUND_HALF_UP) == each for row, each in pairs)
        return f"{f'All {same}' if same == len(rows) else f'{same} of {len(rows)}'} agree with the paper"

    return takeaway


def _far(rows: Sequence[Any]) -> str:
    """How many Parties are above their targets, and the one that is farthest above."""
    above = [row for row in rows if row.distance > 0]
    if not above:
        return f"None of {len(rows)} Parties was above its target in 2005"
    farthest = max(above, key=lambda row: row.distance)
    told = f"{len(above)} of {len(rows)} Parties were above their targets in 2005"
    return f"{told}, {farthest.party.name} by most: {farthest.distance:.1f} points"


def _reached(rows: Sequence[Any]) -> str:
    """How many types may reach something only after they have become another."""
    through = sum(any(edge.through for edge in (*lane.held_by, *lane.used_for)) for lane in rows)
    return f"{through} of {len(rows)} unit types reach something only after they have become another"


def _of_days(rows: Sequence[Any]) -> str:
    """How long the calendar takes."""
    first, last = min(row.since for row in rows), max(row.until for row in rows)
    return f"A year of emissions takes {(last - first).days + 1} days until everything is settled"


def _together(rows: Sequence[Any]) -> str:
    """Who was allocated most, and what all of them were."""
    measure = books_law().measure
    total = sum(row.holder.allocated for row in rows)
    first = rows[0].holder
    return (
        f"{first.name} was allocated most, {in_words(first.allocated, measure)}; all {len(rows)} together"
        f" {in_words(total, measure)}"
    )


def _lanes(rows: Sequence[Any], width: int, heading: Heading) -> dict[str, Any]:
    stops = [
        Stop(lane.unit.code, edge.node, lane.mechanism, not edge.through)
        for lane in rows
        for edge in (*lane.held_by, *lane.used_for)
    ]
    return charts.lanes_chart(stops, figure_1.nodes(), width, heading)


def _gaps(rows: Sequence[Any], width: int, heading: Heading) -> dict[str, Any]:
    gaps = [Gap(row.party.name, float(row.target), float(row.change), float(row.distance)) for row in rows]
    return charts.gaps_chart(gaps, width, "per cent of the base year", heading)


def _days(rows: Sequence[Any], width: int, heading: Heading) -> dict[str, Any]:
    return charts.days_chart([Span(row.what, row.since, row.until, row.when) for row in rows], width, heading)


def _biggest(rows: Sequence[Any], width: int, heading: Heading) -> dict[str, Any]:
    bars = [(f"{row.rank}. {row.holder.name}", row.holder.allocated, 0) for row in rows]
    return charts.ranking_chart(bars, width, books_law().measure, heading)


_DISTANCE = (
    "Horizontal bars of the distance between the change of emissions to 2005 and the target, the greatest at the top,"
    " with a mark for the target and a point for the change."
)
_SHARES = "Horizontal bars of the Member States' shares of all caps of {}, with a mark for the paper's label."
_OF_ALL = "per cent of all caps"
DRAWINGS = (
    Drawing(table_1.NAME, "Targets, as changes from the base year",
            "Horizontal bars of the Parties' targets, with a mark for what the paper prints.",
            _percents("per cent of the base year", "party.name", "party.change", "printed"),
            _alike("party.change", "printed")),
    Drawing(table_2.NAME, "What the Commission allowed of what was proposed",
            "Horizontal bars of the caps allowed for 2008-2012 in per cent of those proposed, with a mark for the"
            " paper's.", _percents("per cent of the cap proposed", "name", "percent", "printed_percent"),
            _alike("percent", "printed_percent")),
    Drawing(figure_1.NAME, "Each unit's way",
            "A lane for each unit type with a point wherever the unit may go: first those who may hold it, then what it"
            " may be used for. A ring stands for what it may become only after conversion.",
            _lanes, _reached, beside=120),
    Drawing(figure_2.NAME, "A. Distance to the targets, outside the European Union", _DISTANCE, _gaps, _far, "A"),
    Drawing(figure_2.NAME, "B. Distance to the targets, in the European Union", _DISTANCE, _gaps, _far, "B"),
    Drawing(figure_3.NAME, "A. Shares of the caps of Phase I", _SHARES.format("Phase I"),
            _percents(_OF_ALL, "name", "first_cap", "printed_a"), _alike("first_cap", "printed_a"), "A"),
    Drawing(figure_3.NAME, "B. Shares of the caps of Phase II", _SHARES.format("Phase II"),
            _percents(_OF_ALL, "name", "allowed", "printed_b"), _alike("allowed", "printed_b"), "B"),
    Drawing(figure_4.NAME, f"The year {figure_4.YEAR} and what follows it",
            "A line of time from January of the year of emissions to May of the next, with a bar for the year and a"
            " point for each deadline.", _days, _of_days, row_height=52, beside=0),
    Drawing(concentration_part.NAME, "The thirty greatest account holders, allocated 2005-2007",
            "Horizontal bars of what the thirty greatest account holders were allocated in Phase I.",
            _biggest, _together),
)  # fmt: skip
