"""The seed paper, computed again: each of its tables and figures on a page, with its numbers beside ours.

What concerns the record of Phase I is computed from the books that these pages show, where they hold an import, and
says so; all else needs no books at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
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

ROW_HEIGHT = 22
_OF = ("rows", "numbers", "statements")
"""The tables of a part that are sent as CSV."""


# --- tables and drawings --------------------------------------------------------------------------


def _columns(columns: Sequence[PaperColumn]) -> list[Column]:
    """Columns of a part; the name of a Party leads to its page."""
    found = [Column(each.name, each.title, f"{each.title}.", each.kind, value=each.value) for each in columns]
    return [replace(each, link=_party) if each.name == "name" else each for each in found]


def _party(row: Any) -> tuple[str, ...]:
    party = getattr(row, "party", None)
    # there are pages of Parties only where the law of the books has any
    known = isinstance(party, PartyTarget) and books_law().protocol is not None
    return ("party", party.code) if known and isinstance(party, PartyTarget) else ()


def _table(found: Part, name: str = "") -> View[Any]:
    return View(f"paper-{name or found.name}", found.title, "A row of the part.", _columns(found.columns))


def _numbers(found: Part) -> View[Any]:
    columns = _columns(NUMBER_COLUMNS)
    return View(f"paper-{found.name}-numbers", "Numbers of the paper and ours", "A number.", columns)


def _statements(found: Part) -> View[Any]:
    columns = _columns(STATEMENT_COLUMNS)
    return View(f"paper-{found.name}-statements", "What the paper says, and whether it holds", "A statement.", columns)


def _drawn(
    found: Part,
    title: str,
    description: str,
    rows: Sequence[Any],
    draw: Callable[[int, str], dict[str, Any]],
    *,
    name: str = "",
    height: int = 0,
) -> Figure:
    """A drawing of a part, or of some of its rows."""
    note = "includes synthetic installations" if found.synthetic else ""
    name = f"paper-{name or found.name}"
    high = height or ROW_HEIGHT * max(3, len(rows)) + ROW_HEIGHT
    return Figure(
        name, {}, title, description, _table(found, name.removeprefix("paper-")), rows, lambda width: draw(width, note),
        high, found.synthetic,
    )  # fmt: skip


def _targets() -> Figure:
    found = part(table_1.NAME)
    bars = [Measure(row.party.name, float(row.party.change), float(row.printed)) for row in found.rows]
    return _drawn(
        found,
        "Targets, as changes from the base year",
        "Horizontal bars of the Parties' targets, with a mark for what the paper prints.",
        found.rows,
        lambda width, note: charts.percent_chart(bars, width, "per cent of the base year", note),
    )


def _allowed() -> Figure:
    found = part(table_2.NAME)
    bars = [Measure(row.name, float(row.percent), float(row.printed_percent)) for row in found.rows]
    return _drawn(
        found,
        "What the Commission allowed of what was proposed",
        "Horizontal bars of the caps allowed for 2008-2012 in per cent of those proposed, with a mark for the paper's.",
        found.rows,
        lambda width, note: charts.percent_chart(bars, width, "per cent of the cap proposed", note),
    )


def _lanes() -> Figure:
    found = part(figure_1.NAME)
    stops = [
        Stop(lane.unit.code, edge.node, lane.mechanism, not edge.through)
        for lane in found.rows
        for edge in (*lane.held_by, *lane.used_for)
    ]
    return _drawn(
        found,
        "Each unit's way",
        "A lane for each unit type with a point wherever the unit may go: first those who may hold it, then what it may"
        " be used for. A ring stands for what it may become only after conversion.",
        found.rows,
        lambda width, note: charts.lanes_chart(stops, figure_1.nodes(), width, note),
        height=22 * len(found.rows) + 120,
    )


def _gaps(panel: str, where: str) -> Figure:
    found = part(figure_2.NAME)
    rows = [row for row in found.rows if row.panel == panel]
    gaps = [Gap(row.party.name, float(row.target), float(row.change), float(row.distance)) for row in rows]
    return _drawn(
        found,
        f"{panel}. Distance to the targets, {where}",
        "Horizontal bars of the distance between the change of emissions to 2005 and the target, the greatest at the"
        " top, with a mark for the target and a point for the change.",
        rows,
        lambda width, note: charts.gaps_chart(gaps, width, "per cent of the base year", note),
        name=f"{figure_2.NAME}-{panel.lower()}",
    )


def _slices(panel: str, phase: str, measure: str) -> Figure:
    found = part(figure_3.NAME)
    said = f"printed_{panel.lower()}"
    bars = [Measure(row.name, float(getattr(row, measure)), float(getattr(row, said))) for row in found.rows]
    return _drawn(
        found,
        f"{panel}. Shares of the caps of {phase}",
        f"Horizontal bars of the Member States' shares of all caps of {phase}, with a mark for the paper's label.",
        found.rows,
        lambda width, note: charts.percent_chart(bars, width, "per cent of all caps", note),
        name=f"{figure_3.NAME}-{panel.lower()}",
    )


def _days() -> Figure:
    found = part(figure_4.NAME)
    spans = [Span(row.what, row.since, row.until, row.when) for row in found.rows]
    return _drawn(
        found,
        f"The year {figure_4.YEAR} and what follows it",
        "A line of time from January of the year of emissions to May of the next, with a bar for the year and a point"
        " for each deadline.",
        found.rows,
        lambda width, note: charts.days_chart(spans, width, note),
        height=52 * len(found.rows),
    )


def _biggest() -> Figure:
    found = part(concentration_part.NAME)
    bars = [(f"{row.rank}. {row.holder.name}", row.holder.allocated) for row in found.rows]
    return _drawn(
        found,
        "The thirty greatest account holders, allocated 2005-2007",
        "Horizontal bars of what the thirty greatest account holders were allocated in Phase I.",
        found.rows,
        lambda width, note: charts.ranking_chart(bars, width, books_law().measure, note),
    )


FIGURES: dict[str, Callable[[HttpRequest], Figure]] = {
    "paper-table-1": lambda request: _targets(),
    "paper-table-2": lambda request: _allowed(),
    "paper-figure-1": lambda request: _lanes(),
    "paper-figure-2-a": lambda request: _gaps("A", "outside the European Union"),
    "paper-figure-2-b": lambda request: _gaps("B", "in the European Union"),
    "paper-figure-3-a": lambda request: _slices("A", "Phase I", "first_cap"),
    "paper-figure-3-b": lambda request: _slices("B", "Phase II", "allowed"),
    "paper-figure-4": lambda request: _days(),
    "paper-concentration": lambda request: _biggest(),
}
"""Chart → how it is made; `charts.py` gives them their addresses."""


def _figures(request: HttpRequest, name: str) -> list[Figure]:
    """The drawings of a part."""
    return [make(request) for chart, make in FIGURES.items() if chart.startswith(f"paper-{name}")]


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
    which = choice(request, "of", _OF, "rows")
    if wants_csv(request):
        sent = {"rows": (_table(found), found.rows), "numbers": (_numbers(found), found.numbers)}
        return send(*sent.get(which, (_statements(found), found.statements)))
    return _page(request, found)


def _page(request: HttpRequest, found: Part) -> HttpResponse:
    context = {
        "part": found,
        "figures": _figures(request, found.name) if found.rows else [],
        "table": _table(found),
        "numbers": _numbers(found),
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
