"""The acts that a batch may hold, besides a `Proposal` to move units.

Every act carries the caller's request id: the same id and content again gets the same answer, the same id with
other content is refused. `registry` is the registry in whose journal the act is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from openets.kernel.refusals import Misuse, Refusal
from openets.ledger.accounts import AccountState, Opening
from openets.ledger.transactions import Proposal


class OpenRegistry(NamedTuple):
    """Open a registry: its journal begins with this."""

    registry: str
    request: str


class OpenAccount(NamedTuple):
    """Open an account, and enter its installation where it has one."""

    registry: str
    opening: Opening
    request: str


class ChangeAccount(NamedTuple):
    """Close or reopen an account, block it or lift the block."""

    registry: str
    account: str
    state: AccountState
    blocked: bool
    request: str


class EnterPlan(NamedTuple):
    """Enter a year of the national allocation plan: (installation key, free, total) in tonnes."""

    registry: str
    year: int
    rows: tuple[tuple[str, int, int], ...]
    request: str


class EnterReport(NamedTuple):
    """Enter an installation's verified emissions of a year, or that there is no report.

    A missing report (`not reported`) blocks the account for transfers; a report lifts the block.
    """

    registry: str
    installation: str
    year: int
    verified: int | None
    state: str
    request: str


class EnterOfficial(NamedTuple):
    """Enter the authority's published compliance letters of a year: (installation key, code)."""

    registry: str
    year: int
    rows: tuple[tuple[str, str], ...]
    request: str


class RecordStep(NamedTuple):
    """Record that a step of an import is in the books: from which file, with which fingerprint."""

    registry: str
    source: str
    step: str
    fingerprint: str
    request: str


Act = Proposal | RecordStep | OpenRegistry | OpenAccount | ChangeAccount | EnterPlan | EnterReport | EnterOfficial


_TEXTS = {
    *("type", "transferring", "acquiring", "unit", "request", "reverses", "note"),
    *("registry", "account", "state", "installation", "source", "step", "fingerprint"),
}
_LONGEST_TEXT = 2000


class Outcome(NamedTuple):
    """The answer to an act: a receipt (`reference` names the transaction or entry) or every refusal."""

    request: str
    accepted: bool
    reference: str
    refusals: tuple[Refusal, ...] = ()
    repeated: bool = False
    """Whether this is the stored answer to the same request made before."""


def stop_malformed(act: Act) -> None:
    """Raise `Misuse` for an act that is not made of what an act is made of, before anything looks at it."""
    if type(act) is Proposal and _is_plain(act):
        return
    if not isinstance(act, Act):
        raise Misuse(f"{type(act).__name__} is no act")
    for name, value in zip(act._fields, act, strict=True):
        if name in _TEXTS and not (type(value) is str or isinstance(value, StrEnum)):
            raise Misuse(f"'{name}' of {type(act).__name__} must be text, not {value!r}")
        if type(value) is str and not (value.isprintable() or name == "note"):
            raise Misuse(f"'{name}' of {type(act).__name__} has characters that cannot be printed: {value[:40]!r}")
        if type(value) is str and len(value) > _LONGEST_TEXT:
            raise Misuse(f"'{name}' of {type(act).__name__} has more than {_LONGEST_TEXT} characters")
    if type(act) is Proposal:
        try:
            act.note.encode()
        except UnicodeEncodeError:
            raise Misuse("'note' has characters that no text can hold") from None
        if type(act.reconstructed) is not bool:
            raise Misuse(f"'reconstructed' must be true or false, not {act.reconstructed!r}")


def _is_plain(proposal: Proposal) -> bool:
    """Whether a proposal is well made at a glance; almost all are, and there may be a million of them."""
    try:
        text = "".join((*proposal[:4], proposal.request, proposal.reverses))
    except TypeError:
        return False
    return text.isprintable() and len(text) < _LONGEST_TEXT and not proposal.note and proposal.reconstructed is False


def digest(act: Act) -> str:
    """A fingerprint of an act's content; equal content, equal digest."""
    return sha256(f"{type(act).__name__}{tuple.__repr__(act)}".encode()).hexdigest()[:32]


def registries(acts: Iterable[Act]) -> set[str]:
    """Codes of the registries that acts touch, read from their identifiers alone."""
    identifiers: set[str] = set()
    codes: set[str] = set()
    for act in acts:
        if type(act) is Proposal:
            identifiers.add(act.transferring)
            identifiers.add(act.acquiring)
        else:
            codes.add(act.registry)  # type: ignore[union-attr]
    codes.update(identifier.partition("-")[0] for identifier in identifiers)
    return codes - {""}
