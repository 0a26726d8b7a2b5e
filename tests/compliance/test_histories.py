"""Any order of reports, corrections, surrenders and reversals, held against a recomputation from the full history.

The recomputation below is naive: for every year it adds up, once more and from all events, what was known and what had
taken effect by the day of that year. It shares nothing with the rules but the days of the law.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from random import Random, SystemRandom

from openets.compliance.status import Reported, Surrendered, statuses
from tests.european import EU_ETS

YEARS = (2005, 2006, 2007)
DUE = {year: date(year + 1, 4, 30) for year in YEARS}
HISTORIES = int(os.environ.get("OPENETS_HISTORIES", "3000"))
FIRST = date(2006, 1, 1)

Event = tuple[int, date, date, int]
"""Year, day of effect, day of entry, tonnes or units."""


def history(chance: Random) -> tuple[list[Event], list[Event]]:
    """Reports in the order of their entry, and surrenders, some of which are reversed."""
    reports: list[Event] = []
    given: list[Event] = []
    day = FIRST
    for _ in range(chance.randint(1, 10)):
        day += timedelta(days=chance.randint(0, 200))
        on = max(FIRST, day - timedelta(days=chance.choice((0, 0, 0, 5, 90))))
        year = chance.choice(YEARS)
        if chance.random() < 0.5:
            reports.append((year, on, day, chance.choice((0, 50, 100, 100, 150, 400))))
        elif given and chance.random() < 0.2:
            taken = chance.choice(given)
            given.append((taken[0], max(day, taken[1]), max(day, taken[2]), -abs(taken[3])))
        else:
            given.append((year, on, day, chance.choice((30, 50, 100, 100, 150, 400))))
    return reports, given


def naive(
    reports: list[Event], given: list[Event], as_of: date, known: date
) -> dict[int, tuple[int | None, int, int, str]]:
    """Year → verified, units surrendered, tonnes penalised and letter, from everything that was in effect on a day and
    known on another."""
    reports = [each for each in reports if each[2] <= known and each[1] <= as_of]
    given = [each for each in given if each[2] <= known and each[1] <= as_of]

    def figure(year: int, day: date) -> int | None:
        own = [each for each in reports if each[0] == year]
        standing = [each for each in own if each[1] <= day] or own[:1]
        return standing[-1][3] if standing else None

    def lacking(last: int, day: date, stood: date) -> int:
        years = [year for year in YEARS if year <= last]
        units = sum(each[3] for each in given if each[0] in years and each[1] <= day)
        return sum(figure(year, stood) or 0 for year in years) - units

    def missing(year: int, stood: date) -> int:
        before = max(0, lacking(year - 1, DUE[year], stood))
        return min(max(0, max(0, lacking(year, DUE[year], stood)) - before), figure(year, stood) or 0)

    found = {}
    for year in YEARS:
        then, now = figure(year, DUE[year]), figure(year, as_of)
        units = sum(each[3] for each in given if each[0] == year and each[1] <= as_of)
        if as_of < DUE[year]:
            found[year] = (now, units, 0, "")
        elif then is None:
            found[year] = (None, units, 0, "C")
        elif then != now:
            letter = "E" if lacking(year, as_of, as_of) <= 0 else "D"
            found[year] = (now, units, min(missing(year, DUE[year]), missing(year, as_of)), letter)
        else:
            letter = "A" if lacking(year, DUE[year], DUE[year]) <= 0 else "B"
            found[year] = (now, units, missing(year, DUE[year]), letter)
    return found


def test_every_history_is_judged_as_a_naive_recomputation_judges_it() -> None:
    seed = int(os.environ.get("OPENETS_SEED", "0")) or SystemRandom().randrange(10**9)
    print(f"OPENETS_SEED={seed} repeats this")  # noqa: T201 - pytest shows it when the test fails
    chance = Random(seed)
    for number in range(HISTORIES):
        reports, given = history(chance)
        as_of = FIRST + timedelta(days=chance.randint(0, 1500))
        told = [Reported(year, on, tonnes, known=known) for year, on, known, tonnes in reports]
        moved = [Surrendered(year, on, quantity, known) for year, on, known, quantity in given]
        for known in (None, as_of + timedelta(days=chance.randint(0, 300))):
            expected = naive(reports, given, as_of, known or as_of)
            for row in statuses(EU_ETS, told, moved, as_of, known=known):
                ours = (row.verified, row.surrendered, row.penalised, row.letter)
                assert ours == expected[row.year], (number, row.year, as_of, known, reports, given)
