"""The seed paper, computed again: each of its tables and figures on a page, with its numbers beside ours.

What concerns the record of Phase I is computed from the books that these pages show, where they hold an import, and
says so; all else needs no books at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from operator import attrgetter
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from openets.analytics import charts
from openets.analytics.charts import Gap, Measure, Span, Stop
from openets.laws.protocol import PartyTarget
from openets.views.columns import Column
from openets.views.law import books_law
from openets.views.view import View
from openets.web.figures import Figure
from openets.web.query import choice, wants_csv
from openets.web.tables import send
from openets_paper import concentration as concentration_part
from openets_paper import figure_1, figure_2, figure_3, figure_4, table_1, table_2
from openets_paper.books import paper_record
from openets_paper.findings import CITATION, NUMBER_COLUMNS, STATEMENT_COLUMNS, Part
from openets_paper.findings import Column as PaperColumn
from openets_paper.overview import OVERVIEW, part
from openets_paper.parts import PARTS

# --- tables ---------------------------------------------------------------------------------------


def _columns(columns: Sequence[PaperColumn]) -> list[Column]:
    """Columns of a part; the name of a Party leads to its page."""
    found = [Column(each.name, each.title, f"{each.title}.", each.kind, value=each.value) for each in columns]
    return [replace(each, link=_party) if each.name == "name" else each for each in found]


def _party(row: Any) -> tuple[str, ...]:
    party = getattr(row, "party", None)
    # there are pages of Parties only where the law of the books has any
    known = isinstance(party, PartyTarget) and books_law().protocol is not None
    return ("party", party.code) if known and isinstance(party, PartyTarget) else ()


def _rows(found: Part, name: str) -> View[Any]:
    return View(name, found.title, "A row of the part.", _columns(found.columns))


def _tables(found: Part) -> dict[str, tuple[View[Any], Sequence[Any]]]:
    """The tables of a part, each with its rows, as they are sent as CSV."""
    name, says = f"paper-{found.name}", "What the paper says, and whether it holds"
    numbers = View[Any](f"{name}-numbers", "Numbers of the paper and ours", "A number.", _columns(NUMBER_COLUMNS))
    statements = View[Any](f"{name}-statements", says, "A statement.", _columns(STATEMENT_COLUMNS))
    return {
        "rows": (_rows(found, name), found.rows),
        "numbers": (numbers, found.numbers),
        "statements": (statements, found.statements),
    }


# --- drawings -------------------------------------------------------------------------------------

Draw = Callable[[Sequence[Any], int, str], dict[str, Any]]
"""Draws rows of a part, at a width, with a note above."""


class Drawing(NamedTuple):
    """A chart of a part, or of the rows of one of its panels."""

    part: str
    title: str
    description: str
    draw: Draw
    panel: str = ""
    row_height: int = 22
    beside: int = 22
    """Height of what stands above and below the rows."""


def _percents(axis: str, name: str, ours: str, printed: str) -> Draw:
    """Bars of per cents, with a mark for the paper's, each named by the way to it from a row."""
    label, here, there = attrgetter(name), attrgetter(ours), attrgetter(printed)

    def draw(rows: Sequence[Any], width: int, note: str) -> dict[str, Any]:
        bars = [Measure(label(row), float(here(row)), float(there(row))) for row in rows]
        return charts.percent_chart(bars, width, axis, note)

    return draw


def _lanes(rows: Sequence[Any], width: int, note: str) -> dict[str, Any]:
    stops = [
        Stop(lane.unit.code, edge.node, lane.mechanism, not edge.through)
        for lane in rows
        for edge in (*lane.held_by, *lane.used_for)
    ]
    return charts.lanes_chart(stops, figure_1.nodes(), width, note)


def _gaps(rows: Sequence[Any], width: int, note: str) -> dict[str, Any]:
    gaps = [Gap(row.party.name, float(row.target), float(row.change), float(row.distance)) for row in rows]
    return charts.gaps_chart(gaps, width, "per cent of the base year", note)


def _days(rows: Sequence[Any], width: int, note: str) -> dict[str, Any]:
    return charts.days_chart([Span(row.what, row.since, row.until, row.when) for row in rows], width, note)


def _biggest(rows: Sequence[Any], width: int, note: str) -> dict[str, Any]:
    bars = [(f"{row.rank}. {row.holder.name}", row.holder.allocated) for row in rows]
    return charts.ranking_chart(bars, width, books_law().measure, note)


