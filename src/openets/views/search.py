"""Search by name or id over everything that has a page."""

from typing import Any, NamedTuple

from openets.kernel.folding import folded
from openets.views import choices, summaries
from openets.views.accounts import ACCOUNTS
from openets.views.entities import ENTITIES
from openets.views.installations import INSTALLATIONS
from openets.views.law import books_law
from openets.views.notices import NOTICES, is_called, notice_rows
from openets.views.parties import parties
from openets.views.places import Place, Sector, members_on_record, place, sectors
from openets.views.projects import PROJECTS, projects
from openets.views.rows import Source
from openets.views.transactions import TransactionRow, transaction
from openets.views.view import View

SHOWN = 10
"""Rows of each kind; a link leads to all of them."""
Table = tuple[View[Any], list[Any], int]
"""A kind of thing with a table: the first rows, and how many there are."""


class PartyFound(NamedTuple):
    """A Party, and what there is of it."""

    code: str
    name: str
    synthetic: bool
    has_notices: bool
    has_projects: bool


class Found(NamedTuple):
    """What a search found of each kind."""

    year: int
    transaction: TransactionRow | None
    members: list[Place]
    sectors: list[Sector]
    parties: list[PartyFound]
    projects: Table
    entities: Table
    notices: Table
    installations: Table
    accounts: Table


def search(text: str) -> Found:
    """What has these words in its name, or this very id."""
    low = folded(text)
    every_notice = notice_rows()
    with_notices, hosts = {each.notice.party for each in every_notice}, {each.host for each in projects()}
    notices = [each for each in every_notice if is_called(each, text)]
    return Found(
        year=summaries.totals().latest_year,
        transaction=transaction(text.strip().upper()),
        members=[
            each for each in map(place, sorted(members_on_record())) if choices.is_called(each.name, each.code, low)
        ],
        sectors=[each for each in sectors().values() if choices.is_called(each.name, each.slug, low)],
        parties=_parties(low, with_notices, hosts),
        projects=_first(PROJECTS, PROJECTS.ask(q=text)),
        entities=_first(ENTITIES, ENTITIES.ask(q=text)),
        notices=_first(NOTICES, NOTICES.in_order(notices, "number")),
        installations=_first(INSTALLATIONS, INSTALLATIONS.ask("-verified", q=text)),
        accounts=_first(ACCOUNTS, ACCOUNTS.ask(q=text)),
    )


def _first(view: View[Any], found: Source[Any]) -> Table:
    return view, found.page(1, SHOWN), found.count()


def _parties(low: str, with_notices: set[str], hosts: set[str]) -> list[PartyFound]:
    """The Party with this code, then those with this in their names."""
    law = books_law().protocol
    if law is None:
        return []
    record = parties()
    found = [
        PartyFound(code, target.name, code in record and record[code].synthetic, code in with_notices, code in hosts)
        for code, target in law.targets.items()
        if choices.is_called(target.name, code, low)
    ]
    return sorted(found, key=lambda each: (folded(each.code) != low, each.name))
