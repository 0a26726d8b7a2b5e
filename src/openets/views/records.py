"""Records as they stand: a project, entity, Party or notification, and the steps that made it so."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from openets.ledger.records import Body, Record
from openets.records.steps import Rec, RecordKind
from openets.stores.sql import chains, models


def record(kind: str, key: str) -> Record | None:
    """A record as it stands."""
    row = models.Record.objects.filter(kind=kind, key=key).values_list(*Record._fields).first()
    return Record(*row) if row is not None else None


def body(kind: str, key: str) -> Body | None:
    """A record's body, or `None` where there is no such record."""
    found = record(kind, key)
    return None if found is None else json.loads(found.body)


def bodies(kind: str, beginning: str = "") -> list[tuple[str, Body]]:
    """Key and body of all records of a kind whose keys begin so, by key."""
    query = models.Record.objects.filter(kind=kind, key__startswith=beginning).order_by("key")
    return [(key, json.loads(text)) for key, text in query.values_list("key", "body")]


def all_of(kind: RecordKind[Any, Rec], **where: str) -> list[Rec]:
    """All records of a kind, by key; of one registry where it is named."""
    query = models.Record.objects.filter(kind=kind.name, **where).order_by("key")
    return [kind.read(json.loads(body)) for body in query.values_list("body", flat=True)]


def one_of(kind: RecordKind[Any, Rec], key: str) -> Rec | None:
    """One record of a kind, or `None` for a key that none has."""
    found = body(kind.name, key)
    return kind.read(found) if found is not None else None


def reference(kind: str, key: str) -> str:
    """The journal entry that made a record what it is."""
    found = record(kind, key)
    return found.reference if found is not None else ""


class StepEntry(NamedTuple):
    """A journal entry by which a record changed."""

    reference: str
    step: str
    at: str
    by: str
    values: dict[str, Any]


def steps(of: Record) -> list[StepEntry]:
    """Every step of a record, oldest first: each entry names the one before it."""
    found: list[StepEntry] = []
    reference = of.reference
    while reference and (text := _text(reference)):
        content = json.loads(text)
        found.append(StepEntry(reference, content["step"], content["at"], content["by"], content["values"]))
        reference = content.get("before", "")
    return found[::-1]


def _text(reference: str) -> str | None:
    """The text of a journal entry, `None` where there is none."""
    place = _place(reference)
    return models.JournalEntry.objects.filter(**place).values_list("text", flat=True).first() if place else None


def serials(transactions: Iterable[str]) -> dict[str, list[str]]:
    """The blocks that came to be in each of these transactions, as their journal entries name them."""
    found = {}
    for reference in transactions:
        text = _text(reference)
        found[reference] = list(json.loads(text).get("created", [])) if text else []
    return found


def _place(reference: str) -> dict[str, Any]:
    """Registry and sequence of an entry's reference, such as ``CDM14``; nothing for what is none."""
    registry = reference.rstrip("0123456789")
    number = reference[len(registry) :]
    if not (registry.isalpha() and registry.isascii() and 0 < len(number) <= 18):
        return {}
    return {"registry": registry, "sequence": int(number)}


def linked(of: Record) -> chains.Linked | None:
    """The journal entry that made a record what it is, in its chain."""
    place = _place(of.reference)
    return chains.linked(place["registry"], place["sequence"]) if place else None
