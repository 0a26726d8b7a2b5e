"""Credits surrendered for 2008-2012 in the public record, State by State, beside the percentages of Table 2.

Prints the figures of docs/concepts/real-record.md: how rows without kinds of units were read, and what follows.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench.eutl import DATA, has_data
from openets.compliance.credit_limits import limit_of_installation, limit_of_member, limited_period, used
from openets.importing.eutl.panel import Panel, read_panel
from openets.laws.law import Law
from openets.laws.reading import read_law
from openets.ledger.store import YearRecord

HEADING = "| State | Table 2 | limit, Mt | surrendered, Mt | of the limit | installations | above their own limit |"
RULE = "|---|---:|---:|---:|---:|---:|---:|"


class Line(NamedTuple):
    """A State: its percentage and limit (`None` where Table 2 gives none), and what its installations surrendered."""

    name: str
    percent: str
    limit: int | None
    used: int
    users: int
    above: int

    def row(self) -> str:
        if self.limit is None:
            figures: tuple[str, ...] = (self.percent, "n.a.", _mega(self.used), "n.a.", f"{self.users:,}", "n.a.")
        else:
            share = f"{100 * self.used / self.limit:.0f}%" if self.limit else "–"
            figures = (self.percent, _mega(self.limit), _mega(self.used), share, f"{self.users:,}", f"{self.above:,}")
        name = f"**{self.name}**" if self.limit is not None and self.used > self.limit else self.name
        return f"| {' | '.join((name, *figures))} |"


def _mega(units: int) -> str:
    return f"{units / 1_000_000:,.2f}"


def lines(panel: Panel, law: Law) -> list[Line]:
    """Every State of which installations took part, by name; aircraft operators have limits of their own."""
    states: dict[str, list[list[YearRecord]]] = {}
    for key, rows in _years(panel, law).items():
        states.setdefault(law.members[key.partition("_")[0]].registry, []).append(rows)
    return sorted(_line(law, code, rows) for code, rows in states.items())


def _years(panel: Panel, law: Law) -> dict[str, list[YearRecord]]:
    period = limited_period(law)
    found: dict[str, list[YearRecord]] = {}
    for row in panel.rows:
        if period is not None and row.year in period.years and not panel.installations[row.installation].aviation:
            year = YearRecord(row.installation, row.year, planned=row.allocated, surrendered=row.surrendered)
            found.setdefault(row.installation, []).append(year._replace(surrendered_allowances=row.allowances))
    return found


def _line(law: Law, code: str, installations: Iterable[list[YearRecord]]) -> Line:
    member, total, users, above = law.members[code], 0, 0, 0
    for rows in installations:
        own = used(rows)
        limit = limit_of_installation(law, member, rows, aviation=False).units
        total += own
        users += own > 0
        above += limit is not None and own > limit
    percent = f"{member.credit_limit_percent}%" if member.credit_limit_percent is not None else "n.a."
    return Line(member.name, percent, limit_of_member(law, member).units, total, users, above)


def readings(panel: Panel, law: Law) -> list[str]:
    """How rows were read that do not say which units were allowances, and what was surrendered of credits by year."""
    rows, units, credits = Counter[str](), Counter[str](), Counter[int]()
    for row in panel.rows:
        late = "" if row.year <= _LAST else f" from {_LAST + 1}"
        if row.kinds:
            rows[row.kinds + late] += 1
            units[row.kinds + late] += row.surrendered
        credits[row.year] += row.surrendered - row.allowances
    found = [f"{kinds}: {number:,} rows, {_mega(units[kinds])} Mt" for kinds, number in sorted(rows.items())]
    yearly = ", ".join(_mega(credits[year]) for year in range(2008, _LAST + 1))
    return [*found, f"credits of 2008-{_LAST}: {yearly} Mt", *_at_the_limit(panel, law)]


_LAST = 2012
_NEAR = 0.015


def _at_the_limit(panel: Panel, law: Law) -> Iterator[str]:
    """How many installations with a blank end at their limit, if it means credits alone and if it means none."""
    blank = {row.installation for row in panel.rows if row.kinds == "credits"}
    alone = Counter[str]()
    for row in panel.rows:
        if row.kinds == "credits":
            alone[row.installation] += row.surrendered
    near = {"credits": 0, "no credits": 0}
    concerned = {key: rows for key, rows in _years(panel, law).items() if key in blank}
    for key, rows in concerned.items():
        limit = limit_of_installation(law, law.members[key.partition("_")[0]], rows, aviation=False).units
        for what, units in (("credits", used(rows)), ("no credits", used(rows) - alone[key])):
            near[what] += bool(limit) and abs(units / (limit or 1) - 1) <= _NEAR
    for what, number in near.items():
        yield f"of {len(concerned):,} installations with a blank {number:,} end at their limit if it means {what}"


def table(panel: Panel, law: Law) -> list[str]:
    """The table, line by line."""
    found = lines(panel, law)
    limited = [each for each in found if each.limit is not None]
    total = Line(
        "All with a limit",
        "",
        sum(each.limit or 0 for each in limited),
        sum(each.used for each in limited),
        sum(each.users for each in limited),
        sum(each.above for each in limited),
    )
    return [HEADING, RULE, *(each.row() for each in (*found, total))]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", nargs="?", type=Path, default=DATA)
    folder = asked.parse_args().folder
    if has_data(folder):
        law = read_law("eu_ets")
        panel = read_panel(folder, law)
        print("\n".join([*readings(panel, law), "", *table(panel, law)]))


if __name__ == "__main__":
    main()
