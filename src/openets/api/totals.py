"""Member States and sectors added up, by year, and where official and computed letters differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from openets.api.asking import Asked, Choice, Key, Order, Text, Year, among
from openets.api.lists import Listed, Orders, listed, take_from
from openets.compliance.agreement import CAUSES
from openets.kernel.refusals import Unavailable
from openets.laws.now import eu_ets
from openets.stores.sql import queries_totals, summaries
from openets.stores.sql.queries_totals import (
    GroupLine,
    LetterLine,
    YearLine,
    letter_lines,
    named,
    sector_lines,
    sector_of,
    sectors,
    state_lines,
    states_on_record,
    year_lines,
)
from openets.stores.sql.summaries import Difference

router = Router(tags=["States and sectors"])
_SYNTHETIC = "Some of its installations were generated for demonstration, and its figures count them."
_STATE = "The code of a Member State."
_SECTOR = "A sector of activities."


class TotalsShape(BaseModel):
    """Installations of a year, added up. Tonnes of CO2 equivalent, or units."""

    cap: int | None = Field(description="As the source prints it for the phase; null of a sector, and from 2013.")
    allocated: int
    verified: int = Field(description="Verified emissions.")
    surrendered: int
    includes_synthetic: bool = Field(description=_SYNTHETIC)


class GroupShape(TotalsShape):
    """A Member State or sector in one year."""

    code: str = Field(description="As addresses and filters name it.")
    name: str
    year: int | None = Field(description="The year of the figures; null in books without any.")
    installations: int = Field(description="All that are known, whether or not they reported that year.")
    judged: int = Field(description="Those with an official letter from A to E.")
    complying: int = Field(description="Those of them in compliance: A and E.")

    @classmethod
    def of(cls, row: GroupLine, year: int) -> GroupShape:
        return cls(**_elements(row, year))


def _elements(row: GroupLine, year: int) -> dict[str, Any]:
    names = ("code", "name", "installations", "cap", "judged", "complying")
    added_up = {name: getattr(row.totals, name) for name in ("allocated", "verified", "surrendered")}
    return (
        {name: getattr(row, name) for name in names}
        | added_up
        | {
            "year": year or None,
            "includes_synthetic": row.synthetic,
        }
    )


class Groups(Listed[GroupShape]):
    """Member States, or sectors."""


def _key(row: GroupLine) -> str:
    return row.code


_FIGURES: Mapping[str, Any] = {
    "name": lambda row: row.name,
    "installations": lambda row: row.installations,
    "allocated": lambda row: row.totals.allocated,
    "verified": lambda row: row.totals.verified,
    "surrendered": lambda row: row.totals.surrendered,
}
SECTOR_ORDERS: Orders[GroupLine] = Orders(_FIGURES, _key)
STATE_ORDERS: Orders[GroupLine] = Orders({**_FIGURES, "code": _key, "cap": lambda row: row.cap}, _key)


class StatesAsked(Asked):
    """Which Member States."""

    q: Text = Field("", description="A part of the name, or the code.")
    sector: Annotated[str, Choice(sectors(), _SECTOR)] | None = None
    year: Year | None = Field(None, description="The year of the figures; the latest reported one unless you say.")
    sort: Annotated[str, Order(STATE_ORDERS.sorts)] = "name"


class SectorsAsked(Asked):
    """Which sectors."""

    q: Text = Field("", description="A part of the name, or the code.")
    state: Text | None = Field(None, description=_STATE)
    year: Year | None = Field(None, description="The year of the figures; the latest reported one unless you say.")
    sort: Annotated[str, Order(SECTOR_ORDERS.sorts)] = "name"


def _year(asked: StatesAsked | SectorsAsked) -> int:
    """The year that is asked for, or the latest reported one. Raises `Malformed` for one that the books lack."""
    among("year", None if asked.year is None else str(asked.year), list(map(str, summaries.totals().years)))
    return asked.year or summaries.latest_year()


@router.get("/states", response=Groups, summary="Member States and a year of theirs")
def states(request: HttpRequest, asked: Query[StatesAsked]) -> Groups:
    year = _year(asked)
    asked = asked.model_copy(update={"year": year or None})
    rows = named(state_lines(year, asked.sector or ""), asked.q)
    return listed(Groups, take_from(request, asked, rows, STATE_ORDERS, asked.sort), lambda row: _shape(row, year))


@router.get("/sectors", response=Groups, summary="Sectors and a year of theirs")
def sector_groups(request: HttpRequest, asked: Query[SectorsAsked]) -> Groups:
    year = _year(asked)
    asked = asked.model_copy(update={"year": year or None})
    rows = named(sector_lines(year, among("state", asked.state, states_on_record())), asked.q)
    return listed(Groups, take_from(request, asked, rows, SECTOR_ORDERS, asked.sort), lambda row: _shape(row, year))


def _shape(row: GroupLine, year: int) -> GroupShape:
    return GroupShape.of(row, year)


# --- one Member State or sector -------------------------------------------------------------------


class GroupYearShape(TotalsShape):
    """A year of a Member State or sector."""

    year: int
    phase: str
    reports: int = Field(description="Installations with verified emissions on record.")

    @classmethod
    def of(cls, row: YearLine) -> GroupYearShape:
        totals = row.totals
        return cls(
            year=row.year,
            phase=row.phase,
            cap=row.cap,
            allocated=totals.allocated,
            verified=totals.verified,
            surrendered=totals.surrendered,
            reports=totals.reports,
            includes_synthetic=totals.synthetic,
        )


class LettersShape(BaseModel):
    """Installations of a year by compliance letter; a letter that is not named has none."""

    year: int
    official: dict[str, int] = Field(description="By official letter, without its star.")
    computed: dict[str, int] | None = Field(description="By the scheme's rules; null while that is being worked out.")
    differ: int | None = Field(description="Where the two are not the same.")
    includes_synthetic: bool = Field(description=_SYNTHETIC)

    @classmethod
    def of(cls, row: LetterLine) -> LettersShape:
        return cls(
            year=row.year,
            official=_counted(row.official),
            computed=_counted(row.computed) if row.computed is not None else None,
            differ=row.differing,
            includes_synthetic=row.synthetic,
        )


def _counted(letters: Mapping[str, int]) -> dict[str, int]:
    return {letter: number for letter, number in sorted(letters.items()) if letter and number}


class WholeGroup(BaseModel):
    """A Member State or sector with its years."""

    code: str
    name: str
    years: list[GroupYearShape]
    letters: list[LettersShape]


class CapShape(BaseModel):
    """The cap of a phase."""

    phase: str
    yearly: int | None = Field(description="As the source prints it.")
    whole: int = Field(description="Of the whole phase.")
    amended: bool = Field(description="Reconstructed from the allocations made, and so not verified.")


class WholeState(WholeGroup):
    """A Member State with its years, caps and sectors."""

    registry: str = Field(description="Where its accounts are.")
    caps: list[CapShape]
    sectors: list[GroupShape] = Field(description="Of the latest reported year.")


class WholeSector(WholeGroup):
    """A sector with its years, activities and Member States."""

    activities: dict[str, str] = Field(description="Activity code → what it is.")
    states: list[GroupShape] = Field(description="Of the latest reported year; a cap is of all sectors, so it is null.")


def _years(state: str = "", sector: str = "") -> dict[str, Any]:
    return {
        "years": list(map(GroupYearShape.of, year_lines(state, sector))),
        "letters": list(map(LettersShape.of, letter_lines(state, sector))),
    }


@router.get("/states/{code}", response=WholeState, summary="One Member State with its years, caps and sectors")
def state(request: HttpRequest, code: Key) -> WholeState:
    if code not in eu_ets().members and code not in states_on_record():
        raise Http404(f"No Member State has the code “{code}”.")
    place, year = queries_totals.place(code), summaries.latest_year()
    return WholeState(
        code=code,
        name=place.name,
        registry=place.registry,
        caps=_caps(code),
        sectors=[_shape(line, year) for line in sector_lines(year, code) if line.installations],
        **_years(state=code),
    )


def _caps(code: str) -> list[CapShape]:
    law = eu_ets().members.get(code)
    if law is None:
        return []
    return [
        CapShape(
            phase=eu_ets().periods[number - 1].name,
            yearly=law.yearly_caps.get(number),
            whole=whole,
            amended=number == 2 and law.cap_amended,
        )
        for number, whole in sorted(law.caps.items())
    ]


@router.get("/sectors/{code}", response=WholeSector, summary="One sector with its years, activities and States")
def sector(request: HttpRequest, code: Key) -> WholeSector:
    found = sectors().get(code)
    if found is None:
        raise Http404(f"There is no sector “{code}”.")
    year = summaries.latest_year()
    return WholeSector(
        code=code,
        name=found.name,
        activities={str(each): eu_ets().activities[each][0] for each in found.activities},
        states=[_shape(line, year) for line in state_lines(year, code) if line.installations],
        **_years(sector=code),
    )


# --- official and computed letters ----------------------------------------------------------------


class DifferenceShape(BaseModel):
    """An installation's year whose computed letter is not the official one."""

    installation: str
    name: str
    member_state: str
    sector: str
    year: int
    verified: int | None
    surrendered: int
    official: str
    computed: str
    cause: str
    meaning: str = Field(description="What the cause means.")
    synthetic: bool = Field(description="Generated for demonstration: no real installation.")

    @classmethod
    def of(cls, row: Difference) -> DifferenceShape:
        own = {name: value for name, value in row._asdict().items() if name != "activity"}
        return cls(**own, sector=sector_of(row.activity).name, meaning=CAUSES[row.cause])


