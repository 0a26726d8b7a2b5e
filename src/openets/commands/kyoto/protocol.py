"""The law of the Parties, and their accounts, for the verbs of this folder."""

from __future__ import annotations

from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.laws.law import Law


def protocol_of(session: Session) -> Law:
    """The law under which the books' members have targets. Raises `Misuse` where there is none."""
    found = session.law.protocol
    if found is None:
        raise Misuse(f"{session.law.name} has no Parties with targets: nothing of a protocol can be done in its books")
    return found


def reasons(law: Law) -> dict[str, str]:
    """Why units of a Party are cancelled → the type of the account that they go to."""
    accounts = law.protocol.terms.accounts if law.protocol is not None else {}
    return {kind.reason: code for code, kind in accounts.items() if kind.reason}


def registry_with(law: Law, type: str, registry: str) -> str:
    """The registry whose standing account of a type is meant: this one, unless only bodies above members have it."""
    having = [row for row in law.terms.registries.values() if type in (*row.opens, *row.later)]
    if not having or any(row.member or row.code == registry for row in having):
        return registry
    return having[0].code
