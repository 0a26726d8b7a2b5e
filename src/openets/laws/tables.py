"""The tables of a law's files, one function each: from rows to the values that a `Law` holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from openets.checks.check import CHECKS
from openets.kernel.money import Money
from openets.kernel.units import UnitType
from openets.laws.bases import BASES, Basis
from openets.laws.law import BasisValues, Deadline, Letters, Member, Penalty, Period
from openets.laws.protocol import PartyTarget
from openets.laws.rows import Row, Source
from openets.laws.units import read_units
from openets.ledger.accounts import FOREIGN, TRANSIT, TRANSIT_NUMBER, AccountType, Bucket
from openets.ledger.terms import Registry, Terms
from openets.ledger.transactions import Effect, TransactionType

LAST_YEAR = 9999
_LETTERS = {
    "enough": "A", "short": "B", "no_report": "C", "corrected_short": "D", "corrected_enough": "E", "impossible": "X",
    "nothing_owed": "–",
}  # fmt: skip
_TRANSIT = AccountType(
    TRANSIT, "Transit", 100, Bucket.HELD, frozenset(), "our code: units on their way", False, TRANSIT_NUMBER, True
)
_FOREIGN = AccountType(FOREIGN, "Account of another registry", 0, Bucket.HELD, frozenset(), "our code", False, 0, True)
_BETWEEN = {"one registry": True, "two registries": False, "": None}


class LawFile(NamedTuple):
    """What ``law.toml`` says."""

    name: str
    summary: str
    hangs_from: tuple[str, ...]
    basis: Basis
    basis_values: tuple[BasisValues, ...]
    letters: Letters
    first_account: int
    capped_together: tuple[frozenset[str], ...]
    opens: tuple[str, ...] | None
    later: tuple[str, ...] | None
    registries: Mapping[str, Any]
    records: tuple[str, ...]

    @classmethod
    def read(cls, source: Source) -> LawFile:
        row = source.row()
        chosen = row.text("basis", "mass")
        if chosen not in BASES:
            row.problem(f"'{chosen}' is no obligation basis", f"Write one of {', '.join(BASES)}.", "basis")
        letters, registries = source.row("letters"), source.row("registries")
        row.used |= {"letters", "registries", "citation", "basis_values"}
        found = cls(
            name=row.text("name"),
            summary=row.text("summary"),
            hangs_from=row.words("hangs_from", ()),
            basis=BASES.get(chosen, BASES["mass"]),
            basis_values=basis_values(source, BASES.get(chosen, BASES["mass"])),
            letters=Letters(*(letters.text(name, default) for name, default in _LETTERS.items())),
            first_account=row.whole("first_account", 100),
            capped_together=tuple(map(frozenset, row.table.get("capped_together", ()))),
            opens=registries.words("opens") if registries.has("opens") else None,
            later=registries.words("later") if registries.has("later") else None,
            registries={code: each for code, each in registries.table.items() if isinstance(each, dict)},
            records=row.words("records", ()),
        )
        letters.close()
        row.close("capped_together")
        return found


def basis_values(source: Source, basis: Basis) -> tuple[BasisValues, ...]:
    """The numbers of ``[[basis_values]]`` for the law's obligation basis, the newest rule first."""
    found = []
    for row in source.list("basis_values"):
        numbers = {name: row.decimal(name) for name in basis.parameters}
        if numbers.get("scale") == 0:
            row.problem("'scale' is 0", "Write the number by which the product is divided, above 0.", "scale")
        found.append(
            BasisValues(
                first_year=row.whole("first_year", 0),
                last_year=row.whole("last_year", LAST_YEAR),
                values={name: Fraction(number) for name, number in numbers.items()},
                citation=row.text("citation"),
                verified=row.flag("verified", True),
            )
        )
        row.close("note")
    return tuple(sorted(found, key=lambda each: -each.first_year))


# ---- words ------------------------------------------------------------------------------------------------------


def terms(
    sources: Mapping[str, Source],
    above: Sequence[Terms],
    own: LawFile,
    members: Mapping[str, Member],
    zones: Mapping[str, frozenset[str]],
) -> Terms:
    """All words of a law: those of the laws above, and its own added to them."""
    empty = Source("", "", {})
    units = {code: unit for each in above for code, unit in each.units.items()}
    units |= read_units(sources.get("units", empty), zones)
    accounts = {code: kind for each in above for code, kind in each.accounts.items()}
    accounts |= account_types(sources.get("accounts", empty), accounts, units, own.first_account)
    accounts |= {TRANSIT: replace(_TRANSIT, holds=frozenset(units)), FOREIGN: _FOREIGN}
    types = {code: kind for each in above for code, kind in each.transactions.items()}
    types |= transaction_types(sources.get("transactions", empty), types, units, accounts)
    land_use = {number: each for terms in above for number, each in terms.activities.items()}
    land_use |= _land_use(sources.get("units", empty))
    registries = _registries(own, above, members, accounts, sources["law"])
    return Terms(units, accounts, types, registries, land_use, own.first_account)


def _land_use(source: Source) -> dict[int, tuple[str, str]]:
    rows = source.rows("activities")
    return {int(number): (row.text("letters"), row.text("name")) for number, row in rows if number.isdecimal()}


