"""What changed on a day: the entries of all journals that were written on it."""

import json
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from openets.stores.sql import models
from openets.views import choices
from openets.views.columns import Column
from openets.views.known import present
from openets.views.law import LAST, asked, past_shown
from openets.views.past import END
from openets.views.registries import EntryRow
from openets.views.rows import Rows
from openets.views.view import Filter, FilterKind, View


class ChangeRow(NamedTuple):
    """A journal entry and what it says."""

    entry: Any
    told: dict[str, Any]

    @property
    def reference(self) -> str:
        return f"{self.entry.registry}{self.entry.sequence}"

    @property
    def page(self) -> tuple[str, ...]:
        """The page of what changed; nothing where it has none, or may have none on the day that is shown: what was
        written by then may have taken effect later."""
        past = past_shown()
        if past and past.on != LAST:
            return ()
        if self.entry.kind == "transaction":
            return "transaction", self.reference
        named = ((name, self.told.get(name)) for name in ("installation", "account"))
        return next(((name, value) for name, value in named if isinstance(value, str) and value), ())

    @property
    def says(self) -> str:
        """What the entry says in plain words and numbers, in a line."""
        left_out = ("entry", "kind", "request", "at", "by", "version", "from", "to")
        parts = [f"{self.told['from'] or 'issued'} → {self.told['to']}"] if {"from", "to"} <= self.told.keys() else []
        for name, value in self.told.items():
            if name in left_out or value in (None, "", []):
                continue
            many = isinstance(value, list | dict)
            some = value if not many else ", ".join(map(str, value)) if _few(value) else f"{len(value):,}"
            parts.append(f"{name} {some}")
        return "; ".join(parts)[:300]


def _few(value: Any) -> bool:
    return len(value) <= 3 and all(isinstance(each, str | int) for each in value)


DAY = Filter("day", "Day", "The day; the last one on which anything was written unless you say.", kind=FilterKind.DAY)
KIND = Filter("kind", "Kind", "A kind of entry, such as transaction, report or plan.", keeps="kind")


def _changes(day: str = "", registry: str = "") -> Rows[ChangeRow]:
    heads = _heads()
    wanted = day or max((at[:10] for _, at in heads.values()), default=date.max.isoformat())
    query = Q(pk__in=[])
    for code, (last, at) in heads.items():
        if registry in ("", code) and at >= wanted:
            first, end = (_until(code, last, moment) for moment in (wanted, f"{wanted}{END}"))
            if end > first:
                query |= Q(registry=code, sequence__gt=first, sequence__lte=end)
    return Rows(models.JournalEntry.objects.filter(query), _read, {"at": ("position",)}, EntryRow._fields)


def _heads() -> dict[str, tuple[int, str]]:
    """By registry, the number of its last entry and when that was written; on a past day, of what was entered by then,
    whatever took effect later."""
    rows = models.Registry.objects.values_list("code", "sequence", "at")
    past = past_shown()
    if not past:
        return {code: (last, at) for code, last, at in rows}
    lasts = {code: _until(code, last, f"{past.entered}{END}") for code, last, _ in rows}
    return {code: (last, _at(code, last)) for code, last in lasts.items() if last}


def _at(code: str, sequence: int) -> str:
    with present():
        ((at,),) = asked("SELECT at FROM journal WHERE registry = %s AND sequence = %s", (code, sequence))
    return str(at)


def _until(code: str, last: int, moment: str) -> int:
    """How many entries of a registry were written before a moment. Its chain has the order of time, so that it takes
    few looks where a search of all entries would take seconds."""
    low, high = 0, last
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _at(code, middle) < moment else (low, middle - 1)
    return low


def _read(rows: list[Any]) -> list[ChangeRow]:
    found = [EntryRow(*row[: len(EntryRow._fields)]) for row in rows]
    return [ChangeRow(each, json.loads(each.text)) for each in found]


CHANGES: View[ChangeRow] = View(
    "changes_of_day",
    "Changes of a day",
    "A journal entry that was written on the day.",
    (
        Column("at", "At", "When it was written.", "instant", value="entry.at", sort="at"),
        Column("registry", "Registry", "Whose journal it is in.", value="entry.registry"),
        Column("entry", "Entry", "Its place in the journal.", "code", value="reference", link=lambda row: row.page),
        Column("kind", "Kind", "What it is about.", value="entry.kind"),
        Column("says", "What it says", "What it says, without request and actor.", "long"),
    ),
    query=_changes,
    filters=(DAY, choices.REGISTRY, KIND),
    sort="at",
)
