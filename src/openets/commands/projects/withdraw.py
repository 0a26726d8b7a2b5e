"""Withdraw a project, its registration with it."""

from __future__ import annotations

from openets.commands.declare import command
from openets.commands.fields import DryRun, On, Reason, Request
from openets.commands.projects.step import Project, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("project withdraw", done="{project}: withdrawn")
def withdraw(
    session: Session,
    *,
    project: Project,
    reason: Reason,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Withdraw a project and its registration: no more units can be issued for it.

    Those issued before stay as they are.
    """
    return take(session, project, "withdraw", request, dry_run, reason=reason, on=on)
