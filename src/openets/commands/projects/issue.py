"""Issue a project's units: the one verb of this folder by which units come to be."""

from __future__ import annotations

import json

from openets.commands.projects.step import project_record
from openets.engine.acts import Outcome
from openets.engine.records import standing
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.kernel.units import Elements
from openets.laws.now import government_account
from openets.ledger.transactions import Proposal
from openets.projects.issuing import Issuable, issuable

_SOURCES = {"ERU": "AAU", "ERU-RMU": "RMU"}
"""Emission reduction units → what they are converted from."""


def may_issue(session: Session, project: str) -> Issuable:
    """What may be issued to a project today. Raises `Misuse` for one that is not on record."""
    body = json.loads(project_record(session, project).body)
    with session.store.reading() as books:
        host = books.records([("party", project[:2])]).get(("party", project[:2]))
    today = session.clock.now().date()
    return issuable(body, today, standing(json.loads(host.body) if host is not None else None, today))


def issue(
    session: Session,
    *,
    project: str,
    request: str,
    quantity: int | None = None,
    account: str = "",
    dry_run: bool = False,
) -> Outcome:
    """Issue units to a project, all that may be unless told.

    CERs, tCERs and lCERs come into the CDM registry's pending account, ERUs are converted in the host's Party holding
    account, voluntary units come into `account`. Raises `Misuse` where nothing is ready.
    """
    registry = project_record(session, project).registry
    found = may_issue(session, project)
    units = _asked_before(session, request) if quantity is None else quantity
    if units is None and found.refusals:
        return Outcome(request, False, "", found.refusals)
    if units is None and not found.quantity:
        raise Misuse(f"nothing of {project} is ready to be issued: `ets project show {project}` says how far it is")
    units = found.quantity if units is None else units
    elements = Elements(found.activity, project, found.track, found.expiry)
    return session.one(_proposal(registry, found.unit, units, elements, account, request), dry_run=dry_run)


def _asked_before(session: Session, request: str) -> int | None:
    """How many units the same request was given before: asked again it gets the same answer."""
    answer = session.store.answer(request)
    if answer is None or not answer.reference:
        return None
    with session.store.reading() as books:
        known = books.transactions([answer.reference]).get(answer.reference)
    return known.quantity if known is not None else None


def _proposal(registry: str, unit: str, units: int, elements: Elements, account: str, request: str) -> Proposal:
    if unit in _SOURCES:
        party = government_account(registry, "100")
        return Proposal("2-0", party, party, _SOURCES[unit], units, request, elements=elements)
    if unit == "VER":
        if not account:
            raise Misuse("voluntary units need an account of a person to come into: name it")
        return Proposal("1-90", "", account, unit, units, request, elements=elements)
    return Proposal("1-0", "", government_account(registry, "110"), unit, units, request, elements=elements)
