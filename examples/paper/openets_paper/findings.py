"""What a comparison with the paper is made of: numbers, statements, and the part of the paper that they belong to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NamedTuple

from openets_paper.numbers import decimals, rounded

CITATION = "Mansanet-Bataller & Pardo, Energies 2008, 1, 120-153"


class Column(NamedTuple):
    """A column of a part's table. `kind` is ``text``, ``long``, ``short``, ``code`` or ``number``."""

    name: str
    title: str
    value: Callable[[Any], Any]
    kind: str = "text"


class Bound(StrEnum):
    """How the paper means a number: as it is printed, or as a limit."""

    ROUNDED = ""
    EXACT = "exactly"
    MORE = "more than"
    LEAST = "at least"


class Number(NamedTuple):
    """A number of the paper and ours, exact; `places` are the decimals worth showing."""

    what: str
    unit: str
    printed: str
    """As the paper prints it; ``""`` where it prints nothing."""
    ours: Decimal | None
    why: str = ""
    """Why the two differ."""
    places: int = 2
    bound: Bound = Bound.ROUNDED

    @property
    def said(self) -> str:
        """What the paper prints, with its limit in words."""
        limit = self.bound if self.bound in (Bound.MORE, Bound.LEAST) else ""
        return f"{limit} {self.printed}".strip()

    @property
    def printed_value(self) -> Decimal | None:
        """`None` for marks such as n.a."""
        try:
            return Decimal(self.printed)
        except InvalidOperation:
            return None

    @property
    def shown(self) -> Decimal | None:
        """Ours with the decimals worth showing."""
        return None if self.ours is None else rounded(self.ours, self.places)

    @property
    def difference(self) -> Decimal | None:
        """Ours less the paper's, `None` where one of them is missing."""
        printed = self.printed_value
        return None if printed is None or self.ours is None else rounded(self.ours - printed, self.places)

    @property
    def agrees(self) -> bool:
        """Whether ours keeps to what the paper prints: rounded as it prints, or within the limit that it gives."""
        printed, ours = self.printed_value, self.ours
        if printed is None or ours is None:
            return self.printed == "" or (printed is None and ours is None)
        match self.bound:
            case Bound.MORE:
                return ours > printed
            case Bound.LEAST:
                return ours >= printed
            case Bound.EXACT:
                return ours == printed
        return rounded(ours, decimals(printed)) == printed


class Verdict(StrEnum):
    """What became of a statement."""

    HOLDS = "holds"
    FAILS = "does not hold"
    OPEN = "not computed"


class Statement(NamedTuple):
    """Something that the paper says, restated, and whether it holds of the figures."""

    where: str
    """Section and page."""
    text: str
    verdict: Verdict
    because: str


@dataclass(frozen=True)
class Part:
    """A table or figure of the paper, computed again."""

    name: str
    title: str
    lead: str
    source: str
    """Where our figures come from."""
    columns: tuple[Column, ...]
    rows: tuple[Any, ...]
    numbers: tuple[Number, ...] = ()
    statements: tuple[Statement, ...] = ()
    notes: tuple[str, ...] = ()
    synthetic: bool = False
    """Whether figures of synthetic installations are among ours."""

    @property
    def compared(self) -> tuple[Number, ...]:
        """The numbers that the paper prints."""
        return tuple(number for number in self.numbers if number.printed)

    @property
    def differing(self) -> tuple[Number, ...]:
        return tuple(number for number in self.compared if not number.agrees)


NUMBER_COLUMNS = (
    Column("what", "What", lambda row: row.what, "long"),
    Column("unit", "Unit", lambda row: row.unit),
    Column("printed", "The paper", lambda row: row.said or None, "number"),
    Column("ours", "Ours", lambda row: row.shown, "number"),
    Column("difference", "Difference", lambda row: row.difference, "number"),
    Column("why", "Why they differ", lambda row: row.why, "long"),
)

STATEMENT_COLUMNS = (
    Column("text", "The paper says", lambda row: row.text, "long"),
    Column("where", "Where", lambda row: row.where),
    Column("verdict", "Does it hold?", lambda row: str(row.verdict)),
    Column("because", "Because", lambda row: row.because, "long"),
)


def judged(where: str, text: str, holds: bool, because: str) -> Statement:
    """A statement that the figures decide."""
    return Statement(where, text, Verdict.HOLDS if holds else Verdict.FAILS, because)


def listed(words: list[str]) -> str:
    """``a, b and c``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
