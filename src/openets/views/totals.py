"""Members and sectors in one year, and years added up: readings of the totals that `summaries` keeps.

The totals are kept until the journal grows; so are these readings.
"""

from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from openets.laws.tables import union_cap
from openets.views import choices, judging_all, summaries
from openets.views.cells import Cell, YearTotals, add_up
from openets.views.columns import Column, at, counts_synthetic
from openets.views.formatting import percent
from openets.views.judging_all import Computed
from openets.views.law import books_law, past_shown, today
from openets.views.places import chosen, place_name, sector_of, sectors
from openets.views.summaries import Totals
from openets.views.view import View

KEPT = 256
"""Answers kept of each kind, for totals that are themselves kept until the journal grows."""
NONE = YearTotals()


class GroupLine(NamedTuple):
    """A member or a sector in one year."""

    code: str
    name: str
    year: int
    installations: int
    """All that are known, whether or not they reported that year."""
    cap: int | None
    totals: YearTotals
    synthetic: bool
    """Whether any of its installations are synthetic."""
    aviation: YearTotals = NONE
    """Of the totals those of aircraft operators."""


def tags(line: GroupLine) -> list[str]:
    """The word that stands beside a member or sector of which some installations are synthetic."""
    return ["includes synthetic"] if line.synthetic else []


def _columns(page: str, title: str, *, state: bool) -> tuple[Column, ...]:
    return (
        Column("code", "Code", "As addresses and filters name it.", "code" if state else "text",
               on="page csv data" if state else "data", sort="code" if state else ""),
        Column("name", title, "Its name.", sort="name", tags=tags, link=lambda row: (page, row.code)),
        Column("year", "Year", "The year of the figures; null in books without any.", "year",
               value=lambda row: row.year or None, on="data", null=True),
        Column("installations", "Installations", "All that are known, whether or not they reported that year.",
               "number", sort="installations"),
        Column("cap", "Cap", "As the source prints it for the phase; null of a sector, and where no source gives one.",
               "number", "units", on="page csv data" if state else "data", null=True, sort="cap" if state else ""),
        Column("allocated", "Free allocation", "Units allocated for the year, free of charge.", "number", "units",
               value="totals.allocated", sort="allocated"),
        Column("verified", "Verified emissions", "Verified emissions.", "number", "t", value="totals.verified",
               sort="verified"),
        Column("verified_aviation", "Of which aviation", "Of the emissions those of aircraft operators.", "number", "t",
               value="aviation.verified", on="page csv data" if state else "data"),
        Column("surrendered", "Surrendered", "Units surrendered for the year.", "number", "units",
               value="totals.surrendered", sort="surrendered"),
        Column("in_compliance", "In compliance", "The share of those judged that complied: by official letter, and by"
               " the scheme's rules where there is none.", "number",
               value=lambda row: percent(row.totals.complying, row.totals.judged), on="page csv"),
        Column("judged", "Judged", "Those with a letter from A to E, official or else computed.", "number",
               value="totals.judged",
               on="data"),
        Column("complying", "Complying", "Those of them in compliance: A and E.", "number", value="totals.complying",
               on="data"),
        counts_synthetic(),
    )  # fmt: skip


def _is_called(row: GroupLine, wanted: str) -> bool:
    return choices.is_called(row.name, row.code, wanted)


def _year(year: str) -> int:
    return int(year or summaries.totals().latest_year)


_HELP = "A part of the name, or the code."
STATES: View[GroupLine] = View(
    "states",
    "Member States in one year",
    "A Member State in one year. In the denomination of the law's units.",
    _columns("state", "Member State", state=True),
    key=lambda row: row.code,
    query=lambda sector="", year="": state_lines(_year(year), sector),
    filters=(choices.words("Name or code", _HELP, keeps=_is_called), choices.SECTOR, choices.YEAR),
    sort="name",
    measured=True,
)
SECTORS: View[GroupLine] = View(
    "sectors",
    "Sectors in one year",
    "A sector in one year. In the denomination of the law's units.",
    _columns("sector", "Sector", state=False),
    key=lambda row: row.code,
    query=lambda member_state="", year="": sector_lines(_year(year), member_state),
    filters=(choices.words("Name", _HELP, keeps=_is_called), choices.MEMBER, choices.YEAR),
    sort="name",
    measured=True,
)


