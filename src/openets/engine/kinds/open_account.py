"""Open an account, and enter its installation where it has one."""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from openets.compliance.installation_record import NUMBER
from openets.engine.kind import Deciding, Kind, entering
from openets.engine.posting import Stamp
from openets.kernel.identifiers import (
    account_identifier,
    has_valid_check_digits,
    parse_account_identifier,
    stop_leading_zeros,
)
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import (
    FOREIGN,
    KEYS_PER_REGISTRY,
    NOT_STATED,
    STANDING,
    TRANSIT,
    Account,
    AccountType,
    Installation,
    Opening,
)
from openets.ledger.books import Books, Chain
from openets.ledger.codec import EntryForm
from openets.ledger.journal import Entry
from openets.ledger.replay import EntryKind, Replay
from openets.ledger.store import Needs

LONGEST_NAME = 250
INSTALLATION = re.compile(r"[A-Z]{2,3}_[A-Za-z0-9-]{1,30}", re.ASCII)
"""The key of an installation: the code of its member, and its id there."""


class OpenAccount(NamedTuple):
    registry: str
    opening: Opening
    request: str
    on: str = ""


class AccountEntry(NamedTuple):
    """What the journal says of an account that was opened."""

    account: str
    type: str
    name: str
    holder: str
    request: str
    at: str
    by: str
    installation: Installation | None = None
    on: str = ""


ACCOUNT = EntryForm("account", AccountEntry)


def touches(command: OpenAccount, needs: Needs, law: Law) -> None:
    opening = command.opening
    kind = law.terms.accounts.get(opening.type)
    if kind is not None and kind.number:
        needs.accounts.add(law.terms.standing_account(command.registry, opening.type))
    if opening.installation is not None:
        needs.installations.add(opening.installation.key)
        needs.records.add((NUMBER, opening.installation.key))


def enter(books: Books, command: OpenAccount, under: Deciding, *, transit: bool = False) -> str:
    """Open it. The account of units in transit is opened by a side that keeps books apart, and by nobody's hand."""
    opening, types = command.opening, books.terms.accounts
    if opening.registry != command.registry:
        raise Misuse(f"an account of registry {opening.registry} is not for registry {command.registry} to open")
    if opening.type not in types or opening.type == FOREIGN or (opening.type == TRANSIT and not transit):
        opened = types.keys() - {FOREIGN, TRANSIT}
        known = ", ".join(sorted(opened, key=lambda code: (code.isalpha(), list(types).index(code))))
        raise Misuse(f"'{opening.type}' is no type of an account that is opened; those are {known}")
    for text in (opening.name, opening.holder):
        if not text.strip() or len(text) > LONGEST_NAME:
            raise Misuse(f"names of accounts and holders have 1 to {LONGEST_NAME} characters, not '{text[:60]}'")
    _check_installation(books, opening, under.law)
    chain = books.chains[command.registry]
    kind = types[opening.type]
    there = books.accounts.get(books.terms.standing_account(command.registry, opening.type)) if kind.number else None
    if there is not None and kind.once:
        raise Misuse(f"{command.registry} has its account of type {opening.type} already: {there.identifier}")
    standing = bool(kind.number) and there is None
    number = kind.number if standing else next_number(chain)
    account = account_numbered(chain, kind, number, opening, under.mark.day)
    write_account(books, command.registry, account, opening.installation, command.request, under.mark)
    return account.identifier


def next_number(chain: Chain) -> int:
    """Take the next number that a registry gives an account."""
    chain.next_account += 1
    return chain.next_account - 1


def account_numbered(chain: Chain, kind: AccountType, number: int, opening: Opening, day: date) -> Account:
    """A new account of a registry, under a number of its own, open from a day on."""
    identifier, place = account_identifier(chain.code, kind.digits, number, 0), opening.installation
    names = (opening.type, opening.name, opening.holder)
    key, installation = chain.ordinal * KEYS_PER_REGISTRY + number, place.key if place is not None else ""
    return Account(key, identifier, chain.code, *names, installation=installation, opened=day.isoformat())


