"""The parts of the paper as tables with columns, as pages show them and CSV sends them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from openets.laws.protocol import PartyTarget
from openets.views.columns import Column
from openets.views.law import books_law
from openets.views.view import View
from openets_paper.findings import NUMBER_COLUMNS, STATEMENT_COLUMNS, Part
from openets_paper.findings import Column as PaperColumn


def _columns(columns: Sequence[PaperColumn]) -> list[Column]:
    """Columns of a part; the name of a Party leads to its page."""
    found = [Column(each.name, each.title, f"{each.title}.", each.kind, value=each.value) for each in columns]
    return [replace(each, link=_party) if each.name == "name" else each for each in found]


def _party(row: Any) -> tuple[str, ...]:
    party = getattr(row, "party", None)
    # there are pages of Parties only where the law of the books has any
    known = isinstance(party, PartyTarget) and books_law().protocol is not None
    return ("party", party.code) if known and isinstance(party, PartyTarget) else ()


def rows_of(found: Part, name: str) -> View[Any]:
    """The table of a part's rows, or of those of one of its charts."""
    return View(name, found.title, "A row of the part.", _columns(found.columns))


def tables_of(found: Part) -> dict[str, tuple[View[Any], Sequence[Any]]]:
    """The tables of a part, each with its rows, by the word that asks for it."""
    name, says = f"paper-{found.name}", "What the paper says, and whether it holds"
    numbers = View[Any](f"{name}-numbers", "Numbers of the paper and ours", "A number.", _columns(NUMBER_COLUMNS))
    statements = View[Any](f"{name}-statements", says, "A statement.", _columns(STATEMENT_COLUMNS))
    return {
        "rows": (rows_of(found, name), found.rows),
        "numbers": (numbers, found.numbers),
        "statements": (statements, found.statements),
    }
