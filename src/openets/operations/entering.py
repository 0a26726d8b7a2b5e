"""Carrying out the acts that move no units: registries, accounts, plans, reports, official letters."""

from __future__ import annotations

from typing import Any

from openets.kernel.refusals import Misuse
from openets.ledger.accounts import ACCOUNT_TYPES, OPERATORS, Opening, new_account
from openets.ledger.books import Books
from openets.ledger.journal import FORMAT, payload
from openets.operations.acts import (
    Act,
    ChangeAccount,
    EnterOfficial,
    EnterPlan,
    EnterReport,
    OpenAccount,
    OpenRegistry,
    RecordStep,
)
from openets.operations.posting import Stamp

_LONGEST_NAME = 250
REPORT_STATES = ("reported", "not reported", "not required", "excluded")


def enter(books: Books, act: Act, mark: Stamp) -> str:
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
        case RecordStep():
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
    books.open_registry(act.registry)
    content = {"registry": act.registry, "format": FORMAT, "request": act.request}
    return _write(books, act.registry, "registry", mark, content)


def _open_account(books: Books, act: OpenAccount, mark: Stamp) -> str:
    opening = act.opening
    if opening.type not in ACCOUNT_TYPES:
        raise Misuse(f"'{opening.type}' is no account type; known are {', '.join(ACCOUNT_TYPES)}")
    for text in (opening.name, opening.holder):
        if not text.strip() or len(text) > _LONGEST_NAME:
            raise Misuse(f"names of accounts and holders have 1 to {_LONGEST_NAME} characters, not '{text[:60]}'")
    _check_installation(books, opening)
    chain = books.chains[act.registry]
    account = new_account(chain.head(), opening)
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


def _change_account(books: Books, act: ChangeAccount, mark: Stamp) -> str:
    account = books.accounts.get(act.account)
    if account is None:
        raise Misuse(f"account '{act.account}' is not known")
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
        if type(total) is not int or type(free) is not int or not 0 <= free <= total:
            raise Misuse(
                f"plan {act.year}, {installation}: expected whole tonnes with 0 ≤ free ≤ total, not {free}, {total}"
            )
        record = books.year(installation, act.year)
        books.set_year(record._replace(free=free, planned=total))
    content = {"year": act.year, "rows": act.rows, "request": act.request}
    return _write(books, act.registry, "plan", mark, content)


def _enter_report(books: Books, act: EnterReport, mark: Stamp) -> str:
    account = books.accounts_of.get(act.installation)
    if account is None:
        raise Misuse(f"installation '{act.installation}' is not known")
    if act.state not in REPORT_STATES:
        raise Misuse(f"'{act.state}' is no state of a report; known are {', '.join(REPORT_STATES)}")
    if act.verified is not None and (type(act.verified) is not int or act.verified < 0):
        raise Misuse(f"{act.installation}, {act.year}: verified emissions must be whole tonnes, not {act.verified!r}")
    if (act.verified is None) is (act.state == "reported"):
        raise Misuse(f"{act.installation}, {act.year}: a report has a figure, and only a report has one")
    record = books.year(act.installation, act.year)
    books.set_year(record._replace(verified=act.verified, report=act.state, reported_on=mark.at[:10]))
    blocked = act.state == "not reported"
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
        books.set_year(books.year(installation, act.year)._replace(official=code))
    content = {"year": act.year, "rows": act.rows, "request": act.request}
    return _write(books, act.registry, "official", mark, content)
