"""The words of a law: its units, accounts, transactions and registries, from the rows of their files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from openets.kernel.units import Issue, UnitType
from openets.laws.law import Member
from openets.laws.rows import Row, Source, Sources, is_day_of_a_year
from openets.ledger.accounts import FOREIGN, STANDING, TRANSIT, TRANSIT_NUMBER, AccountType, Bucket
from openets.ledger.terms import Registry, Terms
from openets.ledger.transactions import Effect, TransactionType

_TRANSIT = AccountType(
    TRANSIT, "Transit", 100, Bucket.HELD, frozenset(), "our code: units on their way", False, TRANSIT_NUMBER, True
)
_FOREIGN = AccountType(FOREIGN, "Account of another registry", 0, Bucket.HELD, frozenset(), "our code", False, 0, True)
_OF_EVERY_LAW = {TRANSIT: _TRANSIT, FOREIGN: _FOREIGN}
_BETWEEN = {"one registry": True, "two registries": False, "": None}


def terms(
    sources: Sources,
    above: Sequence[Terms],
    first_account: int,
    members: Mapping[str, Member],
    zones: Mapping[str, frozenset[str]],
) -> Terms:
    """All words of a law: those of the laws above, and its own added to them."""
    units = {code: unit for each in above for code, unit in each.units.items()}
    units |= read_units(sources["units"], zones)
    accounts = {code: kind for each in above for code, kind in each.accounts.items()}
    accounts |= account_types(sources["accounts"], accounts, units, first_account)
    accounts |= _OF_EVERY_LAW | {TRANSIT: replace(_TRANSIT, holds=frozenset(units))}
    types = {code: kind for each in above for code, kind in each.transactions.items()}
    types |= transaction_types(sources["transactions"], types, units, accounts)
    land_use = {number: each for terms in above for number, each in terms.activities.items()}
    rows = sources["units"].rows("activities")
    land_use |= {int(number): (row.text("letters"), row.text("name")) for number, row in rows if number.isdecimal()}
    registries = _registries(above, members, accounts, sources["law"])
    return Terms(units, accounts, types, registries, land_use, first_account)


class Sets:
    """The names in capitals at the top of a file, each of which stands for several codes."""

    def __init__(self, source: Source, families: Mapping[str, Sequence[str]]) -> None:
        self.sets: dict[str, Sequence[str]] = dict(families)
        row = source.row("sets")
        for name in row.table:
            self.sets[name] = [each for code in row.words(name) for each in self.sets.get(code, [code])]

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


TRAITS = ("allowance", "assigned", "project", "vintaged", "sink", "expires", "commitment", "reserve", "carried")
VALIDITY = ("period", "vintage and later", "vintage alone")
"""For which years a unit may be used: those of its period's list; from its vintage on; of its vintage alone."""


def read_units(source: Source, zones: Mapping[str, frozenset[str]]) -> dict[str, UnitType]:
    """Code → unit type."""
    found: dict[str, UnitType] = {}
    for code, row in source.codes():
        for unit in _types(code, row, zones):
            check_code(row, unit.code, 24)
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
        later=_later(row),
        **{name: row.day(name, None) for name in ("issue_from", "issue_until", "valid_until")},
        **{trait: True for trait in traits if trait in TRAITS},  # type: ignore[arg-type]
    )
    if plain.vintaged and (row.has("vintages") or not plain.project):
        mend = "Leave out 'vintages': one says what a year's units are good for, the other when tonnes were reduced."
        row.problem("'vintaged' are credits of projects of one type for all years", mend, "traits")
    yield from _vintages(plain, row, zones) if row.has("vintages") else (plain,)


def _later(row: Row) -> tuple[Issue, ...]:
    """As what units are issued later on, by the first year for which they may be used; the last first."""
    row.used.add("later")
    if not isinstance(row.table.get("later", {}), dict):
        row.problem("'later' is no table", "Write later = { 2021 = { since = 2021-01-01, period = 3 } }.", "later")
    found = []
    for name, each in row.source.only_rows(*row.path, "later"):
        if not (name.isdecimal() and len(name) == 4):
            each.problem(f"'{name}' is no year", "Name each after the first year for which it may be used.")
            continue
        found.append(Issue(each.day("since"), each.whole("period"), int(name)))
        each.close()
    return tuple(sorted(found, reverse=True))


_LAST_VINTAGE = 2200


def _is_begin(value: Any) -> bool:
    """Whether it is the month and day on which a year can begin."""
    if not isinstance(value, list) or [type(each) for each in value] != [int, int]:
        return False
    return is_day_of_a_year(*value)


