"""Who may do what: for commands a table from what is done to roles, for transactions what the law says of the type."""

from typing import NamedTuple

from openets.ledger.transactions import TransactionType

ADMINISTRATOR = "registry administrator"
OPERATOR = "operator"
VERIFIER = "verifier"

RIGHTS: dict[str, frozenset[str]] = {
    "enter report": frozenset({VERIFIER}),
    "correction: propose": frozenset({VERIFIER, OPERATOR}),
    "correction: withdraw": frozenset({VERIFIER, OPERATOR}),
}
"""What is done → roles that may do it besides the administrator. What is not listed, only the administrator may do."""
NAME_A_DAY = "name the day of effect"


class Actor(NamedTuple):
    """Somebody who acts. `accounts` are those that an operator speaks for, or whose reports a verifier enters."""

    name: str
    roles: frozenset[str]
    accounts: frozenset[str] = frozenset()


def administrator(name: str) -> Actor:
    """The administrator of the registry: whoever has the books in hand (command line, notebook, import)."""
    return Actor(name, frozenset({ADMINISTRATOR}))


def may(actor: Actor, what: str, account: str = "") -> bool:
    """Whether `actor` may give a command of which the table of rights has a name: about an account, where one is named,
    only if it is one of the actor's."""
    if ADMINISTRATOR in actor.roles:
        return True
    return bool(actor.roles & RIGHTS.get(what, frozenset())) and (not account or account in actor.accounts)


def may_move(actor: Actor, type: TransactionType | None, account: str) -> bool:
    """Whether `actor` may propose a transaction of a type with units of `account`, ``""`` for new units."""
    if ADMINISTRATOR in actor.roles:
        return True
    if type is None or not actor.roles & type.by:
        return False
    return not account or account in actor.accounts
