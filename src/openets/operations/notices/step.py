"""The step that every verb of this folder takes."""

from __future__ import annotations

from typing import Any

from openets.compliance.notices import KIND
from openets.operations.acts import Outcome, TakeStep
from openets.operations.desk import Desk
from openets.operations.notices.listing import notice_of
from openets.operations.parties.step import as_json


def take(desk: Desk, key: str, step: str, request: str, dry_run: bool, **told: Any) -> Outcome:
    """Take a step with a notification's record. Raises `Misuse` for one that is not known."""
    registry = notice_of(desk.store, key).party
    return desk.one(TakeStep(registry, KIND, key, step, as_json(told), request), dry_run=dry_run)
