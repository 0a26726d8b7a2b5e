"""What Parties do with units under the Kyoto Protocol.

Units of a Party lie in its Party holding account; each verb knows the accounts that its transaction goes by.
Credits of projects are issued and converted by :mod:`openets.commands.projects`.
"""

from datetime import date
from typing import Annotated, Any, NamedTuple, Unpack

from openets.commands.declare import command
from openets.commands.field_kinds import ACCOUNT, DAY, KEY, PARTY_UNIT, suggested
from openets.commands.fields import Account, Field, How, Notice, PartyUnit, Quantity, RegistryCode, Serials, Value
from openets.commands.proposals import propose
from openets.commands.steps import written_before
from openets.compliance.notices_record import Notice as Notification
from openets.compliance.notices_record import notice_types
from openets.compliance.replacement import KIND
from openets.engine.outcomes import Outcome
from openets.engine.records import body_at
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.kernel.units import Elements
from openets.laws.law import Law
from openets.ledger.entries import block_read
from openets.ledger.segments import less
from openets.ledger.transactions import SerialRanges
from openets.records.bodies import record_from

ACTIVITY = suggested(KEY, lambda law: [letters for letters, _ in law.terms.activities.values()])
EXPIRING = suggested(PARTY_UNIT, lambda law: sorted(law.terms.expiring))


def _propose(session: Session, verb: str, quantity: int, unit: str, **told: Any) -> Outcome:
    """Commit the proposal that a verb means under the law of the Parties."""
    return propose(session, verb, law=session.law.required_protocol, quantity=quantity, unit=unit, **told)


@command("kyoto issue-removals", done="{quantity:,} removal units issued in {party} for {activity}")
def issue_removals(
    session: Session,
    *,
    party: RegistryCode,
    quantity: Quantity,
    activity: Annotated[str, Field(ACTIVITY, "Land-use activity, by its letters.")],
    **how: Unpack[How],
) -> Outcome:
    """Issue removal units for what a Party's land took up, within what it may."""
    law = session.law.required_protocol
    numbers = {letters: number for number, (letters, _) in law.terms.activities.items()}
    if activity not in numbers:
        raise Misuse(f"'{activity}' is no land-use activity; known are {', '.join(numbers)}")
    (unit,) = law.terms.removal_units
    elements = Elements(activity=numbers[activity])
    return _propose(session, "issue", quantity, unit, registry=party, elements=elements, **how)


@command("kyoto retire", done="{quantity:,} {unit} retired by {party}")
def retire(
    session: Session,
    *,
    party: RegistryCode,
    quantity: Quantity,
    unit: PartyUnit,
    account: Annotated[str, Field(ACCOUNT, "Account of the registry; the Party holding account if left out.")] = "",
    serials: Serials = (),
    **how: Unpack[How],
) -> Outcome:
    """Retire units of the Party holding account: they count against its emissions of the period."""
    verb = "retire for the commitment"
    return _propose(session, verb, quantity, unit, source=account, registry=party, serials=serials, **how)


@command("kyoto carry-over", done="{quantity:,} {unit} of {party} carried over")
def carry_over(
    session: Session,
    *,
    party: RegistryCode,
    quantity: Quantity,
    unit: PartyUnit,
    serials: Serials = (),
    **how: Unpack[How],
) -> Outcome:
    """Carry units over into the next commitment period.

    Their serial numbers stay. `serials` name which, where some of the same type lie there that were carried over
    before.
    """
    return _propose(session, "carry over", quantity, unit, registry=party, serials=serials, **how)


def reasons(law: Law) -> dict[str, str]:
    """Why units of a Party are cancelled → the type of the account that they go to."""
    accounts = law.protocol.terms.accounts if law.protocol is not None else {}
    return {kind.reason: code for code, kind in accounts.items() if kind.reason}


REASON = suggested(KEY, reasons)


class Cancellation(NamedTuple):
    """Which units a Party cancels, and why."""

    party: RegistryCode
    quantity: Quantity
    unit: PartyUnit
    reason: Annotated[str, Field(REASON, "Why: each reason has its account.", "--reason")]
    serials: Serials = ()


