"""The Commission's own files of installations and their years, read as the panel that the replay takes.

The Union Registry's public site (union-registry-data.ec.europa.eu) publishes `operators_daily.csv.gz` and
`operators_yearly_activity_daily.csv.gz`. Their columns are known from public programs that read them (2026), not from a
file at hand: so columns may stand in any order, others are passed over, and one that is missing is named. They have no
official letters; the Commission's workbooks have those of one year each, and no surrenders.
"""

from collections.abc import Iterator
from pathlib import Path

from openets.importing.eutl.table import Table, number, open_table
from openets.kernel.refusals import Misuse

YEARS_FILE, OPERATORS_FILE = "operators_yearly_activity_daily", "operators_daily"
_FIGURES = ("ALLOCATION", "ALLOCATION_RES", "ALLOCATION_TRA", "VERIFIED_EMISSIONS", "SURR_ALL")
_YEAR = ("REGISTRY_CODE", "INSTALLATION_IDENTIFIER", "PERIOD_YEAR", "EXCLUDED", *_FIGURES)
_OPERATOR = (
    "REGISTRY_CODE", "INSTALLATION_IDENTIFIER", "INSTALLATION_NAME", "ACCOUNT_HOLDER_NAME", "ACTIVITY_TYPE_CODE",
    "CITY",
)  # fmt: skip
_ALLOWANCES = ("SURR_EUA", "SURR_EUAA", "SURR_FORMER_EUA", "SURR_CHU", "SURR_CHUA")
"""Columns of surrendered allowances, as against credits; whichever the file has."""
_BLANK = ("", "-1")
"""What the Commission's files write where they say nothing."""
_EXCLUDED = {"YES": "Excluded", "NO": "", "": ""}
_OTHERS = range(50, 100)
"""Activities of ships and of the second scheme (ETS2), of which the replayed law says nothing; 99 is older."""
_NOT_READ = {
    ".xlsx": "is a workbook. The Commission's workbooks have allocations and verified emissions, or letters, and no"
    " surrenders by year",
    ".xls": "is a workbook. The Commission's workbooks have allocations and verified emissions, or letters, and no"
    " surrenders by year",
    ".zip": "is an archive: unpack it first",
}


def is_published(folder: Path) -> bool:
    """Whether a folder holds the Commission's file of years, and no panel."""
    names = [file.name for file in folder.iterdir()] if folder.is_dir() else []
    return any(name.startswith(YEARS_FILE) for name in names)


def what_else(folder: Path) -> str:
    """What is said of a folder without any file that can be read: which are there, and where to get the others."""
    there = [f"{file.name} {_NOT_READ[file.suffix]}" for file in sorted(folder.iterdir()) if file.suffix in _NOT_READ]
    where = f"{OPERATORS_FILE}.csv.gz and {YEARS_FILE}.csv.gz of union-registry-data.ec.europa.eu are read as they are"
    return ". ".join([*there[:3], where])


def year_rows(file: Path, left_out: set[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The file of years in the panel's columns, with the row of each; rows without a figure say nothing."""
    with open_table(file) as table:
        kinds = [name for name in _ALLOWANCES if name in table.columns]
        for line, row in table.picked([*_YEAR, *kinds]):
            state, ident, year, excluded, *cells = row
            if f"{state}_{ident}" in left_out:
                continue
            figures = [_figure(table, line, *each) for each in zip((*_FIGURES, *kinds), cells, strict=True)]
            existing, reserve, transitional, verified, surrendered, *allowances = figures
            if excluded.upper() not in _EXCLUDED:
                raise Misuse(f"{table.name}, row {line}: EXCLUDED is '{excluded[:40]}', expected YES or NO")
            status = _EXCLUDED[excluded.upper()]
            if status and not verified:
                verified = None  # the file writes 0 where there is nothing
            given = [each or 0 for each in (existing, reserve, transitional)]
            if not any(given) and not verified and not surrendered and not status:
                continue
            shown = sum(each or 0 for each in allowances) if kinds else None
            told = (given[0], sum(given), verified, surrendered, shown if surrendered else None)
            yield line, (state, ident, year, *map(_text, told), "", status, "")


def operator_rows(file: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The file of operators in the columns of the list of installations; ships and ETS2 are passed over."""
    with open_table(file) as table:
        for line, row in table.picked(_OPERATOR):
            if number(row[4], 3) not in _OTHERS or row[4] == "99":
                yield line, row


def other_schemes(file: Path) -> set[str]:
    """The keys of those that are passed over."""
    with open_table(file) as table:
        return {
            f"{row[0]}_{row[1]}"
            for _, row in table.picked(_OPERATOR)
            if number(row[4], 3) in _OTHERS and row[4] != "99"
        }


def _figure(table: Table, line: int, column: str, text: str) -> int | None:
    if text in _BLANK:
        return None
    found = number(text)
    if found is None:
        raise Misuse(f"{table.name}, row {line}: {column} is '{text[:40]}', expected whole tonnes, or -1 for blank")
    return found


def _text(figure: int | None) -> str:
    return "" if figure is None else str(figure)
