"""Who may do what: one table from what is done to the roles that may do it."""

from __future__ import annotations

from typing import NamedTuple

ADMINISTRATOR = "registry administrator"
OPERATOR = "operator"
VERIFIER = "verifier"

_OPERATOR_TYPES = ("10-0", "3-0", "3-21", "10-2", "10-1", "4-0")

RIGHTS: dict[str, frozenset[str]] = {
    "enter report": frozenset({ADMINISTRATOR, VERIFIER}),
    "enter plan": frozenset({ADMINISTRATOR}),
    "enter official letters": frozenset({ADMINISTRATOR}),
    "open": frozenset({ADMINISTRATOR}),
    "change account": frozenset({ADMINISTRATOR}),
    **{code: frozenset({ADMINISTRATOR, OPERATOR}) for code in _OPERATOR_TYPES},
}
"""What is done (a transaction type, or words) → roles. What is not listed, only the administrator may do."""


class Actor(NamedTuple):
    """Somebody who acts. `accounts` are those that an operator speaks for."""

    name: str
    roles: frozenset[str]
    accounts: frozenset[str] = frozenset()


def administrator(name: str) -> Actor:
    """The administrator of the registry: whoever has the books in hand (command line, notebook, import)."""
    return Actor(name, frozenset({ADMINISTRATOR}))


def may(actor: Actor, what: str, account: str = "") -> bool:
    """Whether `actor` may do `what`, with units of `account` where there is one."""
    if ADMINISTRATOR in actor.roles:
        return True
    allowed = RIGHTS.get(what, frozenset())
    if not actor.roles & allowed:
        return False
    return not account or account in actor.accounts