def write_account(
    books: Books, registry: str, account: Account, installation: Installation | None, request: str, mark: Stamp
) -> None:
    """Enter an account in the journal of a registry, and its installation."""
    books.set_account(account)
    if installation is not None:
        books.set_installation(installation)
    words = (account.identifier, account.type, account.name, account.holder)
    books.write(registry, ACCOUNT, AccountEntry(*words, request, mark.at, mark.by, installation, mark.on))


def _check_installation(books: Books, opening: Opening, law: Law) -> None:
    """An operator's account has exactly one installation, and an installation one account at a time (CITL 7103, 7110).

    Its next account is opened as it is handed over.
    """
    installation, kind = opening.installation, books.terms.accounts[opening.type]
    if (installation is not None) is not (opening.type in books.terms.operators):
        wanted = "needs its installation" if installation is None else "has no installation"
        raise Misuse(f"an account of type {opening.type} ({books.terms.accounts[opening.type].name}) {wanted}")
    if installation is None:
        return
    key, home = installation.key, installation.member_state
    if not INSTALLATION.fullmatch(key) or key.partition("_")[0] != home:
        raise Misuse(f"'{key[:40]}' is no installation of {home[:10]}: expected {home[:10]}_ID, such as AT_1")
    stop_leading_zeros(key)
    if home not in law.members or law.members[home].registry != opening.registry:
        raise Misuse(f"installation {key} belongs to no member of which {opening.registry} is the registry")
    if law.activities and installation.activity not in (NOT_STATED, *law.activities):
        raise Misuse(f"{key}: the {law.name} knows no activity {installation.activity}")
    if kind.aviation is not (installation.activity in law.aviation):
        wanted = "aircraft operators" if kind.aviation else "installations, not of aircraft operators"
        raise Misuse(f"{key}: accounts of type {kind.code} ({kind.name}) are those of {wanted}")
    if key in books.accounts_of:
        known = books.accounts_of[key].identifier
        raise Misuse(f"installation '{key}' has an account already: {known}; it gets another by being handed over")
    if taken := books.body(NUMBER, key):
        raise Misuse(f"'{key}' is a number of installation {taken['installation']}, which was renumbered")


def apply(state: Replay, entry: Entry, told: AccountEntry) -> None:
    """An account comes into being once, in its own registry; of accounts abroad any registry may come to know."""
    identifier, registry = told.account, entry.registry
    home = identifier.partition("-")[0]
    if told.type != FOREIGN and home != registry:
        raise ValueError(f"{identifier} is not for {registry} to open")
    if not has_valid_check_digits(identifier):
        raise ValueError(f"the check digits of {identifier} are wrong")
    if told.type == FOREIGN:
        state.last_account[registry] += 1
    elif state.terms.first_account <= (number := parse_account_identifier(identifier).number) < STANDING:
        state.last_account[registry] = max(state.last_account[registry], number)
    if identifier in state.accounts:
        raise ValueError(f"account {identifier} was opened before")
    place = told.installation
    key = place.key if place is not None else ""
    if key in state.account_of and not state.accounts[state.account_of[key]].until:
        raise ValueError(f"installation {key} has its account already: {state.account_of[key]}")
    names = (told.type, told.name, told.holder)
    opened = "" if told.type == FOREIGN else told.on or entry.at[:10]
    state.accounts[identifier] = Account(0, identifier, home, *names, installation=key, opened=opened)
    if place is not None:
        state.account_of[key] = identifier
        state.installations[key] = tuple(place)


def asked(entry: Entry, told: AccountEntry) -> OpenAccount:
    opening = Opening(entry.registry, told.type, told.name, told.holder, told.installation)
    return OpenAccount(entry.registry, opening, told.request)


def opening(enter: Callable[[Books, OpenAccount, Deciding], str]) -> Kind[OpenAccount]:
    """The kind of command that opens accounts, by what enters them."""
    entry = EntryKind(ACCOUNT, apply, answers=lambda entry, told: told.account, asked=asked)
    return entering(OpenAccount, right="open", touches=touches, enter=enter, entry=entry)


KIND = opening(enter)
