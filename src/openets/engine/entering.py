"""Carrying out the acts that move no units: registries, accounts, plans, reports, official letters."""

from __future__ import annotations

import re
from typing import Any

from openets.engine.acts import (
    Act,
    ChangeAccount,
    EnterOfficial,
    EnterPlan,
    EnterReport,
    MarkImported,
    OpenAccount,
    OpenRegistry,
    TakeStep,
)
from openets.engine.following import follow_step
from openets.engine.posting import Stamp
from openets.engine.records import OF_THE_LOG, take
from openets.engine.under_way import stop_if_held
from openets.kernel.refusals import Misuse
from openets.kernel.units import MOST_UNITS
from openets.laws.law import Law
from openets.laws.now import ACCOUNT_TYPES, OPERATORS, fixed_number
from openets.ledger.accounts import FOREIGN, Account, AccountState, Opening, new_account
from openets.ledger.books import Books
from openets.ledger.journal import FORMAT, payload

_LONGEST_NAME = 250
_LONGEST_LETTER = 4
_REGISTRY = re.compile(r"[A-Z]{2,3}")
REPORT_STATES = ("reported", "not reported", "not required", "excluded")


def enter(books: Books, act: Act, mark: Stamp, law: Law) -> str:
    """Carry out an act that moves no units; returns its reference. Raises `Misuse` where it makes no sense."""
    if type(act) is not OpenRegistry and act.registry not in books.chains:  # type: ignore[union-attr]
        raise Misuse(f"registry '{act.registry}' is not open in these books")  # type: ignore[union-attr]
    match act:
        case OpenRegistry():
            return _open_registry(books, act, mark)
        case OpenAccount():
            return _open_account(books, act, mark)
        case ChangeAccount():
            return _change_account(books, act, mark)
        case EnterPlan():
            return _enter_plan(books, act, mark)
        case EnterReport():
            return _enter_report(books, act, mark)
        case EnterOfficial():
            return _enter_official(books, act, mark)
        case TakeStep():
            if (act.kind, act.step) in OF_THE_LOG:
                raise Misuse(f"'{act.step}' of a {act.kind} is taken by the log itself, with its transaction")
            stop_if_held(books, act)
            return follow_step(books, act, take(books, act, mark, law), mark, law)
        case MarkImported():
            content = {
                "source": act.source,
                "step": act.step,
                "fingerprint": act.fingerprint,
                "request": act.request,
            }
            return _write(books, act.registry, "import", mark, content)
    raise Misuse(f"{type(act).__name__} is no act")


def _write(books: Books, registry: str, kind: str, mark: Stamp, content: dict[str, Any]) -> str:
    """Append an entry and return its place as a reference."""
    chain = books.chains[registry]
    text = payload({"kind": kind, **content, "at": mark.at, "by": mark.by})
    books.changes.entries.append(chain.append(kind, mark.at, text))
    return f"{registry}{chain.sequence}"


def _open_registry(books: Books, act: OpenRegistry, mark: Stamp) -> str:
    if act.registry in books.chains:
        raise Misuse(f"registry '{act.registry}' is open already")
    if not _REGISTRY.fullmatch(act.registry):
        raise Misuse(f"'{act.registry}' is no code of a registry: expected two or three letters, such as AT or CDM")
    books.open_registry(act.registry)
    content = {
        "registry": act.registry,
        "format": FORMAT,
        "law": books.law.name,
        "digest": books.law.digest,
        "request": act.request,
    }
    return _write(books, act.registry, "registry", mark, content)


def _open_account(books: Books, act: OpenAccount, mark: Stamp) -> str:
    opening = act.opening
    if opening.type not in ACCOUNT_TYPES or opening.type == FOREIGN:
        known = ", ".join(kind for kind in ACCOUNT_TYPES if kind != FOREIGN)
        raise Misuse(f"'{opening.type}' is no type of an account that is opened; those are {known}")
    for text in (opening.name, opening.holder):
        if not text.strip() or len(text) > _LONGEST_NAME:
            raise Misuse(f"names of accounts and holders have 1 to {_LONGEST_NAME} characters, not '{text[:60]}'")
    _check_installation(books, opening)
    chain = books.chains[act.registry]
    account = new_account(chain.head(), opening, ACCOUNT_TYPES[opening.type])
    if account.identifier in books.accounts:
        raise Misuse(f"{act.registry} has its account of type {opening.type} already: {account.identifier}")
    if not fixed_number(opening.type):
        chain.next_account += 1
    books.set_account(account)
    content: dict[str, Any] = {
        "account": account.identifier,
        "type": account.type,
        "name": account.name,
        "holder": account.holder,
    }
    if opening.installation is not None:
        books.changes.installations.append(opening.installation)
        content["installation"] = opening.installation._asdict()
    _write(books, act.registry, "account", mark, {**content, "request": act.request})
    return account.identifier


