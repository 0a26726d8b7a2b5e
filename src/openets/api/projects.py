"""The public register of projects that earn credits, and the operational entities that judge them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from openets.api.filters import Key
from openets.api.lists import add_list
from openets.api.problems import RefusalSchema
from openets.api.project_schemas import IssuableSchema, UsabilitySchema, WholeProject, whole_elements
from openets.api.schema import schema_of
from openets.engine.showing import eligibility
from openets.ledger.records import Body
from openets.projects.issuing import Issuable, issuable
from openets.projects.project import Project, project_from
from openets.projects.usability import usability
from openets.views import records
from openets.views.entities import ENTITIES
from openets.views.entities import entity as find_entity
from openets.views.law import books_law
from openets.views.parties import today as day_of_judging
from openets.views.projects import PROJECTS, row_of

router = Router(tags=["projects"])
add_list(router, "/projects", PROJECTS, "Projects that earn credits")


@router.get("/projects/{key}", response=WholeProject, summary="One project with its cycle")
def project(request: HttpRequest, key: Key) -> WholeProject:
    record = records.record("project", key)
    if record is None:
        raise Http404(f"No project has the number “{key}”.")
    body: Body = json.loads(record.body)
    found, today = project_from(body), day_of_judging()
    may = _issuable(found, body, today)
    usable = usability(books_law(), found, today)
    return WholeProject(
        **PROJECTS.item(row_of(found)),
        **whole_elements(found, records.steps(record)),
        issuable=_issuable_schema(may) if may is not None else None,
        usable_in_eu_ets=UsabilitySchema(answer=usable.answer, reasons=list(usable.reasons)),
        registry=record.registry,
        reference=record.reference,
    )


def _issuable(found: Project, body: Body, on: date) -> Issuable | None:
    """What may be issued on a day; `None` for a project for which that is no question."""
    if found.registered is None or found.imported:
        return None
    host = records.body("party", found.host)
    return issuable(books_law(), body, on, eligibility(books_law(), host, on))


def _issuable_schema(may: Issuable) -> IssuableSchema:
    return IssuableSchema(
        unit=may.unit,
        quantity=may.quantity,
        share_of_proceeds=may.share_of_proceeds,
        expiry=may.expiry or None,
        refusals=[RefusalSchema.of(each) for each in may.refusals],
    )


add_list(router, "/entities", ENTITIES, "Operational entities")


@router.get("/entities/{key}", response=schema_of(ENTITIES), summary="One operational entity")
def entity(request: HttpRequest, key: Key) -> dict[str, Any]:
    found = find_entity(key)
    if found is None:
        raise Http404(f"No operational entity has the id “{key}”.")
    return ENTITIES.item(found)
