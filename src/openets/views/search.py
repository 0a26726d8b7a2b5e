"""Search by name or id over everything that has a page, in the order of how well it fits."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from openets.kernel.folding import folded
from openets.stores.sql import models
from openets.views import choices, meant, summaries
from openets.views.accounts import ACCOUNTS
from openets.views.columns import Column
from openets.views.detail import fact, many, mirror, one, shape
from openets.views.entities import ENTITIES
from openets.views.installations import INSTALLATIONS
from openets.views.law import books_law
from openets.views.notices import NOTICES, is_called, notice_rows
from openets.views.operators import OPERATORS
from openets.views.parties import parties
from openets.views.places import Place, Sector, members_on_record, place, sectors
from openets.views.projects import PROJECTS, projects
from openets.views.ranking import HOLDS, ranked, ranker
from openets.views.rows import holding
from openets.views.transactions import TRANSACTIONS, TransactionRow, transaction
from openets.views.view import View

SHOWN = 10
"""Rows of each kind; a link leads to all of them."""


class PartyFound(NamedTuple):
    """A Party, and what there is of it."""

    code: str
    name: str
    synthetic: bool
    has_notices: bool
    has_projects: bool


class Table(NamedTuple):
    """What was found of a kind of things: the first rows, how many there are, and how well the first one fits."""

    name: str
    view: View[Any]
    rows: list[Any]
    number: int
    rank: int


class Found(NamedTuple):
    """What a search found of each kind. Rows are in the order of how well they fit: what is called just so, what begins
    with every word, what holds them; and among those alike by their emissions."""

    q: str
    year: int
    transaction: TransactionRow | None
    members: list[Place]
    sectors: list[Sector]
    parties: list[PartyFound]
    tables: list[Table]
    """Of every kind that was found, the one first whose first row fits best."""

    @property
    def anything(self) -> bool:
        return bool(self.transaction or self.members or self.sectors or self.parties or self.tables)

    @property
    def did_you_mean(self) -> list[str]:
        """Searches that find something, where this one found nothing."""
        return [] if self.anything or not self.q.strip() else meant.did_you_mean(self.q, _finds)

    def rows(self, name: str) -> list[Any]:
        """The first rows of a kind."""
        return [row for table in self.tables if table.name == name for row in table.rows]


def search(text: str) -> Found:
    """What has these words in its name, or this very id; nothing of no words."""
    low = folded(text).strip()
    year = summaries.totals().latest_year
    if not low:
        return Found("", year, None, [], [], [], [])
    with_notices = {each.notice.party for each in notice_rows()}
    hosts = {each.host for each in projects()}
    return Found(
        q=text,
        year=year,
        transaction=transaction(text.strip().upper()),
        members=_by_rank(_members(low), text, lambda row: (row.code, row.name)),
        sectors=_by_rank(_sectors(low), text, lambda row: (row.slug, row.name)),
        parties=_parties(low, with_notices, hosts),
        tables=sorted(filter(lambda table: table.number, _tables(text)), key=lambda table: table.rank),
    )


def _tables(text: str) -> list[Table]:
    notices = [each for each in notice_rows() if is_called(each, text)]
    return [
        _in_database("installations", INSTALLATIONS, text, "-verified", lambda row: (
            row.installation.key, row.installation.name, row.installation.operator, row.installation.city)),
        _at_hand("operators", OPERATORS, OPERATORS.ask(q=text), text, lambda row: (row.searched,)),
        _at_hand("projects", PROJECTS, PROJECTS.ask(q=text), text, lambda row: (row.key, row.title)),
        _at_hand("entities", ENTITIES, ENTITIES.ask(q=text), text, lambda row: (row.key, row.name)),
        _at_hand("notices", NOTICES, NOTICES.in_order(notices, "number"), text, lambda row: (row.notice.key,)),
        _in_database("accounts", ACCOUNTS, text, "-emitted", lambda row: (
            row.account.identifier, row.account.name, row.account.holder, row.account.installation)),
    ]  # fmt: skip


Names = Callable[[Any], Sequence[str]]
"""Row → its names and ids."""


def _in_database(name: str, view: View[Any], text: str, sort: str, names: Names) -> Table:
    assert view.query is not None
    found: Any = view.query(q=text)
    count = found.count()
    rows = ranked(found, text, sort).page(1, SHOWN) if count else []
    return Table(name, view, rows, count, ranker(text)(*names(rows[0])) if rows else HOLDS)


def _at_hand(name: str, view: View[Any], found: Iterable[Any], text: str, names: Names) -> Table:
    rows = _by_rank(found, text, names)
    return Table(name, view, rows[:SHOWN], len(rows), ranker(text)(*names(rows[0])) if rows else HOLDS)


def _by_rank(rows: Iterable[Any], text: str, names: Names) -> list[Any]:
    """Rows by how well they fit; those alike stay as they stood."""
    rank = ranker(text)
    return sorted(rows, key=lambda row: rank(*names(row)))


def _finds(text: str) -> bool:
    """Whether a search finds anything."""
    low = folded(text)
    tables = (models.Installation.objects.all(), models.Account.objects.all())
    return any(holding(each, text).exists() for each in tables) or bool(
        _members(low) or _sectors(low) or _parties(low, set(), set())
    )


def _members(low: str) -> list[Place]:
    known = map(place, sorted(members_on_record()))
    return [each for each in known if choices.is_called(each.name, each.code, low)]


def _sectors(low: str) -> list[Sector]:
    return [each for each in sectors().values() if choices.is_called(each.name, each.slug, low)]


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


def warm() -> None:
    """Work out what searches need, so that the first visitor need not wait."""
    OPERATORS.ask()
    meant.warm()


def _rows(name: str, view: View[Any], help: str) -> Column:
    return many(name, view, help, lambda found: found.rows(name))


WHOLE = shape(
    Found,
    fact("q", "What was searched for."),
    fact("did_you_mean", "Searches that find something, where this one found nothing.", "texts"),
    fact("counts", "How many there are of each kind of which the first ten are told.", "counts",
         lambda found: {table.name: table.number for table in found.tables}),
    one("transaction", TRANSACTIONS, "The transaction with this id.", null=True),
    many("members", shape(Place, name="StateFound"), "Member States."),
    many("sectors", shape(Sector, name="SectorFound"), "Sectors of activities."),
    many("parties", mirror(PartyFound), "Parties to the protocol."),
    _rows("installations", INSTALLATIONS, "Installations, with the figures of the latest year."),
    _rows("operators", OPERATORS, "Operators and companies."),
    _rows("projects", PROJECTS, "Projects."),
    _rows("entities", ENTITIES, "Operational entities."),
    _rows("notices", NOTICES, "Notifications."),
    _rows("accounts", ACCOUNTS, "Accounts."),
    name="Search",
)  # fmt: skip
"""What a search found, as data: the first ten of each kind in the order of how well they fit."""
