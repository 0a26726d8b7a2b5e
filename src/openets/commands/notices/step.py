"""The step that every verb of this folder takes."""

from __future__ import annotations

from typing import Any

from openets.commands.notices.listing import notice_of
from openets.commands.parties.step import as_json
from openets.compliance.notices_steps import KIND
from openets.engine.acts import Outcome, TakeStep
from openets.engine.session import Session


def take(session: Session, key: str, step: str, request: str, dry_run: bool, **told: Any) -> Outcome:
    """Take a step with a notification's record. Raises `Misuse` for one that is not known."""
    registry = notice_of(session.store, key).party
    return session.one(TakeStep(registry, KIND.name, key, step, as_json(told), request), dry_run=dry_run)
