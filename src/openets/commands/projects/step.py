"""The step that every verb of this folder takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from openets.commands.fields import KEY, TEXT, Field, number
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.engine.steps import TakeStep
from openets.kernel.refusals import Misuse
from openets.ledger.records import Record
from openets.ledger.store import Needs

PROJECT = "project"
ENTITY = "entity"

Project = Annotated[
    str, Field(KEY, "The project's number: its host's two letters and digits, as CN1234.", "PROJECT", "CN1234")
]
EntityKey = Annotated[str, Field(KEY, "The entity's key, such as DNV.", "ENTITY", "DNV")]
Entity = Annotated[str, Field(KEY, "Key of the operational entity, such as DNV.", "--entity", "DNV")]
Opinion = Annotated[str, Field(TEXT, "The entity's opinion in words.")]
PeriodNumber = Annotated[int, Field(number(1, 9999), "Number of the monitoring period.", "--period")]


def take(session: Session, project: str, step: str, request: str, dry_run: bool, **told: Any) -> Outcome:
    """Take a step with a project that is on record; what is `None` is not told. Raises `Misuse` for any other."""
    registry = project_record(session, project).registry
    return session.one(TakeStep(registry, PROJECT, project, step, as_json(told), request), dry_run=dry_run)


def project_record(session: Session, project: str) -> Record:
    """A project's record. Raises `Misuse` for a project that the books do not know."""
    found = _record(session, PROJECT, project)
    if found is None:
        raise Misuse(
            f"no project '{project[:40]}' is known: `ets project list --find TEXT` lists projects, and"
            " `ets project design` begins one"
        )
    return found


def entity_record(session: Session, entity: str) -> Record:
    """An operational entity's record. Raises `Misuse` for an entity that the books do not know."""
    found = _record(session, ENTITY, entity)
    if found is None:
        raise Misuse(f"no operational entity '{entity[:40]}' is known: `ets entity accredit` begins its record")
    return found


def _record(session: Session, kind: str, key: str) -> Record | None:
    with session.store.reading() as books:
        return books.load(Needs(records={(kind, key)})).records.get((kind, key))


def as_json(told: Mapping[str, Any]) -> str:
    """What a step is told, as JSON: the same words always give the same text. Signs beyond ASCII are escaped."""
    known = {name: _plain(value) for name, value in told.items() if value is not None}
    return json.dumps(known, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
