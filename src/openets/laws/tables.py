"""Who takes part under a law, in which periods, by which days, at what price, under which checks and caps."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from openets.checks.check import CHECKS
from openets.kernel.money import Money
from openets.kernel.units import UnitType
from openets.laws.bases import Basis
from openets.laws.law import BasisValues, D, Deadline, Member, Penalty, Period
from openets.laws.protocol import PartyTarget
from openets.laws.rows import Row, Source, is_day_of_a_year
from openets.laws.words import families
from openets.ledger.terms import Terms

_MOST_YEARS_LATER = 100


def members(source: Source, periods: Sequence[Period]) -> dict[str, Member]:
    """The members of ``members.toml``. Other columns stay in the law's `tables`."""
    return {code: _member(code, row, periods) for code, row in source.rows()}


def _member(code: str, row: Row, periods: Sequence[Period]) -> Member:
    if not re.fullmatch(r"[A-Z]{2,3}", code):
        row.problem(f"'{code}' is no code of a member", "Use two or three capital letters.")
    yearly, first, last = row.values("yearly_caps"), row.day("first_day", date.min), row.day("last_day", date.max)
    years = {each.number: sum(first.year <= year <= last.year for year in each.years) for each in periods}
    caps = {each: cap * years.get(each, 0) for each, cap in yearly.items()} | row.values("caps")
    amended, told = row.mapping("cap_amended"), row.table.get("assigned_amount")
    assigned = told if isinstance(told, dict) else {} if told is None else {"value": told}
    amended = _whole(row, "cap_amended", amended, "period", "value")
    assigned = _whole(row, "assigned_amount", assigned, "value")
    if amended:
        caps[amended["period"]] = amended["value"]
    return row.into(
        Member,
        code=code,
        registry=row.text("registry", code),
        caps=caps,
        yearly_caps=yearly,
        cap_amended=bool(amended) and not amended.get("verified", True),
        assigned_amount=assigned.get("value"),
        assigned_amount_verified=assigned.get("verified", True),
    )


def _whole(row: Row, place: str, table: dict[str, Any], *names: str) -> dict[str, Any]:
    """A table within a row that has whole numbers of these names; empty, and a problem, where it has not."""
    if not table or all(type(table.get(name)) is int for name in names):
        return table
    row.problem(f"'{place}' is {table!r:.60}", f"Write a whole number for {' and '.join(names)}.", place)
    return {}


def members_of(targets: Mapping[str, PartyTarget]) -> dict[str, Member]:
    """The Parties of a protocol as members of it."""
    return {
        code: Member(
            code=code,
            name=each.name,
            registry=code,
            last_day=each.withdrew,
            caps={},
            yearly_caps={},
            assigned_amount=each.assigned_amount,
            assigned_amount_verified=each.assigned_amount_verified,
        )
        for code, each in targets.items()
    }


def periods(source: Source) -> tuple[tuple[Period, ...], dict[str, tuple[int, int]], dict[str, frozenset[str]]]:
    """The periods of ``periods.toml``, and the cycles and zones that it names."""
    found = []
    for row in source.list("period"):
        period = row.into(Period, serial=row.whole("serial", row.table.get("number", 0)))
        if period.last_day < period.first_day:
            row.problem(f"it ends on {period.last_day} before it begins", "Correct first_day or last_day.", "last_day")
        row.close()
        found.append(period)
    if not found:
        source.problem("it has no period", "Add at least one [[period]].")
    cycles: dict[str, tuple[int, int]] = {}
    for name, row in source.rows("cycle"):
        cycles[name] = (row.whole("month"), row.whole("day"))
        if not is_day_of_a_year(*cycles[name]):
            row.problem(f"month {cycles[name][0]} has no day {cycles[name][1]}", "Correct month or day.", "day")
        row.close("note", "citation")
    zones = {name: frozenset(row.words("uses")) for name, row in source.rows("zone")}
    return tuple(found), cycles, zones


def with_vintages(periods: Sequence[Period], units: Mapping[str, UnitType], source: Source) -> tuple[Period, ...]:
    """The periods with every vintage of the kinds of units that they name. Notes a name that is no unit type."""
    kinds, found = families(units), []
    for row, period in zip(source.list("period"), periods, strict=True):
        codes = {each for code in period.units for each in kinds.get(code, [code])}
        for code in sorted(codes - units.keys()):
            row.problem(f"'units' names '{code}'", "It is no unit type; add it to units.toml or correct it.", "units")
        found.append(replace(period, units=frozenset(codes)))
    return tuple(found)


def newest_first(source: Source, name: str, read: Callable[[Row], D]) -> tuple[D, ...]:
    """The rules of an array of tables, each `read` from its row, the newest first."""
    found = []
    for row in source.list(name):
        found.append(read(row))
        row.close("note")
    return tuple(sorted(found, key=lambda each: -each.first_year))


def deadline(row: Row) -> Deadline:
    """A day of ``calendar.toml``."""
    deadline = row.into(Deadline)
    if not is_day_of_a_year(deadline.month, deadline.day) or not 0 <= deadline.years_later <= _MOST_YEARS_LATER:
        row.problem(f"month {deadline.month} has no day {deadline.day}", "Correct month or day.", "day")
    return deadline


