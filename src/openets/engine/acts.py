"""The acts that a batch may hold, besides a `Proposal` to move units.

Every act carries the caller's request id: the same id and content again gets the same answer, the same id with
other content is refused. `registry` is the registry in whose journal the act is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple, get_args

from openets.kernel.clock import is_day
from openets.kernel.refusals import Misuse, Refusal
from openets.kernel.units import NO_ELEMENTS, Elements
from openets.laws.now import ACTIVITIES
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


class TakeStep(NamedTuple):
    """Take a step with the record of a Party, project, operational entity or notification.

    `values` is the JSON text of an object: what the step needs to be told.
    """

    registry: str
    kind: str
    key: str
    step: str
    values: str
    request: str


class Reserve(NamedTuple):
    """Propose a transaction that other sides must agree to: checked, its units set aside, nothing completed.

    `id` is ``""`` where these books give it, being the initiating registry's; a log is told it. `created` are the
    blocks that the initiating registry gave new serial numbers, as text.
    """

    proposal: Proposal
    id: str
    waiting: str
    created: tuple[str, ...]
    request: str
    status: int = 1
    owed: int = 0
    """Share of proceeds that an issuance makes due, where the registry of the CDM has said so."""
    tell: str = ""
    """Who is told where the checks refuse it, if these books are those that decide how it ends."""


class Accept(NamedTuple):
    """Agree, as the acquiring registry, to receive units; `content` is what the log forwarded, as JSON.

    A regional log does the same, with status 2, for units that come to a member from outside its law.
    """

    registry: str
    id: str
    waiting: str
    content: str
    request: str
    status: int = 8


class Note(NamedTuple):
    """Note how far a transfer has come, or that a side has spoken. Moves no unit."""

    registry: str
    id: str
    seen: int
    """The status on which this was decided: it is done only if that has not changed since."""
    status: int
    waiting: str
    request: str
    acquiring_entry: int = 0


class Finish(NamedTuple):
    """End a transfer: complete it, or give its units back."""

    registry: str
    id: str
    seen: int
    """The status on which this was decided, 0 for a transfer that was not known."""
    status: int
    waiting: str
    request: str
    initiating_entry: int = 0
    refusals: str = ""
    """Why it ended so, as JSON: kept for the side that must be told."""
    other: str = ""
    """The acquiring registry, where these books have its chain too."""


class Told(NamedTuple):
    """An account as its registry tells of it: what it is now, and which entry of the teller's journal last touched it.

    `after` is the entry of the account told before it, so that a log notices when something in between got lost.
    """

    identifier: str
    opening: Opening
    state: AccountState
    blocked: bool
    entry: int
    after: int


class Know(NamedTuple):
    """Enter, in a log's books, accounts as their registry opened or changed them, in the order in which it did."""

    registry: str
    accounts: tuple[Told, ...]
    request: str


class MarkImported(NamedTuple):
    """Record that a step of an import is in the books: from which file, with which fingerprint."""

    registry: str
    source: str
    step: str
    fingerprint: str
    request: str


Between = Reserve | Accept | Note | Finish | Know
"""Acts of registries and logs that keep books of their own (federation)."""

Act = (
    Proposal
    | TakeStep
    | MarkImported
    | OpenRegistry
    | OpenAccount
    | ChangeAccount
    | EnterPlan
    | EnterReport
    | EnterOfficial
    | Between
)


