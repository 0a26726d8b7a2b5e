"""Close or reopen an account, block it or lift the block."""

from typing import Any, NamedTuple

from openets.compliance.entries import AccountChange
from openets.engine.kind import Deciding, entering, stop
from openets.engine.posting import Stamp
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import Account, AccountState, Installation
from openets.ledger.books import Books
from openets.ledger.codec import EntryForm
from openets.ledger.journal import Entry
from openets.ledger.replay import EntryKind, Replay
from openets.ledger.store import Needs


class ChangeAccount(NamedTuple):
    registry: str
    account: str
    state: AccountState
    blocked: bool
    request: str
    on: str = ""


class AccountStateEntry(NamedTuple):
    """What the journal says of an account that was closed, reopened, blocked, released or handed over."""

    account: str
    state: str
    blocked: bool
    request: str
    at: str
    by: str
    on: str = ""
    """The day on which it took effect, where that is another than the day of the entry."""
    holder: str = ""
    """Its new holder, where it changed hands, with the name that it has since."""
    name: str = ""
    until: str = ""
    """Day from which another account is its installation's."""
    reserved: int | None = None
    """Units that must stay in it since, where that has changed."""


ACCOUNT_STATE = EntryForm("account state", AccountStateEntry)
RIGHT = "change account"
CHECKS_OF_A_CHANGE = (
    "closed_account_is_no_standing_one closed_account_is_empty closed_account_owes_nothing"
    " block_is_lifted_by_the_missing_report"
)


def touches(command: ChangeAccount, needs: Needs, law: Law) -> None:
    needs.accounts.add(command.account)
    if command.state == AccountState.CLOSED:
        for unit in set().union(*(law.terms.accounts[code].holds for code in law.terms.types_of(command.account))):
            needs.units(command.account, unit, 1)


def leads(books: Books, command: ChangeAccount, needs: Needs, law: Law) -> None:
    """The years of the account's installation: what it owes, and which report is missing."""
    account = books.accounts.get(command.account)
    if account is not None and account.installation:
        needs.unreported.add(account.installation)
        needs.years |= {(account.installation, year) for period in law.periods for year in period.years}


def enter(books: Books, command: ChangeAccount, under: Deciding) -> str:
    account = books.accounts.get(command.account)
    if account is None:
        raise Misuse(f"account '{command.account}' is not known")
    if account.registry != command.registry:
        raise Misuse(f"{command.account} is in registry {account.registry}, not in {command.registry}")
    if command.state not in tuple(AccountState) or type(command.blocked) is not bool:
        raise Misuse(f"'{command.state}' is no state of an account; known are {', '.join(AccountState)}")
    stop(CHECKS_OF_A_CHANGE, _facts(books, account, command))
    changed = account._replace(state=command.state, blocked=command.blocked)
    return write_state(books, command.registry, changed, command.request, under.mark)


def _facts(books: Books, account: Account, command: ChangeAccount) -> AccountChange:
    own = [record for (key, _), record in books.years.items() if account.installation and key == account.installation]
    held = {unit: books.held(account, unit) for unit in books.terms.accounts[account.type].holds}
    return AccountChange(
        account,
        books.terms.accounts[account.type],
        closes=command.state == AccountState.CLOSED and account.state == AccountState.OPEN,
        releases=account.blocked and not command.blocked,
        held={unit: units for unit, units in held.items() if units},
        owed=max(0, sum((each.verified or 0) - each.surrendered for each in own)),
        unreported=sorted(books.unreported.get(account.installation, ())),
        handed_over=bool(account.until),
    )


def write_state(books: Books, registry: str, account: Account, request: str, mark: Stamp) -> str:
    """Enter what has become of an account; the reference of the entry.

    Where an installation's account gets another holder, the installation has been brought to hand.
    """
    before = books.accounts[account.identifier]
    renamed = (account.holder, account.name) != (before.holder, before.name)
    names = (account.holder, account.name) if renamed else ("", "")
    until = account.until if account.until != before.until else ""
    reserved = account.reserved if account.reserved != before.reserved else None
    books.set_account(account)
    if account.of and account.holder != before.holder:
        books.set_installation(books.described[account.of]._replace(operator=account.holder))
    told = AccountStateEntry(
        account.identifier, str(account.state), account.blocked, request, *mark.said, *names, until, reserved
    )
    return books.write(registry, ACCOUNT_STATE, told)


def apply(state: Replay, entry: Entry, told: AccountStateEntry) -> None:
    """An account is handed over to another holder, or ceases to be its installation's, once for all."""
    if told.account.partition("-")[0] != entry.registry:
        raise ValueError(f"{told.account} is not for {entry.registry} to change")
    if told.on > entry.at[:10]:
        raise ValueError(f"{told.on} had not come")
    account = state.accounts[told.account]
    changes: dict[str, Any] = {"holder": told.holder, "name": told.name} if told.holder else {}
    if told.until:
        if account.until or not account.installation:
            raise ValueError(f"{told.account} is no installation's account any more")
        changes["until"] = told.until
    if told.reserved is not None:
        if told.reserved < 0:
            raise ValueError(f"{told.account} cannot keep less than nothing in reserve")
        changes["reserved"] = told.reserved
    if account.of and told.holder not in ("", account.holder):
        place = Installation(*state.installations[account.of])
        state.installations[account.of] = tuple(place._replace(operator=told.holder))
    state.change_account(told.account, state=AccountState(told.state), blocked=told.blocked, **changes)


def asked(entry: Entry, told: AccountStateEntry) -> ChangeAccount:
    return ChangeAccount(entry.registry, told.account, AccountState(told.state), told.blocked, told.request)


ENTRY = EntryKind(ACCOUNT_STATE, apply, asked=asked)
KIND = entering(ChangeAccount, right=RIGHT, touches=touches, leads=leads, enter=enter, entry=ENTRY)
