"""Handmade panels: what the public record would look like, for a few installations that do not exist.

panel = Handmade()
panel.place("AT_1")
panel.year("AT_1", 2005, alloc=100, ver=90, surr=90, code="A")
folder = panel.write(tmp_path / "panel")
"""

from __future__ import annotations

import csv
import gzip
import os
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

PANEL = "compliance.csv"
PLACES = "installations.csv"
PANEL_COLUMNS = (
    "registry", "installation_id", "year", "free", "alloc", "ver", "surr", "surr_eua", "code", "ver_status", "surr_src",
)  # fmt: skip
PLACE_COLUMNS = ("registry", "installation_id", "name", "account_holder", "activity_code", "city")
AIRCRAFT = 10

REAL = Path(os.environ.get("OPENETS_SHARED") or Path(__file__).parents[3] / "shared") / "data" / "eutl"
"""Where the real panel is, if it is."""
ABSENT = f"the public EUTL files are not there ({'/'.join(REAL.parts[-3:])}, or under OPENETS_SHARED)"


class Handmade:
    """A panel in the making. Cells are what is written in the file: numbers, or any text that is wrong."""

    def __init__(self) -> None:
        self.places: list[dict[str, Any]] = []
        self.rows: list[dict[str, Any]] = []

    def place(
        self, key: str, activity: object = 1, name: str = "", holder: str = "Works Ltd", city: str = "Here"
    ) -> str:
        state, _, ident = key.partition("_")
        cells = (state, ident, name or f"Plant {key}", holder, activity, city)
        self.places.append(dict(zip(PLACE_COLUMNS, cells, strict=True)))
        return key

    def year(self, key: str, year: object, **cells: object) -> None:
        """A row. What is left out is blank; `free` is all that is allocated, allowances are all that is surrendered."""
        state, _, ident = key.partition("_")
        row: dict[str, Any] = dict.fromkeys(PANEL_COLUMNS, "")
        row |= {
            "registry": state,
            "installation_id": ident,
            "year": year,
            "free": cells.get("alloc", ""),
            "surr_src": "C",
        }
        self.rows.append(row | cells)

    def write(self, folder: Path, *, packed: bool = False) -> Path:
        folder.mkdir(exist_ok=True)
        for name, columns, rows in ((PANEL, PANEL_COLUMNS, self.rows), (PLACES, PLACE_COLUMNS, self.places)):
            content = table(columns, rows).encode()
            if packed:
                (folder / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))
            else:
                (folder / name).write_bytes(content)
        return folder


def table(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    text = StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def small() -> Handmade:
    """Three States and a bit of everything that the real record has. Every tonne of it is known by heart below."""
    panel = Handmade()
    for key in ("AT_1", "AT_2", "DE_1", "CY_1"):
        panel.place(key)
    panel.place("DE_9", AIRCRAFT, "Wings")
    # Phase I: AT_2 buys 30 from AT_1; DE_1 does not report 2006; CY_1 has no allocation and is excluded
    panel.year("AT_1", 2005, alloc=100, ver=60, surr=60, code="A")
    panel.year("AT_2", 2005, alloc=50, ver=80, surr=80, code="A")
    panel.year("DE_1", 2005, alloc=200, ver=150, surr=150, code="A")
    panel.year("CY_1", 2005, code="-", ver_status="Excluded")
    panel.year("AT_1", 2006, alloc=100, ver=100, surr=100, code="A*")
    panel.year("AT_2", 2006, alloc=50, ver=40, surr=30, code="B")
    panel.year("DE_1", 2006, alloc=200, surr=0, code="C", ver_status="Not Reported")
    panel.year("AT_1", 2007, alloc=100, ver=70, surr=70, code="A")
    panel.year("DE_1", 2007, alloc=200, ver=190, surr=190, code="A")
    # Phase II: converted allowances, those of a State without assigned amount, credits, an aircraft operator
    panel.year("AT_1", 2008, alloc=120, ver=100, surr=100, surr_eua=90, code="A")
    panel.year("CY_1", 2008, alloc=70, ver=60, surr=60, surr_eua=60, code="A")
    panel.year("DE_1", 2008, alloc=90, ver=100, surr=100, surr_eua=100, code="A")
    panel.year("DE_1", 2012, alloc=90, ver=60, surr=60, surr_eua=60, code="A")
    panel.year("DE_9", 2012, alloc=40, ver=50, surr=50, surr_eua=50, code="A")
    return panel


SMALL_VERIFIED = {2005: 290, 2006: 140, 2007: 260, 2008: 260, 2012: 60}
SMALL_SURRENDERED = {2005: 290, 2006: 130, 2007: 260, 2008: 260, 2012: 60}
SMALL_ALLOCATED = {2005: 350, 2006: 350, 2007: 300, 2008: 280, 2012: 90}
"""Stationary tonnes of `small` by year."""


def large(installations: int = 120, seed: int = 7) -> Handmade:
    """Many installations that emit about what they are given, from 2005 to 2012; together they have enough."""
    chance = Random(seed)
    panel = Handmade()
    keys = [
        panel.place(f"{chance.choice(('AT', 'DE', 'FR', 'PL'))}_{number}") for number in range(1, installations + 1)
    ]
    for year in range(2005, 2013):
        for key in keys:
            given = chance.randrange(1_000, 50_000)
            emitted = given * chance.randrange(60, 120) // 100
            panel.year(key, year, alloc=given, ver=emitted, surr=emitted, surr_eua=emitted * 9 // 10, code="A")
    return panel