@command("kyoto cancel", done="{quantity:,} {unit} of {party} cancelled ({reason})")
def cancel(
    session: Session,
    cancellation: Annotated[Cancellation, Value(Cancellation)],
    *,
    notice: Notice = "",
    **how: Unpack[How],
) -> Outcome:
    """Cancel units of a Party for a reason of the Protocol."""
    law, asked = session.law.required_protocol, cancellation
    known = reasons(law)
    if asked.reason not in known:
        raise Misuse(f"'{asked.reason}' is no reason to cancel; known are {', '.join(known)}")
    home = _registry_with(law, known[asked.reason], asked.party)
    # where another registry has the account of the reason, the units must be sent there
    verb = "cancel" if home == asked.party else "transfer"
    told = {"target": law.terms.standing_account(home, known[asked.reason]), "registry": asked.party, "notice": notice}
    return _propose(session, verb, asked.quantity, asked.unit, serials=asked.serials, **told, **how)


def _registry_with(law: Law, type: str, registry: str) -> str:
    """The registry whose standing account of a type is meant: this one, unless only bodies above members have it."""
    having = [row for row in law.terms.registries.values() if type in (*row.opens, *row.later)]
    if not having or any(row.member or row.code == registry for row in having):
        return registry
    return having[0].code


class Expiry(NamedTuple):
    """Which units of an account get a later last day."""

    account: Account
    quantity: Quantity
    unit: Annotated[str, Field(EXPIRING, "Unit type that expires, by its code in the Protocol.", "--unit")]
    expiry: Annotated[date, Field(DAY, "The new last day.")]
    serials: Serials = ()


@command("kyoto change-expiry", done="{quantity:,} {unit} of {account} expire on {expiry}")
def change_expiry(
    session: Session, units: Annotated[Expiry, Value(Expiry)], *, notice: Notice = "", **how: Unpack[How]
) -> Outcome:
    """Put off the day on which units of forests expire.

    A notification of the log asks for it.
    """
    elements = Elements(expiry=units.expiry.isoformat())
    told = {"source": units.account, "target": units.account, "serials": units.serials, "notice": notice}
    return _propose(session, "change expiry", units.quantity, units.unit, elements=elements, **told, **how)


_REPLACE = "replace"


@command("kyoto replace", done="{quantity:,} units replaced by {unit} in {party}")
def replace(
    session: Session,
    *,
    party: RegistryCode,
    quantity: Quantity,
    unit: PartyUnit,
    notice: Annotated[str, Field(KEY, "The notification that asks for it, such as ITL3.", example="ITL3")],
    **how: Unpack[How],
) -> Outcome:
    """Replace units of forests as a notification of the log asks.

    Which ones follows from it and from what the Party retired.
    """
    law = session.law.required_protocol
    body = body_at(session.store, "notice", notice)
    if body is None:
        raise Misuse(f"no notification '{notice}' is known: `ets notice list` lists them")
    asked = record_from(Notification, body)
    account = _account(law, asked)
    kind = asked.unit or law.terms.accounts[account].replaces
    named = tuple(map(block_read, written_before(session, how["request"], "transaction").get("replaces", ())))
    found = named or _to_replace(session, party, kind, asked.project, quantity)
    target = law.terms.standing_account(party, account)
    told = {"target": target, "registry": party, "replaces": found, "notice": notice}
    return _propose(session, _REPLACE, quantity, unit, **told, **how)


def _account(law: Law, asked: Notification) -> str:
    """The type of the account by which a notification is settled: that of its unit type, or the first."""
    terms, kind = law.terms, notice_types(law)[asked.code]
    answers = [account for type, account in kind.answers if terms.transactions[type].verb == _REPLACE]
    known = answers or [code for code, each in terms.accounts.items() if each.for_expiry]
    return next((each for each in known if terms.accounts[each].replaces == asked.unit), known[0])


def _to_replace(session: Session, party: str, unit: str, project: str, quantity: int) -> SerialRanges:
    """The first units of a project that the Party has used and not replaced yet, as many as are to be replaced."""
    used = set(session.law.terms.accounts_of_use(party))
    body = body_at(session.store, KIND.name, party)
    done = KIND.read(body).ranges if body is not None else ()
    blocks = [
        block
        for owner, block in session.store.holdings()
        if owner in used and block.series.unit == unit and project in ("", block.series.project)
    ]
    left = quantity
    found: list[tuple[str, int, int]] = []
    for block in sorted(blocks, key=lambda block: (block.series.expiry, block.series.origin, block.start)):
        for origin, start, end in less([(block.series.origin, block.start, block.end)], done):
            if left > 0:
                last = min(end, start + left - 1)
                found.append((origin, start, last))
                left -= last - start + 1
    return tuple(found)