_ACTS = frozenset(get_args(Act))
_PROJECT = re.compile(r"[A-Z]{2}[0-9]{1,10}")
_NOTICE = re.compile(r"[A-Z]{2,8}[0-9]{1,10}")
_TEXTS = {
    *("type", "transferring", "acquiring", "unit", "request", "reverses", "note"),
    *("notice", "kind", "key", "values"),
    *("id", "waiting", "content", "refusals"),
    *("registry", "account", "state", "installation", "source", "step", "fingerprint"),
}
_LONGEST_TEXT = 2000
_LONG_TEXTS = {"values": 100_000, "refusals": 200_000, "content": 100_000_000}
"""Texts that may be longer; `content` names every block of a transfer, and there may be any number of them."""


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
    if (type(act) is Proposal and _is_plain(act)) or (isinstance(act, Note | Finish) and _is_plain_step(act)):
        return
    if type(act) not in _ACTS:
        raise Misuse(f"{type(act).__name__} is no act")
    if isinstance(act, Reserve):
        stop_malformed(act.proposal)
    for name, value in zip(act._fields, act, strict=True):
        if name in _TEXTS and not (type(value) is str or isinstance(value, StrEnum)):
            raise Misuse(f"'{name}' of {type(act).__name__} must be text, not {value!r}")
        if type(value) is str and not (value.isprintable() or name == "note"):
            raise Misuse(f"'{name}' of {type(act).__name__} has characters that cannot be printed: {value[:40]!r}")
        longest = _LONG_TEXTS.get(name, _LONGEST_TEXT)
        if type(value) is str and len(value) > longest:
            raise Misuse(f"'{name}' of {type(act).__name__} has more than {longest} characters")
    if type(act) is Proposal:
        try:
            act.note.encode()
        except UnicodeEncodeError:
            raise Misuse("'note' has characters that no text can hold") from None
        if type(act.reconstructed) is not bool:
            raise Misuse(f"'reconstructed' must be true or false, not {act.reconstructed!r}")
        if act.notice and not _NOTICE.fullmatch(act.notice):
            raise Misuse(f"{act.notice!r:.80} is no notification: expected letters and a number, such as ITL7")
        _stop_malformed_elements(act.elements)
        for name, ranges in (("serials", act.serials), ("replaces", act.replaces)):
            if not _are_ranges(ranges):
                raise Misuse(f"'{name}' must be ranges such as (('AT', 1, 100),), not {ranges!r:.80}")


def _are_ranges(ranges: object) -> bool:
    """Whether something has the shape of serial ranges; whether they make sense is for the checks."""
    return type(ranges) is tuple and all(
        type(row) is tuple and [type(each) for each in row] == [str, int, int] for row in ranges
    )


def _stop_malformed_elements(elements: Elements) -> None:
    if type(elements) is not Elements:
        raise Misuse(f"'elements' must be Elements, not {elements!r}")
    if type(elements.activity) is not int or elements.activity not in (0, *ACTIVITIES):
        known = ", ".join(f"{number} {letters}" for number, (letters, _) in ACTIVITIES.items())
        raise Misuse(f"{elements.activity!r} is no land-use activity; known are {known}")
    if type(elements.track) is not int or elements.track not in (0, 1, 2):
        raise Misuse(f"{elements.track!r} is no track of Joint Implementation: 1 or 2")
    if type(elements.project) is not str or not (elements.project == "" or _PROJECT.fullmatch(elements.project)):
        raise Misuse(
            f"{elements.project!r} is no project: expected the host's two letters and a number, such as CN1234"
        )
    if type(elements.expiry) is not str or not (elements.expiry == "" or is_day(elements.expiry)):
        raise Misuse(f"{elements.expiry!r} is no day: expected YYYY-MM-DD")


_NOTHING_MORE = (NO_ELEMENTS, (), "")


def _is_plain(proposal: Proposal) -> bool:
    """Whether a proposal is well made at a glance; almost all are, and there may be a million of them."""
    try:
        text = "".join((*proposal[:4], proposal.request, proposal.reverses))
    except TypeError:
        return False
    return (
        text.isprintable()
        and len(text) < _LONGEST_TEXT
        and not proposal.note
        and proposal.reconstructed is False
        and proposal[11:] == _NOTHING_MORE
        and type(proposal.elements) is Elements
        and (proposal.serials == () or _are_ranges(proposal.serials))
    )


def _is_plain_step(act: Note | Finish) -> bool:
    """The same for the steps that sides take, of which a transfer has a dozen."""
    more = (act.refusals, act.other) if isinstance(act, Finish) else ()
    try:
        text = "".join((act.registry, act.id, act.waiting, act.request, *more))
    except TypeError:
        return False
    return text.isprintable() and len(text) < _LONGEST_TEXT


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
        elif type(act) is Reserve:
            identifiers.update((act.proposal.transferring, act.proposal.acquiring))
        elif isinstance(act, Finish):
            codes.update((act.registry, act.other))
        else:
            codes.add(act.registry)  # type: ignore[union-attr]
    codes.update(identifier.partition("-")[0] for identifier in identifiers)
    return codes - {""}