_DISTANCE = (
    "Horizontal bars of the distance between the change of emissions to 2005 and the target, the greatest at the top,"
    " with a mark for the target and a point for the change."
)
_SHARES = "Horizontal bars of the Member States' shares of all caps of {}, with a mark for the paper's label."
_OF_ALL = "per cent of all caps"
DRAWINGS = (
    Drawing(table_1.NAME, "Targets, as changes from the base year",
            "Horizontal bars of the Parties' targets, with a mark for what the paper prints.",
            _percents("per cent of the base year", "party.name", "party.change", "printed")),
    Drawing(table_2.NAME, "What the Commission allowed of what was proposed",
            "Horizontal bars of the caps allowed for 2008-2012 in per cent of those proposed, with a mark for the"
            " paper's.", _percents("per cent of the cap proposed", "name", "percent", "printed_percent")),
    Drawing(figure_1.NAME, "Each unit's way",
            "A lane for each unit type with a point wherever the unit may go: first those who may hold it, then what it"
            " may be used for. A ring stands for what it may become only after conversion.", _lanes, beside=120),
    Drawing(figure_2.NAME, "A. Distance to the targets, outside the European Union", _DISTANCE, _gaps, "A"),
    Drawing(figure_2.NAME, "B. Distance to the targets, in the European Union", _DISTANCE, _gaps, "B"),
    Drawing(figure_3.NAME, "A. Shares of the caps of Phase I", _SHARES.format("Phase I"),
            _percents(_OF_ALL, "name", "first_cap", "printed_a"), "A"),
    Drawing(figure_3.NAME, "B. Shares of the caps of Phase II", _SHARES.format("Phase II"),
            _percents(_OF_ALL, "name", "allowed", "printed_b"), "B"),
    Drawing(figure_4.NAME, f"The year {figure_4.YEAR} and what follows it",
            "A line of time from January of the year of emissions to May of the next, with a bar for the year and a"
            " point for each deadline.", _days, row_height=52, beside=0),
    Drawing(concentration_part.NAME, "The thirty greatest account holders, allocated 2005-2007",
            "Horizontal bars of what the thirty greatest account holders were allocated in Phase I.", _biggest),
)  # fmt: skip


def _figure(drawing: Drawing, request: HttpRequest) -> Figure:
    found = part(drawing.part)
    # the rows of a part that is drawn in panels say to which they belong, or are in each
    rows = [row for row in found.rows if getattr(row, "panel", drawing.panel) == drawing.panel]
    return Figure(
        _name(drawing),
        {},
        drawing.title,
        drawing.description,
        _rows(found, _name(drawing)),
        rows,
        lambda width, note: drawing.draw(rows, width, note),
        drawing.row_height * max(3, len(rows)) + drawing.beside,
        "includes synthetic installations" if found.synthetic else "",
    )


def _name(drawing: Drawing) -> str:
    return f"paper-{drawing.part}{f'-{drawing.panel.lower()}' if drawing.panel else ''}"


FIGURES: dict[str, Callable[[HttpRequest], Figure]] = {_name(each): partial(_figure, each) for each in DRAWINGS}
"""Chart → how it is made; `charts.py` gives them their addresses."""


# --- pages ----------------------------------------------------------------------------------------


def paper(request: HttpRequest) -> HttpResponseBase:
    """All parts, with how many of their numbers and statements agree."""
    rows = list(OVERVIEW.ask())
    if wants_csv(request):
        return send(OVERVIEW, rows)
    context = {"table": OVERVIEW, "rows": rows, "citation": CITATION, "record": paper_record()}
    return render(request, "paper.html", context)


def paper_part(request: HttpRequest, name: str) -> HttpResponseBase:
    """One part: its drawings, its table, where the paper differs, and what the text says."""
    if name not in PARTS:
        raise Http404(f"The paper has no part “{name}” here. It has {', '.join(PARTS)}.")
    found = part(name)
    tables = _tables(found)
    which = choice(request, "of", tables, "rows")
    if wants_csv(request):
        return send(*tables[which])
    context = {
        "part": found,
        "figures": [_figure(each, request) for each in DRAWINGS if each.part == found.name] if found.rows else [],
        "table": tables["rows"][0],
        "numbers": tables["numbers"][0],
        "neighbours": _neighbours(found.name),
        "citation": CITATION,
    }
    return render(request, "paper_part.html", context)


@cache
def _neighbours(name: str) -> list[tuple[str, str, str]]:
    """(what, name, title) of the parts before and after."""
    names = list(PARTS)
    place = names.index(name)
    near = [("Before", place - 1), ("Next", place + 1)]
    return [(what, names[at], names[at].replace("-", " ").capitalize()) for what, at in near if 0 <= at < len(names)]
