"""`ets kyoto`: what Parties do with their units under the Protocol."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    DryRunOption,
    JsonOption,
    RequestOption,
    StoreOption,
    fresh,
    identifier,
    registry_code,
    session,
    settle,
    whole,
)
from openets.commands.kyoto import cancel as cancelling
from openets.commands.kyoto import carry_over as carrying
from openets.commands.kyoto import change_expiry as changing
from openets.commands.kyoto import issue_removals as removals
from openets.commands.kyoto import replace as replacing
from openets.commands.kyoto import retire as retiring
from openets.kernel.refusals import Misuse
from openets.laws.now import COMMITMENT_UNITS
from openets.ledger.transactions import SerialRanges

PartyArgument = Annotated[str, typer.Argument(help="The Party's code, such as ES.", metavar="PARTY")]
Quantity = Annotated[str, typer.Argument(help="Whole number of units, such as 1000 or 1,000.")]
Unit = Annotated[str, typer.Option("--unit", help=f"Unit type: {', '.join(sorted(COMMITMENT_UNITS))}.")]
Notice = Annotated[str, typer.Option("--notice", help="The notification that the transaction answers, such as ITL3.")]
Serials = Annotated[
    list[str] | None, typer.Option("--serials", help="Exact serial numbers, such as ES:1-100; may be repeated.")
]


def add_to(app: typer.Typer) -> None:
    room = typer.Typer(no_args_is_help=True, help="What Parties do with their units under the Kyoto Protocol.")
    for command in (issue_removals, retire, cancel, replace, carry_over, change_expiry):
        room.command()(command)
    app.add_typer(room, name="kyoto")


def ranges(serials: list[str] | None) -> SerialRanges:
    """Serial numbers as they are typed. Raises `Misuse` for anything else."""
    found = []
    for each in serials or ():
        origin, _, numbers = each.partition(":")
        first, _, last = numbers.partition("-")
        if not (origin.isalpha() and first.isdecimal() and (last or first).isdecimal()):
            raise Misuse(f"--serials {each}: expected the originating registry and a range, such as ES:1-100")
        found.append((origin, int(first), int(last or first)))
    return tuple(found)


def issue_removals(
    party: PartyArgument,
    quantity: Quantity,
    activity: Annotated[str, typer.Option("--activity", help="AR, D, FM, CM, GM or RV.")],
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Issue removal units (RMU) for what a Party's land took up."""
    units = whole(quantity, "QUANTITY")
    outcome = removals.issue_removals(
        session(store),
        party=registry_code(party),
        activity=activity,
        quantity=units,
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{units:,} RMU issued in {party} for {activity}", as_json, dry_run=dry_run)


def retire(
    party: PartyArgument,
    quantity: Quantity,
    unit: Unit,
    serials: Serials = None,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Retire units of the Party holding account: they count against its emissions of the period."""
    units = whole(quantity, "QUANTITY")
    outcome = retiring.retire(
        session(store),
        party=registry_code(party),
        unit=unit,
        quantity=units,
        serials=ranges(serials),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{units:,} {unit} retired by {party}", as_json, dry_run=dry_run)


def cancel(
    party: PartyArgument,
    quantity: Quantity,
    unit: Unit,
    reason: Annotated[str, typer.Option("--reason", help=f"One of: {', '.join(cancelling.REASONS)}.")],
    notice: Notice = "",
    serials: Serials = None,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Cancel units of a Party for a reason of the Protocol."""
    units = whole(quantity, "QUANTITY")
    outcome = cancelling.cancel(
        session(store),
        party=registry_code(party),
        unit=unit,
        quantity=units,
        reason=reason,
        notice=notice,
        serials=ranges(serials),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{units:,} {unit} of {party} cancelled ({reason})", as_json, dry_run=dry_run)


def replace(
    party: PartyArgument,
    quantity: Quantity,
    unit: Unit,
    notice: Notice,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Replace tCERs or lCERs as a notification of the log asks."""
    units = whole(quantity, "QUANTITY")
    outcome = replacing.replace(
        session(store),
        party=registry_code(party),
        unit=unit,
        quantity=units,
        notice=notice,
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{units:,} units replaced by {unit} in {party}", as_json, dry_run=dry_run)


def carry_over(
    party: PartyArgument,
    quantity: Quantity,
    unit: Unit,
    serials: Serials = None,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Carry units over into the next commitment period."""
    units = whole(quantity, "QUANTITY")
    outcome = carrying.carry_over(
        session(store),
        party=registry_code(party),
        unit=unit,
        quantity=units,
        serials=ranges(serials),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{units:,} {unit} of {party} carried over", as_json, dry_run=dry_run)


def change_expiry(
    account: Annotated[str, typer.Argument(help="Account identifier, such as ES-100-1-0-81.")],
    quantity: Quantity,
    unit: Unit,
    expiry: Annotated[datetime, typer.Option("--expiry", formats=["%Y-%m-%d"], help="The new last day.")],
    notice: Notice = "",
    serials: Serials = None,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Put off the day on which tCERs or lCERs expire."""
    units = whole(quantity, "QUANTITY")
    outcome = changing.change_expiry(
        session(store),
        account=identifier(account),
        unit=unit,
        quantity=units,
        expiry=expiry.date(),
        notice=notice,
        serials=ranges(serials),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{units:,} {unit} of {account} expire on {expiry.date()}", as_json, dry_run=dry_run)
