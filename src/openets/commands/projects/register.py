"""Register a project, or reject it."""

from __future__ import annotations

from openets.commands.declare import command
from openets.commands.fields import DryRun, On, Reason, Request
from openets.commands.projects.step import Project, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("project register", done="{project}: registered")
def register(
    session: Session, *, project: Project, on: On = None, request: Request = "", dry_run: DryRun = False
) -> Outcome:
    """Register a project: from now on it can be credited."""
    return take(session, project, "register", request, dry_run, on=on)


@command("project reject", done="{project}: rejected")
def reject(
    session: Session,
    *,
    project: Project,
    reason: Reason,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Reject a project's registration.

    With a mended design it may come again.
    """
    return take(session, project, "reject", request, dry_run, reason=reason, on=on)
