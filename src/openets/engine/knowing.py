"""Accounts of other sides: those that a registry tells its log of, and those that books only meet in a transfer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from openets.engine.acts import Know, Told
from openets.engine.posting import Stamp
from openets.kernel.identifiers import account_identifier, has_valid_check_digits, parse_account_identifier
from openets.kernel.refusals import Misuse
from openets.laws.now import ACCOUNT_TYPES, OPERATORS, fixed_number
from openets.ledger.accounts import FOREIGN, KEYS_PER_REGISTRY, STANDING, TRANSIT, Account, AccountState, Installation
from openets.ledger.books import Books
from openets.ledger.journal import payload
from openets.ledger.records import Place, Record

KIND = "accounts"
"""The kind of record that says up to which of its teller's entries the accounts of a registry are known."""

_MET = 400_000_000
"""Keys of accounts that were only met begin here: their numbers are not ours to give, and must not take anybody's."""

_KYOTO_TYPES = sorted({kind.digits for kind in ACCOUNT_TYPES.values() if kind.digits})
_LONGEST_NAME = 250


def foreign(identifier: str) -> Account:
    """An account of another registry, of which these books know nothing but its identifier."""
    registry = identifier.partition("-")[0]
    return Account(0, identifier, registry, FOREIGN, identifier, registry, AccountState.OPEN, False)


def may_be_foreign(books: Books, identifier: str) -> bool:
    """Whether this may be an account of a registry that is not in these books."""
    return identifier.partition("-")[0] not in books.chains and has_valid_check_digits(identifier)


def entered(books: Books, home: str, account: Account, mark: Stamp) -> Account:
    """The account, written into the books if it is another registry's and was never met."""
    if account.type != FOREIGN or account.key:
        return account
    known = books.accounts.get(account.identifier)
    if known is not None and known.key:
        return known
    chain = books.chains[home]
    known = replace(account, key=chain.ordinal * KEYS_PER_REGISTRY + _MET + chain.next_account)
    chain.next_account += 1
    _write_account(books, home, known, None, f"#{known.identifier}", mark)
    return known


def _write_account(
    books: Books, registry: str, account: Account, installation: Installation | None, request: str, mark: Stamp
) -> None:
    content: dict[str, Any] = {
        "kind": "account",
        "account": account.identifier,
        "type": account.type,
        "name": account.name,
        "holder": account.holder,
    }
    if installation is not None:
        books.changes.installations.append(installation)
        content["installation"] = installation._asdict()
    text = payload({**content, "request": request, "at": mark.at, "by": mark.by})
    books.changes.entries.append(books.chains[registry].append("account", mark.at, text))
    books.set_account(account)


# ---- what a registry tells -----------------------------------------------------------------------


def place_of(registry: str) -> Place:
    """Where the books keep up to which entry a registry's accounts are known."""
    return KIND, registry


def known_up_to(record: Record | None) -> int:
    """The teller's entry up to which its accounts are known; 0 before the first."""
    return int(json.loads(record.body)["entry"]) if record is not None else 0


def siblings(act: Know) -> set[str]:
    """Every identifier that could stand for an account told of: numbers are given once over all types."""
    found: set[str] = set()
    for told in act.accounts:
        number = _number(told)
        found.update(account_identifier(act.registry, kyoto, number, 0) for kyoto in _KYOTO_TYPES)
    return found


def _number(told: Told) -> int:
    return parse_account_identifier(told.identifier).number


def stop_impossible(registry: str, accounts: Iterable[Told]) -> None:
    """Raise `Misuse` for accounts that no registry can have opened so."""
    for told in accounts:
        opening, name = told.opening, told.identifier
        kind = ACCOUNT_TYPES.get(opening.type)
        if kind is None or opening.type in (FOREIGN, TRANSIT):
            raise Misuse(f"M-2006: {name}: '{opening.type}' is no type of an account that a registry opens")
        if not has_valid_check_digits(name):
            raise Misuse(f"M-2006: '{name}' is no identifier of an account, or its check digits are wrong")
        number, fixed = _number(told), fixed_number(opening.type)
        may_be = number == fixed if fixed else 0 < number < _MET
        if not may_be or name != account_identifier(registry, kind.digits, number, 0):
            raise Misuse(f"M-2006: {name} is no identifier of an account of type {opening.type} in {registry}")
        if opening.installation is not None and opening.type not in OPERATORS:
            raise Misuse(f"M-2006: {name}: operators' accounts, and no others, have an installation")
        if any(not text.strip() or len(text) > _LONGEST_NAME for text in (opening.name, opening.holder)):
            raise Misuse(f"M-2006: {name}: names have 1 to {_LONGEST_NAME} characters")


