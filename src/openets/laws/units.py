"""The unit types of ``units.toml``; a kind of unit with vintages becomes one unit type for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

from openets.kernel.units import UnitType
from openets.laws.rows import Row, Source, is_day_of_a_year

_LAST_VINTAGE = 2200
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,23}")
TRAITS = ("allowance", "assigned", "project", "sink", "expires", "commitment", "reserve", "carried")
VALIDITY = ("period", "vintage and later", "vintage alone")
"""For which years a unit may be used: those of its period's list; from its vintage on; of its vintage alone."""


def read_units(source: Source, zones: Mapping[str, frozenset[str]]) -> dict[str, UnitType]:
    """Code → unit type."""
    found: dict[str, UnitType] = {}
    for code, row in source.rows():
        if code == "activities":
            continue
        for unit in _types(code, row, zones):
            if not _CODE.fullmatch(unit.code):
                row.problem(f"'{unit.code}' is no code", "Use 1 to 24 letters, digits and hyphens.")
            found[unit.code] = unit
        row.close()
    return found


def _types(code: str, row: Row, zones: Mapping[str, frozenset[str]]) -> Iterator[UnitType]:
    traits = row.words("traits", ())
    for trait in traits:
        if trait not in TRAITS:
            row.problem(f"'{trait}' is no trait", f"Known are {', '.join(TRAITS)}.", "traits")
    numbers = tuple(row.whole(name) for name in ("type", "supplementary") if row.has(name))
    row.used |= {"type", "supplementary"}
    plain = UnitType(
        code=code,
        name=row.text("name"),
        numbers=numbers,
        denomination=row.text("denomination", "t CO2e"),
        period=row.whole("period", None),
        source=row.text("source"),
        verified=row.flag("verified", True),
        family=code,
        replaced_by=row.text("replaced_by", ""),
        **{trait: True for trait in traits if trait in TRAITS},  # type: ignore[arg-type]
    )
    yield from _vintages(plain, row, zones) if row.has("vintages") else (plain,)


def _vintages(plain: UnitType, row: Row, zones: Mapping[str, frozenset[str]]) -> Iterator[UnitType]:
    """One unit type for each vintage, cycle and zone of a kind, with the days of the emissions that it may cover."""
    ends = row.table.get("vintages")
    row.used |= {"vintages", "cycles", "zones"}
    if not isinstance(ends, list) or len(ends) != 2 or not all(type(each) is int for each in ends):
        row.problem("'vintages' is no first and last year", "Write vintages = [1995, 2010].", "vintages")
        return
    validity = row.text("validity", "vintage and later")
    if validity not in VALIDITY:
        row.problem(f"'{validity}' is no validity", f"Known are {', '.join(VALIDITY)}.", "validity")
    cycles, named = row.mapping("cycles") or {"": [1, 1]}, row.words("zones", ()) or ("",)
    for zone in named:
        if zone and zone not in zones:
            row.problem(f"zone '{zone}' is unknown", "Add [zone.…] to periods.toml.", "zones")
    if not all(_is_begin(each) for each in cycles.values()) or not 1 <= ends[0] <= ends[1] <= _LAST_VINTAGE:
        row.problem("its vintages make no years", "Write vintages = [1995, 2010], cycles = { 1 = [1, 1] }.", "vintages")
        return
    for vintage, (cycle, (month, day)), zone in product(range(ends[0], ends[1] + 1), cycles.items(), named):
        first = date(vintage, month, day)
        yield UnitType(
            **{
                **{name: getattr(plain, name) for name in UnitType.__slots__},
                "code": "-".join(filter(None, (plain.code, zone, cycle, str(vintage)))),
                "name": ", ".join(filter(None, (f"{plain.name} {vintage}", cycle and f"cycle {cycle}", zone))),
                "period": vintage,
                "vintage": vintage,
                "zone": zone,
                "first_day": None if validity == "period" else first,
                "last_day": date.fromordinal(date(vintage + 1, month, day).toordinal() - 1)
                if validity == "vintage alone"
                else None,
            }
        )


def _is_begin(value: Any) -> bool:
    """Whether it is the month and day on which a year can begin."""
    if not isinstance(value, list) or [type(each) for each in value] != [int, int]:
        return False
    return is_day_of_a_year(*value)


def families(units: Mapping[str, UnitType]) -> dict[str, list[str]]:
    """Name of a kind of unit with vintages → the unit types of its vintages."""
    found: dict[str, list[str]] = {}
    for code, unit in units.items():
        if unit.family != code:
            found.setdefault(unit.family, []).append(code)
    return found
