"""Whether a law makes sense as a whole: what `ets law check` says beyond what the reader of its files has found.

The reader stops what is no law; this finds what can be read and would still not work, or would not be believed: a unit
that nobody can hold, a deadline before the year is over, a year without a penalty, a value without a source.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import product

from openets.checks.check import NEEDS, named
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.laws.reading import read_folder
from openets.laws.rows import Problem, Source, Sources
from openets.ledger.accounts import FOREIGN, TRANSIT
from openets.ledger.transactions import Effect, TransactionType

_SETTLING = ("report", "surrender")
"""Events that can only come when a compliance year is over."""


Readers = Mapping[str, Callable[[Law, Source], object]]
"""A file of a law → what notes everything wrong with it."""


def check(name: str, record_kinds: Mapping[str, Readers]) -> tuple[Law | None, list[Problem]]:
    """Read a law, or a folder, and everything that is wrong with it.

    `record_kinds` are those that books can keep, each with what reads the files that are its own. Raises `Misuse` for a
    name that is none.
    """
    law, sources, problems = read_folder(name)
    if law is None:
        return None, problems
    for each in law.records:
        if each not in record_kinds:
            known = ", ".join(record_kinds)
            sources["law"].problem(f"'{each}' is no kind of record", f"Name some of {known}.", "records")
        elif record_kinds[each] and law.protocol is None:
            mend = "Name a law in 'hangs_from' that has them, or write parties.toml."
            sources["law"].problem(f"it keeps records of '{each}' and knows no Parties", mend, "records")
        else:
            for file, read in record_kinds[each].items():
                if sources[file].table or law.protocol is law:
                    read(law, sources[file])
    for find in (_units, _accounts, _transactions, _records, _calendar, _basis, _penalties, _registries, _citations):
        find(law, sources)
    return law, sources.problems


def _units(law: Law, sources: Sources) -> None:
    """Every unit type can be held, comes into being, and is good for something."""
    lasting = (kind for kind in law.terms.accounts.values() if kind.code not in (TRANSIT, FOREIGN))
    held = {unit for kind in lasting for unit in kind.holds}
    kinds = law.terms.transactions.values()
    made = {made for each in kinds for made in (each.units if each.effect is Effect.CREATE else each.targets.values())}
    used = {unit for period in law.periods for unit in period.units}
    source = sources["units"]
    for code, _ in source.codes():
        for unit in [each for each in law.terms.units.values() if each.family == code][:1]:
            if unit.code not in held:
                source.problem(f"no account holds {unit.code}", "Add it to 'holds' of an account type.", code)
            if unit.code not in made:
                source.problem(
                    f"no transaction brings {unit.code} into being", 'Add a type with effect = "create".', code
                )
            if unit.allowance and unit.code not in used:
                source.problem(f"no period takes {unit.code}", "Add it to 'units' of a period (periods.toml).", code)


def _accounts(law: Law, sources: Sources) -> None:
    """Every account type of the law's own may hold something."""
    for code, row in sources["accounts"].codes():
        if not law.terms.accounts[code].holds:
            row.problem("it may hold nothing", "Add unit types to 'holds', or leave the account type out.", "holds")


def _transactions(law: Law, sources: Sources) -> None:
    """Every transaction type has checks, moves something, and fits accounts that may hold what it moves."""
    for code, row in sources["transactions"].codes():
        kind = law.terms.transactions[code]
        if code not in law.catalogue:
            row.problem("no check is asked of it", f'Add a line "{code}" = [] to [types] in catalogue.toml.')
        if not kind.units or not kind.acquiring:
            row.problem("it names no units or no acquiring account", "Add 'units' and 'acquiring'.")
        if kind.effect is not Effect.CREATE and not kind.transferring:
            row.problem("it takes units from nowhere", "Add 'transferring', or make its effect \"create\".")
        if odd := [unit for unit in sorted(kind.units) if _loses_its_year(law, kind, unit)]:
            row.problem(
                f"units of a vintage would come of others: {kind.makes(odd[0])} of {odd[0]}",
                "Convert between types that are both 'vintaged', or neither; replace by one that is not.",
            )
        held = {unit for end in kind.acquiring for unit in law.terms.accounts[end].holds}
        # what is given up for others goes as it is, and they come to the account that gave it
        ending = kind.units if kind.effect is Effect.REPLACE else {kind.makes(unit) for unit in kind.units}
        if kind.acquiring and not ending & held:
            row.problem("no account at which it ends may hold its units", "Correct 'acquiring', or what it holds.")


