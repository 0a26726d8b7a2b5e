"""Books say at birth what they hold, in table and journal, and whatever enters much at once asks that first."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

import openets
from openets.commands.open_account import open_account
from openets.demo import demo_panel, fill
from openets.demo.commitment_period import play
from openets.engine.kinds.mark_imported import MarkImported
from openets.engine.rights import administrator
from openets.engine.session import Session
from openets.engine.verify import export_journal
from openets.importing.eutl.panel import read_panel
from openets.importing.eutl.replay import replay_panel
from openets.kernel.clock import midday
from openets.kernel.refusals import Fault, Misuse
from openets.ledger.accounts import Installation, Opening
from openets.ledger.holds import IMPORTED, REAL, SYNTHETIC
from openets.ledger.store import held_by
from openets.stores.door import has_books, open_store
from openets.verifying import verify_folder, verify_store
from tests.books import changed, let_go, raw
from tests.ets import MISUSED, done, ets, ets_program, everything
from tests.european import EU_ETS
from tests.importing.panels import small
from tests.session import Office, must

KINDS = (REAL, IMPORTED, SYNTHETIC)
INTO = {"eutl": {IMPORTED}, "cdm": {REAL, IMPORTED}, "history": {REAL, IMPORTED}, "demo": set(), "kyoto": set()}
"""What enters much at once → the books that may have it; a demonstration only those that it made itself."""


def registry_of(address: str, holds: str) -> str:
    """Books in which a registry has opened."""
    store = open_store(address, create=True)
    Office(store, "2005-01-01", holds=holds).registry("AT")
    let_go(store)
    return address


@pytest.fixture
def words(tmp_path: Path) -> dict[str, tuple[object, ...]]:
    panel = small().write(tmp_path / "panel")
    listed, history = tmp_path / "projects.csv", tmp_path / "history.csv"
    from openets.importing.cdm.rows import COLUMNS
    from openets.importing.eutl.history import _COMMISSION

    listed.write_text(",".join(COLUMNS) + "\n", "utf-8")
    history.write_text(",".join(column.name for column in _COMMISSION.values()) + "\n", "utf-8")
    return {
        "eutl": ("import", "eutl", panel, "--report", tmp_path / "report.json"),
        "cdm": ("import", "cdm", listed),
        "history": ("import", "eutl-transactions", history),
        "demo": ("demo", "--no-serve"),
        "kyoto": ("demo", "--kyoto", "--no-serve"),
    }


@pytest.mark.parametrize("holds", KINDS)
@pytest.mark.parametrize("what", INTO)
def test_what_enters_much_at_once_refuses_books_of_another_kind(
    tmp_path: Path, words: dict[str, tuple[object, ...]], what: str, holds: str
) -> None:
    books = registry_of(f"sqlite:///{tmp_path / 'books.db'}", holds)
    before = everything(books)
    # as somebody types it to whom the environment names the books
    said = ets_program(*words[what], store=books, cwd=tmp_path)
    if holds in INTO[what]:
        assert said.code != MISUSED, said
        assert books in said.out
    elif what == "demo" and holds == SYNTHETIC:  # it goes on where it was interrupted
        assert said.code == 0
    else:
        assert said.code == MISUSED, said
        assert f"the books at {books} " in said.error
        assert "--store" in said.error
        assert changed(before, everything(books)) == set()


def test_a_demonstration_is_refused_where_the_environment_names_real_books(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = f"sqlite:///{tmp_path / 'real.db'}"
    monkeypatch.setenv("OPENETS_STORE", books)
    done(ets("init", "--json"))
    before = everything(books)
    for more in ((), ("--kyoto",)):
        said = ets("demo", "--no-serve", *more)
        assert said.code == MISUSED
        assert "are real (what their own registries do): a demonstration goes into synthetic books only" in said.error
    assert changed(before, everything(books)) == set()


def test_one_demonstration_is_not_poured_into_the_other(tmp_path: Path) -> None:
    books = f"sqlite:///{tmp_path / 'kyoto.db'}"
    done(ets("demo", "--kyoto", "--no-serve", "--json", store=books))
    before = everything(books)
    said = ets("demo", "--no-serve", store=books)
    assert (said.code, "hold another demonstration" in said.error) == (MISUSED, True)
    assert changed(before, everything(books)) == set()


@pytest.fixture(params=["plain-memory:", "memory:", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'books.db'}"
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return str(request.param)


@pytest.mark.parametrize("holds", KINDS)
def test_every_engine_and_the_journal_say_what_books_hold(address: str, holds: str, tmp_path: Path) -> None:
    books = openets.connect(address, create=True, holds=holds)
    for code in ("AT", "DE"):
        books.open_registry(code)
    assert held_by(books.store) == holds
    first = [json.loads(entry.text) for entry in books.store.entries() if entry.kind == "registry"]
    assert [told["holds"] for told in first] == [holds, holds]
    assert verify_store(books.store).laws == {(EU_ETS.id, EU_ETS.digest, holds)}
    export_journal(books.store, tmp_path / "journal")
    assert verify_folder(tmp_path / "journal").entries > 2
    manifest = tmp_path / "journal" / "manifest.json"
    assert json.loads(manifest.read_text("utf-8"))["law"]["holds"] == holds


def test_what_books_hold_is_said_once_and_for_ever(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'books.db'}"
    assert done(ets("init", "--holds", "imported", "--json", store=address))["holds"] == "imported"
    assert done(ets("init", "--json", store=address))["holds"] == "imported"
    assert openets.connect(address, holds="synthetic").store.law().holds == "imported"
    for wrong in ("synthetic", "gold"):
        said = ets("init", "--holds", wrong, store=f"sqlite:///{tmp_path / 'other.db'}")
        assert (said.code, "expected real or imported" in said.error) == (MISUSED, True)
    with pytest.raises(Misuse, match="expected one of real, imported, synthetic"):
        openets.connect(holds="gold")


def test_a_table_that_says_otherwise_than_the_journal_is_found(tmp_path: Path) -> None:
    address = registry_of(f"sqlite:///{tmp_path / 'books.db'}", SYNTHETIC)
    connection = raw(open_store(address))
    connection.execute("DROP TRIGGER books_law_UPDATE")
    connection.execute("UPDATE books_law SET holds = 'real'")
    connection.close()
    with pytest.raises(Fault, match="law: the tables say"):
        verify_store(open_store(address))


def test_python_asks_the_same(tmp_path: Path) -> None:
    panel = read_panel(small().write(tmp_path / "panel"), EU_ETS)
    for holds in (REAL, SYNTHETIC):
        with pytest.raises(Misuse, match="goes into imported books only"):
            replay_panel(session_at(holds), panel)
    for holds in (REAL, IMPORTED):
        with pytest.raises(Misuse, match="goes into synthetic books only"):
            fill(session_at(holds), demo_panel(EU_ETS))
        with pytest.raises(Misuse, match="goes into synthetic books only"):
            list(play(session_at(holds)))


def session_at(holds: str) -> Session:
    """A session at new books in plain memory."""
    store = open_store("plain-memory:")
    store.begin(EU_ETS.as_named._replace(holds=holds))
    return Session(store, EU_ETS, midday(date(2013, 6, 1)), administrator("test"))


def test_books_of_before_that_are_empty_count_as_real(tmp_path: Path) -> None:
    address, panel = f"sqlite:///{tmp_path / 'books.db'}", small().write(tmp_path / "panel")
    words = ("import", "eutl", panel, "--report", tmp_path / "r.json", "--json")
    store = open_store(address, create=True)
    store.begin(EU_ETS.as_named._replace(holds=""))
    assert held_by(store) == REAL
    let_go(store)
    assert ets(*words, store=address).code == MISUSED


def test_books_of_before_with_an_import_or_a_demonstration_are_told_apart() -> None:
    marked, made_up = Office(holds=""), Office(holds="")
    marked.registry("EU")
    marked.commit([MarkImported("EU", "old.csv", "2005:open", "0", "eutl:step:2005:open")])
    made_up.registry("AT")
    opening = Opening("AT", "120", "Elm", "Elm", Installation("AT_1", "AT", "Elm", "Elm", 1, "", synthetic=True))
    must(open_account(made_up.session, opening, request="r"))
    assert [held_by(each.store) for each in (marked, made_up)] == [IMPORTED, SYNTHETIC]


def test_looking_for_books_makes_none(tmp_path: Path) -> None:
    file = tmp_path / "none.db"
    assert not has_books(f"sqlite:///{file}")
    assert not file.exists()
    assert has_books(registry_of(f"sqlite:///{file}", REAL))


def test_who_names_no_books_is_told_which_are_there(tmp_path: Path) -> None:
    registry_of(f"sqlite:///{tmp_path / 'demo.db'}", SYNTHETIC)
    (tmp_path / "notes.db").write_text("no books", "utf-8")
    said = ets("accounts", store="sqlite:///openets.db", cwd=tmp_path)
    assert said.code == MISUSED
    assert f"export OPENETS_STORE=sqlite:///{tmp_path / 'demo.db'}" in said.error
    assert "notes.db" not in said.error


def test_a_demonstration_says_how_the_next_command_finds_it(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name != "OPENETS_STORE"}
    said = ets_program("demo", "--kyoto", "--no-serve", cwd=tmp_path, env=env)
    assert f"export OPENETS_STORE='sqlite:///{tmp_path / 'parties.db'}'" in said.out
    assert (tmp_path / "parties.db").is_file()  # and not demo.db, which is the other's
