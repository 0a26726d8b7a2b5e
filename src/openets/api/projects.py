"""The public register of projects that earn credits, and the operational entities that judge them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from openets.api.filters import Key
from openets.api.lists import add_list
from openets.api.schema import schema_of
from openets.views.entities import ENTITIES
from openets.views.entities import entity as find_entity
from openets.views.project import WHOLE, project_file
from openets.views.projects import PROJECTS

router = Router(tags=["projects"])
add_list(router, "/projects", PROJECTS, "Projects that earn credits")


@router.get("/projects/{key}", response=schema_of(WHOLE), summary="One project with its cycle")
def project(request: HttpRequest, key: Key) -> dict[str, Any]:
    found = project_file(key)
    if found is None:
        raise Http404(f"No project has the number “{key}”.")
    return WHOLE.item(found)


add_list(router, "/entities", ENTITIES, "Operational entities")


@router.get("/entities/{key}", response=schema_of(ENTITIES), summary="One operational entity")
def entity(request: HttpRequest, key: Key) -> dict[str, Any]:
    found = find_entity(key)
    if found is None:
        raise Http404(f"No operational entity has the id “{key}”.")
    return ENTITIES.item(found)
