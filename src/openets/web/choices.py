"""The choices that filter forms offer, each a list of (value, label) that begins with everything."""

from __future__ import annotations

from collections.abc import Iterable

from openets.laws.now import ACCOUNT_TYPES, TRANSACTION_TYPES, UNIT_TYPES
from openets.stores.sql import summaries
from openets.web import words
from openets.web.questions import Filter, Kind


def _choice(name: str, label: str, everything: str, found: Iterable[tuple[str, str]]) -> Filter:
    return Filter(name, label, Kind.CHOICE, [("", everything), *found])


def state() -> Filter:
    codes = sorted({code for code, _ in summaries.totals().installations}, key=words.state_name)
    return _choice("state", "Member State", "All", ((code, words.state_name(code)) for code in codes))


def sector() -> Filter:
    return _choice("sector", "Sector", "All", ((each.slug, each.name) for each in words.sectors().values()))


def year() -> Filter:
    """Years on record, the latest reported one being the default."""
    totals = summaries.totals()
    latest = str(totals.latest_year or "")
    return Filter("year", "Figures of", Kind.CHOICE, [(str(each), str(each)) for each in totals.years], latest)


def letter(name: str = "letter", label: str = "Official letter") -> Filter:
    return _choice(name, label, "Any", ((code, code) for code in summaries.totals().letters))


def registry() -> Filter:
    codes = sorted({code for code, _ in summaries.totals().accounts}, key=words.state_name)
    return _choice("registry", "Registry", "All", ((code, f"{words.state_name(code)} ({code})") for code in codes))


def account_type() -> Filter:
    return _choice("type", "Type", "All", ((kind.code, f"{kind.code} {kind.name}") for kind in ACCOUNT_TYPES.values()))


def transaction_type() -> Filter:
    kinds = TRANSACTION_TYPES.values()
    return _choice("type", "Type", "All", ((kind.code, f"{kind.code} {kind.name}") for kind in kinds))


def unit() -> Filter:
    return _choice(
        "unit", "Unit type", "All", ((kind.code, f"{kind.code} {kind.name}") for kind in UNIT_TYPES.values())
    )
