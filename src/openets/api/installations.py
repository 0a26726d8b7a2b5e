"""Installations, and one with its years: what is on record, and official and computed letters side by side."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from openets.api.exact import Exact
from openets.api.filters import Day, Key, as_day
from openets.api.lists import add_list
from openets.api.schema import items, schema_of
from openets.ledger.store import YearRecord
from openets.views.accounts import accounts_of, holdings
from openets.views.installations import INSTALLATIONS, InstallationRow, years_of
from openets.views.installations import installation as find
from openets.views.years import JudgedYear, judged_years, penalties_by_period, years_in, years_view

router = Router(tags=["installations"])
add_list(router, "/installations", INSTALLATIONS, "Installations and a year of theirs")
_OF_A_YEAR = ("year", "verified", "allocated", "surrendered", "official")
PLACE = INSTALLATIONS.without("places", *_OF_A_YEAR)
"""An installation without a year of its own."""
PlaceSchema: Any = schema_of(PLACE)
YearSchema: Any = schema_of(years_in(""), "YearSchema")


class PenaltySchema(BaseModel):
    """The penalty of a phase."""

    phase: str
    tonnes: int
    amount: Exact
    currency: str


class HoldingSchema(BaseModel):
    """An account of an installation and what it holds by unit type."""

    identifier: str
    name: str
    held: dict[str, int]


# Its years, penalties and accounts are of three lists, put together here and nowhere else.
class WholeInstallation(PlaceSchema):
    """An installation with its years and accounts."""

    as_of: str | None = Field(json_schema_extra={"format": "date"})
    years: list[YearSchema]
    penalties: list[PenaltySchema]
    accounts: list[HoldingSchema]


class InstallationQuery(BaseModel):
    """As of when."""

    as_of: Day | None = Field(None, description="Judge by what was known on this day, instead of now.")


@router.get("/installations/{key}", response=WholeInstallation, summary="One installation with its years")
def installation(request: HttpRequest, key: Key, query: Query[InstallationQuery]) -> WholeInstallation:
    found = find(key)
    if found is None:
        raise Http404(f"No installation has the id “{key}”.")
    years, view = judged_years(found, years_of(key), as_day(query.as_of)), years_view()
    accounts = accounts_of(key)
    held = holdings([account.key for account in accounts])
    return WholeInstallation(
        **PLACE.item(InstallationRow(found, YearRecord(key, 0))),
        as_of=query.as_of,
        years=items(view, years),
        penalties=_penalties(years),
        accounts=[
            HoldingSchema(identifier=each.identifier, name=each.name, held=held.get(each.key, {})) for each in accounts
        ],
    )


def _penalties(years: list[JudgedYear]) -> list[PenaltySchema]:
    """Phases in which a penalty is shown."""
    return [
        PenaltySchema(phase=period.name, tonnes=short, amount=money.amount, currency=money.currency)
        for period, short, money in penalties_by_period(years)
    ]
