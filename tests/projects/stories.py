"""Projects in real books: told with the verbs of `openets.commands.projects` at an office."""

from __future__ import annotations

from datetime import date
from typing import Any

from openets.commands.projects.design import design
from openets.commands.projects.entities import Accreditation, accredit
from openets.commands.projects.steps import (
    Monitoring,
    additionality,
    approve,
    monitor,
    register,
    request_issuance,
    validate,
    verify,
)
from tests.projects.specimen import WIND_FARM
from tests.session import Office, must


def accredited(office: Office, *keys: str) -> None:
    """Entities that may validate and verify anything."""
    office.registry("CDM")
    for key in keys or ("DNV", "SGS"):
        told: dict[str, Any] = {"name": key, "mechanisms": ["CDM", "JI", "VER"], "scopes": [1, 14]}
        words = {"accreditation": Accreditation(**told), "on": date(2005, 1, 1)}
        must(accredit(office.session, entity=key, **words, request=office.request()))


def registered(office: Office, key: str, document: dict[str, Any] = WIND_FARM, **more: Any) -> None:
    """From the design document to the registration, everything in order; the office's day may be much later."""
    values = {name: value for name, value in document.items() if name != "mechanism"}
    told: dict[str, Any] = {"project": key, "request": ""}

    def take(verb: Any, day: date, **words: Any) -> None:
        must(verb(office.session, **{**told, **words, "on": day, "request": office.request()}))

    mechanism = document["mechanism"]
    take(design, date(2007, 6, 1), mechanism=mechanism, document=values, **more)
    take(additionality, date(2007, 6, 2), grounds=["investment"], argument="It does not pay.")
    if mechanism != "VER":
        take(approve, date(2007, 7, 1), party=key[:2], sustainable=True)
        for party in values["parties"]:
            take(approve, date(2007, 7, 2), party=party)
    if mechanism != "JI track 1":
        take(validate, date(2007, 8, 1), entity="DNV")
    take(register, date(2007, 12, 1))


def requested(office: Office, key: str, reductions: int, year: int = 2008, *, baseline: int = 50_000) -> None:
    """A year monitored, verified and asked for, early in the next."""
    next_year = year + 1
    if office.session.clock.now().date() < date(next_year, 4, 1):
        office.on(f"{next_year}-04-01")
    session = office.session
    must(
        monitor(
            session,
            project=key,
            report=Monitoring(date(year, 1, 1), date(year, 12, 31), baseline, baseline - reductions),
            on=date(next_year, 2, 1),
            request=office.request(),
        )
    )
    number = year - 2007
    must(verify(session, project=key, period=number, entity="SGS", on=date(next_year, 3, 1), request=office.request()))
    must(request_issuance(session, project=key, period=number, on=date(next_year, 4, 1), request=office.request()))
