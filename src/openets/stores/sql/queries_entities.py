"""Operational entities, for pages and the read-only interface."""

from __future__ import annotations

import json
from collections.abc import Iterable

from openets.projects.entity import Entity, entity_from
from openets.stores.sql import models

_KIND = "entity"


def entities() -> list[Entity]:
    """Every operational entity, by key."""
    bodies = models.Record.objects.filter(kind=_KIND).order_by("key").values_list("body", flat=True)
    return [entity_from(json.loads(body)) for body in bodies]


def called(rows: Iterable[Entity], text: str) -> list[Entity]:
    """Entities of which every word of `text` stands in id or name."""
    words = text.lower().split()
    return [row for row in rows if all(word in f"{row.key} {row.name}".lower() for word in words)]


def entity(key: str) -> Entity | None:
    """One operational entity."""
    body = models.Record.objects.filter(kind=_KIND, key=key).values_list("body", flat=True).first()
    return entity_from(json.loads(body)) if body is not None else None