def penalty(row: Row, indexes: Mapping[str, Mapping[int, Decimal]]) -> Penalty:
    """A penalty of ``penalties.toml``, with its index where it is indexed."""
    index = row.text("index", "")
    if index and index not in indexes:
        row.problem(f"index '{index}' is unknown", f"Add [index.{index}] with its values.", "index")
    amount = Money(row.decimal("amount"), row.text("currency"))
    penalty = row.into(Penalty, amount=amount, index=indexes.get(index, {}))
    if penalty.index and penalty.base_year not in penalty.index:
        row.problem(f"the index has no {penalty.base_year}", "Give base_year a value in the index.", "base_year")
    return penalty


def index(row: Row) -> dict[int, Decimal]:
    """The figures of an index, by year."""
    values = row.source.read(_by_year, *row.path, "values") if row.mapping("values") else {}
    row.text("citation")
    row.flag("verified", True)
    row.close()
    return values or {}


def _by_year(values: Mapping[str, Any]) -> dict[int, Decimal]:
    return {int(year): Decimal(str(value)) for year, value in values.items()}


def basis_values(row: Row, basis: Basis) -> BasisValues:
    """A row of ``[[basis_values]]``: the numbers for the law's obligation basis."""
    numbers = {name: row.decimal(name) for name in basis.parameters}
    if numbers.get("scale") == 0:
        row.problem("'scale' is 0", "Write the number by which the product is divided, above 0.", "scale")
    return row.into(BasisValues, values={name: Fraction(number) for name, number in numbers.items()})


def activities(source: Source) -> tuple[dict[int, tuple[str, str]], frozenset[int]]:
    """Activity code → (name, sector), and the codes of aircraft operators."""
    rows = {int(code): row for code, row in source.rows("codes") if code.isdecimal()}
    found = {code: (row.text("name"), row.text("sector")) for code, row in rows.items()}
    return found, frozenset(code for code, row in rows.items() if row.flag("aviation", False))


def own_checks(source: Source, words: Terms) -> dict[str, tuple[str, ...]]:
    """Transaction type → names of the checks that ``catalogue.toml`` asks for."""
    row = source.row("types")
    found = {}
    for code in row.table:
        names = row.words(code)
        if code not in words.transactions:
            row.problem(f"'{code}' is no transaction type", "Add it to transactions.toml or correct it.", code)
        for name in names:
            if name not in CHECKS:
                row.problem(f"'{name}' is no check", "Name a check of the reference (docs/reference/checks.md).", code)
        found[code] = tuple(name for name in names if name in CHECKS)
    return found


# Caps for all members together, by unit type:
# ``most ever`` gives one figure, ``yearly`` one for each year, ``linear reduction`` a path: each year the cap falls by
# fixed shares of a base, less what was held back (backloaded)
RULES = ("most ever", "yearly", "linear reduction")


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
        found[unit] = row.whole("value") if rule == "most ever" else sum((source.read(_years, unit) or {}).values())
    return found


def _years(row: Mapping[str, Any]) -> dict[int, int]:
    if row["rule"] == "yearly":
        return {int(year): _cap(value) for year, value in row["values"].items()}
    return {year: _reduced(row, year) for year in range(row["first_year"], row["last_year"] + 1)}


def _cap(value: Any) -> int:
    if type(value) is not int:
        raise ValueError(f"a year's cap is {value!r:.40}, which is no whole number")
    return value


def _reduced(row: Mapping[str, Any], year: int) -> int:
    """The cap of a year: the base less, for each step, its share times the years in which it fell.

    `changed` is what comes to it for good from a year on, `backloaded` what is held back in a year.
    """
    share = Decimal(0)
    for step in row["steps"]:
        share += Decimal(step["factor"]) * max(0, min(year, step["last_year"]) - step["after"])
    changed = sum(int(units) for first, units in row.get("changed", {}).items() if int(first) <= year)
    return int(row["base"] * (1 - share)) + changed - int(row.get("backloaded", {}).get(str(year), 0))


def union_cap(tables: Mapping[str, Any], year: int) -> tuple[int, bool] | None:
    """Units that a law gives all members together for a year, before anything is held back, and whether every figure
    behind it was seen in its source; `None` where it sets no such cap."""
    paths = [row for row in tables.get("caps", {}).values() if row["rule"] != "most ever"]
    found = [(_years({**row, "backloaded": {}}).get(year), row.get("verified", True)) for row in paths]
    caps = [(cap, seen) for cap, seen in found if cap is not None]
    return (sum(cap for cap, _ in caps), all(seen for _, seen in caps)) if caps else None


def yearly_cap(tables: Mapping[str, Any], unit: str, year: int) -> int | None:
    """Units of a type that may come to market in a year by a law's `tables`; `None` where it sets no cap for it."""
    row = tables.get("caps", {}).get(unit)
    if row is None or row["rule"] == "most ever":
        return None
    return _years(row).get(year)
