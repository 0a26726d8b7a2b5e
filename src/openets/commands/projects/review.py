"""Ask for a review of a request for issuance, and conclude it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from openets.commands.declare import command
from openets.commands.fields import FLAG, DryRun, Field, On, Reason, Request
from openets.commands.projects.step import PeriodNumber, Project, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("project request-review", done="{project}: review of period {period} requested")
def request_review(
    session: Session,
    *,
    project: Project,
    reason: Reason,
    period: PeriodNumber,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Ask for a review of a request for issuance.

    Nothing of the period is issued until it is concluded.
    """
    return take(session, project, "request review", request, dry_run, period=period, reason=reason, on=on)


def _concluded(told: Mapping[str, Any]) -> str:
    ended = "passed" if told["passed"] else "rejected"
    return f"{told['project']}: review of period {told['period']} {ended}"


@command("project conclude-review", done=_concluded)
def conclude_review(
    session: Session,
    *,
    project: Project,
    period: PeriodNumber,
    passed: Annotated[bool, Field(FLAG, "How it ended.", "--passed/--rejected")],
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Conclude a review: the request passes, or the period earns nothing.

    Where it earns nothing, its days are free for another report.
    """
    return take(session, project, "conclude review", request, dry_run, period=period, passed=passed, on=on)
