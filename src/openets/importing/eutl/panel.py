"""Reading the compliance panel and the installations, and refusing what is malformed with file and row."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from openets.compliance import credit_limits
from openets.importing.eutl.publisher import (
    OPERATORS_FILE,
    YEARS_FILE,
    is_published,
    operator_rows,
    other_schemes,
    what_else,
    year_rows,
)
from openets.importing.eutl.table import number, one_line, open_table
from openets.kernel.identifiers import installation_id
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import NOT_STATED, Installation
from openets.ledger.holds import IMPORTED, SYNTHETIC

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
Told = Iterator[tuple[int, tuple[str, ...]]]
"""Rows of a file: the number in it, and the cells."""
_TONNES = ("free", "alloc", "ver", "surr", "surr_eua")
_VER_STATES = {"": "", "Excluded": "excluded", "Not Reported": "not reported"}
_MOST = 10**12
_LONGEST_CODE = 4
_SECOND_SCRAPE = "W"
KINDS = {
    "credits": "surr_eua is blank beside surrendered units of 2008-2012: none of them was an allowance",
    "no kinds": (
        "surr_eua is blank from 2013 on, or where the figure is from a second source (surr_src = W), which knows no"
        " kinds of units: all are allowances"
    ),
    "no assigned amount": (
        "surr_eua counts allowances that were converted from assigned amount units; those of a State that has none are"
        " not in it, nor can credits be told from them: all are allowances"
    ),
    "other allowances": (
        "surr_eua is less than what was surrendered for a year from 2013 on, when credits could not be: all are"
        " allowances, the difference most plausibly of the Swiss scheme, linked since 2020"
    ),
}
"""Where a row does not say which of the surrendered units were allowances → how it is read, and why."""
_ID = re.compile(r"[A-Za-z0-9-]{1,30}", re.ASCII)


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
    kinds: str = ""
    """How it is read which of the surrendered units were allowances: a key of `KINDS`; ``""`` where the row says it."""

    @property
    def has_figures(self) -> bool:
        """Whether it says of any tonne or unit."""
        return bool(self.allocated or self.verified or self.surrendered)


class Panel(NamedTuple):
    """The public record: installations, and their years in order of (year, installation)."""

    source: str
    installations: dict[str, Installation]
    rows: list[PanelRow]
    outside: list[PanelRow]
    """Rows with figures of years in which the State was no member: they are not replayed."""
    unlisted: int
    """Installations that have years but are missing from the list of installations."""
    unknown: dict[int, int]
    """Activity codes that the law does not have, with the number of installations of which none is then stated."""

    @property
    def holds(self) -> str:
        """What books hold into which it is replayed."""
        return SYNTHETIC if any(place.synthetic for place in self.installations.values()) else IMPORTED

    @property
    def whole(self) -> list[PanelRow]:
        """All rows of the file that were read."""
        return [*self.rows, *self.outside]


def read_panel(folder: Path, law: Law, through: int | None = None) -> Panel:
    """Read both files of `folder`. Raises `Misuse` with file and row for anything malformed."""
    published = is_published(folder)
    panel_file = find(folder, YEARS_FILE if published else "compliance")
    list_file = find(folder, OPERATORS_FILE if published else "installations")
    told = year_rows(panel_file, other_schemes(list_file)) if published else _told(panel_file, PANEL_COLUMNS)
    rows = list(_rows(panel_file, told, law, through))
    if not rows:
        upto = f" through {through}" if through is not None else ""
        raise Misuse(f"{panel_file.name} has no rows{upto}: there is nothing to import")
    listed = operator_rows(list_file) if published else _told(list_file, INSTALLATION_COLUMNS)
    installations = _installations(list_file, listed, law)
    outside = [row for row in rows if row.has_figures and not _takes_part(row, installations, law)]
    rows = [row for row in rows if not row.has_figures or _takes_part(row, installations, law)]
    wanted = {row.installation for row in rows}
    known = {key: installations[key] for key in sorted(wanted & installations.keys())}
    for key in sorted(wanted - installations.keys()):
        state, _, number = key.partition("_")
        known[key] = Installation(
            key, state, f"Installation {number}", "not in the list of installations", NOT_STATED, ""
        )
    rows.sort(key=lambda row: (row.year, row.installation))
    unknown = Counter(known[key].activity for key in known if known[key].activity not in (NOT_STATED, *law.activities))
    for key, place in known.items():
        if place.activity in unknown:
            known[key] = place._replace(activity=NOT_STATED)
    return Panel(panel_file.name, known, rows, outside, len(wanted - installations.keys()), dict(unknown))


def _takes_part(row: PanelRow, installations: dict[str, Installation], law: Law) -> bool:
    """Whether a row is of a year in which the State was a member."""
    place = installations.get(row.installation)
    return law.takes_part(row.installation, row.year, aviation=place is not None and place.aviation)


def find(folder: Path, start: str) -> Path:
    """The one CSV file whose name begins so. Raises `Misuse` where there is none, or more than one."""
    if not folder.is_dir():
        raise Misuse(f"{folder} is no folder: give the one that holds the compliance panel and the installations")
    found = sorted(file for file in folder.iterdir() if file.name.startswith(start) and ".csv" in file.name)
    if len(found) != 1:
        names = ", ".join(file.name for file in found) or "none"
        more = "" if found else f". {what_else(folder)}"
        raise Misuse(f"{folder}: expected one file {start}*.csv or {start}*.csv.gz, found {names}{more}")
    return found[0]


def _told(file: Path, columns: Sequence[str]) -> Told:
    """The rows of a file of our own columns."""
    with open_table(file) as table:
        yield from table.picked(columns)


def _installations(file: Path, told: Told, law: Law) -> dict[str, Installation]:
    found: dict[str, Installation] = {}
    for line, (state, ident, name, holder, activity, city) in told:
        place = f"{file.name}, row {line}"
        key = _key(state, ident, law, place)
        if key in found:
            raise Misuse(f"{place}: installation {key} is listed twice")
        code = number(activity or "0", 3)
        if code is None:
            raise Misuse(f"{place}: activity code '{activity}' is not a number of up to three digits")
        name, holder = one_line(name), one_line(holder)
        name = name or holder or f"Installation {ident}"
        found[key] = Installation(key, state, name, holder, code, one_line(city))
    return found


def _rows(file: Path, told: Told, law: Law, through: int | None) -> Iterator[PanelRow]:
    seen: dict[tuple[str, int], int] = {}
    for line, row in told:
        place = f"{file.name}, row {line}"
        read = _row(row, line, place, law)
        first = seen.setdefault((read.installation, read.year), line)
        if first != line:
            raise Misuse(
                f"{place}: {read.installation} has the year {read.year} twice, first in row {first};"
                " keep one of the rows"
            )
        if through is None or read.year <= through:
            yield read


def _row(row: tuple[str, ...], line: int, place: str, law: Law) -> PanelRow:
    state, ident, year_text, free, alloc, ver, surr, surr_eua, code, ver_status, source = row
    key = _key(state, ident, law, place)
    year = number(year_text, 4)
    if year is None or law.period(year) is None:
        raise Misuse(f"{place}: '{year_text}' is not a year of {law.name}")
    texts = zip(_TONNES, (free, alloc, ver, surr, surr_eua), strict=True)
    figures = {column: _tonnes(text, column, place) if text not in ("", "-1") else None for column, text in texts}
    given, allocated, surrendered = (figures[column] or 0 for column in ("free", "alloc", "surr"))
    verified, shown = figures["ver"], figures["surr_eua"]
    if ver_status not in _VER_STATES:
        raise Misuse(f"{place}: ver_status '{ver_status}' is not one of Excluded, Not Reported or blank")
    if len(code) > _LONGEST_CODE or not code.isprintable():
        raise Misuse(f"{place}: code '{code[:20]}' is no compliance letter such as A, B* or -")
    if shown is not None and shown > surrendered:
        raise Misuse(f"{place}: surr_eua {shown:,} is more than all units surrendered, {surrendered:,}")
    if given > allocated:
        raise Misuse(f"{place}: {given:,} allocated free are more than {allocated:,} allocated in all")
    if verified is not None and ver_status:
        raise Misuse(f"{place}: ver has {verified:,} although ver_status says {ver_status}; one of them must be blank")
    state_of_report = "reported" if verified is not None else _VER_STATES[ver_status] or "not required"
    kinds = _kinds(law, key, year, surrendered, shown, source) if surrendered else ""
    allowances = {"credits": 0, "": surrendered if shown is None else shown}.get(kinds, surrendered)
    return PanelRow(key, year, given, allocated, verified, state_of_report, surrendered, allowances, code, line, kinds)


def _kinds(law: Law, key: str, year: int, surrendered: int, shown: int | None, source: str) -> str:
    """How it is read which of a row's surrendered units were allowances: a key of `KINDS`, or ``""``."""
    period = credit_limits.limited_period(law)
    if period is None or year not in period.years:
        if period is None or year < period.first_year:
            return ""
        if shown is None:
            return "no kinds"
        return "other allowances" if shown < surrendered else ""
    if law.assigned_amount(law.members[key.partition("_")[0]].registry) is None:
        return "no assigned amount"
    if shown is None:
        return "no kinds" if source == _SECOND_SCRAPE else "credits"
    return ""


def _key(state: str, ident: str, law: Law, place: str) -> str:
    """The key of an installation, from its State and its number there."""
    if state not in law.members:
        raise Misuse(f"{place}: '{state}' is no registry of {law.name}; known are {', '.join(law.members)}")
    if not _ID.fullmatch(ident):
        what = "blank" if not ident else f"'{ident[:40]}'"
        raise Misuse(f"{place}: the installation's id is {what}: expected up to 30 letters and digits")
    return installation_id(f"{state}_{ident}")


def _tonnes(text: str, column: str, place: str) -> int:
    tonnes = number(text)
    if tonnes is not None and tonnes < _MOST:
        return tonnes
    hint = " (write it in ver_status and leave ver blank)" if text in _VER_STATES else ""
    raise Misuse(f"{place}: {column} is '{text[:40]}', expected whole tonnes from 0 to {_MOST - 1:,}{hint}")
