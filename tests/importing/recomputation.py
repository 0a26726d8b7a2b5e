"""Letters and penalties of the public record, computed once more from the law's text: shares no code with the rules.

Directive 2003/87/EC Art 16(3), 16(4) and 28a; Delegated Regulation (EU) 2019/1122 Art 33: the units that somebody
surrendered stand in one purse, the tonnes that nothing covers in one heap, and each year is walked through by hand.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

LAST_YEARS = (2007, 2012, 2020, 2030)
"""Of the periods."""
LATE = {(2007, "BG"), *((2005, state) for state in ("CY", "CZ", "ES", "FR", "IT", "MT", "SK"))}
"""Years in which a registry itself was late (decision 4)."""
CENTS = {
    2013: 101_50, 2014: 102_07, 2015: 102_05, 2016: 102_31, 2017: 104_06, 2018: 106_15, 2019: 107_71, 2020: 107_71,
    2021: 110_82, 2022: 121_01,
}  # fmt: skip

Years = list[tuple[int, int, int, str, str]]
"""Of an installation: year, tonnes emitted, units surrendered, remark, official letter without its star."""
Answer = dict[tuple[str, int], tuple[str, int, int]]
"""(installation, year) → letter, cents of penalty, and cents that may be shown beside the official letter."""


def cents(year: int) -> int:
    return 40_00 if year <= 2007 else CENTS.get(year, 100_00)


def read(folder: Path) -> tuple[dict[str, Years], set[str]]:
    """The panel by installation, and which of them are aircraft operators."""
    panel: dict[str, Years] = defaultdict(list)
    for row in rows(folder / "compliance_2005_2022.csv.gz"):
        key = f"{row['registry']}_{row['installation_id']}"
        figures = (int(row["ver"] or 0), int(row["surr"] or 0))
        panel[key].append((int(row["year"]), *figures, row["ver_status"], row["code"].rstrip("*")))
    flying = {
        f"{row['registry']}_{row['installation_id']}"
        for row in rows(folder / "installations.csv.gz")
        if row["activity_code"] == "10"
    }
    return panel, flying


def rows(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def recomputed(folder: Path) -> Answer:
    answer: Answer = {}
    panel, flying = read(folder)
    for key, years in panel.items():
        answer |= walked(key, sorted(years), flies=key in flying)
    return answer


def walked(key: str, years: Years, *, flies: bool) -> Answer:
    """An installation's years, one after the other; those of flights in 2013 fall due with 2014."""
    answer: Answer = {}
    purse = bare = before = 0
    there = {year for year, *_ in years}
    put_off: Years = []
    for row in years:
        year, _, _, _, official = row
        purse, bare = carried(key[:2], before, year, purse, bare)
        before = year
        if flies and year == 2013 and 2014 in there:
            put_off = [row]
            continue
        together = [*put_off, row]
        emitted, surrendered = sum(each[1] for each in together), sum(each[2] for each in together)
        put_off = []
        purse += surrendered
        missing = max(0, emitted - purse)
        purse -= emitted - missing
        bare, purse = bare - min(bare, purse) + missing, purse - min(bare, purse)
        for each in together:
            fine = missing * cents(year) if each is row else 0
            open_to_all = official in ("B", "D") and (year, key[:2]) not in LATE
            letter = "C" if each[3] == "Not Reported" else "B" if bare else "A"
            answer[key, each[0]] = (letter, fine, fine if open_to_all else 0)
    return answer


def carried(state: str, before: int, year: int, purse: int, bare: int) -> tuple[int, int]:
    """What goes on from the last year on record: a shortfall always, a surplus into the period of 2021 only."""
    for last in LAST_YEARS:
        if before and before <= last < year:
            purse = purse if last == 2020 else 0
            bare = 0 if (last, state) in LATE else bare
    return purse, bare
