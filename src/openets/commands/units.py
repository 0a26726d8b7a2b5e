"""Units are issued, allocated, moved, surrendered, cancelled and retired, and what was done in error is reversed.

Each command is a verb of the law's transaction types: which type it means, and which accounts nobody named, `proposals`
reads from the law's table.
"""

from typing import Annotated, Any, NamedTuple, Unpack

from openets.commands.declare import command
from openets.commands.field_kinds import ACCOUNT, FLAG, KEY
from openets.commands.fields import (
    Account,
    ExchangedUnit,
    Field,
    How,
    Note,
    Quantity,
    RegistryCode,
    Serials,
    Unit,
    Value,
    Vintage,
    Year,
    day_text,
)
from openets.commands.proposals import proposal_for, propose, standing_in
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.kernel.units import Elements
from openets.laws.law import Law
from openets.ledger.accounts import Bucket, Opening
from openets.ledger.entries import blocks_of, ranges_of
from openets.ledger.store import Needs
from openets.ledger.transactions import Proposal


def issuance(law: Law, registry: str, unit: str, quantity: int, request: str, *, note: str = "") -> Proposal:
    """The proposal to issue into the first account of a registry that may receive new units."""
    return proposal_for(law, "issue", unit=unit, quantity=quantity, request=request, registry=registry, note=note)


@command("issue", done="{quantity:,} {unit} issued in {registry}")
def issue(session: Session, *, registry: RegistryCode, quantity: Quantity, unit: Unit, **how: Unpack[How]) -> Outcome:
    """Issue units into a registry's first account, within the cap.

    Units that the law makes of others, as allowances of assigned amount units, are converted from what lies there.
    """
    return propose(session, "issue", registry=registry, quantity=quantity, unit=unit, **how)


@command("allocate", done="{quantity:,} {unit} of {year} allocated to {account}")
def allocate(
    session: Session, *, account: Account, quantity: Quantity, unit: Unit, year: Year, **how: Unpack[How]
) -> Outcome:
    """Allocate allowances of a year to an operator, within the plan."""
    return propose(session, "allocate", target=account, quantity=quantity, unit=unit, year=year, **how)


class Which(NamedTuple):
    """Which units of an account are meant: those of a type, of a vintage, or with exact serial numbers."""

    unit: Unit
    vintage: Vintage = 0
    serials: Serials = ()


def _meant(which: str | Which) -> dict[str, Any]:
    """The same as parts of a proposal."""
    if isinstance(which, str):
        return {"unit": which}
    return {"unit": which.unit, "elements": Elements(vintage=which.vintage), "serials": tuple(which.serials)}


def transfer_type(law: Law, source: str, target: str, unit: str) -> str:
    """The transaction type of a transfer between two accounts, or between two registries named by their codes."""
    return proposal_for(law, "transfer", unit=unit, quantity=0, request="", source=source, target=target).type


@command("transfer", done="{quantity:,} {unit} transferred to {target}")
def transfer(
    session: Session,
    *,
    source: Annotated[Account, Field(ACCOUNT, "Account identifier, such as AT-120-6-0-33.", "SOURCE")],
    target: Annotated[str, Field(ACCOUNT, "Identifier of the acquiring account.", "TARGET")],
    quantity: Quantity,
    unit: Annotated[str | Which, Value(Which, (str,))],
    note: Note = "",
    **how: Unpack[How],
) -> Outcome:
    """Transfer units to another account, in the same registry or another.

    Of credits with a vintage the oldest go first, unless a vintage or serial numbers say which are meant.
    """
    told: dict[str, Any] = {"source": source, "target": target, "quantity": quantity, "note": note}
    return propose(session, "transfer", **told, **_meant(unit), **how)


@command("surrender", done="{quantity:,} {unit} surrendered for {year}")
def surrender(
    session: Session, *, account: Account, quantity: Quantity, unit: Unit, year: Year, **how: Unpack[How]
) -> Outcome:
    """Surrender units for the emissions of a year.

    A blocked account may, too.
    """
    return propose(session, "surrender", source=account, quantity=quantity, unit=unit, year=year, **how)


