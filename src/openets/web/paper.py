"""The seed paper, computed again: each of its tables and figures on a page, with its numbers beside ours.

What concerns the record of Phase I is computed from the books that these pages show, where they hold an import, and
says so; all else needs no books at all.
"""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from openets.web.figures import Figure
from openets.web.query import choice, wants_csv
from openets.web.tables import send
from openets_paper.books import paper_record
from openets_paper.drawings import DRAWINGS, Drawing
from openets_paper.findings import CITATION
from openets_paper.overview import OVERVIEW, part
from openets_paper.parts import PARTS
from openets_paper.tables import rows_of, tables_of


def _figure(drawing: Drawing, request: HttpRequest) -> Figure:
    found = part(drawing.part)
    rows = drawing.rows(found)
    return Figure(
        drawing.name,
        {},
        drawing.title,
        drawing.description,
        rows_of(found, drawing.name),
        rows,
        lambda width, heading: drawing.draw(rows, width, heading),
        drawing.row_height * max(3, len(rows)) + drawing.beside,
        "includes synthetic installations" if found.synthetic else "",
        takeaway=drawing.takeaway(rows) if rows else "",
    )


FIGURES: dict[str, Callable[[HttpRequest], Figure]] = {each.name: partial(_figure, each) for each in DRAWINGS}
"""Chart → how it is made; `charts.py` gives them their addresses."""


def paper(request: HttpRequest) -> HttpResponseBase:
    """All parts, with how many of their numbers and statements agree."""
    rows = list(OVERVIEW.ask())
    if wants_csv(request):
        return send(request, OVERVIEW, rows)
    context = {"table": OVERVIEW, "rows": rows, "citation": CITATION, "record": paper_record()}
    return render(request, "paper.html", context)


def paper_part(request: HttpRequest, name: str) -> HttpResponseBase:
    """One part: its drawings, its table, where the paper differs, and what the text says."""
    found = part(name)
    tables = tables_of(found)
    which = choice(request, "of", tables, "rows")
    if wants_csv(request):
        return send(request, *tables[which])
    context = {
        "part": found,
        "figures": [_figure(each, request) for each in DRAWINGS if each.part == found.name] if found.rows else [],
        "table": tables["rows"][0],
        "numbers": tables["numbers"][0],
        "neighbours": _neighbours(found.name),
        "citation": CITATION,
    }
    return render(request, "paper_part.html", context)


def _neighbours(name: str) -> list[tuple[str, str, str]]:
    """(what, name, title) of the parts before and after."""
    names = list(PARTS)
    place = names.index(name)
    near = [("Before", place - 1), ("Next", place + 1)]
    return [(what, names[at], names[at].replace("-", " ").capitalize()) for what, at in near if 0 <= at < len(names)]
