"""Operators: companies with all their installations, what these emitted, and how they complied."""

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from openets.kernel.folding import folded
from openets.ledger.accounts import Installation
from openets.ledger.store import YearRecord
from openets.stores.sql import models
from openets.views import choices, summaries
from openets.views.columns import Column, counts_synthetic
from openets.views.detail import grown, many
from openets.views.formatting import plain_letter
from openets.views.installations import SAYS_NOTHING
from openets.views.judging import letters_of_years
from openets.views.kept import Kept
from openets.views.letters import counted
from openets.views.operator_names import OperatorNames, grouped, key_of, operator_names, spellings_of
from openets.views.places import sector_of
from openets.views.view import View


class OperatorRow(NamedTuple):
    """An operator, its installations added up, and their figures of one year."""

    key: str
    name: str
    spellings: tuple[str, ...]
    states: tuple[str, ...]
    sectors: tuple[str, ...]
    installations: int
    accounts: int
    year: int
    verified: int | None
    allocated: int
    surrendered: int
    synthetic: bool
    searched: str
    """Its key and every spelling of its name, folded, a line each."""


class OperatorYear(NamedTuple):
    """A year of all installations that an operator has now. Letters are the official ones, else the computed ones."""

    year: int
    installations: int
    reports: int
    allocated: int
    verified: int
    surrendered: int
    letters: Counter[str]
    synthetic: bool


class OperatorFile(NamedTuple):
    """An operator and all that these books have of it."""

    row: OperatorRow
    near: list[OperatorRow]
    """Operators whose names are much alike. Whether they are the same nobody has said."""

    @property
    def years(self) -> list[OperatorYear]:
        """The years of its installations, oldest first."""
        return _years(self.row.key)


def tags(row: OperatorRow) -> list[str]:
    return ["includes synthetic"] if row.synthetic else []


# --- the list -------------------------------------------------------------------------------------

OPERATORS: View[OperatorRow] = View(
    "operators",
    "Operators",
    "An operator, by any spelling of its name of the same letters and digits, and its installations in one year. In the"
    " denomination of the law's units.",
    (
        Column("name", "Operator", "Its name, as the record spells it most often.", "long", sort="name",
               link=lambda row: ("operator", row.key), tags=tags),
        Column("key", "Key", "As addresses and filters name it.", "code", on="csv data"),
        Column("spellings", "Spellings", "Every way in which the record spells its name.", "texts", on="data"),
        Column("states", "States", "Codes of the Member States in which it operates.", "texts"),
        Column("sectors", "Sectors", "The sectors of its installations.", "texts", on="csv data"),
        Column("installations", "Installations", "How many it operates.", "number", sort="installations"),
        Column("accounts", "Accounts", "Accounts of its installations, and others that it holds under that name.",
               "number", sort="accounts"),
        Column("year", "Year", "The year of the figures; null in books without any.", "year",
               value=lambda row: row.year or None, on="csv data", null=True),
        Column("verified", "Verified emissions", "Verified emissions of the year; null where none are on record.",
               "number", "t", null=True, sort="verified"),
        Column("allocated", "Allocated", "Units allocated for the year.", "number", "units", sort="allocated"),
        Column("surrendered", "Surrendered", "Units surrendered for the year.", "number", "units", sort="surrendered"),
        counts_synthetic(),
    ),
    key=lambda row: row.key,
    query=lambda year="": _rows(int(year or summaries.totals().latest_year)),
    filters=(
        choices.words(
            "Name", "Words that all stand in one of its names.",
            keeps=lambda row, wanted: all(word in row.searched for word in folded(wanted).split()),
        ),
        replace(choices.MEMBER, help="Those who operate something in a Member State.", keeps="states"),
        replace(choices.SECTOR, help="Those who operate something in a sector.", keeps="sectors"),
        choices.YEAR,
    ),
    sort="-verified",
    measured=True,
)  # fmt: skip


def _rows(year: int) -> list[OperatorRow]:
    return list(_of_year(year).ready().values())


@cache
def _of_year(year: int) -> Kept[dict[str, OperatorRow]]:
    """Kept by the day and the state of the journal, as totals are."""
    return Kept(lambda entries: _read(year))


def _read(year: int) -> dict[str, OperatorRow]:
    own: dict[str, list[Installation]] = defaultdict(list)
    for row in models.Installation.objects.values_list(*Installation._fields):
        own[row[3]].append(Installation(*row))
    names = OperatorNames(grouped(each.operator for things in own.values() for each in things))
    records = models.InstallationYear.objects.filter(year=year).values_list(*_FIGURES)
    figures = {key: told for key, *told in records}
    accounts = _accounts(names, {each.key: each.operator for things in own.values() for each in things})
    return {
        key: _row(key, names, [each for spelling in spellings for each in own[spelling]], figures, accounts[key], year)
        for key, spellings in names.spellings.items()
    }


