"""Close or reopen an account, block it or lift the block."""

from typing import NamedTuple

from openets.engine.kind import Deciding, entering
from openets.engine.posting import Stamp
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import Account, AccountState
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


class AccountStateEntry(NamedTuple):
    """What the journal says of an account that was closed, reopened, blocked or released."""

    account: str
    state: str
    blocked: bool
    request: str
    at: str
    by: str


ACCOUNT_STATE = EntryForm("account state", AccountStateEntry)
RIGHT = "change account"


def touches(command: ChangeAccount, needs: Needs, law: Law) -> None:
    needs.accounts.add(command.account)


def enter(books: Books, command: ChangeAccount, under: Deciding) -> str:
    account = books.accounts.get(command.account)
    if account is None:
        raise Misuse(f"account '{command.account}' is not known")
    if account.registry != command.registry:
        raise Misuse(f"{command.account} is in registry {account.registry}, not in {command.registry}")
    if command.state not in tuple(AccountState) or type(command.blocked) is not bool:
        raise Misuse(f"'{command.state}' is no state of an account; known are {', '.join(AccountState)}")
    changed = account._replace(state=command.state, blocked=command.blocked)
    return write_state(books, command.registry, changed, command.request, under.mark)


def write_state(books: Books, registry: str, account: Account, request: str, mark: Stamp) -> str:
    """Enter what has become of an account; the reference of the entry."""
    books.set_account(account)
    told = AccountStateEntry(account.identifier, str(account.state), account.blocked, request, mark.at, mark.by)
    return books.write(registry, ACCOUNT_STATE, told)


def apply(state: Replay, entry: Entry, told: AccountStateEntry) -> None:
    state.change_account(told.account, state=AccountState(told.state), blocked=told.blocked)


ENTRY = EntryKind(ACCOUNT_STATE, apply)
KIND = entering(ChangeAccount, right=RIGHT, touches=touches, enter=enter, entry=ENTRY)
