"""The step that every verb of this folder takes."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from openets.compliance.party_steps import KIND
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.engine.steps import TakeStep


def take(session: Session, party: str, step: str, request: str, dry_run: bool, **told: Any) -> Outcome:
    """Take a step with the record of a Party; what is `None` is not told. The journal is that of its registry."""
    return session.one(TakeStep(party, KIND.name, party, step, as_json(told), request), dry_run=dry_run)


def as_json(told: dict[str, Any]) -> str:
    """What a step is told, as JSON: the same words always give the same text."""
    known = {name: _plain(value) for name, value in told.items() if value is not None}
    return json.dumps(known, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, (date, Decimal)) else value
