"""A small registry with one of everything that a page shows, and a reader of its pages over plain HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from openets.commands.open_account import open_account
from openets.demo.commitment_period import play
from openets.engine.kinds.official import EnterOfficial
from openets.importing.cdm.import_list import take_list
from openets.kernel.clock import midday
from openets.ledger.accounts import Installation, Opening
from openets.ledger.history import HistoryBlock
from openets.ledger.holds import SYNTHETIC
from openets.ledger.transactions import Proposal
from openets.opening import law_of
from openets.stores.door import open_store
from tests.books import guard_off
from tests.engine.test_projects_list import FARM, write
from tests.session import Office, must
from tests.web.reading import Reader

LUXEMBOURG = 60
"""Installations that do nothing but fill a second page."""


class Registry(NamedTuple):
    """The books of these tests: where they are, and the names that tests need."""

    address: str
    plant: str
    """Account of AT_1, which settled 2005."""
    works: str
    """Account of DE_1, synthetic, short for 2005."""
    silent: str
    """Account of AT_2, which has not reported."""
    surrender: str
    reversed: str
    reversal: str
    reconstructed: str


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The registry, made once by the operations themselves. Pages cannot change it."""
    address = f"sqlite:///{tmp_path_factory.mktemp('web') / 'books.db'}"
    office = Office(open_store(address, create=True))
    plant = _operator(office, Installation("AT_1", "AT", "Donau Kraftwerk", "Donau Energie AG", 1, "Wien"))
    silent = _operator(office, Installation("AT_2", "AT", "=1+1", "@Formel & <b>Söhne</b>", 7, "Linz"))
    works = _operator(office, Installation("DE_1", "DE", "Elm Cement", "Elm Materials", 29, "", synthetic=True))
    for number in range(1, LUXEMBOURG + 1):
        _operator(office, Installation(f"LU_{number}", "LU", f"Fabrik {number:02}", "Minett SA", 9, "Esch"))
    return Registry(address, plant, works, silent, *_year_2005(office, plant, works, silent))


def _operator(office: Office, installation: Installation) -> str:
    code = installation.member_state
    office.registry(code)
    opening = Opening(code, "120", installation.name, installation.operator, installation)
    account = must(open_account(office.session, opening, request=f"open:{installation.key}"))
    office.installation_of[account] = installation.key
    return account


def _year_2005(office: Office, plant: str, works: str, silent: str) -> tuple[str, str, str, str]:
    """Allocation, transfers, reports and surrender of 2005; ids of transactions that tests look at."""
    must(office.issue("AT", "EUA1", 20_000))
    must(office.issue("DE", "EUA1", 5_000))
    must(office.plan(plant, 2005, 6_000, free=5_500))
    must(office.plan(works, 2005, 3_000))
    must(office.allocate(plant, "EUA1", 6_000, 2005))
    must(office.allocate(works, "EUA1", 3_000, 2005))
    office.session = office.session.at(midday(date.fromisoformat("2006-03-20")))
    must(office.report(plant, 2005, 5_000))
    must(office.report(works, 2005, 4_000))
    must(office.report(silent, 2005, None))
    bought = Proposal("3-21", plant, works, "EUA1", 500, office.request(), note="It was short of 500 units.")
    inferred = must(office.inferred(bought)[0])
    office.session = office.session.at(midday(date.fromisoformat("2006-04-20")))
    mistaken = must(office.surrender(plant, "EUA1", 5_100, 2005))
    reversal = must(office.reverse(mistaken))
    good = must(office.surrender(plant, "EUA1", 5_000, 2005))
    must(office.surrender(works, "EUA1", 3_500, 2005))
    letters = EnterOfficial("AT", 2005, (("AT_1", "A"), ("AT_2", "C")), "letters:AT")
    must(office.commit([letters])[0])
    must(office.commit([EnterOfficial("DE", 2005, (("DE_1", "A*"),), "letters:DE")])[0])
    office.party("AT")
    must(office.issue("AT", "AAU", 900))
    must(office.issue("AT", "EUA2", 400))
    return good, mistaken, reversal, inferred


def history_rows() -> list[HistoryBlock]:
    """Two rows of the Commission's file."""
    blank = dict.fromkeys(HistoryBlock._fields, "")
    known = {"source": "sample.csv", "row": 1, "transaction": "AT1020", "type": "10-0", "unit": "EUA2005"}
    first = HistoryBlock(**{**blank, **known, "at": "2006-01-20 07:01:15", "amount": 3_180})
    return [first, first._replace(row=2, transaction="FR7", type="3-0", amount=9, at="2007-05-01 10:00:00")]


@pytest.fixture
def history(pages: Reader) -> Iterator[None]:
    """The Commission's file beside the books."""
    from openets.stores.sql.models import HistoryBlock as Table
    from openets.stores.sql.searched import with_searched

    names, rows = (*HistoryBlock._fields, "searched"), with_searched("history_block", history_rows())
    Table.objects.bulk_create([Table(**dict(zip(names, row, strict=True))) for row in rows])
    yield
    with guard_off("history_block"):
        Table.objects.all().delete()


@pytest.fixture
def pages(registry: Registry) -> Iterator[Reader]:
    """The site over the registry, asked without a browser: no script can run."""
    with served(registry.address):
        yield Reader()


@pytest.fixture(scope="session")
def treaty(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Seven invented Parties' commitment period, with projects, notifications, and one project of a public list."""
    folder = tmp_path_factory.mktemp("treaty")
    # in a thread of its own, for a browser that was started before runs a loop in this one
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_played, folder).result()


def _played(folder: Path) -> str:
    address = f"sqlite:///{folder / 'books.db'}"
    store = open_store(address, create=True)
    office = Office(store, "2006-01-01", holds=SYNTHETIC)
    list(play(office.session))
    take_list(office.session.at(midday(date(2016, 1, 1))), write(folder / "list.csv", FARM))
    store.connection.close()  # type: ignore[attr-defined]
    return address


@pytest.fixture
def treaty_pages(treaty: str) -> Iterator[Reader]:
    """The site over the commitment period."""
    with served(treaty):
        yield Reader()


@pytest.fixture
def empty_pages(tmp_path: Path) -> Iterator[Reader]:
    """The site over books in which nothing has happened yet."""
    address = f"sqlite:///{tmp_path / 'empty.db'}"
    law_of(open_store(address, create=True))
    with served(address):
        yield Reader()


class served:  # noqa: N801 - reads as a verb
    """Let pages read the books at an address; afterwards everything is as it was."""

    def __init__(self, address: str) -> None:
        self.address = address

    def __enter__(self) -> None:
        from django.db import connections

        from openets.stores.addresses import database
        from openets.views import judging_all

        self.before = connections.databases["default"]
        connections["default"].close()
        del connections["default"]
        connections.databases["default"] = {**self.before, **database(self.address)}
        judging_all.forget()

    def __exit__(self, *_: object) -> None:
        from django.db import connections

        from openets.views import judging_all

        connections["default"].close()
        del connections["default"]
        connections.databases["default"] = self.before
        judging_all.forget()