def state_lines(year: int, sector: str = "") -> list[GroupLine]:
    """Members by name, in one year; of one sector where it is named."""
    found = _groups(summaries.totals(), judging_all.without_official(year), year, "", sector, _member)
    return [GroupLine(code, place_name(code), year, known, _cap_of_all(sector, code, year), figures, synthetic, flown)
            for code, (known, figures, synthetic, flown) in sorted(found.items(), key=lambda each: place_name(each[0]))
            ]  # fmt: skip


def sector_lines(year: int, state: str = "") -> list[GroupLine]:
    """Sectors by slug, in one year; of one member where it is named."""
    found = _groups(summaries.totals(), judging_all.without_official(year), year, state, "", _slug)
    return [GroupLine(slug, sectors()[slug].name, year, known, None, figures, synthetic, flown)
            for slug, (known, figures, synthetic, flown) in found.items()]  # fmt: skip


def _member(state: str, activity: int) -> str:
    return state


def _slug(state: str, activity: int) -> str:
    return sector_of(activity).slug


Group = tuple[int, YearTotals, bool, YearTotals]
"""How many installations are known, what they did in the year, whether any of them are synthetic, and what aircraft
operators among them did."""


@lru_cache(maxsize=KEPT)
def _groups(
    totals: Totals, computed: Computed | None, year: int, state: str, sector: str, group: Callable[[str, int], str]
) -> dict[str, Group]:
    """The installations of a member or sector, or all, by what `group` makes of their member and activity."""
    wanted = chosen(state, sector)
    cells = [cell for cell in totals.of(wanted) if cell.year == year]
    found = add_up(cells, by=lambda cell: group(cell.state, cell.activity))
    flown = add_up(filter(_flies, cells), by=lambda cell: group(cell.state, cell.activity))
    for (home, activity, letter), number in computed.counts.items() if computed else ():
        if wanted(home, activity):
            found[group(home, activity)].letters.update({letter: number, "": -number})
    known: Counter[str] = Counter()
    for place, number in totals.installations.items():
        if wanted(*place):
            known[group(*place)] += number
    made_up = {group(*place) for place in totals.synthetic if wanted(*place)}
    return {
        code: (known[code], found.get(code, NONE), code in made_up, flown.get(code, NONE)) for code in sorted(known)
    }


def _flies(cell: Cell) -> bool:
    return cell.activity in books_law().aviation


# --- years ----------------------------------------------------------------------------------------


class YearLine(NamedTuple):
    """A year of some installations and aircraft operators, or of a cap alone that nobody has reported under yet."""

    year: int
    phase: str
    cap: int | None
    totals: YearTotals
    without: dict[str, int]
    """Members to which nothing is allocated on record though they emitted, with their verified emissions."""
    aviation: YearTotals = NONE
    """Of the totals those of aircraft operators."""
    cap_source_seen: bool = True
    """Whether the cap was seen in its source."""
    auctioned: int | None = None
    """Units issued for auction, without those of aviation; `None` where the books know of none."""
    auction_inferred: bool = False
    """Whether a replay inferred any of that."""

    @property
    def synthetic(self) -> bool:
        return self.totals.synthetic

    @property
    def on_record(self) -> bool:
        """Whether anything but a cap is known of the year."""
        return self.totals.installations > 0

    @property
    def scope(self) -> str:
        """What the figures count: a law without aircraft operators has one scope, which needs no name."""
        if not books_law().aviation or not self.on_record:
            return ""
        if not self.aviation.installations:
            return STATIONARY
        return AVIATION if self.aviation.installations == self.totals.installations else BOTH

    @property
    def stationary(self) -> int:
        """Verified emissions without those of aircraft operators."""
        return self.totals.verified - self.aviation.verified

    @property
    def unallocated(self) -> int:
        """Verified emissions of the members to which nothing is allocated on record."""
        return sum(self.without.values())

    @property
    def is_short_for_want_of_record(self) -> bool:
        """Whether more was emitted than allocated only because the record lacks some members' allocations."""
        short = self.totals.verified - self.totals.allocated
        return 0 < short <= self.unallocated


STATIONARY, AVIATION = "stationary", "aviation"
BOTH = "stationary and aviation"
SCOPE = choices.one_of(
    "scope", "Scope", "Installations on the ground alone, or aircraft operators alone.", lambda: (STATIONARY, AVIATION)
)