def _loses_its_year(law: Law, kind: TransactionType, unit: str) -> bool:
    """Whether what a conversion or replacement makes of units should have a vintage that they do not give it, or not
    the one that they do."""
    made, vintaged = kind.makes(unit), law.terms.vintaged
    if kind.effect is Effect.CONVERT:
        return (made in vintaged) is not (unit in vintaged)
    return kind.effect is Effect.REPLACE and made in vintaged


def _records(law: Law, sources: Sources) -> None:
    """Whatever records the law's checks look at, its books keep."""
    for code, names in law.own_checks.items():
        for each in named(names):
            for need, kind in _LOOKED_AT.items():
                if need in each.needs and kind not in law.records:
                    sources["catalogue"].problem(
                        f"{each.name} of {code} looks at {NEEDS[need]}, and the books keep no records of '{kind}'",
                        f"Add '{kind}' to 'records' in law.toml, or leave the check out.",
                        "types",
                    )


_LOOKED_AT = {"parties": "party", "project": "project"}
"""What a check needs → the kind of records that has it."""


def _calendar(law: Law, sources: Sources) -> None:
    """What settles a year has a day in each year, after the year is over."""
    source = sources["calendar"]
    if not any(kind.record == "surrendered" for kind in law.terms.transactions.values()):
        return
    years = [year for period in law.periods for year in (period.first_year, period.last_year)]
    for event, year, cycle in product(_SETTLING, years, law.cycles or ("",)):
        ends = law.year_ends(year, cycle)
        try:
            due = law.deadline(event, year, cycle)
        except KeyError:
            source.problem(f"there is no day of {event} for {year}", f'Add a [[deadline]] with event = "{event}".')
            continue
        if due <= ends:
            source.problem(
                f"the day of {event} for {year} is {due}, before that year ends on {ends}",
                "Correct month, day or years_later.",
                "deadline",
            )


def _basis(law: Law, sources: Sources) -> None:
    """Every year has the numbers that the obligation basis needs."""
    for year in (each for period in law.periods for each in period.years):
        try:
            law.basis_parameters(year)
        except Misuse:
            wanted = ", ".join(law.basis.parameters)
            sources["law"].problem(
                f"the basis '{law.basis.name}' lacks its numbers of {year}",
                f"Add a [[basis_values]] for its years, with {wanted} and a citation.",
                "basis",
            )
            return


def _penalties(law: Law, sources: Sources) -> None:
    """Every year in which somebody may owe units has its penalty, and one only."""
    seen: set[int] = set()
    for row in sources["penalties"].list("penalty"):
        if (year := row.whole("first_year")) in seen:
            row.problem(f"there is another penalty from {year} on", "Leave one out.", "first_year")
        seen.add(year)
    if not sources["calendar"].table:
        return
    known = {year for each in law.penalties for year in range(each.first_year, min(each.last_year, 2200) + 1)}
    missing = [each for period in law.periods for each in period.years if each not in known]
    if missing:
        sources["penalties"].problem(
            f"{missing[0]} has no penalty", 'Add a [[penalty]] for its years, with amount = "0" where there is none.'
        )


def _registries(law: Law, sources: Sources) -> None:
    """A law with members has registries that open accounts into which units can be issued."""
    if not law.members:
        sources["members"].problem("the law has no member", "Add at least one table, such as [XX], with its name.")
    for member in law.members.values():
        if member.registry not in law.terms.registries:
            sources["members"].problem(
                f"{member.code} has the registry '{member.registry}', which is none", "Name a member.", member.code
            )
    if law.members and not any(row.opens for row in law.terms.registries.values()):
        sources["law"].problem("its registries open no account", "Add 'opens' to [registries].", "registries")


def _citations(law: Law, sources: Sources) -> None:
    """Whatever the law says in numbers names where it says so."""
    for name, wanted in (("units", "source"), ("accounts", "source"), ("periods", "citation"), ("caps", "citation")):
        for path, row in _rows(sources[name]):
            value = row.get(wanted, "")
            if not row.get("extends") and not (isinstance(value, str) and value.strip()):
                sources[name].problem(f"{path} has no {wanted}", f'Say where it comes from: {wanted} = "…".', path)
    if not sources["law"].table.get("citation"):
        sources["law"].problem("the law has no citation", 'Say which text it is: citation = "…".')


def _rows(source: Source) -> Iterator[tuple[str, Mapping[str, object]]]:
    for name, row in source.rows():
        if name not in ("sets", "activities", "cycle", "zone"):
            yield name, row.table
    for name, rows in source.table.items():
        if isinstance(rows, list):
            yield from ((name, row) for row in rows if isinstance(row, dict))