class Sets:
    """The names in capitals at the top of a file, each of which stands for several codes."""

    def __init__(self, source: Source, families: Mapping[str, Sequence[str]]) -> None:
        self.sets: dict[str, Sequence[str]] = dict(families)
        for name, codes in source.row("sets").table.items():
            self.sets[name] = [each for code in codes for each in self.sets.get(code, [code])]

    def of(self, row: Row, name: str, known: Mapping[str, Any], what: str) -> tuple[str, ...]:
        """The codes that a row names, sets taken apart, each once."""
        codes = [each for code in row.words(name, ()) for each in self.sets.get(code, [code])]
        for code in codes:
            if code not in known:
                row.problem(f"'{name}' names '{code}'", f"It is no {what}; add it to {what}s or correct it.", name)
        return tuple(dict.fromkeys(codes))


_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


def check_code(row: Row, code: str, longest: int) -> None:
    """Note a code that the books could not hold: letters, digits and hyphens, so many at most."""
    if not _CODE.fullmatch(code) or len(code) > longest:
        row.problem(f"'{code}' is no code", f"Use 1 to {longest} letters, digits and hyphens.")


def families(units: Mapping[str, UnitType]) -> dict[str, list[str]]:
    """Name of a kind of unit with vintages → the unit types of its vintages."""
    found: dict[str, list[str]] = {}
    for code, unit in units.items():
        if unit.family != code:
            found.setdefault(unit.family, []).append(code)
    return found


def account_types(
    source: Source, above: Mapping[str, AccountType], units: Mapping[str, UnitType], first: int
) -> dict[str, AccountType]:
    """The account types of ``accounts.toml``."""
    sets, found = Sets(source, families(units)), {}
    for code, row in source.rows():
        if code == "sets":
            continue
        check_code(row, code, 20)
        holds = frozenset(sets.of(row, "holds", units, "unit type"))
        if row.flag("extends", False):
            if code not in above:
                row.problem("it extends nothing", "No law above has such a type: leave 'extends' out.", "extends")
                continue
            found[code] = replace(above[code], holds=above[code].holds | holds)
        else:
            found[code] = _account_type(code, row, holds, first)
        row.close()
    _stop_doubles(source, {**above, **found})
    return found


def _account_type(code: str, row: Row, holds: frozenset[str], first: int) -> AccountType:
    bucket = row.text("bucket", "held")
    if bucket not in tuple(Bucket):
        row.problem(f"'{bucket}' is no bucket", f"Write one of {', '.join(Bucket)}.", "bucket")
        bucket = "held"
    number = row.whole("number", 0)
    if first <= number < 900_000_000:
        row.problem(
            f"number {number} may be an operator's already",
            f"Standing accounts have numbers below {first} (law.toml: first_account) or from 900000000 on.",
            "number",
        )
    return AccountType(
        code=code,
        name=row.text("name"),
        digits=row.whole("digits"),
        bucket=Bucket(bucket),
        holds=holds,
        source=row.text("source"),
        verified=row.flag("verified", True),
        number=number,
        government=row.flag("government", False),
        operator=row.flag("operator", False),
        zone=row.text("zone", ""),
        cycle=row.text("cycle", ""),
        party_only=row.flag("party_only", False),
        replaces=row.text("replaces", ""),
        for_expiry=row.flag("for_expiry", False),
        same_project=row.flag("same_project", False),
        reason=row.text("reason", ""),
    )


def _stop_doubles(source: Source, kinds: Mapping[str, AccountType]) -> None:
    """Two standing accounts of one registry may share a number only where their codes make their identifiers differ."""
    seen: dict[tuple[int, int], str] = {}
    for code, kind in kinds.items():
        place = (kind.digits, kind.number)
        if kind.number and place in seen:
            source.problem(
                f"'{code}' and '{seen[place]}' have the same number {kind.number}", "Give each its own.", code, "number"
            )
        seen[place] = code


def transaction_types(
    source: Source,
    above: Mapping[str, TransactionType],
    units: Mapping[str, UnitType],
    accounts: Mapping[str, AccountType],
) -> dict[str, TransactionType]:
    """The transaction types of ``transactions.toml``."""
    sets, found = Sets(source, families(units)), {}
    for code, row in source.rows():
        if code == "sets":
            continue
        check_code(row, code, 20)
        extends = row.flag("extends", False)
        if extends and code not in above:
            row.problem("it extends nothing", "No law above has such a type: leave 'extends' out.", "extends")
            continue
        moved = frozenset(sets.of(row, "units", units, "unit type"))
        ends = [sets.of(row, name, accounts, "account type") for name in ("transferring", "acquiring")]
        if extends:
            known = above[code]
            found[code] = replace(
                known,
                units=known.units | moved,
                transferring=tuple(dict.fromkeys((*known.transferring, *ends[0]))),
                acquiring=tuple(dict.fromkeys((*known.acquiring, *ends[1]))),
            )
        else:
            found[code] = _transaction_type(code, row, moved, ends, units)
        row.close("targets", "record")
    for code, kind in found.items():
        if kind.reversed_by and kind.reversed_by not in {**above, **found}:
            source.problem(
                f"{code} is reversed by '{kind.reversed_by}'", "Name a transaction type.", code, "reversed_by"
            )
    return found


