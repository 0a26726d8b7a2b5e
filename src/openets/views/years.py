"""The years of an installation: what is on record, and official and computed letters side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from openets.compliance.official import AGREES, NOT_COMPARED
from openets.kernel.refusals import Misuse
from openets.views.columns import Column
from openets.views.formatting import NOTHING
from openets.views.installations import installation, years_of
from openets.views.judged import JudgedYear, judged_years
from openets.views.law import books_law
from openets.views.view import Filter, FilterKind, View

AS_OF = Filter("as_of", "Judge on what was known on", "Judge by what was known on this day.", FilterKind.DAY)


def _status(name: str, title: str, help: str, value: Callable[[Any], Any], kind: str = "number", unit: str = "t",
            csv: str = "") -> Column:  # fmt: skip
    """What the rules say of a year; nothing before they can judge it."""
    return Column(name, title, lambda row: row.status and value(row.status), help, kind, unit, null=True, csv=csv)


def years_view() -> View[JudgedYear]:
    """The years of an installation; its penalties are in the law's currency."""
    return years_in(books_law().currency)


@cache
def years_in(currency: str) -> View[JudgedYear]:
    """The same with penalties in a currency, ``""`` for a law without any."""
    return View(
        "installation-years",
        "The installation's years: figures, official and computed letter side by side",
        "An installation's year, in the denomination of the law's units; null until the rules can judge the year.",
        (
            Column("year", "Year", lambda row: row.record.year, "The year.", "year", sort="year"),
            Column("free", "Free allocation", lambda row: row.record.free, "Allocated free of charge by the plan.",
                   "number", "units", on="csv data"),
            Column("planned", "Planned", lambda row: row.record.planned, "Units that the plan gives it.", "number",
                   "units", on="csv data"),
            Column("allocated", "Allocated", lambda row: row.record.allocated, "Units allocated.", "number", "units"),
            Column("verified", "Verified emissions", lambda row: row.record.verified, "Verified emissions.", "number",
                   "t", null=True),
            Column("report", "Report", lambda row: row.record.report or NOTHING, "What was heard.", on="csv"),
            Column("report", "Report", lambda row: row.record.report,
                   "What was heard: reported, not reported, excluded, not required.", on="data", null=True),
            Column("reported_on", "Reported on", lambda row: row.record.reported_on,
                   "The day on which the report was entered.", on="csv data", null=True),
            _status("restitution", "Owed from before", "Owed from years before, of earlier phases too.",
                    lambda s: s.restitution),
            _status("obligation", "Obligation", "What must be surrendered.", lambda s: s.obligation),
            Column("surrendered", "Surrendered", _surrendered, "Units surrendered.", "number", "units"),
            _status("balance", "Balance over the phase", "Surrendered less verified, over the phase.",
                    lambda s: s.balance),
            Column("penalty", f"Penalty, {currency}" if currency else "Penalty",
                   lambda row: row.penalty and row.penalty.amount.amount,
                   "By the rules, where the official letter does not contradict it.", "exact", null=True),
            Column("penalty_not_shown", "Why no penalty", lambda row: row.penalty and row.penalty.doubt,
                   "Why a penalty that the rules alone would give is not shown.", on="csv data", null=True),
            Column("currency", "Currency", lambda row: books_law().currency, "The currency of the penalty.",
                   on="csv data", null=True),
            Column("official", "Official", lambda row: row.record.official, "The official letter.", "letter",
                   null=True),
            _status("computed", "Computed", "The letter by the scheme's rules.", lambda s: s.letter, "judged",
                    csv="letter"),
            _status("computed_of_year", "Computed, year alone",
                    "The same of the year alone, without what was owed before.", lambda s: s.letter_of_year, "judged",
                    csv="letter_of_year"),
            Column("agrees", "Agrees", lambda row: None if row.cause == NOT_COMPARED else row.cause == AGREES,
                   "null where the two letters cannot be compared.", "flag", on="data", null=True),
            Column("difference", "Why they differ", lambda row: row.cause if row.meaning else "", "Why they differ.",
                   on="csv data", null=True),
            Column("difference_meaning", "Meaning", lambda row: row.meaning, "What that means.", on="data", null=True),
        ),
        key=lambda row: row.record.year,
        query=_years,
        filters=(AS_OF,),
        sort="year",
        measured=True,
    )  # fmt: skip


def _surrendered(row: JudgedYear) -> int:
    return row.record.surrendered if row.status is None else row.status.surrendered


def _years(installation: str, as_of: str = "") -> list[JudgedYear]:
    return years_judged(installation, date.fromisoformat(as_of) if as_of else None)


def years_judged(key: str, as_of: date | None = None) -> list[JudgedYear]:
    """Every year of an installation, judged. Raises `Misuse` for one that the books do not know."""
    own = installation(key)
    if own is None:
        raise Misuse(f"no installation has the id '{key[:40]}'")
    return judged_years(own, years_of(key), as_of)
