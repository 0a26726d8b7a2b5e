"""The same year added up by every breakdown of every entrance: all of them must say the same, to the tonne."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import openets
from tests.ets import done, ets
from tests.web.conftest import served
from tests.web.reading import Reader

FIGURES = ("verified", "allocated", "surrendered")
Sums = tuple[int, ...]


def summed(rows: Iterable[dict[str, Any]], where: str, year: int) -> dict[str, Sums]:
    """What rows of one year come to, under the name of where they were read."""
    rows = [row for row in rows if int(row.get("year") or year) == year]
    return {where: tuple(sum(int(row[name] or 0) for row in rows) for name in FIGURES)}


def frames(address: str, year: int) -> dict[str, Sums]:
    """The views of Python, one breakdown each; sectors of each State and States of each sector too."""
    books, found = openets.connect(address), {}
    by_state = books.states(year=year).rows()
    by_sector = books.sectors(year=year).rows()
    lists = {
        "totals": books.totals().rows(),
        "emissions": books.emissions().rows(),
        "states": by_state,
        "sectors": by_sector,
        "installations": books.installations(year=year).rows(),
        "sectors of each State": [
            row for each in by_state for row in books.sectors(member_state=each.code, year=year).rows()
        ],
        "States of each sector": [
            row for each in by_sector for row in books.states(sector=each.code, year=year).rows()
        ],
        "years of each sector": [row for each in by_sector for row in books.totals(sector=each.code).rows()],
        "emissions of each sector": [row for each in by_sector for row in books.emissions(sector=each.code).rows()],
        "installations of each sector": [
            row for each in by_sector for row in books.installations(sector=each.code, year=year).rows()
        ],
    }
    for where, rows in lists.items():
        found |= summed((row._asdict() for row in rows), f"Python, {where}", year)
    return found


def answered(reader: Reader, address: str) -> list[dict[str, Any]]:
    """All items of a list of the interface for programs."""
    items: list[dict[str, Any]] = []
    following = f"{address}{'&' if '?' in address else '?'}limit=200"
    while following:
        part = reader.ask(following).json()
        items += part["items"]
        following = part["next"] or ""
    return items


def pages_and_answers(address: str, year: int) -> dict[str, Sums]:
    """Pages (their CSV, and the first page's table) and the interface for programs."""
    found: dict[str, Sums] = {}
    with served(address):
        reader = Reader()
        for name in ("states", "sectors", "installations"):
            found |= summed(reader.csv(f"/{name}/?format=csv&year={year}"), f"page, {name}", year)
            found |= summed(answered(reader, f"/api/v1/{name}?year={year}"), f"interface, {name}", year)
        found |= summed(answered(reader, "/api/v1/emissions"), "interface, emissions", year)
        found |= summed(reader.csv("/charts/years.csv"), "chart, years", year)
        sectors = [row["code"] for row in reader.csv(f"/charts/sectors.csv?year={year}")]
        rows = [row for code in sectors for row in reader.ask(f"/api/v1/sectors/{code}").json()["years"]]
        found |= summed(rows, "interface, years of each sector", year)
        shown = reader.get("/").tables[0]
        heads = [shown[0].index(name) for name in ("Verified emissions", "Free allocation", "Surrendered")]
        row = next(row for row in shown[1:] if row[0] == str(year))
        found["page, first"] = tuple(int(row[head].replace(",", "")) for head in heads)
    return found


def command_line(address: str, year: int) -> dict[str, Sums]:
    answer = done(ets("status", "--json", store=address))
    return summed([*answer["stationary"], *answer["aviation"]], "command line, status", year)


def everywhere(address: str, year: int) -> dict[str, Sums]:
    """Breakdown of an entrance → its sums of a year: verified, allocated, surrendered."""
    return {**frames(address, year), **pages_and_answers(address, year), **command_line(address, year)}


def differing(found: dict[str, Sums]) -> dict[Sums, list[str]]:
    """The sums that were found, with where; one where all agree."""
    by_sum: dict[Sums, list[str]] = defaultdict(list)
    for where, sums in found.items():
        by_sum[sums].append(where)
    return dict(by_sum)
