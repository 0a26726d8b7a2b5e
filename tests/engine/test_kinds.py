"""A kind of command is one module and one line: here is one that the engine has never heard of."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from openets.engine import commit as engine_commit
from openets.engine.kind import Deciding, Kinds, entering
from openets.engine.kinds import KINDS
from openets.engine.outcomes import digest
from openets.engine.rights import OPERATOR, Actor
from openets.engine.verify import Reading, verify_store
from openets.federation.kinds import SIDES
from openets.kernel.refusals import Fault, Misuse
from openets.laws.law import Law
from openets.ledger import replay
from openets.ledger.books import Books
from openets.ledger.codec import EntryForm
from openets.ledger.journal import Entry
from openets.ledger.replay import EntryKind, Replay
from openets.ledger.store import Needs
from tests.session import Office, codes, must


class RenameAccount(NamedTuple):
    """Give an account another name."""

    registry: str
    account: str
    name: str
    request: str


class RenamedEntry(NamedTuple):
    """What the journal says of it."""

    account: str
    name: str
    request: str
    at: str
    by: str


RENAMED = EntryForm("renamed", RenamedEntry)


def touches(command: RenameAccount, needs: Needs, law: Law) -> None:
    needs.accounts.add(command.account)


def enter(books: Books, command: RenameAccount, under: Deciding) -> str:
    account = books.accounts.get(command.account)
    if account is None:
        raise Misuse(f"account '{command.account}' is not known")
    books.set_account(account._replace(name=command.name))
    told = RenamedEntry(command.account, command.name, command.request, under.mark.at, under.mark.by)
    return books.write(command.registry, RENAMED, told)


def apply(state: Replay, entry: Entry, told: RenamedEntry) -> None:
    state.change_account(told.account, name=told.name)


def asked(entry: Entry, told: RenamedEntry) -> RenameAccount:
    return RenameAccount(entry.registry, told.account, told.name, told.request)


KIND = entering(
    RenameAccount, right="rename account", touches=touches, enter=enter, entry=EntryKind(RENAMED, apply, asked=asked)
)
WITH_IT = KINDS.also(KIND)


@pytest.fixture
def office() -> Office:
    office = Office()
    office.session = office.session._replace(kinds=WITH_IT)
    return office


def test_a_new_kind_is_decided_answered_and_replayed_like_any_other(office: Office) -> None:
    trader = office.person("AT", "Trader")
    command = RenameAccount("AT", trader, "Merchant", "r-new")
    reference = must(office.session.one(command))
    again = office.session.one(command)
    assert (again.reference, again.repeated) == (reference, True)
    assert codes(office.session.one(command._replace(name="Dealer"))) == ["P-4006"]
    assert verify_store(office.store, reading=Reading(WITH_IT.entries, WITH_IT)).accounts[trader].name == "Merchant"


@pytest.mark.parametrize(("longest", "sound"), [(250, True), (3, False)])
def test_an_entry_of_an_older_version_is_judged_by_what_it_says(office: Office, longest: int, sound: bool) -> None:
    """The engine of today writes the next version; it must say the same as the entry says when it is read now."""
    trader = office.person("AT", "Trader")
    must(office.session.one(RenameAccount("AT", trader, "Merchant", "r-new")))
    must(office.issue("AT", "EUA1", 10))
    later = EntryForm("renamed", RenamedEntry, version=2, earlier={1: lambda content: content})

    def enter_later(books: Books, command: RenameAccount, under: Deciding) -> str:
        account = books.accounts[command.account]._replace(name=command.name)
        books.set_account(account)
        told = RenamedEntry(command.account, command.name[:longest], command.request, under.mark.at, under.mark.by)
        return books.write(command.registry, later, told)

    entry = EntryKind(later, apply, asked=asked)
    known = KINDS.also(entering(RenameAccount, right="", touches=touches, enter=enter_later, entry=entry))
    if sound:
        assert verify_store(office.store, reading=Reading(known.entries, known)).judged == len(
            [*office.store.entries()]
        )
    else:
        with pytest.raises(Fault, match="decided again it reads"):
            verify_store(office.store, reading=Reading(known.entries, known))


def test_who_may_give_it_follows_from_the_table_of_rights(office: Office) -> None:
    trader = office.person("AT", "Trader")
    operator = office.acting(Actor("o", frozenset({OPERATOR}), frozenset({trader})))
    assert codes(operator.session.one(RenameAccount("AT", trader, "Merchant", "r-new"))) == ["P-6001"]


def test_it_makes_sense_or_is_stopped(office: Office) -> None:
    for command, words in (
        (RenameAccount("AT", "AT-121-9-0-1", "x", "r1"), "is not known|not open"),
        (RenameAccount("DE", "AT-121-9-0-1", "x", "r2"), "registry 'DE' is not open"),
        (RenameAccount("AT", "a", 7, "r3"), "'name' of RenameAccount must be text"),  # type: ignore[arg-type]
    ):
        with pytest.raises(Misuse, match=words):
            office.session.one(command)


def test_who_does_not_know_a_kind_takes_neither_its_command_nor_its_entries(office: Office) -> None:
    trader = office.person("AT", "Trader")
    command = RenameAccount("AT", trader, "Merchant", "r-new")
    with pytest.raises(Misuse, match="RenameAccount is no command"):
        office.session._replace(kinds=KINDS).one(command)
    must(office.session.one(command))
    with pytest.raises(Fault, match="'renamed' is no kind of entry"):
        verify_store(office.store)


def test_neither_commit_nor_replay_knows_a_kind_by_name() -> None:
    for module in (engine_commit, replay):
        source = Path(module.__file__).read_text("utf-8")
        for kind in SIDES.values():
            assert kind.command.__name__ not in source, (module.__name__, kind.command)
            for entry in kind.entries:
                assert f'"{entry.form.name}"' not in source


def test_what_sides_do_is_a_plug_in_that_the_engine_has_not_heard_of() -> None:
    assert {kind.command.__name__ for kind in SIDES.values()} - {kind.command.__name__ for kind in KINDS.values()} == {
        "Propose",
        "Accept",
        "Note",
        "Finish",
        "SyncAccounts",
    }
    assert all(not kind.decide.__module__.startswith("openets.federation") for kind in KINDS.values())


def test_equal_content_has_an_equal_fingerprint_whatever_the_kind() -> None:
    one, other = (RenameAccount("AT", "a", "b", "r") for _ in range(2))
    assert digest(one) == digest(other) != digest(one._replace(name="c"))


def test_of_two_kinds_for_one_command_the_later_is_meant() -> None:
    assert Kinds([*KINDS.values(), KIND])[RenameAccount] is KIND
    other = entering(
        RenameAccount, right="", touches=touches, enter=enter, entry=EntryKind(RENAMED, apply, asked=asked)
    )
    assert WITH_IT.also(other)[RenameAccount] is other
