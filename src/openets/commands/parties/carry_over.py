"""Record what a Party asks to carry over into the next period."""

from __future__ import annotations

from openets.commands.declare import command
from openets.commands.fields import DryRun, On, PartyCode, PartyUnit, Quantity, Request
from openets.commands.parties.step import take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("party carry-over", done="{party}: {quantity:,} {unit} to be carried over")
def carry_over(
    session: Session,
    *,
    party: PartyCode,
    quantity: Quantity,
    unit: PartyUnit,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Record what a Party asks to carry over into the next period.

    The units themselves are carried over by `ets kyoto carry-over`.
    """
    return take(session, party, "carry over", request, dry_run, unit=unit, quantity=quantity, on=on)
