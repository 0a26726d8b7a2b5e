"""Record a Party's initial report: base year, target and the assigned amount that follows.

With it the registry gets the accounts that only a Party needs: for cancellation and replacement under the Protocol.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from openets.commands.declare import command
from openets.commands.fields import PERCENT, QUANTITY, DryRun, Field, On, PartyCode, Request, Synthetic, Value
from openets.commands.kyoto.protocol import protocol_of
from openets.commands.parties.step import as_json
from openets.compliance.party_limits import over_the_period
from openets.compliance.party_steps import KIND
from openets.compliance.party_steps import PERCENT as PERCENT_OF_BASE
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.engine.steps import AnyCommand, TakeStep
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import Opening
from openets.ledger.store import Needs


class InitialReport(NamedTuple):
    """What a Party reports at the beginning, in tonnes of CO2 equivalent."""

    base_year_emissions: Annotated[
        int, Field(QUANTITY, "Base-year emissions, tonnes of CO2 equivalent.", "BASE_YEAR", "86600000")
    ]
    percent: Annotated[Decimal | None, Field(PERCENT, "Per cent of the base year; that of the target if left out.")] = (
        None
    )
    assigned_amount: Annotated[
        int | None, Field(QUANTITY, "Assigned amount; what follows from the base year if left out.", "--amount")
    ] = None
    synthetic: Synthetic = False


@command("party initial-report", done="initial report of {party} recorded")
def initial_report(
    session: Session,
    *,
    party: PartyCode,
    report: Annotated[InitialReport, Value(InitialReport)],
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Record a Party's initial report: base year, target, assigned amount.

    Its registry gets the accounts that only a Party needs.
    """
    law = session.law
    target = protocol_of(session).targets.get(party)
    if target is None:
        raise Misuse(f"'{party}' has no target in Annex B: expected a code such as AT, or EU for the EU-15")
    share = target.percent if report.percent is None else PERCENT_OF_BASE.read("'percent'", str(report.percent), law)
    amount = report.assigned_amount
    told = {
        "base_year_emissions": report.base_year_emissions,
        "percent": share,
        "assigned_amount": over_the_period(law, report.base_year_emissions, share) if amount is None else amount,
        "synthetic": True if report.synthetic else None,
        "on": on,
    }
    step = TakeStep(party, KIND.name, party, "initial report", as_json(told), request)
    if dry_run or not session.one(step, dry_run=True).accepted:
        return session.one(step, dry_run=dry_run)
    first, *_ = session.commit([step, *_missing_accounts(session, party, target.name, request)])
    return first


def _missing_accounts(session: Session, party: str, name: str, request: str) -> list[AnyCommand]:
    """What opens the accounts that a registry needs under the Protocol and does not have yet."""
    terms = session.law.terms
    wanted = {terms.standing_account(party, type): type for type in terms.registries[party].later}
    with session.store.reading() as books:
        known = books.load(Needs(accounts=set(wanted))).accounts
    return [
        OpenAccount(party, Opening(party, type, f"{name}: {terms.accounts[type].name}", name), f"{request}:{type}")
        for identifier, type in wanted.items()
        if identifier not in known
    ]
