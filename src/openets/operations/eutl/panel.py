"""Reading the compliance panel and the installations, and refusing what is malformed with file and row."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl

from openets.kernel.refusals import Misuse
from openets.ledger.accounts import Installation
from openets.schemes.scheme import Scheme

PANEL_COLUMNS = (
    "registry",
    "installation_id",
    "year",
    "free",
    "alloc",
    "ver",
    "surr",
    "surr_eua",
    "code",
    "ver_status",
    "surr_src",
)
INSTALLATION_COLUMNS = ("registry", "installation_id", "name", "account_holder", "activity_code", "city")
_TONNES = ("free", "alloc", "ver", "surr", "surr_eua")
_VER_STATES = {"": "", "Excluded": "excluded", "Not Reported": "not reported"}
_MOST = 10**12


class PanelRow(NamedTuple):
    """An installation's year as the public record has it. Quantities in tonnes; `None` where it is blank."""

    installation: str
    year: int
    free: int
    allocated: int
    verified: int | None
    report: str
    surrendered: int
    allowances: int
    """Allowances among the surrendered units."""
    official: str
    line: int


class Panel(NamedTuple):
    """The public record: installations, and their years in order of (year, installation)."""

    source: str
    installations: dict[str, Installation]
    rows: list[PanelRow]
    unlisted: int
    """Installations that have years but are missing from the list of installations."""


def read_panel(folder: Path, scheme: Scheme, through: int | None = None) -> Panel:
    """Read both files of `folder`. Raises `Misuse` with file and row for anything malformed."""
    panel_file = _find(folder, "compliance")
    rows = list(_rows(panel_file, scheme, through))
    installations = _installations(_find(folder, "installations"), scheme)
    wanted = {row.installation for row in rows}
    known = {key: installations[key] for key in sorted(wanted & installations.keys())}
    for key in sorted(wanted - installations.keys()):
        state, _, number = key.partition("_")
        known[key] = Installation(key, state, f"Installation {number}", "not in the list of installations", 0, "")
    rows.sort(key=lambda row: (row.year, row.installation))
    return Panel(panel_file.name, known, rows, len(wanted - installations.keys()))


def _find(folder: Path, start: str) -> Path:
    if not folder.is_dir():
        raise Misuse(f"{folder} is no folder: give the one that holds the compliance panel and the installations")
    found = sorted(file for file in folder.iterdir() if file.name.startswith(start) and ".csv" in file.name)
    if len(found) != 1:
        names = ", ".join(file.name for file in found) or "none"
        raise Misuse(f"{folder}: expected one file {start}*.csv or {start}*.csv.gz, found {names}")
    return found[0]


def read_table(file: Path) -> pl.DataFrame:
    """A CSV file (plain or gzip) as texts. Raises `Misuse` for one that cannot be read."""
    try:
        content = file.read_bytes()
        if file.suffix == ".gz":
            content = gzip.decompress(content)
        return pl.read_csv(content, infer_schema_length=0).fill_null("")
    except (OSError, EOFError, zlib.error) as error:
        raise Misuse(f"{file.name} cannot be read ({error}): is it whole? fetch it again") from error
    except pl.exceptions.PolarsError as error:
        raise Misuse(f"{file.name} is not the CSV that was expected: {str(error).splitlines()[0]}") from error


def _table(file: Path, columns: tuple[str, ...]) -> pl.DataFrame:
    """The named columns of a CSV file. Raises `Misuse` where one is missing."""
    table = read_table(file)
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise Misuse(f"{file.name} lacks the column {', '.join(missing)}; it has {', '.join(table.columns)}")
    return table.select(columns)


def _installations(file: Path, scheme: Scheme) -> dict[str, Installation]:
    found: dict[str, Installation] = {}
    for line, row in enumerate(_table(file, INSTALLATION_COLUMNS).iter_rows(), start=2):
        state, number, name, holder, activity, city = row
        place = f"{file.name}, row {line}"
        _check_state(state, scheme, place)
        key = f"{state}_{number}"
        if key in found:
            raise Misuse(f"{place}: installation {key} is listed twice")
        if activity and not activity.isdigit():
            raise Misuse(f"{place}: activity code '{activity}' is not a number")
        name = name or holder or f"Installation {number}"
        found[key] = Installation(key, state, name[:250], holder[:250], int(activity or 0), city[:250])
    return found


def _rows(file: Path, scheme: Scheme, through: int | None) -> Iterator[PanelRow]:
    table = _table(file, PANEL_COLUMNS)
    seen: set[tuple[str, int]] = set()
    for line, row in enumerate(table.iter_rows(), start=2):
        place = f"{file.name}, row {line}"
        read = _row(row, line, place, scheme)
        if (read.installation, read.year) in seen:
            raise Misuse(f"{place}: {read.installation} has the year {read.year} twice; keep one of the rows")
        seen.add((read.installation, read.year))
        if through is None or read.year <= through:
            yield read


def _row(row: tuple[str, ...], line: int, place: str, scheme: Scheme) -> PanelRow:
    state, number, year_text, free, alloc, ver, surr, surr_eua, code, ver_status, _ = row
    _check_state(state, scheme, place)
    if not number:
        raise Misuse(f"{place}: the installation's id is blank")
    if not year_text.isdigit() or scheme.phase(int(year_text)) is None:
        raise Misuse(f"{place}: '{year_text}' is not a year of {scheme.name}")
    year = int(year_text)
    figures = [
        _tonnes(text, column, place) if text else None
        for text, column in zip((free, alloc, ver, surr, surr_eua), _TONNES, strict=True)
    ]
    if ver_status not in _VER_STATES:
        raise Misuse(f"{place}: ver_status '{ver_status}' is not one of Excluded, Not Reported or blank")
    allocated, verified, surrendered = figures[1] or 0, figures[2], figures[3] or 0
    if figures[4] is not None and figures[4] > surrendered:
        raise Misuse(f"{place}: surr_eua {figures[4]:,} is more than all units surrendered, {surrendered:,}")
    state_of_report = "reported" if verified is not None else _VER_STATES[ver_status] or "not required"
    credits_shown = 2008 <= year <= 2012 and figures[4] is not None
    allowances = figures[4] if credits_shown and figures[4] is not None else surrendered
    return PanelRow(
        f"{state}_{number}",
        year,
        min(figures[0] or 0, allocated),
        allocated,
        verified,
        state_of_report,
        surrendered,
        allowances,
        code,
        line,
    )


def _check_state(state: str, scheme: Scheme, place: str) -> None:
    if state not in scheme.states:
        raise Misuse(f"{place}: '{state}' is no registry of {scheme.name}; known are {', '.join(scheme.states)}")


def _tonnes(text: str, column: str, place: str) -> int:
    if text.isdigit() and int(text) < _MOST:
        return int(text)
    hint = " (write it in ver_status and leave ver blank)" if text in _VER_STATES else ""
    raise Misuse(f"{place}: {column} is '{text}', expected whole tonnes from 0 to {_MOST - 1:,}{hint}")
