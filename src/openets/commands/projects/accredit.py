"""Accredit operational entities, and suspend or withdraw what was accredited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from openets.commands.projects.step import ENTITY, as_json, entity_record
from openets.engine.acts import Outcome, TakeStep
from openets.engine.session import Session


def accredit(
    session: Session,
    *,
    entity: str,
    name: str,
    mechanisms: Sequence[str],
    scopes: Sequence[int],
    request: str,
    functions: Sequence[str] = (),
    country: str = "",
    registry: str = "",
    synthetic: bool = False,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Accredit an entity for mechanisms (CDM, JI, VER), sectoral scopes and functions (both unless told).

    Its record is kept in the journal of `registry`; left out, of the one above the Parties.
    """
    told = {
        "name": name,
        "mechanisms": list(mechanisms),
        "scopes": list(scopes),
        "functions": list(functions) or None,
        "country": country or None,
        "synthetic": synthetic or None,
        "on": on,
    }
    home = registry or next(code for code, each in session.law.terms.registries.items() if each.projects)
    return session.one(TakeStep(home, ENTITY, entity, "accredit", as_json(told), request), dry_run=dry_run)


def extend(
    session: Session, *, entity: str, scopes: Sequence[int], request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Accredit an entity for more scopes."""
    return _take(session, entity, "extend", request, dry_run, scopes=list(scopes), on=on)


def suspend(
    session: Session, *, entity: str, reason: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Suspend an entity: what it signs from that day on is refused."""
    return _take(session, entity, "suspend", request, dry_run, reason=reason, on=on)


def reinstate(session: Session, *, entity: str, request: str, on: date | None = None, dry_run: bool = False) -> Outcome:
    """Lift an entity's suspension."""
    return _take(session, entity, "reinstate", request, dry_run, on=on)


def withdraw_accreditation(
    session: Session, *, entity: str, reason: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Withdraw an entity's accreditation for good."""
    return _take(session, entity, "withdraw", request, dry_run, reason=reason, on=on)


def declare_interest(
    session: Session, *, entity: str, interest: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Record that an entity has an interest in a project or company, by its number or name: it may not judge it."""
    return _take(session, entity, "declare interest", request, dry_run, interest=interest, on=on)


def _take(session: Session, entity: str, step: str, request: str, dry_run: bool, **told: Any) -> Outcome:
    registry = entity_record(session, entity).registry
    return session.one(TakeStep(registry, ENTITY, entity, step, as_json(told), request), dry_run=dry_run)
