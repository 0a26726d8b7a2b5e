"""Take a project of Joint Implementation to the other track."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.projects.step import take


def change_track(
    desk: Desk, *, project: str, track: int, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Change the track. On track 2 an entity must determine it, and verify what the host alone had verified."""
    return take(desk, project, "change track", request, dry_run, track=track, on=on)
