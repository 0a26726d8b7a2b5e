"""Enter an installation's verified emissions of a year, or that there is no report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from openets.commands.declare import command
from openets.commands.fields import QUANTITY, DryRun, Field, InstallationKey, Request, YearOfLaw
from openets.commands.reading import registry_of
from openets.engine.kinds.report import EnterReport
from openets.engine.outcomes import Outcome
from openets.engine.rights import may
from openets.engine.session import Session
from openets.kernel.refusals import Misuse


def _done(told: Mapping[str, Any]) -> str:
    verified = told["verified"]
    entered = "missing report entered, account blocked" if verified is None else f"{verified:,} t entered"
    return f"{told['installation']}, {told['year']}: {entered}"


@command("report", done=_done)
def report_emissions(
    session: Session,
    *,
    installation: InstallationKey,
    year: YearOfLaw,
    verified: Annotated[
        int | None,
        Field(QUANTITY, "Verified tonnes; leave out for a missing report, which blocks the account.", blank=False),
    ] = None,
    request: Request = "",
    state: str = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Enter verified emissions of a year, or (without any) that the report is missing.

    `state` says in other words how the report stands, where it is not simply there or missing.
    """
    if not may(session.actor, "enter report"):
        raise Misuse(f"{session.actor.name} may not enter reports: a verifier or the administrator may")
    if session.law.period(year) is None:
        raise Misuse(f"{year} is not a year of {session.law.name}")
    state = state or ("not reported" if verified is None else "reported")
    registry = registry_of(session.law, installation)
    return session.one(EnterReport(registry, installation, year, verified, state, request), dry_run=dry_run)
