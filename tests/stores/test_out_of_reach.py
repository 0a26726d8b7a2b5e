"""A database that is out of reach is `Unavailable` wherever books are read: by a page, the API, a command, a view."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import connections

from openets import connect
from openets.kernel.refusals import Unavailable
from openets.ledger.store import Store
from openets.opening import open_session
from openets.stores.door import open_store
from tests.api.asking import Asker
from tests.books import let_go
from tests.ets import MISUSED, ets
from tests.session import Office
from tests.web.conftest import served
from tests.web.reading import Page, Reader
from tools.postgres import as_owner, free_port

pytestmark = pytest.mark.postgres


def cut_off(alias: str, patch: pytest.MonkeyPatch) -> None:
    """Let nobody answer where the server of some books was."""
    connection = connections[alias]
    connection.close()
    patch.setitem(connection.settings_dict, "PORT", str(free_port()))


@pytest.fixture
def address(postgres_books: str) -> str:
    """Books with a registry."""
    store = open_store(postgres_books)
    Office(store).registry("AT")
    let_go(store)
    return postgres_books


def test_a_page_and_the_interface_ask_for_patience(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(address):
        cut_off("default", monkeypatch)
        answer = Reader().ask("/accounts/")
        page = Page(answer.status_code, answer.content.decode())
        problem = Asker().problem("/api/v1/accounts", 503)
        monkeypatch.undo()
    assert (page.status, page.h1) == (503, "Not available now")
    assert "The database could not be used" in page.text
    assert int(answer["Retry-After"]) > 0
    assert "The database could not be used" in problem["detail"]


def test_a_command_says_so_in_its_own_shape(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The books are opened, and gone when the list asks for its rows."""
    monkeypatch.setattr("openets.opening.open_session", lost_after(open_session, monkeypatch))
    said = ets("accounts", "--json", store=address)
    monkeypatch.undo()
    assert said.code == MISUSED
    assert '"unavailable"' in said.out + said.err
    assert "the database could not be used" in said.out + said.err


def test_a_view_in_a_notebook_raises_it(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    books = connect(address)
    cut_off(books.store.alias, monkeypatch)  # type: ignore[attr-defined]
    with pytest.raises(Unavailable, match="could not be used"):
        books.accounts().rows()
    monkeypatch.undo()
    let_go(books.store)


@pytest.mark.parametrize(
    "ask",
    [lambda store: store.answer("once"), lambda store: store.entry("AT1"), lambda store: store.transfers(["AT1"])],
    ids=["answer", "entry", "transfers"],
)
def test_a_connection_that_the_server_has_ended_is_unavailable_to_whoever_asks_by_key(
    address: str, ask: Callable[[Store], object]
) -> None:
    store = open_store(address)
    with connections[store.alias].cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    with psycopg.connect(as_owner(address), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", [backend])
    with pytest.raises(Unavailable, match="could not be used"):
        ask(store)
    let_go(store)


def lost_after(opening: Callable[..., object], patch: pytest.MonkeyPatch) -> Callable[..., object]:
    """`opening`, and then nobody answers any more."""

    def opened(*words: object, **more: object) -> object:
        session = opening(*words, **more)
        cut_off(session.store.alias, patch)  # type: ignore[attr-defined]
        return session

    return opened
