"""Record a Party's initial report: base year, target and the assigned amount that follows.

With it the registry gets the accounts that only a Party needs: for cancellation and replacement under the Protocol.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openets.commands.parties.step import as_json
from openets.compliance.party_limits import over_the_period
from openets.compliance.party_steps import KIND, PERCENT
from openets.engine.acts import Act, OpenAccount, Outcome, TakeStep
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import Opening


def initial_report(
    session: Session,
    *,
    party: str,
    base_year_emissions: int,
    request: str,
    percent: Decimal | None = None,
    assigned_amount: int | None = None,
    synthetic: bool = False,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record it, and open the accounts.

    Left out, the per cent of the base year is that of the target, and the amount what follows.
    """
    law = session.law
    target = law.required_protocol.targets.get(party)
    if target is None:
        raise Misuse(f"'{party}' has no target in Annex B: expected a code such as AT, or EU for the EU-15")
    share = target.percent if percent is None else PERCENT.read("'percent'", str(percent), law)
    told = {
        "base_year_emissions": base_year_emissions,
        "percent": share,
        "assigned_amount": over_the_period(law, base_year_emissions, share)
        if assigned_amount is None
        else assigned_amount,
        "synthetic": True if synthetic else None,
        "on": on,
    }
    report = TakeStep(party, KIND.name, party, "initial report", as_json(told), request)
    if dry_run or not session.one(report, dry_run=True).accepted:
        return session.one(report, dry_run=dry_run)
    first, *_ = session.commit([report, *_missing_accounts(session, party, target.name, request)])
    return first


def _missing_accounts(session: Session, party: str, name: str, request: str) -> list[Act]:
    """Acts that open the accounts that a registry needs under the Protocol and does not have yet."""
    terms = session.law.terms
    wanted = {terms.standing_account(party, type): type for type in terms.registries[party].later}
    with session.store.reading() as books:
        known = books.accounts(sorted(wanted))
    return [
        OpenAccount(party, Opening(party, type, f"{name}: {terms.accounts[type].name}", name), f"{request}:{type}")
        for identifier, type in wanted.items()
        if identifier not in known
    ]
