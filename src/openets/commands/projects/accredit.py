"""Accredit operational entities, and suspend or withdraw what was accredited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

from openets.commands.declare import command
from openets.commands.fields import (
    KEY,
    LINE,
    NUMBERS,
    TEXTS,
    DryRun,
    Field,
    On,
    Reason,
    Request,
    Synthetic,
    Value,
    suggested,
)
from openets.commands.projects.step import ENTITY, EntityKey, as_json, entity_record
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.engine.steps import TakeStep
from openets.laws.law import Law
from openets.projects.cycles import programmes
from openets.projects.entity import FUNCTIONS

MECHANISM = suggested(TEXTS, lambda law: programmes(law) if law.protocol is not None else ())
FUNCTION = suggested(TEXTS, lambda law: FUNCTIONS)
Scopes = Annotated[Sequence[int], Field(NUMBERS, "Sectoral scope, 1 to 15; again for each.", "--scope")]


class Accreditation(NamedTuple):
    """What an entity is accredited for, and who it is."""

    name: Annotated[str, Field(LINE, "Its name.", "NAME", "Det Norske Veritas")]
    mechanisms: Annotated[Sequence[str], Field(MECHANISM, "A mechanism; again for each.", "--mechanism")]
    scopes: Scopes
    functions: Annotated[
        Sequence[str],
        Field(FUNCTION, "A function; all of them if left out.", "--function"),
    ] = ()
    country: Annotated[str, Field(KEY, "Where it is at home, two letters.")] = ""
    registry: Annotated[
        str, Field(KEY, "Whose journal keeps its record; that of the body that issues for projects if left out.")
    ] = ""
    synthetic: Synthetic = False


@command("entity accredit", done="{entity}: accredited")
def accredit(
    session: Session,
    *,
    entity: EntityKey,
    accreditation: Annotated[Accreditation, Value(Accreditation)],
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Accredit an entity to validate and verify."""
    told = {
        "name": accreditation.name,
        "mechanisms": list(accreditation.mechanisms),
        "scopes": list(accreditation.scopes),
        "functions": list(accreditation.functions) or None,
        "country": accreditation.country or None,
        "synthetic": accreditation.synthetic or None,
        "on": on,
    }
    home = accreditation.registry or _registry_of_projects(session.law)
    return session.one(TakeStep(home, ENTITY, entity, "accredit", as_json(told), request), dry_run=dry_run)


def _registry_of_projects(law: Law) -> str:
    """The registry that issues what projects under an international body earn; ``""`` where a law has none."""
    return next((code for code, row in law.terms.registries.items() if row.projects), "")


@command("entity extend", done="{entity}: accredited for more scopes")
def extend(
    session: Session,
    *,
    entity: EntityKey,
    scopes: Scopes,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Accredit an entity for more scopes."""
    return _take(session, entity, "extend", request, dry_run, scopes=list(scopes), on=on)


@command("entity suspend", done="{entity}: suspended")
def suspend(
    session: Session,
    *,
    entity: EntityKey,
    reason: Reason,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Suspend an entity: what it signs from that day on is refused."""
    return _take(session, entity, "suspend", request, dry_run, reason=reason, on=on)


@command("entity reinstate", done="{entity}: reinstated")
def reinstate(
    session: Session, *, entity: EntityKey, on: On = None, request: Request = "", dry_run: DryRun = False
) -> Outcome:
    """Lift an entity's suspension."""
    return _take(session, entity, "reinstate", request, dry_run, on=on)


@command("entity withdraw", done="{entity}: accreditation withdrawn")
def withdraw_accreditation(
    session: Session,
    *,
    entity: EntityKey,
    reason: Reason,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Withdraw an entity's accreditation for good."""
    return _take(session, entity, "withdraw", request, dry_run, reason=reason, on=on)


@command("entity interest", done="{entity}: interest in {interest} recorded")
def declare_interest(
    session: Session,
    *,
    entity: EntityKey,
    interest: Annotated[str, Field(LINE, "A project's number, or a company's name.", "OF", "CN1234")],
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Record that an entity has an interest in a project or company: it may not judge it."""
    return _take(session, entity, "declare interest", request, dry_run, interest=interest, on=on)


def _take(session: Session, entity: str, step: str, request: str, dry_run: bool, **told: Any) -> Outcome:
    registry = entity_record(session, entity).registry
    return session.one(TakeStep(registry, ENTITY, entity, step, as_json(told), request), dry_run=dry_run)
