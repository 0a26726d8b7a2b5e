"""Greenhouse gas inventories of the Parties: the published totals that ship with us, or the file they come from."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import polars as pl

from openets.kernel.refusals import Misuse
from openets_paper.sources import COMMUNITY, KYOTO, printed

BASE_YEAR, YEAR = "Base year", "2005"
_NAMES = {
    "Czechia": "CZ",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "United States of America": "US",
}
"""Parties whose names in the file are not those of the Protocol."""
_TONNES_IN_KILOTONNE = 1000


class Inventory(NamedTuple):
    """A Party's emissions without land use, tonnes of CO2 equivalent."""

    base_year: int
    year_2005: int


class Inventories(NamedTuple):
    """Inventories of all Parties, and where they were published."""

    source: str
    parties: dict[str, Inventory]
    """By code; the European Community is the sum of its fifteen States."""


def shipped() -> Inventories:
    """The published totals that are part of this package."""
    table = printed("inventories")
    return _with_community(table["published"], {code: Inventory(**row) for code, row in table["party"].items()})


def read_inventories(file: Path) -> Inventories:
    """The UNFCCC's table of totals without land use, in kilotonnes. Raises `Misuse` with file and Party."""
    columns = ("party", BASE_YEAR, YEAR)
    try:
        table = pl.read_csv(file, infer_schema_length=0)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise Misuse(f"{file} cannot be read as CSV ({error}): fetch it again") from error
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise Misuse(f"{file.name} lacks the column {', '.join(missing)}; it has {', '.join(table.columns)}")
    codes = {party.name: code for code, party in KYOTO.targets.items()} | _NAMES
    found = {
        codes[name]: Inventory(_tonnes(base, name, BASE_YEAR, file), _tonnes(year, name, YEAR, file))
        for name, base, year in table.select(columns).iter_rows()
        if name in codes
    }
    absent = [party.name for code, party in KYOTO.targets.items() if code not in found and code != COMMUNITY]
    if absent:
        raise Misuse(f"{file.name} has no row for {', '.join(absent)}: the table needs every Party of Annex B")
    return _with_community(f"UNFCCC, {file.name}", found)


def _tonnes(text: str | None, party: str, column: str, file: Path) -> int:
    try:
        kilotonnes = Decimal(text or "")
        if kilotonnes.is_finite() and kilotonnes > 0:
            return int(kilotonnes * _TONNES_IN_KILOTONNE)
    except ArithmeticError:
        pass
    raise Misuse(f"{file.name}, {party}: {column} is '{text or ''}', expected kilotonnes above 0, such as 290001.467")


def _with_community(source: str, parties: dict[str, Inventory]) -> Inventories:
    own = [parties[party.code] for party in KYOTO.bubble]
    community = Inventory(sum(each.base_year for each in own), sum(each.year_2005 for each in own))
    return Inventories(source, {**parties, COMMUNITY: community})
