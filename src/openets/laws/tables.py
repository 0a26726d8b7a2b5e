"""Who takes part under a law, in which periods, by which days, at what price, under which checks: its other files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from openets.checks.check import CHECKS
from openets.kernel.money import Money
from openets.kernel.units import UnitType
from openets.laws.law import Deadline, Member, Penalty, Period
from openets.laws.law_file import LAST_YEAR
from openets.laws.protocol import PartyTarget
from openets.laws.rows import Row, Source, is_day_of_a_year
from openets.laws.units import families
from openets.ledger.terms import Terms

_MOST_YEARS_LATER = 100


def members(source: Source, years: Mapping[int, int]) -> dict[str, Member]:
    """The members of ``members.toml``; `years` are those of each period. Other columns stay in the law's `tables`."""
    return {code: _member(code, row, years) for code, row in source.rows()}


def _member(code: str, row: Row, years: Mapping[int, int]) -> Member:
    if not re.fullmatch(r"[A-Z]{2,3}", code):
        row.problem(f"'{code}' is no code of a member", "Use two or three capital letters.")
    yearly, more = row.values("yearly_caps"), row.values("additional")
    caps = {each: (cap + more.get(each, 0)) * years.get(each, 0) for each, cap in yearly.items()} | row.values("caps")
    amended = row.mapping("cap_amended")
    if amended and not _are_whole(row, "cap_amended", amended, "period", "value"):
        amended = {}
    if amended:
        caps[amended["period"]] = amended["value"]
    told = row.table.get("assigned_amount")
    assigned = told if isinstance(told, dict) else {} if told is None else {"value": told}
    if assigned and not _are_whole(row, "assigned_amount", assigned, "value"):
        assigned = {}
    return Member(
        code=code,
        name=row.text("name"),
        registry=row.text("registry", code),
        first_day=row.day("first_day", None),
        last_day=row.day("last_day", None),
        caps=caps,
        yearly_caps=yearly,
        cap_amended=bool(amended) and not amended.get("verified", True),
        assigned_amount=assigned.get("value"),
        assigned_amount_verified=assigned.get("verified", True),
        credit_limit_percent=row.decimal("credit_limit_percent", None),
        verified_2005=row.whole("verified_2005", None),
    )


def _are_whole(row: Row, place: str, table: Mapping[str, object], *names: str) -> bool:
    """Whether a table within a row has whole numbers of these names; a problem of the row where it has not."""
    fits = all(type(table.get(name)) is int for name in names)
    if not fits:
        row.problem(f"'{place}' is {dict(table)!r:.60}", f"Write a whole number for {' and '.join(names)}.", place)
    return fits


def members_of(targets: Mapping[str, PartyTarget]) -> dict[str, Member]:
    """The Parties of a protocol as members of it."""
    return {
        code: Member(
            code, each.name, code, None, each.withdrew, {}, {}, False, each.assigned_amount,
            each.assigned_amount_verified, None, None,
        )
        for code, each in targets.items()
    }  # fmt: skip


def periods(
    source: Source,
) -> tuple[tuple[Period, ...], dict[str, tuple[int, int]], dict[str, frozenset[str]]]:
    """The periods of ``periods.toml``, and the cycles and zones that it names."""
    found = []
    for row in source.list("period"):
        period = Period(
            number=row.whole("number"),
            name=row.text("name"),
            first_day=row.day("first_day"),
            last_day=row.day("last_day"),
            serial=row.whole("serial", row.table.get("number", 0)),
            units=frozenset(row.words("units")),
            restitution=row.flag("restitution", False),
            banks_into_next=row.flag("banks_into_next", False),
            citation=row.text("citation"),
            verified=row.flag("verified", True),
        )
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


def deadlines(source: Source) -> tuple[Deadline, ...]:
    """The days of ``calendar.toml``, the newest rule first."""
    found = []
    for row in source.list("deadline"):
        deadline = Deadline(
            event=row.text("event"),
            month=row.whole("month"),
            day=row.whole("day"),
            years_later=row.whole("years_later", 1),
            first_year=row.whole("first_year", 0),
            last_year=row.whole("last_year", LAST_YEAR),
            cycle=row.text("cycle", ""),
            citation=row.text("citation"),
            verified=row.flag("verified", True),
        )
        row.close("note")
        if not is_day_of_a_year(deadline.month, deadline.day) or not 0 <= deadline.years_later <= _MOST_YEARS_LATER:
            row.problem(f"month {deadline.month} has no day {deadline.day}", "Correct month or day.", "day")
        found.append(deadline)
    return tuple(sorted(found, key=lambda each: -each.first_year))


def penalties(source: Source) -> tuple[Penalty, ...]:
    """The penalties of ``penalties.toml``, with their index where they are indexed."""
    indexes = {name: _index(row) for name, row in source.rows("index")}
    found = []
    for row in source.list("penalty"):
        index = row.text("index", "")
        if index and index not in indexes:
            row.problem(f"index '{index}' is unknown", f"Add [index.{index}] with its values.", "index")
        penalty = Penalty(
            first_year=row.whole("first_year", 0),
            last_year=row.whole("last_year", LAST_YEAR),
            amount=Money(row.decimal("amount"), row.text("currency")),
            index=indexes.get(index, {}),
            base_year=row.whole("base_year", 0),
            citation=row.text("citation"),
            verified=row.flag("verified", True),
        )
        if penalty.index and penalty.base_year not in penalty.index:
            row.problem(f"the index has no {penalty.base_year}", "Give base_year a value in the index.", "base_year")
        row.close("note")
        found.append(penalty)
    return tuple(sorted(found, key=lambda each: -each.first_year))


def _index(row: Row) -> dict[int, Decimal]:
    values = {int(year): Decimal(str(value)) for year, value in row.mapping("values").items()}
    row.text("citation")
    row.flag("verified", True)
    row.close()
    return values


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
