"""Queries of a past day: what hides the tables, and what may not be asked so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import openets
from openets.kernel.refusals import Fault
from openets.ledger.store import Store
from openets.notebook import Notebook
from tests.books import let_go, make
from tests.session import Office, must


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Books in which an account changes its holder on 1 June 2006, and another is opened."""
    on_postgres = request.param == "postgres"
    address = request.getfixturevalue("postgres_url") if on_postgres else f"sqlite:///{tmp_path / 'books.db'}"
    found = make(address)
    office = Office(found)
    office.operator("AT_1")
    office.on("2006-06-01").operator("AT_2")
    must(office.step("AT", "installation", "AT_1", "hand over", holder="New AG", keep_account=True))
    yield found
    let_go(found)


@pytest.fixture
def books(store: Store) -> Notebook:
    return openets.connect(store.address)


def holders(books: Notebook, as_of: str = "") -> list[str]:
    return [row.holder for row in books.accounts(type="120", as_of=as_of)]


def test_a_day_within_a_day_is_the_inner_one_and_ends_with_it(books: Notebook) -> None:
    from openets.views.accounts import ACCOUNTS
    from openets.views.known import in_past, present

    def count() -> int:
        return ACCOUNTS.ask(type="120").count()

    with books.reading("2006-05-31"):
        assert count() == 1
        with in_past("2005-01-01"):
            assert count() == 0
        with present():
            assert count() == 2
        assert count() == 1
    with books.reading():
        assert count() == 2


def test_the_end_of_the_day_counts(books: Notebook) -> None:
    assert holders(books, "2006-05-31") == ["Operator of AT_1"]
    assert holders(books, "2006-06-01") == holders(books) == ["New AG", "Operator of AT_2"]


def test_search_finds_what_stood_on_the_day(books: Notebook) -> None:
    assert [len(books.accounts(q="new", as_of=day)) for day in ("2006-05-31", "2006-06-01")] == [0, 1]
    assert [len(books.installations(q="operator", as_of=day)) for day in ("2006-05-31", "2006-06-01")] == [1, 1]


def test_frames_and_files_are_of_the_day_too(books: Notebook, tmp_path: Path) -> None:
    found = books.accounts(type="120", as_of="2006-05-31")
    found.to_csv(tmp_path / "accounts.csv")
    assert found.to_polars()["holder"].to_list() == ["Operator of AT_1"]
    assert len((tmp_path / "accounts.csv").read_text().splitlines()) == 2


def test_what_cannot_be_hidden_is_stopped(books: Notebook) -> None:
    from openets.stores.sql import models

    with books.reading("2006-05-31"), pytest.raises(Fault, match="block held on 2006-05-31"):
        models.Block.objects.count()


def test_a_question_that_defines_something_itself_is_hidden_from_too(books: Notebook) -> None:
    from openets.views.law import asked

    question = "WITH many AS (SELECT identifier FROM account WHERE type = %s) SELECT count(*) FROM many"
    with books.reading("2006-05-31"):
        assert asked(question, ["120"]) == [(1,)]
    with books.reading():
        assert asked(question, ["120"]) == [(2,)]


def test_a_view_is_not_asked_as_of_another_day_than_the_one_at_hand(books: Notebook) -> None:
    from openets.views.accounts import ACCOUNTS

    with books.reading(), pytest.raises(Fault, match="another day"):
        ACCOUNTS.ask(as_of="2006-05-31")


def test_what_is_kept_of_a_day_is_made_anew_while_the_day_may_go_on(books: Notebook, store: Store) -> None:
    office = Office(store, "2006-06-01")
    before = len(books.registries(as_of="2006-06-01"))
    office.registry("LU")
    assert len(books.registries(as_of="2006-06-01")) == before + 1
    office.on("2006-06-02").registry("FR")
    assert len(books.registries(as_of="2006-06-01")) == before + 1