def _transaction_type(
    code: str, row: Row, moved: frozenset[str], ends: list[tuple[str, ...]], units: Mapping[str, UnitType]
) -> TransactionType:
    effect, between = row.text("effect"), row.text("between", "")
    if effect not in tuple(Effect):
        row.problem(f"'{effect}' is no effect", f"Write one of {', '.join(Effect)}.", "effect")
        effect = "move"
    if between not in _BETWEEN:
        row.problem(f"'{between}' is unknown", 'Write "one registry" or "two registries", or leave it out.', "between")
    targets = dict(row.mapping("targets"))
    if effect == "replace":
        targets |= {unit: units[unit].replaced_by for unit in moved if unit in units and units[unit].replaced_by}
    record = row.mapping("record")
    for name, sign in record.items():
        if name not in ("allocated", "surrendered") or sign not in (1, -1):
            row.problem(f"'record' has {name} = {sign!r}", "Write allocated or surrendered = 1 or -1.", "record")
    return TransactionType(
        code=code,
        name=row.text("name"),
        verb=row.text("verb", ""),
        effect=Effect(effect),
        units=moved,
        transferring=ends[0],
        acquiring=ends[1],
        same_registry=_BETWEEN.get(between),
        reversed_by=row.text("reversed_by", ""),
        targets=targets,
        changes=frozenset(row.words("changes", ())),
        back=row.flag("back", False),
        record=next(iter(record), ""),
        sign=next(iter(record.values()), 0),
        replaces=row.flag("replaces", False),
        by=frozenset(row.words("by", ())),
        source=row.text("source", "UKREG and EUTL code lists"),
        verified=row.flag("verified", True),
    )


def _registries(
    own: LawFile,
    above: Sequence[Terms],
    members: Mapping[str, Member],
    accounts: Mapping[str, AccountType],
    source: Source,
) -> dict[str, Registry]:
    """The registries of a law: one of each member, those above the members, and those of the laws that it hangs from.

    What a law says that its members' registries open, it says of all members' registries in these books.
    """
    inherited = {code: row for each in above for code, row in each.registries.items()}
    first = next((row for row in inherited.values() if row.member), None)
    opens = own.opens if own.opens is not None else first.opens if first is not None else ()
    later = own.later if own.later is not None else first.later if first is not None else ()
    for code in (*opens, *later):
        _check_standing(code, accounts, source, "registries", "opens")
    found = {code: row._replace(opens=opens, later=later) if row.member else row for code, row in inherited.items()}
    for member in members.values():
        if member.registry == member.code:
            found[member.code] = Registry(member.code, member.name, opens, later)
    for code, table in own.registries.items():
        row = Row(source, ("registries", code), table)
        body = Registry(
            code,
            row.text("name"),
            row.words("opens", opens),
            row.words("later", later if code in found else ()),
            row.flag("member", True),
            row.flag("projects", False),
        )
        for each in (*body.opens, *body.later):
            _check_standing(each, accounts, source, "registries", code)
        row.close()
        found[code] = body
    return found


def _check_standing(code: str, accounts: Mapping[str, AccountType], source: Source, *path: str) -> None:
    if code not in accounts or not accounts[code].number:
        source.problem(f"'{code}' is no standing account", "Give that account type a fixed 'number'.", *path)


# ---- members, periods, calendar, penalties ------------------------------------------------------------------------


def members(source: Source, years: Mapping[int, int]) -> dict[str, Member]:
    """The members of ``members.toml``; `years` are those of each period. Other columns stay in the law's `tables`."""
    return {code: _member(code, row, years) for code, row in source.rows()}


def _member(code: str, row: Row, years: Mapping[int, int]) -> Member:
    if not re.fullmatch(r"[A-Z]{2,3}", code):
        row.problem(f"'{code}' is no code of a member", "Use two or three capital letters.")
    yearly, more = row.values("yearly_caps"), row.values("additional")
    caps = {each: (cap + more.get(each, 0)) * years.get(each, 0) for each, cap in yearly.items()} | row.values("caps")
    amended = row.mapping("cap_amended")
    if amended:
        caps[amended["period"]] = amended["value"]
    assigned = row.table.get("assigned_amount")
    value, verified = (
        (assigned["value"], assigned.get("verified", True)) if isinstance(assigned, dict) else (assigned, True)
    )
    return Member(
        code=code,
        name=row.text("name"),
        registry=row.text("registry", code),
        first_day=row.day("first_day", None),
        last_day=row.day("last_day", None),
        caps=caps,
        yearly_caps=yearly,
        cap_amended=bool(amended) and not amended.get("verified", True),
        assigned_amount=value,
        assigned_amount_verified=verified,
        credit_limit_percent=row.decimal("credit_limit_percent", None),
        verified_2005=row.whole("verified_2005", None),
    )


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
        try:
            deadline.of(2001)
        except ValueError:
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


__all__ = ["LAST_YEAR", "LawFile", "date"]
