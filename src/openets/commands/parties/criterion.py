"""Record what was found of one of the six eligibility criteria."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import FLAG, KEY, DryRun, Field, On, PartyCode, Request, Since, suggested
from openets.commands.parties.step import take
from openets.compliance.party_record import CRITERIA
from openets.engine.outcomes import Outcome
from openets.engine.session import Session

CRITERION = suggested(KEY, lambda law: CRITERIA)


@command("party criterion", done=lambda told: f"{told['party']}: '{told['criterion']}' {_found(told['met'])}")
def criterion(
    session: Session,
    *,
    party: PartyCode,
    criterion: Annotated[str, Field(CRITERION, "The criterion.", "NAME")],
    met: Annotated[bool, Field(FLAG, "Whether it is met.", "--met/--not-met")] = True,
    since: Since = None,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Record what was found of one of the six eligibility criteria, from a day on."""
    return take(session, party, "criterion", request, dry_run, criterion=criterion, met=met, since=since, on=on)


def _found(met: bool) -> str:
    return "met" if met else "not met"
