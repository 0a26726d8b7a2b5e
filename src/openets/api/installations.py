"""Installations, and one with its years: what is on record, and official and computed letters side by side."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from openets.api.asking import Asked, Choice, Day, Key, Order, Text, Year, among, as_day
from openets.api.exact import Exact
from openets.api.lists import Listed, listed, take
from openets.compliance.agreement import AGREES, NOT_COMPARED
from openets.compliance.penalties import Shown
from openets.compliance.status import YearStatus
from openets.laws.now import eu_ets
from openets.ledger.accounts import Installation
from openets.stores.sql import queries, summaries
from openets.stores.sql.judged import JudgedYear, judged_years, penalised_by_phase
from openets.stores.sql.queries import INSTALLATION_SORTS, InstallationFilter, InstallationRow
from openets.stores.sql.queries_totals import sectors

router = Router(tags=["installations"])


class PlaceShape(BaseModel):
    """An installation or aircraft operator."""

    id: str
    name: str
    member_state: str
    sector: str
    activity: int
    operator: str
    city: str
    synthetic: bool = Field(description="Generated for demonstration: no real installation.")


def _elements(own: Installation) -> dict[str, Any]:
    named = {name: value for name, value in own._asdict().items() if name != "key"}
    return {"id": own.key, "sector": eu_ets().sector(own.activity), **named}


class InstallationShape(PlaceShape):
    """An installation and how one of its years stands. Tonnes, or units."""

    year: int | None = Field(description="The year of the figures; null in books without any.")
    verified: int | None = Field(description="Verified emissions; null where none are on record.")
    allocated: int
    surrendered: int
    official: str | None = Field(description="The official compliance letter.")

    @classmethod
    def of(cls, row: InstallationRow) -> InstallationShape:
        year = row.year
        return cls(
            **_elements(row.installation),
            year=year.year or None,
            verified=year.verified,
            allocated=year.allocated,
            surrendered=year.surrendered,
            official=year.official or None,
        )


class Installations(Listed[InstallationShape]):
    """Installations."""


class InstallationsAsked(Asked):
    """Which installations."""

    q: Text = Field("", description="Words that all stand in name, id, operator or place.")
    state: Text | None = Field(None, description="The code of a Member State.")
    sector: Annotated[str, Choice(sectors(), "A sector of activities.")] | None = None
    letter: Text | None = Field(None, description="An official letter of the year.")
    year: Year | None = Field(None, description="The year of the figures; the latest reported one unless you say.")
    kind: Annotated[str, Choice(("synthetic",))] | None = Field(None, description="Only the synthetic ones.")
    sort: Annotated[str, Order(INSTALLATION_SORTS)] = "name"


@router.get("/installations", response=Installations, summary="Installations and a year of theirs")
def installations(request: HttpRequest, asked: Query[InstallationsAsked]) -> Installations:
    totals = summaries.totals()
    among("year", None if asked.year is None else str(asked.year), list(map(str, totals.years)))
    year = asked.year or totals.latest_year
    wanted = InstallationFilter(
        year=year,
        q=asked.q,
        state=among("state", asked.state, {code for code, _ in totals.installations}),
        activities=sectors()[asked.sector].activities if asked.sector else (),
        letter=among("letter", asked.letter, totals.letters),
        synthetic=asked.kind is not None,
    )
    # the parts that follow are of the same year, whatever is reported meanwhile
    asked = asked.model_copy(update={"year": year or None})
    return listed(Installations, take(request, asked, queries.installations(wanted, asked.sort)), InstallationShape.of)


class YearShape(BaseModel):
    """An installation's year. Tonnes, or units; what the rules say is null before they can judge the year."""

    year: int
    free: int = Field(description="Allocated free of charge by the plan.")
    planned: int
    allocated: int
    verified: int | None
    report: str | None = Field(description="What was heard: reported, not reported, excluded, not required.")
    reported_on: str | None = Field(json_schema_extra={"format": "date"})
    surrendered: int
    restitution: int | None = Field(description="Owed from years before, of earlier phases too.")
    obligation: int | None
    balance: int | None = Field(description="Surrendered less verified, over the phase.")
    penalty_eur: Exact | None = Field(description="By the rules, where the official letter does not contradict it.")
    penalty_not_shown: str | None = Field(description="Why a penalty that the rules alone would give is not shown.")
    official: str | None = Field(description="The official letter, as its source writes it.")
    computed: str | None = Field(description="The letter by the scheme's rules.")
    computed_of_year: str | None = Field(description="The same of the year alone, without what was owed before.")
    agrees: bool | None = Field(description="null where the two letters cannot be compared.")
    difference: str | None = Field(description="Why they differ.")
    difference_meaning: str | None

    @classmethod
    def of(cls, row: JudgedYear) -> YearShape:
        record, status = row.record, row.status
        return cls(
            year=record.year,
            free=record.free,
            planned=record.planned,
            allocated=record.allocated,
            verified=record.verified,
            report=record.report or None,
            reported_on=record.reported_on or None,
            surrendered=record.surrendered if status is None else status.surrendered,
            official=record.official or None,
            agrees=None if row.cause == NOT_COMPARED else row.cause == AGREES,
            difference=row.cause if row.meaning else None,
            difference_meaning=row.meaning or None,
            **_of_status(status, row.penalty),
            penalty_not_shown=row.penalty.doubt or None if row.penalty else None,
        )


