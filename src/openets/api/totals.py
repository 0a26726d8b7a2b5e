"""Members and sectors added up, by year, and where official and computed letters differ."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from openets.api.filters import Key
from openets.api.lists import add_list
from openets.api.schema import items, schema_of
from openets.views import places, summaries
from openets.views.law import books_law
from openets.views.letters import DIFFERENCES, letter_lines, letters_view
from openets.views.names import activity_name
from openets.views.totals import EMISSIONS, SECTORS, STATES, YEARS, sector_lines, state_lines, year_lines

router = Router(tags=["States and sectors"])
add_list(router, "/states", STATES, "Member States and a year of theirs")
add_list(router, "/sectors", SECTORS, "Sectors and a year of theirs", "sector_groups")
StateSchema: Any = schema_of(STATES)
SectorSchema: Any = schema_of(SECTORS)
GroupYearSchema: Any = schema_of(YEARS, "GroupYearSchema")


# The letters of a view are those of a law, which is known only when somebody asks; so this is written by hand.
class LettersSchema(BaseModel):
    """Installations of a year by compliance letter; a letter that is not named has none."""

    year: int
    official: dict[str, int] = Field(description="By official letter, without its star.")
    computed: dict[str, int] | None = Field(description="By the scheme's rules; null while that is being worked out.")
    differ: int | None = Field(description="Where the two are not the same.")
    includes_synthetic: bool


class WholeGroup(BaseModel):
    """A Member State or sector with its years."""

    code: str
    name: str
    years: list[GroupYearSchema]
    letters: list[LettersSchema]


class CapSchema(BaseModel):
    """The cap of a phase."""

    phase: str
    yearly: int | None = Field(description="As the source prints it.")
    whole: int = Field(description="Of the whole phase.")
    amended: bool = Field(description="Reconstructed from the allocations made, and so not verified.")


class WholeState(WholeGroup):
    """A Member State with its years, caps and sectors."""

    registry: str = Field(description="Where its accounts are.")
    caps: list[CapSchema]
    sectors: list[SectorSchema] = Field(description="Of the latest reported year.")


class WholeSector(WholeGroup):
    """A sector with its years, activities and Member States."""

    activities: dict[str, str] = Field(description="Activity code → what it is.")
    states: list[StateSchema] = Field(description="Of the latest reported year; a cap is of all sectors.")


def _years(state: str = "", sector: str = "") -> dict[str, Any]:
    return {
        "years": items(YEARS, year_lines(state, sector)),
        "letters": items(letters_view(), letter_lines(state, sector)),
    }


@router.get("/states/{code}", response=WholeState, summary="One Member State with its years, caps and sectors")
def state(request: HttpRequest, code: Key) -> dict[str, Any]:
    if code not in books_law().members and code not in places.members_on_record():
        raise Http404(f"No Member State has the code “{code}”.")
    place, year = places.place(code), summaries.latest_year()
    return {
        "code": code,
        "name": place.name,
        "registry": place.registry,
        "caps": _caps(code),
        "sectors": items(SECTORS, [line for line in sector_lines(year, code) if line.installations]),
        **_years(state=code),
    }


def _caps(code: str) -> list[dict[str, Any]]:
    law, member = books_law(), books_law().members.get(code)
    if member is None:
        return []
    names = {period.number: period.name for period in law.periods}
    return [
        {
            "phase": names[number],
            "yearly": member.yearly_caps.get(number),
            "whole": whole,
            "amended": number == 2 and member.cap_amended,
        }
        for number, whole in sorted(member.caps.items())
    ]


@router.get("/sectors/{code}", response=WholeSector, summary="One sector with its years, activities and States")
def sector(request: HttpRequest, code: Key) -> dict[str, Any]:
    found = places.sectors().get(code)
    if found is None:
        raise Http404(f"There is no sector “{code}”.")
    year = summaries.latest_year()
    return {
        "code": code,
        "name": found.name,
        "activities": {str(each): activity_name(each) for each in found.activities},
        "states": items(STATES, [line for line in state_lines(year, code) if line.installations]),
        **_years(sector=code),
    }


add_list(router, "/emissions", EMISSIONS, "Emissions by year, Member State and sector")
add_list(router, "/differences", DIFFERENCES, "Where official and computed letters differ, and why")
