"""The words of a law: its units, accounts, transactions and registries, from the rows of their files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from openets.kernel.units import UnitType
from openets.laws.law import Member
from openets.laws.law_file import LawFile
from openets.laws.rows import Row, Source
from openets.laws.units import families, read_units
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
    accounts |= _OF_EVERY_LAW | {TRANSIT: replace(_TRANSIT, holds=frozenset(units))}
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


def account_types(
    source: Source, above: Mapping[str, AccountType], units: Mapping[str, UnitType], first: int
) -> dict[str, AccountType]:
    """The account types of ``accounts.toml``."""
    sets, found = Sets(source, families(units)), {}
    for code, row in source.rows():
        if code == "sets":
            continue
        check_code(row, code, 20)
        if code in _OF_EVERY_LAW:
            row.problem(f"every law has an account type '{code}' already", "Give yours another code.")
        holds = frozenset(sets.of(row, "holds", units, "unit type"))
        if row.flag("extends", False):
            if code not in above:
                row.problem("it extends nothing", "No law above has such a type: leave 'extends' out.", "extends")
                continue
            found[code] = replace(above[code], holds=above[code].holds | holds)
        else:
            found[code] = _account_type(code, row, holds, first)
        row.close()
    _stop_doubles(source, {**_OF_EVERY_LAW, **above, **found})
    return found


def _account_type(code: str, row: Row, holds: frozenset[str], first: int) -> AccountType:
    bucket = row.text("bucket", "held")
    if bucket not in tuple(Bucket):
        row.problem(f"'{bucket}' is no bucket", f"Write one of {', '.join(Bucket)}.", "bucket")
        bucket = "held"
    number = row.whole("number", 0)
    if first <= number < STANDING:
        row.problem(
            f"number {number} may be an operator's already",
            f"Standing accounts have numbers below {first} (law.toml: first_account) or from {STANDING} on.",
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
