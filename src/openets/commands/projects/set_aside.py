"""Show that allowances were given up against double counting."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import KEY, QUANTITY, DryRun, Field, On, Request
from openets.commands.projects.step import Project, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("project set-aside", done="{project}: {quantity:,} allowances of {installation} given up")
def set_aside(
    session: Session,
    *,
    project: Project,
    installation: Annotated[str, Field(KEY, "The installation, such as CZ_55.", "INSTALLATION", "CZ_55")],
    quantity: Annotated[int, Field(QUANTITY, "Allowances given up.", "QUANTITY")],
    transaction: Annotated[str, Field(KEY, "The transaction that shows it.")],
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Show that allowances of an installation were given up, so that nothing is counted twice.

    The completed cancellation of allowances of the installation, or of its State, counts once.
    """
    told = {"installation": installation, "quantity": quantity, "transaction": transaction, "on": on}
    return take(session, project, "set aside", request, dry_run, **told)