def _recorded(way: str) -> Callable[[YearLine], int | None]:
    """What was recorded of a year: nothing, and not nought, of one that has a cap only."""
    value = at(way)
    return lambda row: value(row) if row.on_record else None


YEARS: View[YearLine] = View(
    "years",
    "Cap, free allocation, verified emissions and surrender by year",
    "A year of all installations, or of a Member State's or sector's; what of it is aviation's stands apart. In the"
    " denomination of the law's units.",
    (
        Column("year", "Year", "The year.", "year", sort="year"),
        Column("phase", "Period", "The period of the law.", "short"),
        Column("scope", "Scope", "What the figures count: stationary installations, aviation, or both; empty where the"
               " law has no aircraft operators.", "short"),
        Column("cap", "Cap", "Of the Member States as the source prints it for the phase, or of all together; null of a"
               " sector, and where no source gives one. It is of stationary installations.", "number", "units",
               null=True),
        Column("cap_source_seen", "Source of the cap seen", "Whether the cap was seen in its source.", "flag",
               on="csv data"),
        Column("allocated", "Free allocation", "Units allocated free of charge; null of a year without any record.",
               "number", "units", value=_recorded("totals.allocated"), null=True),
        Column("auctioned", "Issued for auction", "Units issued into accounts of auctions in the year, without those of"
               " aviation; null where the books know of none.", "number", "units", null=True),
        Column("auctioned_reconstructed", "Reconstructed", "Whether a replay inferred what was issued for auction from"
               " the cap: no auction is on record.", "flag", value="auction_inferred", on="csv data"),
        Column("verified", "Verified emissions", "Verified emissions; null of a year without any record.", "number",
               "t", value=_recorded("totals.verified"), null=True),
        Column("verified_aviation", "Of which aviation", "Of the emissions those of aircraft operators.", "number", "t",
               value=_recorded("aviation.verified"), null=True),
        Column("surrendered", "Surrendered", "Units surrendered; null of a year without any record.", "number", "units",
               value=_recorded("totals.surrendered"), null=True),
        Column("reports", "Reports", "Installations with verified emissions on record.", "number",
               value="totals.reports"),
        Column("reports_missing", "Without a report",
               "Installations with an allocation and without verified emissions.", "number",
               value="totals.silent", on="csv data"),
        Column("allocated_aviation", "Of which aviation", "Of the allocated units those of aircraft operators.",
               "number", "units", value="aviation.allocated", on="csv data"),
        Column("surrendered_aviation", "Of which aviation", "Of the surrendered units those of aircraft operators.",
               "number", "units", value="aviation.surrendered", on="csv data"),
        Column("allocated_unreported", "Allocated without a report",
               "Of the allocated units those of installations without verified emissions on record.", "number", "units",
               value="totals.unreported", on="csv data"),
        Column("verified_unallocated", "Emitted without an allocation",
               "Of the emissions those of Member States to which nothing is allocated on record.", "number", "t",
               value="unallocated", on="csv data"),
        counts_synthetic("totals.synthetic"),
    ),
    key=lambda row: row.year,
    query=lambda member_state="", sector="", scope="": year_lines(member_state, sector, scope),
    filters=(choices.MEMBER, choices.SECTOR, SCOPE),
    sort="year",
    measured=True,
)  # fmt: skip


def cap(state: str, year: int) -> int | None:
    """The cap of a year: of one member, or of all that had joined, as the source prints it, or of all together."""
    return cap_of(state, year)[0]


def cap_of(state: str, year: int) -> tuple[int | None, bool]:
    """The same, and whether it was seen in its source."""
    law = books_law()
    phase = law.period(year)
    chosen = [law.members[state]] if state in law.members else [] if state else list(law.members.values())
    known = [
        each.yearly_caps[phase.number]
        for each in chosen
        if phase is not None and phase.number in each.yearly_caps and each.joined <= year
    ]
    if known:
        return sum(known), True
    return (None if state else union_cap(law.tables, year)) or (None, True)


def _cap_of_all(sector: str, state: str, year: int) -> int | None:
    # a cap is of all sectors together
    return None if sector else cap(state, year)


def year_lines(state: str = "", sector: str = "", scope: str = "") -> list[YearLine]:
    """Every year on record, of a member, sector or scope where one is named."""
    return _year_lines(summaries.totals(), state, sector, scope)


