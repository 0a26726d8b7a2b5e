"""`ets law`: which laws there are, what one says, a new one, and what is wrong with it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from openets.cli.console import JsonOption, out, print_json, print_table, show, table
from openets.engine.records import LAW_FILES
from openets.kernel.refusals import Misuse
from openets.laws.checking import check as checked
from openets.laws.law import LAST_YEAR, Deadline, Law, Penalty
from openets.laws.reading import law_names, new_law, read_law
from openets.laws.words import families

LawArgument = Annotated[str, typer.Argument(help="The name of a law of the package, or a folder.")]


def list_laws(as_json: JsonOption = False) -> None:
    """The laws of the package.

    ets law list
    """
    laws = [read_law(name) for name in law_names()]
    rows = [(law.id, law.name, _years(law), str(len(law.members)), law.measure, _above(law)) for law in laws]
    columns = ("law", "name", "years", "members", "a unit is", "hangs from")
    show([_answer(law) for law in laws], table("Laws", columns, rows), as_json)


def show_law(law: LawArgument, as_json: JsonOption = False) -> None:
    """What a law says: its periods, days, penalties, units and accounts.

    ets law show uk_ets
    """
    found = read_law(law)
    if as_json:
        print_json(_answer(found))
        return
    out.print(f"{found.name} ({found.id}, {found.digest[:12]})\n{found.summary}", markup=False)
    for title, columns, rows in _tables(found):
        print_table(table(title, columns, rows))


def new(folder: Annotated[Path, typer.Argument(help="The new folder; its name is that of the law.")]) -> None:
    """Write a commented minimal law that already runs, to be changed line by line.

    ets law new my_scheme
    """
    written = new_law(folder)
    out.print(f"{folder} holds a law that runs: {', '.join(path.name for path in written)}.")
    out.print(f"Change it, then: ets law check {folder}; ets init --law {folder} --store sqlite:///{folder.name}.db")


def check(law: LawArgument, as_json: JsonOption = False) -> None:
    """Read a law and name file, line and mend for everything that is wrong with it. Ends with 2 if anything is.

    ets law check my_scheme
    """
    found, problems = checked(law, LAW_FILES)
    if problems:
        listed = "\n".join(map(str, problems))
        raise Misuse(f"{law} has {len(problems)} problem{'s' if len(problems) > 1 else ''}:\n{listed}")
    assert found is not None
    show(
        {"law": found.id, "digest": found.digest, "problems": []}, f"{law} is in order ({found.digest[:12]}).", as_json
    )


def _years(law: Law) -> str:
    return f"{min(each.first_year for each in law.periods)}-{max(each.last_year for each in law.periods)}"


def _above(law: Law) -> str:
    return ", ".join(each.id for each in law.parents) or "–"


def _tables(law: Law) -> Iterator[tuple[str, Sequence[str], Sequence[Sequence[str]]]]:
    terms = law.terms
    periods = [
        (each.name, str(each.first_day), str(each.last_day), _listed(sorted(each.units)), each.citation)
        for each in law.periods
    ]
    yield "Periods", ("period", "from", "to", "units", "source"), periods
    days = [(each.event, _day(each), _span(each), each.citation) for each in reversed(law.deadlines)]
    yield "Days", ("event", "day", "years", "source"), days
    penalties = [
        (_span(each), f"{each.amount}{' (indexed)' if each.index else ''}", each.citation)
        for each in reversed(law.penalties)
    ]
    yield "Penalties", ("years", "a missing unit costs", "source"), penalties
    units = [(code, each) for code, each in terms.units.items() if not each.vintage]
    vintages = families(terms.units).items()
    units += [(f"{family} ({len(codes)} vintages)", terms.units[codes[0]]) for family, codes in vintages]
    described = [(code, each.name, each.denomination, each.source) for code, each in units]
    yield "Units", ("unit", "name", "is", "source"), described
    accounts = [(code, each.name, str(each.number or "many"), each.source) for code, each in terms.accounts.items()]
    yield "Accounts", ("type", "name", "number", "source"), accounts
    transactions = [
        (code, each.name, each.verb or "–", str(len(law.catalogue.get(code, ()))))
        for code, each in terms.transactions.items()
    ]
    yield "Transactions", ("type", "name", "asked for by", "checks"), transactions


def _day(row: Deadline) -> str:
    later = {0: "of the year itself", 1: "of the year after"}
    return f"{row.day:02}-{row.month:02} {later.get(row.years_later, f'{row.years_later} years later')}"


def _span(row: Deadline | Penalty) -> str:
    """The years for which a dated row holds."""
    return f"{row.first_year or ''}-{'' if row.last_year == LAST_YEAR else row.last_year}"


def _listed(codes: list[str]) -> str:
    return ", ".join(codes) if len(codes) <= 12 else f"{', '.join(codes[:3])} … ({len(codes)})"


def _answer(law: Law) -> dict[str, Any]:
    return {
        "law": law.id,
        "name": law.name,
        "summary": law.summary,
        "digest": law.digest,
        "hangs_from": [each.id for each in law.parents],
        "basis": law.basis.name,
        "members": list(law.members),
        "units": {code: unit.denomination for code, unit in law.terms.units.items()},
        "accounts": list(law.terms.accounts),
        "transactions": list(law.terms.transactions),
        "periods": [
            {"name": each.name, "first_day": str(each.first_day), "last_day": str(each.last_day)}
            for each in law.periods
        ],
        "currency": law.currency,
    }


GROUPS = {"law": "Laws: the folders of data under which books are kept."}
COMMANDS = {"law list": list_laws, "law show": show_law, "law new": new, "law check": check}
