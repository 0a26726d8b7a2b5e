"""Take a project of Joint Implementation to the other track."""

from __future__ import annotations

from datetime import date

from openets.commands.projects.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def change_track(
    session: Session, *, project: str, track: int, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Change the track. On track 2 an entity must determine it, and verify what the host alone had verified."""
    return take(session, project, "change track", request, dry_run, track=track, on=on)
