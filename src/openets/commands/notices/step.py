"""The step that every verb of this folder takes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from openets.commands.fields import DAY, KEY, QUANTITY, TEXT, Field
from openets.commands.notices.listing import notice_of
from openets.commands.parties.step import as_json
from openets.compliance.notices_steps import KIND
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.engine.steps import TakeStep

Key = Annotated[str, Field(KEY, "The notification, such as ITL17.", "KEY", "ITL17")]
Deadline = Annotated[date | None, Field(DAY, "The day until which it is to be settled.")]
AskedFor = Annotated[int | None, Field(QUANTITY, "How many units it asks for.")]
More = Annotated[str, Field(TEXT, "What more there is to say, in one line.")]


def take(session: Session, key: str, step: str, request: str, dry_run: bool, **told: Any) -> Outcome:
    """Take a step with a notification's record. Raises `Misuse` for one that is not known."""
    registry = notice_of(session.store, key).party
    return session.one(TakeStep(registry, KIND.name, key, step, as_json(told), request), dry_run=dry_run)