def know(books: Books, act: Know, mark: Stamp) -> str:
    """Enter accounts in the order in which their registry touched them; up to which of its entries they are known.

    What is older than what is known changes nothing, and what has a gap before it waits until the gap is filled.
    """
    chain = books.chains.get(act.registry)
    if chain is None:
        raise Misuse(f"M-2006: registry {act.registry} is not open in these books")
    cursor = before = known_up_to(books.records.get(place_of(act.registry)))
    for told in act.accounts:
        if told.after > cursor:
            break
        if told.entry > cursor:
            _know_one(books, act, told, mark)
            cursor = told.entry
    if cursor > before:
        _keep(books, act, cursor, mark)
    return str(cursor)


def _know_one(books: Books, act: Know, told: Told, mark: Stamp) -> None:
    request = f"#{told.identifier}:{told.entry}"
    known = books.accounts.get(told.identifier)
    chain = books.chains[act.registry]
    if known is not None and known.type != told.opening.type:
        raise Misuse(f"M-2006: {told.identifier} is of type {known.type} here, not of type {told.opening.type}")
    if known is None:
        known = _opened(books, act, told)
        number = known.key % KEYS_PER_REGISTRY
        if number < STANDING:
            chain.next_account = max(chain.next_account, number + 1)
        _write_account(books, act.registry, known, told.opening.installation, request, mark)
    if (known.state, known.blocked) != (told.state, told.blocked):
        books.set_account(known.with_state(told.state).with_blocked(told.blocked))
        content = {"account": told.identifier, "state": str(told.state), "blocked": told.blocked, "request": request}
        text = payload({"kind": "account state", **content, "at": mark.at, "by": mark.by})
        books.changes.entries.append(chain.append("account state", mark.at, text))


def _opened(books: Books, act: Know, told: Told) -> Account:
    number, opening = _number(told), told.opening
    for kyoto in _KYOTO_TYPES:
        other = books.accounts.get(account_identifier(act.registry, kyoto, number, 0))
        if other is not None:
            raise Misuse(f"M-2006: number {number} of {told.identifier} is that of {other.identifier} already")
    installation = opening.installation
    if installation is None and opening.type in OPERATORS:
        raise Misuse(f"M-2006: {told.identifier} is an operator's account and has no installation")
    if installation is not None and installation.key in books.accounts_of:
        known = books.accounts_of[installation.key].identifier
        raise Misuse(f"M-2006: installation '{installation.key}' of {told.identifier} has an account already: {known}")
    return Account(
        books.chains[act.registry].ordinal * KEYS_PER_REGISTRY + number,
        told.identifier,
        act.registry,
        opening.type,
        opening.name,
        opening.holder,
        AccountState.OPEN,
        False,
        installation.key if installation is not None else "",
    )


def _keep(books: Books, act: Know, cursor: int, mark: Stamp) -> None:
    """Write down up to which of its entries a registry's accounts are known."""
    body, chain, place = {"entry": cursor}, books.chains[act.registry], place_of(act.registry)
    known = books.records.get(place)
    content: dict[str, Any] = {"kind": "record", "record": [*place], "step": "told", "values": body, "now": body}
    content |= {"before": known.reference} if known is not None else {}
    text = payload({**content, "request": act.request, "at": mark.at, "by": mark.by})
    books.changes.entries.append(chain.append("record", mark.at, text))
    books.set_record(Record(*place, act.registry, payload(body), f"{act.registry}{chain.sequence}"))