def _vintages(plain: UnitType, row: Row, zones: Mapping[str, frozenset[str]]) -> Iterator[UnitType]:
    """One unit type for each vintage, cycle and zone of a kind, with the days of the emissions that it may cover."""
    ends = row.table.get("vintages")
    row.used |= {"vintages", "cycles", "zones"}
    if not isinstance(ends, list) or len(ends) != 2 or not all(type(each) is int for each in ends):
        row.problem("'vintages' is no first and last year", "Write vintages = [1995, 2010].", "vintages")
        return
    validity = row.choice("validity", VALIDITY, "validity", "vintage and later")
    cycles, named = row.mapping("cycles") or {"": [1, 1]}, row.words("zones", ()) or ("",)
    for zone in named:
        if zone and zone not in zones:
            row.problem(f"zone '{zone}' is unknown", "Add [zone.…] to periods.toml.", "zones")
    if not all(map(_is_begin, cycles.values())) or not 1 <= ends[0] <= ends[1] <= _LAST_VINTAGE:
        row.problem("its vintages make no years", "Write vintages = [1995, 2010], cycles = { 1 = [1, 1] }.", "vintages")
        return
    for vintage, (cycle, (month, day)), zone in product(range(ends[0], ends[1] + 1), cycles.items(), named):
        first = date(vintage, month, day)
        yield replace(
            plain,
            code="-".join(filter(None, (plain.code, zone, cycle, str(vintage)))),
            name=", ".join(filter(None, (f"{plain.name} {vintage}", cycle and f"cycle {cycle}", zone))),
            period=vintage,
            vintage=vintage,
            zone=zone,
            first_day=None if validity == "period" else first,
            last_day=date(vintage + 1, month, day) - timedelta(days=1) if validity == "vintage alone" else None,
        )


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
    for code, row in source.codes():
        check_code(row, code, 20)
        if code in _OF_EVERY_LAW:
            row.problem(f"every law has an account type '{code}' already", "Give yours another code.")
        later = frozenset(sets.of(row, "later", units, "unit type"))
        holds = frozenset(sets.of(row, "holds", units, "unit type")) | later
        if row.flag("extends", False):
            if code not in above:
                row.problem("it extends nothing", "No law above has such a type: leave 'extends' out.", "extends")
                continue
            found[code] = replace(above[code], holds=above[code].holds | holds)
        else:
            allocated = frozenset(sets.of(row, "allocated", units, "unit type"))
            found[code] = _account_type(code, row, {"holds": holds, "allocated": allocated, "later": later}, first)
        row.close()
    _stop_doubles(source, {**_OF_EVERY_LAW, **above, **found})
    return found


def _account_type(code: str, row: Row, units: Mapping[str, frozenset[str]], first: int) -> AccountType:
    bucket = Bucket(row.choice("bucket", tuple(Bucket), "bucket", "held"))
    kind = row.into(AccountType, code=code, bucket=bucket, **units)
    if bool(kind.later) != bool(kind.later_year):
        row.problem("'later' and 'later_year' go together", "Write both or neither.", "later")
    if first <= kind.number < STANDING:
        row.problem(
            f"number {kind.number} may be an operator's already",
            f"Standing accounts have numbers below {first} (law.toml: first_account) or from {STANDING} on.",
            "number",
        )
    return kind


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
    for code, row in source.codes():
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
    effect, between = Effect(row.choice("effect", tuple(Effect), "effect")), row.text("between", "")
    if between not in _BETWEEN:
        row.problem(f"'{between}' is unknown", 'Write "one registry" or "two registries", or leave it out.', "between")
    targets = _targets(row, moved, units)
    if effect is Effect.REPLACE:
        targets |= {unit: units[unit].replaced_by for unit in moved if unit in units and units[unit].replaced_by}
    record = row.mapping("record")
    for name, sign in record.items():
        if name not in ("allocated", "surrendered") or sign not in (1, -1):
            row.problem(f"'record' has {name} = {sign!r}", "Write allocated or surrendered = 1 or -1.", "record")
    return row.into(
        TransactionType,
        code=code,
        effect=effect,
        units=moved,
        transferring=ends[0],
        acquiring=ends[1],
        same_registry=_BETWEEN.get(between),
        targets=targets,
        record=next(iter(record), ""),
        sign=next(iter(record.values()), 0),
        source=row.text("source", "UKREG and EUTL code lists"),
    )


def _targets(row: Row, moved: frozenset[str], units: Mapping[str, UnitType]) -> dict[str, str]:
    """What becomes of units: each vintage of a kind becomes the same vintage of another, or what has none."""
    kinds, found = families(units), {}
    for name, target in row.mapping("targets").items():
        for unit in kinds.get(name, [name]):
            same_vintage = (each for each in kinds.get(target, []) if units[each].vintage == units[unit].vintage)
            found[unit] = target if target in units or unit not in units else next(same_vintage, target)
            if unit not in moved:
                row.problem(f"'targets' names '{unit}', which it does not move", "Add it to 'units'.", "targets")
            elif found[unit] not in units:
                row.problem(f"'targets' makes '{target}' of '{unit}'", "Name a unit type of units.toml.", "targets")
    return found


def _registries(
    above: Sequence[Terms], members: Mapping[str, Member], accounts: Mapping[str, AccountType], source: Source
) -> dict[str, Registry]:
    """The registries of a law: one of each member, those above the members, and those of the laws that it hangs from.

    What a law says that its members' registries open, it says of all members' registries in these books.
    """
    inherited = {code: row for each in above for code, row in each.registries.items()}
    first = next((row for row in inherited.values() if row.member), None)
    own = source.row("registries")
    opens = own.words("opens", first.opens if first is not None else ())
    later = own.words("later", first.later if first is not None else ())
    for code in (*opens, *later):
        _check_standing(code, accounts, source, "registries", "opens")
    found = {code: row._replace(opens=opens, later=later) if row.member else row for code, row in inherited.items()}
    for member in members.values():
        if member.registry == member.code:
            found[member.code] = Registry(member.code, member.name, opens, later)
    for code, row in source.rows("registries"):
        its_later = row.words("later", later if code in found else ())
        body = row.into(Registry, code=code, opens=row.words("opens", opens), later=its_later)
        for each in (*body.opens, *body.later):
            _check_standing(each, accounts, source, "registries", code)
        row.close()
        found[code] = body
    return found


def _check_standing(code: str, accounts: Mapping[str, AccountType], source: Source, *path: str) -> None:
    if code not in accounts or not accounts[code].number:
        source.problem(f"'{code}' is no standing account", "Give that account type a fixed 'number'.", *path)