def cap_lines(after: int) -> list[YearLine]:
    """The years after one for which the law has a cap of all members, and nothing is on record.

    A past shows those of the period in which its day lies: the law's later ones had not been made.
    """
    law = books_law()
    own = law.period(today().year) if past_shown() else None
    last = own.last_year if own is not None else max((each.last_year for each in law.periods), default=0)
    found = []
    for year in range(after + 1, last + 1):
        amount, seen = cap_of("", year)
        phase = law.period(year)
        if amount is not None and phase is not None:
            found.append(YearLine(year, phase.name, amount, NONE, {}, cap_source_seen=seen))
    return found


@lru_cache(maxsize=KEPT)
def _year_lines(totals: Totals, state: str, sector: str, scope: str) -> list[YearLine]:
    cells = totals.of(chosen(state, sector))
    if scope:
        cells = [cell for cell in cells if _flies(cell) == (scope == AVIATION)]
    found = add_up(cells, by=lambda cell: cell.year)
    flown = add_up(filter(_flies, cells), by=lambda cell: cell.year)
    without: dict[int, dict[str, int]] = {year: {} for year in found}
    for (year, member), figures in add_up(cells, by=lambda cell: (cell.year, cell.state)).items():
        if figures.verified and not figures.allocated:
            without[year][member] = figures.verified
    whole = not (state or sector or scope == AVIATION)
    auctions = _auctions(totals) if whole else {}
    lines = []
    for year in sorted(found):
        phase = books_law().period(year)
        amount, seen = (None, True) if sector or scope == AVIATION else cap_of(state, year)
        units, inferred = auctions.get(year, (None, False))
        own = (found[year], without[year], flown.get(year, NONE), seen, units, inferred)
        lines.append(YearLine(year, phase.name if phase else "", amount, *own))
    return lines


def _auctions(totals: Totals) -> dict[int, tuple[int, bool]]:
    """Year → units issued for auction without those of aviation, and whether any of them were inferred."""
    operators = [kind for kind in books_law().terms.accounts.values() if kind.operator]
    general = {unit for kind in operators if not kind.aviation for unit in kind.allocated or kind.holds}
    found: dict[int, tuple[int, bool]] = {}
    for (unit, year, inferred), units in totals.auctioned.items():
        if unit in general:
            known, guessed = found.get(year, (0, False))
            found[year] = (known + units, guessed or inferred)
    return found


# --- emissions ------------------------------------------------------------------------------------


class EmissionsRow(NamedTuple):
    """A year of the installations of a member and sector."""

    year: int
    member_state: str
    sector: str
    totals: YearTotals


EMISSIONS: View[EmissionsRow] = View(
    "emissions",
    "Emissions by year, Member State and sector",
    "A year of a Member State's installations of one sector. In the denomination of the law's units.",
    (
        Column("year", "Year", "The year.", "year", sort="year"),
        Column("member_state", "Member State", "Code of the Member State.", sort="member_state"),
        Column("sector", "Sector", "The sector of activities.", sort="sector"),
        Column("installations", "Installations", "Installations with this year on record.", "number",
               value="totals.installations"),
        Column("verified", "Verified emissions", "Verified emissions.", "number", "t", value="totals.verified",
               sort="verified"),
        Column("allocated", "Free allocation", "Units allocated free of charge.", "number", "units",
               value="totals.allocated"),
        Column("surrendered", "Surrendered", "Units surrendered.", "number", "units", value="totals.surrendered"),
        counts_synthetic("totals.synthetic"),
    ),
    key=lambda row: f"{row.year} {row.member_state} {row.sector}",
    query=lambda member_state="", sector="": emissions_rows(member_state, sector),
    filters=(choices.MEMBER, choices.SECTOR),
    sort="year",
)  # fmt: skip


def emissions_rows(state: str = "", sector: str = "") -> list[EmissionsRow]:
    """Years, members and sectors on record."""

    def group(cell: Cell) -> tuple[int, str, str]:
        return cell.year, cell.state, sector_of(cell.activity).name

    found = add_up(summaries.totals().of(chosen(state, sector)), by=group)
    return [EmissionsRow(year, home, name, found[year, home, name]) for year, home, name in sorted(found)]
