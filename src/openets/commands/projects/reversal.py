"""Report that a sink lost what it had stored, and that this was made good."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import KEY, QUANTITY, DryRun, Field, On, Request
from openets.commands.projects.step import Entity, Project, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("project report-reversal", done="{project}: {quantity:,} t reported lost")
def report_reversal(
    session: Session,
    *,
    project: Project,
    quantity: Annotated[int, Field(QUANTITY, "Tonnes lost.", "QUANTITY")],
    entity: Entity,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Report that a sink lost what it had stored.

    No more units are issued until as many are replaced or cancelled.
    """
    return take(session, project, "report reversal", request, dry_run, entity=entity, quantity=quantity, on=on)


@command("project settle-reversal", done="{project}: reversal made good")
def settle_reversal(
    session: Session,
    *,
    project: Project,
    transaction: Annotated[
        str, Field(KEY, "The transaction that replaced or cancelled the units.", "TRANSACTION", "UG13")
    ],
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Show that a reversal of storage was made good."""
    return take(session, project, "settle reversal", request, dry_run, transaction=transaction, on=on)