@command("exchange", done="{quantity:,} {unit} exchanged for allowances")
def exchange(
    session: Session, *, account: Account, quantity: Quantity, unit: ExchangedUnit, **how: Unpack[How]
) -> Outcome:
    """Exchange credits of projects for as many allowances.

    Within what the operator's entitlement leaves over. The first exchange in a registry opens the account to which
    the credits go.
    """
    told: dict[str, Any] = {"source": account, "quantity": quantity, "unit": unit, "request": how["request"]}
    proposal = proposal_for(session.law, "exchange", on=day_text(how["on"]), **told)
    opening = _opening_for(session, proposal)
    if opening is None:
        return session.one(proposal, dry_run=how["dry_run"])
    # nothing is opened for what would be refused
    would_be = session.commit([opening, proposal], dry_run=True)
    if how["dry_run"] or not would_be[-1].accepted:
        return next((each for each in would_be if not each.accepted), would_be[-1])
    return session.commit([opening, proposal])[-1]


def _opening_for(session: Session, proposal: Proposal) -> OpenAccount | None:
    """What opens the standing account to which a proposal leads; `None` where it is open, or its registry is not."""
    account, terms = proposal.acquiring, session.law.terms
    registry = account.partition("-")[0]
    with session.store.reading() as books:
        known = books.load(Needs(accounts={account})).accounts
    if account in known or registry not in session.store.heads():
        return None
    kind = terms.accounts[terms.transactions[proposal.type].acquiring[0]]
    name = terms.registries[registry].name
    opening = Opening(registry, kind.code, f"{name}: {kind.name.lower()}", name)
    return OpenAccount(registry, opening, f"open:{registry}:{kind.code}", proposal.on)


@command("cancel", done="{quantity:,} {unit} cancelled")
def cancel(
    session: Session,
    *,
    account: Account,
    quantity: Quantity,
    unit: Annotated[str | Which, Value(Which, (str,))],
    note: Note = "",
    **how: Unpack[How],
) -> Outcome:
    """Cancel units of an account for good.

    Of credits with a vintage the oldest go first, unless a vintage or serial numbers say which are meant.
    """
    return propose(session, "cancel", source=account, quantity=quantity, note=note, **_meant(unit), **how)


@command("retire", done="{quantity:,} {unit} retired in {registry}")
def retire(
    session: Session,
    *,
    registry: RegistryCode,
    quantity: Quantity,
    unit: Unit,
    surrendered: Annotated[
        bool, Field(FLAG, "Retire surrendered units, or those of the Party account.", "--surrendered/--no-surrendered")
    ] = True,
    **how: Unpack[How],
) -> Outcome:
    """Retire a registry's surrendered units for the State's own compliance."""
    source = standing_in(session.law, registry, Bucket.SURRENDERED) if surrendered else ""
    return propose(session, "retire", source=source, registry=registry, quantity=quantity, unit=unit, **how)


@command("reverse", done="{transaction} reversed")
def reverse(
    session: Session,
    *,
    transaction: Annotated[str, Field(KEY, "Id of the transaction to undo, such as AT13.", "TRANSACTION")],
    **how: Unpack[How],
) -> Outcome:
    """Reverse a surrender or an allocation made in error; the same serial numbers go back."""
    entry = session.store.entry(transaction)
    if entry is None or entry.kind != "transaction":
        raise Misuse(f"no transaction '{transaction}' is known")
    content, moved = blocks_of(entry)
    kind = session.law.terms.transactions[content["type"]]
    if not kind.reversed_by:
        raise Misuse(f"{transaction} is a {kind.name.lower()} ({kind.code}), which cannot be reversed")
    serials, ends, year = ranges_of(entry), (content["to"], content["from"]), content.get("year", 0)
    unit, quantity = moved[0][0].unit, sum(end - start + 1 for _, start, end in serials)
    back = Proposal(kind.reversed_by, *ends, unit, quantity, how["request"], year, serials, reverses=transaction)
    return session.one(back._replace(on=day_text(how["on"])), dry_run=how["dry_run"])
