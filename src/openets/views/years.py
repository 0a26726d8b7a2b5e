"""The years of an installation: what is on record, and official and computed letters side by side."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from openets.compliance.official import AGREES, CAUSES, NOT_COMPARED, Shown, cause, made_good, shown, whose
from openets.compliance.status import YearStatus
from openets.kernel.money import Money
from openets.kernel.refusals import Misuse
from openets.laws.law import Period
from openets.ledger.accounts import Installation
from openets.ledger.store import YearRecord
from openets.views import summaries
from openets.views.columns import Column
from openets.views.formatting import NOTHING
from openets.views.installations import installation as find
from openets.views.installations import years_of
from openets.views.judging import statuses_of
from openets.views.law import books_hold, books_law
from openets.views.view import View


class JudgedYear(NamedTuple):
    """A year as it is on record, as the rules judge it, and how that compares with the official letter."""

    record: YearRecord
    status: YearStatus | None
    cause: str
    meaning: str
    """What the cause says, ``""`` where the two letters agree, cannot be compared, or are not of the same day."""
    penalty: Shown | None
    """What of the computed penalty may be shown, `None` where nothing is judged."""

    @property
    def surrendered(self) -> int:
        return self.record.surrendered if self.status is None else self.status.surrendered

    @property
    def agrees(self) -> bool | None:
        """`None` where the two letters cannot be compared."""
        return None if self.cause == NOT_COMPARED else self.cause == AGREES


def whose_conclusions() -> str:
    """Whose the computed letters and penalties of these books are, and why others may stand beside them; ``""`` where
    the registry is itself the authority."""
    return whose(books_hold(), judged=bool(summaries.judged_years()))


WHOSE = Column(
    "conclusions",
    "Computed letters and penalties",
    "Whose they are, and why an authority's may differ; null in books of which the registry is itself the authority.",
    value=lambda row: whose_conclusions() or None,
    on="csv data",
    null=True,
)


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
            Column("year", "Year", "The year.", "year", value="record.year", sort="year"),
            Column("free", "Free allocation", "Allocated free of charge by the plan.", "number", "units",
                   value="record.free", on="csv data"),
            Column("planned", "Planned", "Units that the plan gives it.", "number", "units", value="record.planned",
                   on="csv data"),
            Column("allocated", "Allocated", "Units allocated.", "number", "units", value="record.allocated"),
            Column("verified", "Verified emissions", "Verified emissions.", "number", "t", value="record.verified",
                   null=True),
            Column("report", "Report", "What was heard.", value=lambda row: row.record.report or NOTHING, on="csv"),
            Column("report", "Report", "What was heard: reported, not reported, excluded, not required.",
                   value="record.report", on="data", null=True),
            Column("reported_on", "Reported on", "The day on which the report was entered.", "day",
                   value="record.reported_on", on="csv data", null=True),
            Column("restitution", "Owed from before", "Owed from years before, of earlier phases too.", "number", "t",
                   value="status.restitution", null=True),
            Column("obligation", "Obligation", "What must be surrendered.", "number", "t", value="status.obligation",
                   null=True),
            Column("surrendered", "Surrendered", "Units surrendered.", "number", "units"),
            Column("balance", "Balance over the phase",
                   "Surrendered less verified, over the phase, and what the one before left.", "number", "t",
                   value="status.balance", null=True),
            Column("penalty", f"Penalty, {currency}" if currency else "Penalty",
                   "By the rules, where the official letter does not contradict it.", "exact",
                   value="penalty.amount.amount", null=True),
            Column("penalty_not_shown", "Why no penalty",
                   "Why a penalty that the rules alone would give is not shown.", value="penalty.doubt", on="csv data",
                   null=True),
            Column("currency", "Currency", "The currency of the penalty.", value=lambda row: books_law().currency,
                   on="csv data", null=True),
            Column("official", "Official", "The official letter.", "letter", value="record.official", null=True),
            Column("computed", "Computed", "The letter by the scheme's rules.", "judged", "t", value="status.letter",
                   null=True, csv="letter"),
            Column("computed_of_year", "Computed, year alone",
                   "The same of the year alone, without what was owed before.", "judged", "t",
                   value="status.letter_of_year", null=True, csv="letter_of_year"),
            Column("agrees", "Agrees", "null where the two letters cannot be compared.", "flag", on="data", null=True),
            Column("difference", "Why they differ", "Why they differ.",
                   value=lambda row: row.cause if row.meaning else "", on="csv data", null=True),
            Column("difference_meaning", "Meaning", "What that means.", value="meaning", on="data", null=True),
            replace(WHOSE, on="csv"),  # as data it stands once with the installation
        ),
        key=lambda row: row.record.year,
        query=_years,
        sort="year",
        measured=True,
    )  # fmt: skip


def _years(installation: str) -> list[JudgedYear]:
    own = find(installation)
    if own is None:
        raise Misuse(f"no installation has the id '{installation[:40]}'")
    return judged_years(own, years_of(own.key))


# --- judging --------------------------------------------------------------------------------------


def judged_years(own: Installation, records: Sequence[YearRecord]) -> list[JudgedYear]:
    """Every year of an installation, judged on what is known."""
    told = statuses_of([own], records)[own.key]
    found, good = {status.year: status for status in told}, made_good(told)
    judged = summaries.judged_years()
    return [_judged(record, found.get(record.year), good, record.year in judged) for record in records]


class PeriodPenalty(NamedTuple):
    """What of a period's computed penalties is shown: the units that were missing, and the sum of its years."""

    period: Period
    short: int
    amount: Money


def penalties_by_period(years: Sequence[JudgedYear]) -> list[PeriodPenalty]:
    """Every period in which a penalty is shown, added up year by year: an indexed amount is another in each year."""
    law, found = books_law(), []
    nothing = Money(Decimal(0), law.currency)
    for period in law.periods:
        own = [each.penalty for each in years if each.penalty and each.status and each.status.phase == period.number]
        short = sum(each.tonnes for each in own)
        if short:
            found.append(PeriodPenalty(period, short, sum((each.amount for each in own), nothing)))
    return found


def _judged(record: YearRecord, status: YearStatus | None, good: set[int], judged: bool) -> JudgedYear:
    """A year judged, and compared with its official letter."""
    if status is None:
        return JudgedYear(record, None, NOT_COMPARED, "", None)
    law = books_law()
    penalty = shown(law, record.installation.partition("_")[0], record.official, status, judged=judged)
    why = cause(law.letters, record.official, status, made_good=record.year in good)
    return JudgedYear(record, status, why, CAUSES.get(why, ""), penalty)
