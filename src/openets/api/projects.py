"""The public register of projects that earn credits, and the operational entities that judge them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from openets.api.asking import Asked, Choice, Key, Order, Text, among
from openets.api.lists import Listed, Orders, listed, take_from
from openets.api.names import country_name
from openets.api.problems import RefusalShape
from openets.api.project_shapes import (
    EntityShape,
    IssuableShape,
    ProjectShape,
    UsabilityShape,
    WholeProject,
    row_elements,
    whole_elements,
)
from openets.engine.showing import eligibility
from openets.laws.now import eu_ets
from openets.ledger.records import Body
from openets.projects.cycles import mechanisms, programmes
from openets.projects.entity import FUNCTIONS, Entity
from openets.projects.issuing import Issuable, issuable
from openets.projects.project import Project, project_from
from openets.projects.usability import usability
from openets.stores.sql import queries_entities, queries_projects
from openets.stores.sql.queries_projects import ProjectRow, row_of

router = Router(tags=["projects"])


class Projects(Listed[ProjectShape]):
    """Projects."""


ORDERS: Orders[ProjectRow] = Orders(
    {
        "id": lambda row: row.key,
        "title": lambda row: row.title,
        "mechanism": lambda row: row.mechanism,
        "host": lambda row: country_name(row.host),
        "state": lambda row: row.state,
        "certified": lambda row: row.certified or None,
        "issued": lambda row: row.issued or None,
        "list_issued": lambda row: row.list_issued,
    },
    lambda row: row.key,
)


class ProjectsAsked(Asked):
    """Which projects."""

    q: Text = Field("", description="Words that all stand in number, number in the list, title, or host country.")
    host: Text | None = Field(None, description="The host Party's two letters.")
    mechanism: Annotated[str, Choice(mechanisms(eu_ets()), "The kind of project.")] | None = None
    scale: Annotated[str, Choice(("large", "small"), "Their scale.")] | None = None
    state: Text | None = Field(None, description="How far its cycle has come.")
    methodology: Text | None = Field(None, description="The beginning of a methodology's number, such as ACM0002.")
    sort: Annotated[str, Order(ORDERS.sorts)] = "id"


@router.get("/projects", response=Projects, summary="Projects that earn credits")
def projects(request: HttpRequest, asked: Query[ProjectsAsked]) -> Projects:
    found = queries_projects.projects()
    among("host", asked.host, {row.host for row in found})
    among("state", asked.state, {row.state for row in found})
    rows = filter(_wanted(asked), queries_projects.called(found, asked.q))
    taken = take_from(request, asked, rows, ORDERS, asked.sort)
    return listed(Projects, taken, lambda row: ProjectShape(**row_elements(row)))


def _wanted(asked: ProjectsAsked) -> Callable[[ProjectRow], bool]:
    """Whether a project is among those asked for."""
    methodology = (asked.methodology or "").lower()

    def wanted(row: ProjectRow) -> bool:
        return (
            asked.host in (None, row.host)
            and asked.mechanism in (None, row.mechanism)
            and asked.scale in (None, row.scale)
            and asked.state in (None, row.state)
            and (not methodology or any(each.lower().startswith(methodology) for each in row.methodologies))
        )

    return wanted


@router.get("/projects/{key}", response=WholeProject, summary="One project with its cycle")
def project(request: HttpRequest, key: Key) -> WholeProject:
    record = queries_projects.record("project", key)
    if record is None:
        raise Http404(f"No project has the number “{key}”.")
    body: Body = json.loads(record.body)
    found, today = project_from(body), timezone.now().date()
    may = _issuable(found, body, today)
    usable = usability(eu_ets(), found, today)
    return WholeProject(
        **row_elements(row_of(found)),
        **whole_elements(found, queries_projects.steps(record)),
        issuable=_issuable_shape(may) if may is not None else None,
        usable_in_eu_ets=UsabilityShape(answer=usable.answer, reasons=list(usable.reasons)),
        registry=record.registry,
        reference=record.reference,
    )


def _issuable(found: Project, body: Body, on: date) -> Issuable | None:
    """What may be issued on a day; `None` for a project for which that is no question."""
    if found.registered is None or found.imported:
        return None
    host = queries_projects.body("party", found.host)
    return issuable(eu_ets(), body, on, eligibility(eu_ets(), host, on))


def _issuable_shape(may: Issuable) -> IssuableShape:
    return IssuableShape(
        unit=may.unit,
        quantity=may.quantity,
        share_of_proceeds=may.share_of_proceeds,
        expiry=may.expiry or None,
        refusals=[RefusalShape.of(each) for each in may.refusals],
    )


# ---- operational entities ------------------------------------------------------------------------


class Entities(Listed[EntityShape]):
    """Operational entities."""


ENTITY_ORDERS: Orders[Entity] = Orders(
    {
        "id": lambda row: row.key,
        "name": lambda row: row.name,
        "country": lambda row: row.country,
        "state": lambda row: row.state,
    },
    lambda row: row.key,
)


class EntitiesAsked(Asked):
    """Which entities."""

    q: Text = Field("", description="Words that all stand in id or name.")
    mechanism: Annotated[str, Choice(programmes(eu_ets()), "For which kind of projects.")] | None = None
    function: Annotated[str, Choice(FUNCTIONS, "What they may do.")] | None = None
    state: Annotated[str, Choice(("accredited", "suspended", "withdrawn"), "How they stand.")] | None = None
    sort: Annotated[str, Order(ENTITY_ORDERS.sorts)] = "id"


@router.get("/entities", response=Entities, summary="Operational entities")
def entities(request: HttpRequest, asked: Query[EntitiesAsked]) -> Entities:
    rows = [
        row
        for row in queries_entities.called(queries_entities.entities(), asked.q)
        if (asked.mechanism is None or asked.mechanism in row.mechanisms)
        and (asked.function is None or asked.function in row.functions)
        and asked.state in (None, row.state)
    ]
    return listed(Entities, take_from(request, asked, rows, ENTITY_ORDERS, asked.sort), EntityShape.of)


@router.get("/entities/{key}", response=EntityShape, summary="One operational entity")
def entity(request: HttpRequest, key: Key) -> EntityShape:
    found = queries_entities.entity(key)
    if found is None:
        raise Http404(f"No operational entity has the id “{key}”.")
    return EntityShape.of(found)
