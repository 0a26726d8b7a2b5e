"""Enter, in a log's books, the accounts that a registry tells of: in the order in which it opened or changed them."""

from typing import NamedTuple

from openets.engine.kind import Deciding
from openets.engine.kinds.change_account import write_state
from openets.engine.kinds.open_account import write_account
from openets.engine.outcomes import Outcome
from openets.engine.posting import Stamp
from openets.engine.records import write_step
from openets.engine.steps import TakeStep
from openets.engine.wellformed import stop_other_days
from openets.federation.account_sync import SyncedAccount
from openets.federation.two_phase import MET, step_kind
from openets.kernel.identifiers import account_identifier, has_valid_check_digits, parse_account_identifier
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import FOREIGN, KEYS_PER_REGISTRY, STANDING, TRANSIT, Account
from openets.ledger.books import Books, Chain
from openets.ledger.store import Needs
from openets.ledger.terms import Terms

RECORDS = "accounts"
"""The kind of record that says up to which of its sender's entries the accounts of a registry are known."""


class SyncAccounts(NamedTuple):
    """Enter, in a log's books, accounts as their registry opened or changed them, in the order in which it did."""

    registry: str
    accounts: tuple[SyncedAccount, ...]
    request: str


def touches(command: SyncAccounts, needs: Needs, law: Law) -> None:
    needs.registries.add(command.registry)
    needs.records.add((RECORDS, command.registry))
    for synced in command.accounts:
        stop_impossible(law.terms, command.registry, synced)
        needs.accounts.update(_of_its_number(law.terms, synced))
        if synced.installation is not None:
            needs.installations.add(synced.installation.key)
            needs.described.add(synced.installation.key)


def _number(synced: SyncedAccount) -> int:
    return parse_account_identifier(synced.id).number


def _of_its_number(terms: Terms, synced: SyncedAccount) -> set[str]:
    """Every identifier that an account of its number could have: numbers are given once over all types."""
    number, all_digits = _number(synced), {kind.digits for kind in terms.accounts.values() if kind.digits}
    return {account_identifier(synced.registry, digits, number, 0) for digits in all_digits}


def stop_impossible(terms: Terms, registry: str, synced: SyncedAccount) -> None:
    """Raise `Misuse` for an account that no registry can have opened so."""
    name, type = synced.id, synced.type
    kind = terms.accounts.get(type)
    if kind is None or type in (FOREIGN, TRANSIT):
        raise Misuse(f"M-2006: {name}: '{type}' is no type of an account that a registry opens")
    if not has_valid_check_digits(name):
        raise Misuse(f"M-2006: '{name}' is no identifier of an account, or its check digits are wrong")
    number, fixed = _number(synced), kind.number
    may_be = number == fixed if fixed else 0 < number < MET
    if not may_be or name != account_identifier(registry, kind.digits, number, 0):
        raise Misuse(f"M-2006: {name} is no identifier of an account of type {type} in {registry}")
    if synced.installation is not None and type not in terms.operators:
        raise Misuse(f"M-2006: {name}: operators' accounts, and no others, have an installation")


def take(books: Books, command: SyncAccounts, under: Deciding) -> Outcome:
    """Enter accounts in the order in which their registry touched them; up to which of its entries they are known.

    What is older than what is known changes nothing, and what has a gap before it waits until the gap is filled.
    """
    chain = books.chains.get(command.registry)
    if chain is None:
        raise Misuse(f"M-2006: registry {command.registry} is not open in these books")
    place = (RECORDS, command.registry)
    known = books.body(*place)
    cursor = before = int(known["entry"]) if known is not None else 0
    for synced in command.accounts:
        if synced.after > cursor:
            break
        if synced.entry > cursor:
            _sync_one(books, chain, synced, under.mark, under.law)
            cursor = synced.entry
    if cursor > before:
        step = TakeStep(command.registry, *place, "told", "", command.request)
        write_step(books, step, {"entry": cursor}, {"entry": cursor}, under.mark)
    return Outcome(command.request, True, str(cursor))


def _sync_one(books: Books, chain: Chain, synced: SyncedAccount, mark: Stamp, law: Law) -> None:
    """Enter what has become of one account since it was told before."""
    stop_other_days(synced.opened, mark.day, law)
    name, place = synced.id, synced.installation
    request = f"#{name}:{synced.entry}"
    known = books.accounts.get(name)
    if known is None:
        _stop_taken(books, synced)
        number = _number(synced)
        key, installation = chain.ordinal * KEYS_PER_REGISTRY + number, place.key if place is not None else ""
        names = (synced.type, synced.name, synced.holder)
        known = Account(key, name, chain.code, *names, installation=installation, opened=synced.opened)
        if number < STANDING:
            chain.next_account = max(chain.next_account, number + 1)
        on = synced.opened if synced.opened != mark.entered else ""
        write_account(books, chain.code, known, place, request, mark._replace(on=on))
    if known.type != synced.type:
        raise Misuse(f"M-2006: {name} is of type {known.type} here, not of type {synced.type}")
    told = {name: getattr(synced, name) for name in ("name", "holder", "state", "blocked", "until")}
    if (changed := known._replace(**told)) != known:
        if known.until and known.until != synced.until:
            raise Misuse(f"M-2006: {name} has had a successor since {known.until}, not since '{synced.until}'")
        if changed.of and changed.of not in books.described:
            books.load(Needs(described={changed.of}))
        write_state(books, chain.code, changed, request, mark)


def _stop_taken(books: Books, synced: SyncedAccount) -> None:
    """Raise `Misuse` for a new account whose number or installation is another's, or that lacks its installation."""
    name, place = synced.id, synced.installation
    for other in _of_its_number(books.terms, synced) & books.accounts.keys():
        raise Misuse(f"M-2006: number {_number(synced)} of {name} is that of {other} already")
    if place is None and synced.type in books.terms.operators:
        raise Misuse(f"M-2006: {name} is an operator's account and has no installation")
    if place is not None and place.key in books.accounts_of:
        known = books.accounts_of[place.key].identifier
        raise Misuse(f"M-2006: installation '{place.key}' of {name} has an account already: {known}")


KIND = step_kind(SyncAccounts, touches=touches, take=take)