def _check_installation(books: Books, opening: Opening) -> None:
    """An operator's account has exactly one installation, and an installation one account (CITL 7103, 7110)."""
    installation = opening.installation
    if (installation is not None) is not (opening.type in OPERATORS):
        wanted = "needs its installation" if installation is None else "has no installation"
        raise Misuse(f"an account of type {opening.type} ({ACCOUNT_TYPES[opening.type].name}) {wanted}")
    if installation is not None and installation.key in books.accounts_of:
        known = books.accounts_of[installation.key].identifier
        raise Misuse(f"installation '{installation.key}' has an account already: {known}")


def _own(books: Books, registry: str, installation: str) -> Account:
    """The account of an installation, if it is in this registry: its books are locked, no other's."""
    account = books.accounts_of.get(installation)
    if account is None:
        raise Misuse(f"installation '{installation}' is not known")
    if account.registry != registry:
        raise Misuse(f"installation '{installation}' is in registry {account.registry}, not in {registry}")
    return account


def _whole(quantity: object, what: str) -> int:
    """A whole number of tonnes that the books can hold."""
    if type(quantity) is not int or not 0 <= quantity <= MOST_UNITS:
        raise Misuse(f"{what} must be whole tonnes from 0 to {MOST_UNITS:,}, not {quantity!r}")
    return quantity


def _change_account(books: Books, act: ChangeAccount, mark: Stamp) -> str:
    account = books.accounts.get(act.account)
    if account is None:
        raise Misuse(f"account '{act.account}' is not known")
    if account.registry != act.registry:
        raise Misuse(f"{act.account} is in registry {account.registry}, not in {act.registry}")
    if act.state not in tuple(AccountState) or type(act.blocked) is not bool:
        raise Misuse(f"'{act.state}' is no state of an account; known are {', '.join(AccountState)}")
    if act.state is AccountState.CLOSED and act.account in books.expected:
        raise Misuse(f"{act.account} is about to receive units that were accepted: close it when they have come")
    books.set_account(account.with_state(act.state).with_blocked(act.blocked))
    content = {
        "account": act.account,
        "state": str(act.state),
        "blocked": act.blocked,
        "request": act.request,
    }
    return _write(books, act.registry, "account state", mark, content)


def _enter_plan(books: Books, act: EnterPlan, mark: Stamp) -> str:
    for installation, free, total in act.rows:
        _own(books, act.registry, installation)
        place = f"plan {act.year}, {installation}"
        if _whole(free, place) > _whole(total, place):
            raise Misuse(f"{place}: {free:,} free of charge are more than {total:,} in all")
        record = books.year(installation, act.year)
        if total < record.allocated:
            raise Misuse(f"{place}: {record.allocated:,} are allocated already, more than {total:,}")
        books.set_year(record._replace(free=free, planned=total))
    content = {"year": act.year, "rows": act.rows, "request": act.request}
    return _write(books, act.registry, "plan", mark, content)


def _enter_report(books: Books, act: EnterReport, mark: Stamp) -> str:
    account = _own(books, act.registry, act.installation)
    if act.state not in REPORT_STATES:
        raise Misuse(f"'{act.state}' is no state of a report; known are {', '.join(REPORT_STATES)}")
    if act.verified is not None:
        _whole(act.verified, f"verified emissions of {act.installation}, {act.year}")
    if type(act.year) is not int or act.year >= int(mark.at[:4]):
        raise Misuse(f"{act.installation}: {act.year} has not ended on {mark.at[:10]}, so there is no report of it yet")
    if (act.verified is None) is (act.state == "reported"):
        raise Misuse(f"{act.installation}, {act.year}: a report has a figure, and only a report has one")
    record = books.year(act.installation, act.year)
    books.set_year(record._replace(verified=act.verified, report=act.state, reported_on=mark.at[:10]))
    unreported = books.unreported.setdefault(act.installation, set())
    (unreported.add if act.state == "not reported" else unreported.discard)(act.year)
    blocked = bool(unreported)
    if account.blocked is not blocked:
        books.set_account(account.with_blocked(blocked))
    content = {
        "installation": act.installation,
        "year": act.year,
        "verified": act.verified,
        "state": act.state,
        "request": act.request,
    }
    return _write(books, act.registry, "report", mark, content)


def _enter_official(books: Books, act: EnterOfficial, mark: Stamp) -> str:
    for installation, code in act.rows:
        _own(books, act.registry, installation)
        if len(code) > _LONGEST_LETTER:
            raise Misuse(f"'{code[:20]}' is no compliance letter of {installation}")
        books.set_year(books.year(installation, act.year)._replace(official=code))
    content = {"year": act.year, "rows": act.rows, "request": act.request}
    return _write(books, act.registry, "official", mark, content)
