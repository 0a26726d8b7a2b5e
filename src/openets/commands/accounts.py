"""Accounts are closed and opened again, blocked and released."""

from typing import Any, Unpack

from openets.commands.declare import command
from openets.commands.fields import Account, How, day_text
from openets.engine.kinds.change_account import ChangeAccount
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import AccountState
from openets.ledger.store import Needs


def _change(session: Session, account: str, how: How, **changes: Any) -> Outcome:
    """Change one thing of an account, and leave the others as they are."""
    with session.store.reading() as books:
        found = books.load(Needs(accounts={account})).accounts.get(account)
    if found is None:
        raise Misuse(f"account '{account[:40]}' is not known: `ets accounts` lists them")
    after = found._replace(**changes)
    asked = ChangeAccount(after.registry, account, after.state, after.blocked, how["request"], day_text(how["on"]))
    return session.one(asked, dry_run=how["dry_run"])


@command("account close", done="{account}: closed")
def close(session: Session, *, account: Account, **how: Unpack[How]) -> Outcome:
    """Close an account that is empty and owes nothing.

    What its installation owes stands in the way, unless that was handed over.
    """
    return _change(session, account, how, state=AccountState.CLOSED)


@command("account reopen", done="{account}: open again")
def reopen(session: Session, *, account: Account, **how: Unpack[How]) -> Outcome:
    """Open an account again that was closed."""
    return _change(session, account, how, state=AccountState.OPEN)


@command("account block", done="{account}: blocked")
def block(session: Session, *, account: Account, **how: Unpack[How]) -> Outcome:
    """Block an account: nothing leaves it but what is surrendered.

    The next report of its installation lifts the block.
    """
    return _change(session, account, how, blocked=True)


@command("account release", done="{account}: released")
def release(session: Session, *, account: Account, **how: Unpack[How]) -> Outcome:
    """Lift the block of an account.

    One for a missing report is lifted by that report alone.
    """
    return _change(session, account, how, blocked=False)
