"""Parties, notifications and the totals of registries, for pages."""

from __future__ import annotations

import json

from openets.compliance.notices_record import Notice, notice_from
from openets.compliance.party_record import Party, party_from
from openets.ledger.store import Total
from openets.stores.sql import models


def parties() -> dict[str, Party]:
    """Every Party on record, by code."""
    rows = models.Record.objects.filter(kind="party").order_by("key").values_list("key", "body")
    return {key: party_from(json.loads(body)) for key, body in rows}


def totals() -> dict[Total, int]:
    """Every running total that is not zero."""
    rows = models.Total.objects.exclude(quantity=0).values_list("registry", "unit", "what", "quantity")
    return {(registry, unit, what): quantity for registry, unit, what, quantity in rows}


def notices(party: str = "") -> list[Notice]:
    """Every notification, or those to one Party, in the order of their numbers."""
    query = models.Record.objects.filter(kind="notice")
    if party:
        query = query.filter(registry=party)
    found = [notice_from(json.loads(body)) for body in query.order_by("key").values_list("body", flat=True)]
    return sorted(found, key=lambda each: int(each.key.removeprefix("ITL")))


def notice(key: str) -> Notice | None:
    """One notification."""
    body = models.Record.objects.filter(kind="notice", key=key).values_list("body", flat=True).first()
    return notice_from(json.loads(body)) if body is not None else None


def reference(kind: str, key: str) -> str:
    """The journal entry that made a record what it is."""
    row = models.Record.objects.filter(kind=kind, key=key).values_list("reference", flat=True).first()
    return row or ""