def _of_status(status: YearStatus | None, penalty: Shown | None) -> dict[str, Any]:
    names = ("restitution", "obligation", "balance", "penalty_eur", "computed", "computed_of_year")
    if status is None or penalty is None:
        return dict.fromkeys(names)
    letters = (status.letter or None, status.letter_of_year or None)
    values = (status.restitution, status.obligation, status.balance, penalty.amount.amount, *letters)
    return dict(zip(names, values, strict=True))


class PenaltyShape(BaseModel):
    """The penalty of a phase."""

    phase: str
    tonnes: int
    amount: Exact
    currency: str


class HoldingShape(BaseModel):
    """An account of an installation and what it holds by unit type."""

    identifier: str
    name: str
    held: dict[str, int]


class WholeInstallation(PlaceShape):
    """An installation with its years and accounts."""

    as_of: str | None = Field(json_schema_extra={"format": "date"})
    years: list[YearShape]
    penalties: list[PenaltyShape]
    accounts: list[HoldingShape]


class InstallationAsked(BaseModel):
    """As of when."""

    as_of: Day | None = Field(None, description="Judge by what was known on this day, instead of now.")


@router.get("/installations/{key}", response=WholeInstallation, summary="One installation with its years")
def installation(request: HttpRequest, key: Key, asked: Query[InstallationAsked]) -> WholeInstallation:
    found = queries.installation(key)
    if found is None:
        raise Http404(f"No installation has the id “{key}”.")
    years = judged_years(found, queries.years_of(key), as_day(asked.as_of))
    accounts = queries.accounts_of(key)
    held = queries.holdings([account.key for account in accounts])
    return WholeInstallation(
        **_elements(found),
        as_of=asked.as_of,
        years=[YearShape.of(year) for year in years],
        penalties=_penalties(years),
        accounts=[
            HoldingShape(identifier=each.identifier, name=each.name, held=held.get(each.key, {})) for each in accounts
        ],
    )


def _penalties(years: list[JudgedYear]) -> list[PenaltyShape]:
    """Phases in which a penalty is shown."""
    found = []
    of_phase = penalised_by_phase(years)
    for phase in eu_ets().periods:
        tonnes = of_phase[phase.number]
        if tonnes:
            money = eu_ets().penalty(phase.first_year).times(tonnes)
            found.append(PenaltyShape(phase=phase.name, tonnes=tonnes, amount=money.amount, currency=money.currency))
    return found