class Differences(Listed[DifferenceShape]):
    """Where official and computed letters differ."""


DIFFERENCE_ORDERS: Orders[Difference] = Orders(
    {
        "id": lambda row: row.installation,
        "name": lambda row: row.name,
        "state": lambda row: row.member_state,
        "year": lambda row: row.year,
        "verified": lambda row: row.verified,
        "surrendered": lambda row: row.surrendered,
        "cause": lambda row: row.cause,
    },
    # a blank stands before every character of an id, so that these keys have the order of id and year
    lambda row: f"{row.installation} {row.year}",
)


class DifferencesAsked(Asked):
    """Which differences."""

    state: Text | None = Field(None, description=_STATE)
    sector: Annotated[str, Choice(sectors(), _SECTOR)] | None = None
    year: Year | None = Field(None, description="Only this year.")
    cause: Annotated[str, Choice(CAUSES, "Why they differ.")] | None = None
    sort: Annotated[str, Order(DIFFERENCE_ORDERS.sorts)] = "-verified"


@router.get("/differences", response=Differences, summary="Where official and computed letters differ, and why")
def differences(request: HttpRequest, asked: Query[DifferencesAsked]) -> Differences:
    state = among("state", asked.state, states_on_record())
    among("year", None if asked.year is None else str(asked.year), list(map(str, summaries.totals().years)))
    judgement = summaries.judgement()
    if judgement is None:
        raise Unavailable("the computed letters are being worked out: ask again in a few seconds")
    rows = [
        each
        for each in queries_totals.differences(judgement, state, asked.sector or "")
        if asked.year in (None, each.year) and asked.cause in (None, each.cause)
    ]
    taken = take_from(request, asked, rows, DIFFERENCE_ORDERS, asked.sort)
    return listed(Differences, taken, DifferenceShape.of)
