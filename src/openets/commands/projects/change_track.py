"""Take a project of Joint Implementation to the other track."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import DryRun, Field, On, Request, number
from openets.commands.projects.step import Project, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("project change-track", done="{project}: on track {track} now")
def change_track(
    session: Session,
    *,
    project: Project,
    track: Annotated[int, Field(number(1, 2), "The other track of Joint Implementation.", "TRACK")],
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Take a project of Joint Implementation to the other track.

    On track 2 an entity must determine it, and verify what the host alone had verified.
    """
    return take(session, project, "change track", request, dry_run, track=track, on=on)
