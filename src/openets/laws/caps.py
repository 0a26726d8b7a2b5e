"""Caps that a law sets for all members together, by unit type: the file ``caps.toml``.

``rule = "most ever"`` gives one figure, ``"yearly"`` one for each year, ``"linear reduction"`` a path: each year the
cap falls by fixed shares of a base, less what was held back (backloaded).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from openets.kernel.units import UnitType
from openets.laws.rows import Source

RULES = ("most ever", "yearly", "linear reduction")
_FORMS = {
    "yearly": "Write values = { 2026 = 1_000, 2027 = 980 }.",
    "linear reduction": "Write first_year, last_year, base and steps, each with factor, after and last_year.",
}


def most_ever(source: Source, units: Mapping[str, UnitType]) -> dict[str, int]:
    """Unit type → most that may ever be issued of it."""
    found = {}
    for unit, row in source.rows():
        if unit not in units:
            row.problem(f"'{unit}' is no unit type", "Name one of units.toml; a vintage as SO2-1995.")
        rule = row.text("rule")
        if rule not in RULES:
            row.problem(f"'{rule}' is no rule of a cap", f"Write one of {', '.join(RULES)}.", "rule")
            continue
        if rule == "most ever":
            found[unit] = row.whole("value")
            continue
        try:
            years = _years(row.table)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            row.problem(f"its figures make no cap that is {rule}", _FORMS[rule])
            continue
        if not all(type(value) is int for value in years.values()):
            row.problem("a cap of a year is no whole number", _FORMS[rule])
        found[unit] = sum(value for value in years.values() if type(value) is int)
    return found


def _years(row: Mapping[str, Any]) -> dict[int, int]:
    if row["rule"] == "yearly":
        return {int(year): value for year, value in row["values"].items()}
    return {year: _reduced(row, year) for year in range(row["first_year"], row["last_year"] + 1)}


def _reduced(row: Mapping[str, Any], year: int) -> int:
    """The cap of a year: the base less, for each step, its share times the years in which it fell."""
    share = Decimal(0)
    for step in row["steps"]:
        share += Decimal(step["factor"]) * max(0, min(year, step["last_year"]) - step["after"])
    return int(row["base"] * (1 - share)) - int(row.get("backloaded", {}).get(str(year), 0))


def yearly_cap(tables: Mapping[str, Any], unit: str, year: int) -> int | None:
    """Units of a type that may come to market in a year by a law's `tables`; `None` where it sets no cap for it."""
    row = tables.get("caps", {}).get(unit)
    if row is None or row["rule"] == "most ever":
        return None
    return _years(row).get(year)
