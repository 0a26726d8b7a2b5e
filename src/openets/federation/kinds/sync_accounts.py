"""Enter, in a log's books, the accounts that a registry tells of: in the order in which it opened or changed them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from openets.engine.kind import Deciding
from openets.engine.kinds.change_account import write_state
from openets.engine.kinds.open_account import LONGEST_NAME, write_account
from openets.engine.outcomes import Outcome
from openets.engine.posting import Stamp
from openets.federation.account_sync import SyncedAccount
from openets.federation.two_phase import MET, step_kind
from openets.kernel.identifiers import account_identifier, has_valid_check_digits, parse_account_identifier
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import FOREIGN, KEYS_PER_REGISTRY, STANDING, TRANSIT, Account, AccountState
from openets.ledger.books import Books
from openets.ledger.codec import canonical
from openets.ledger.records import RECORD, Place, Record, RecordEntry
from openets.ledger.store import Needs
from openets.ledger.terms import Terms

RECORDS = "accounts"
"""The kind of record that says up to which of its teller's entries the accounts of a registry are known."""


class SyncAccounts(NamedTuple):
    """Enter, in a log's books, accounts as their registry opened or changed them, in the order in which it did."""

    registry: str
    accounts: tuple[SyncedAccount, ...]
    request: str


def touches(command: SyncAccounts, needs: Needs, law: Law) -> None:
    stop_impossible(law.terms, command.registry, command.accounts)
    needs.registries.add(command.registry)
    needs.records.add(place_of(command.registry))
    needs.accounts |= {told.identifier for told in command.accounts} | siblings(law.terms, command)
    places = (told.opening.installation for told in command.accounts)
    needs.installations |= {place.key for place in places if place is not None}


def _all_digits(terms: Terms) -> set[int]:
    """The digits that account types have in identifiers."""
    return {kind.digits for kind in terms.accounts.values() if kind.digits}


def place_of(registry: str) -> Place:
    """Where the books keep up to which entry a registry's accounts are known."""
    return RECORDS, registry


def known_up_to(record: Record | None) -> int:
    """The teller's entry up to which its accounts are known; 0 before the first."""
    return int(json.loads(record.body)["entry"]) if record is not None else 0


def siblings(terms: Terms, command: SyncAccounts) -> set[str]:
    """Every identifier that could stand for an account told of: numbers are given once over all types."""
    found: set[str] = set()
    for told in command.accounts:
        number = _number(told)
        found.update(account_identifier(command.registry, digits, number, 0) for digits in _all_digits(terms))
    return found


def _number(told: SyncedAccount) -> int:
    return parse_account_identifier(told.identifier).number


def stop_impossible(terms: Terms, registry: str, accounts: Iterable[SyncedAccount]) -> None:
    """Raise `Misuse` for accounts that no registry can have opened so."""
    for told in accounts:
        opening, name = told.opening, told.identifier
        kind = terms.accounts.get(opening.type)
        if kind is None or opening.type in (FOREIGN, TRANSIT):
            raise Misuse(f"M-2006: {name}: '{opening.type}' is no type of an account that a registry opens")
        if not has_valid_check_digits(name):
            raise Misuse(f"M-2006: '{name}' is no identifier of an account, or its check digits are wrong")
        number, fixed = _number(told), kind.number
        may_be = number == fixed if fixed else 0 < number < MET
        if not may_be or name != account_identifier(registry, kind.digits, number, 0):
            raise Misuse(f"M-2006: {name} is no identifier of an account of type {opening.type} in {registry}")
        if opening.installation is not None and opening.type not in terms.operators:
            raise Misuse(f"M-2006: {name}: operators' accounts, and no others, have an installation")
        if any(not text.strip() or len(text) > LONGEST_NAME for text in (opening.name, opening.holder)):
            raise Misuse(f"M-2006: {name}: names have 1 to {LONGEST_NAME} characters")


def take(books: Books, command: SyncAccounts, under: Deciding) -> Outcome:
    """Enter accounts in the order in which their registry touched them; up to which of its entries they are known.

    What is older than what is known changes nothing, and what has a gap before it waits until the gap is filled.
    """
    chain = books.chains.get(command.registry)
    if chain is None:
        raise Misuse(f"M-2006: registry {command.registry} is not open in these books")
    cursor = before = known_up_to(books.records.get(place_of(command.registry)))
    for told in command.accounts:
        if told.after > cursor:
            break
        if told.entry > cursor:
            _sync_one(books, command, told, under.mark)
            cursor = told.entry
    if cursor > before:
        _keep(books, command, cursor, under.mark)
    return Outcome(command.request, True, str(cursor))


def _sync_one(books: Books, command: SyncAccounts, told: SyncedAccount, mark: Stamp) -> None:
    request = f"#{told.identifier}:{told.entry}"
    known = books.accounts.get(told.identifier)
    chain = books.chains[command.registry]
    if known is not None and known.type != told.opening.type:
        raise Misuse(f"M-2006: {told.identifier} is of type {known.type} here, not of type {told.opening.type}")
    if known is None:
        known = _opened(books, command, told)
        number = known.key % KEYS_PER_REGISTRY
        if number < STANDING:
            chain.next_account = max(chain.next_account, number + 1)
        write_account(books, command.registry, known, told.opening.installation, request, mark)
    if (known.state, known.blocked) != (told.state, told.blocked):
        changed = known.with_state(told.state).with_blocked(told.blocked)
        write_state(books, command.registry, changed, request, mark)


def _opened(books: Books, command: SyncAccounts, told: SyncedAccount) -> Account:
    number, opening = _number(told), told.opening
    for digits in _all_digits(books.terms):
        other = books.accounts.get(account_identifier(command.registry, digits, number, 0))
        if other is not None:
            raise Misuse(f"M-2006: number {number} of {told.identifier} is that of {other.identifier} already")
    installation = opening.installation
    if installation is None and opening.type in books.terms.operators:
        raise Misuse(f"M-2006: {told.identifier} is an operator's account and has no installation")
    if installation is not None and installation.key in books.accounts_of:
        known = books.accounts_of[installation.key].identifier
        raise Misuse(f"M-2006: installation '{installation.key}' of {told.identifier} has an account already: {known}")
    return Account(
        books.chains[command.registry].ordinal * KEYS_PER_REGISTRY + number,
        told.identifier,
        command.registry,
        opening.type,
        opening.name,
        opening.holder,
        AccountState.OPEN,
        False,
        installation.key if installation is not None else "",
    )


def _keep(books: Books, command: SyncAccounts, cursor: int, mark: Stamp) -> None:
    """Write down up to which of its entries a registry's accounts are known."""
    body, place = {"entry": cursor}, place_of(command.registry)
    known = books.records.get(place)
    before = known.reference if known is not None else ""
    # the word of a step is the journal's, and stays
    told = RecordEntry(place, "told", body, body, command.request, mark.at, mark.by, before)
    reference = books.write(command.registry, RECORD, told)
    books.set_record(Record(*place, command.registry, canonical(body), reference))


KIND = step_kind(SyncAccounts, touches=touches, take=take)
