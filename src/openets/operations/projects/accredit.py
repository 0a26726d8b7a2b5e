"""Accredit operational entities, and suspend or withdraw what was accredited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from openets.operations.acts import Outcome, TakeStep
from openets.operations.desk import Desk
from openets.operations.projects.step import ENTITY, as_json, entity_record


def accredit(
    desk: Desk,
    *,
    entity: str,
    name: str,
    mechanisms: Sequence[str],
    scopes: Sequence[int],
    request: str,
    functions: Sequence[str] = (),
    country: str = "",
    registry: str = "CDM",
    synthetic: bool = False,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Accredit an entity for mechanisms (CDM, JI, VER), sectoral scopes and functions (both unless told).

    Its record is kept in the journal of `registry`.
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
    return desk.one(TakeStep(registry, ENTITY, entity, "accredit", as_json(told), request), dry_run=dry_run)


def extend(
    desk: Desk, *, entity: str, scopes: Sequence[int], request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Accredit an entity for more scopes."""
    return _take(desk, entity, "extend", request, dry_run, scopes=list(scopes), on=on)


def suspend(
    desk: Desk, *, entity: str, reason: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Suspend an entity: what it signs from that day on is refused."""
    return _take(desk, entity, "suspend", request, dry_run, reason=reason, on=on)


def reinstate(desk: Desk, *, entity: str, request: str, on: date | None = None, dry_run: bool = False) -> Outcome:
    """Lift an entity's suspension."""
    return _take(desk, entity, "reinstate", request, dry_run, on=on)


def withdraw_accreditation(
    desk: Desk, *, entity: str, reason: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Withdraw an entity's accreditation for good."""
    return _take(desk, entity, "withdraw", request, dry_run, reason=reason, on=on)


def declare_interest(
    desk: Desk, *, entity: str, interest: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Record that an entity has an interest in a project or company, by its number or name: it may not judge it."""
    return _take(desk, entity, "declare interest", request, dry_run, interest=interest, on=on)


def _take(desk: Desk, entity: str, step: str, request: str, dry_run: bool, **told: Any) -> Outcome:
    registry = entity_record(desk, entity).registry
    return desk.one(TakeStep(registry, ENTITY, entity, step, as_json(told), request), dry_run=dry_run)