_FIGURES = ("installation", "verified", "allocated", "surrendered")


def _accounts(names: OperatorNames, operators: dict[str, str]) -> Counter[str]:
    """By operator the accounts that are its installations' now, and those that it holds under one of its names."""
    keys = {spelling: key for key, spellings in names.spellings.items() for spelling in spellings}
    found: Counter[str] = Counter()
    for installation, until, holder in models.Account.objects.values_list("installation", "until", "holder"):
        of = keys.get(operators.get("" if until else installation, ""), "")
        found.update({of, keys.get(holder or "", "")} - {""} if holder else {of} - {""})
    return found


def _row(
    key: str,
    names: OperatorNames,
    things: list[Installation],
    figures: dict[str, list[int | None]],
    accounts: int,
    year: int,
) -> OperatorRow:
    told = [figures[each.key] for each in things if each.key in figures]
    verified = [row[0] for row in told if row[0] is not None]
    return OperatorRow(
        key,
        names.name(key),
        tuple(each for each in names.spellings[key] if each),
        tuple(sorted({each.member_state for each in things})),
        tuple(sorted({sector_of(each.activity).slug for each in things})),
        len(things),
        accounts,
        year,
        sum(verified) if verified else None,
        sum(row[1] or 0 for row in told),
        sum(row[2] or 0 for row in told),
        any(each.synthetic for each in things),
        folded("\n".join((key, names.name(key), *names.spellings[key]))),
    )


# --- one operator ---------------------------------------------------------------------------------


def operator_file(operator: str) -> OperatorFile | None:
    """An operator by key or by any spelling of its name; `None` for one that the books do not know."""
    rows = _of_year(summaries.totals().latest_year).ready()
    row = rows.get(key_of(operator))
    return row and OperatorFile(row, [rows[key] for key in operator_names().near(row.key) if key in rows])


def _years(key: str) -> list[OperatorYear]:
    query = models.Installation.objects.filter(operator__in=spellings_of(key))
    things = {row[0]: Installation(*row) for row in query.values_list(*Installation._fields)}
    records = models.InstallationYear.objects.filter(installation__in=query.values("key")).exclude(SAYS_NOTHING)
    by_year: dict[int, list[YearRecord]] = defaultdict(list)
    for row in records.order_by("year").values_list(*YearRecord._fields):
        by_year[row[1]].append(YearRecord(*row))
    silent = {each.installation for own in by_year.values() for each in own if not each.official}
    computed = letters_of_years([things[each] for each in sorted(silent)])
    return [_year(year, own, things, computed) for year, own in by_year.items()]


def _year(
    year: int, own: list[YearRecord], things: dict[str, Installation], computed: dict[tuple[str, int], str]
) -> OperatorYear:
    reported = [each.verified for each in own if each.verified is not None]
    letters = (plain_letter(each.official) or computed.get((each.installation, year), "") for each in own)
    return OperatorYear(
        year,
        len(own),
        len(reported),
        sum(each.allocated for each in own),
        sum(reported),
        sum(each.surrendered for each in own),
        Counter(letter for letter in letters if letter),
        any(things[each.installation].synthetic for each in own),
    )


def _told(row: OperatorYear) -> tuple[str, ...]:
    return tuple(f"{letter} {number}" for letter, number in sorted(row.letters.items()))


OPERATOR_YEARS: View[OperatorYear] = View(
    "operator-years",
    "Years of its installations, added up",
    "A year of all installations that it has now, whoever operated them then.",
    (
        Column("year", "Year", "The year.", "year"),
        Column("installations", "Installations", "Those of which anything is on record for the year.", "number"),
        Column("reports", "Reports", "Those with verified emissions.", "number"),
        Column("allocated", "Allocated", "Units allocated.", "number", "units"),
        Column("verified", "Verified emissions", "Verified emissions.", "number", "t"),
        Column("surrendered", "Surrendered", "Units surrendered.", "number", "units"),
        Column("letters_told", "Letters", "How many have which letter: the official one, else the computed one.",
               "texts", value=_told, on="page csv", csv="letters"),
        Column("letters", "Letters", "By the letter that holds: the official one, else the computed one.", "counts",
               value=lambda row: counted(row.letters), on="data"),
        counts_synthetic(),
    ),
    key=lambda row: row.year,
    measured=True,
)  # fmt: skip
WHOLE = grown(
    OPERATORS,
    lambda file: file.row,
    "WholeOperator",
    "An operator with its years. Its installations and accounts are listed with `operator` as their filter.",
    many("years", OPERATOR_YEARS),
    many("near", OPERATORS.only("near-operators", "Near names", "name", "key", "installations"),
         "Operators whose names are much alike. Whether they are the same nobody has said."),
)  # fmt: skip
"""An operator with its years, and those with names near its own."""
