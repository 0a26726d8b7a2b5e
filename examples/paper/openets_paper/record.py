"""The public record of the EU ETS for 2005-2007, added up: by State, by sector and by account holder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from openets.importing.eutl.panel import find
from openets.kernel.refusals import Misuse
from openets_paper.sources import EU_ETS

YEARS = (2005, 2006, 2007)
PANEL_COLUMNS = ("registry", "installation_id", "year", "alloc", "ver")
INSTALLATION_COLUMNS = ("registry", "installation_id", "account_holder", "activity_code")
_TONNES = ("alloc", "ver")
_KEY = ["registry", "installation_id"]


class Sector(NamedTuple):
    """A sector's Phase I, tonnes, without the years in which a State has no allocations on record at all."""

    allocated: int
    verified: int


class Holder(NamedTuple):
    """Somebody who holds operators' accounts, with what their installations were allocated in Phase I."""

    name: str
    installations: int
    allocated: int


@dataclass(frozen=True, eq=False)
class PublicRecord:
    """Phase I, added up. `holders` come with the greatest allocation first."""

    source: str
    states: dict[str, int]
    """Allocated 2005-2007 by Member State."""
    verified_2005: dict[str, int]
    sectors: dict[str, Sector]
    holders: tuple[Holder, ...]
    installations: int
    """That were allocated anything, or reported, in Phase I."""
    synthetic: bool = False

    @property
    def allocated(self) -> int:
        return sum(self.states.values())


def read_record(folder: Path) -> PublicRecord:
    """Add up the compliance panel and the installations in `folder`. Raises `Misuse` with file and row."""
    panel_file = find(folder, "compliance")
    panel, places = _scan(panel_file, PANEL_COLUMNS), _scan(find(folder, "installations"), INSTALLATION_COLUMNS)
    rows = _phase_one(panel, panel_file).filter(pl.col("alloc") + pl.col("ver") > 0)
    joined = rows.join(places.unique(_KEY, keep="first").collect(), on=_KEY, how="left")
    verified = rows.filter(pl.col("year") == str(YEARS[0])).group_by("registry").agg(pl.col("ver").sum())
    states = rows.group_by("registry").agg(pl.col("alloc").sum())
    if not joined["alloc"].sum():
        raise Misuse(f"{panel_file.name} allocates nothing in {YEARS[0]}-{YEARS[-1]}: it must reach back to Phase I")
    return PublicRecord(
        source=f"{panel_file.name} (European Commission, Union Registry / EUTL)",
        states=by_state(states.iter_rows()),
        verified_2005=by_state(verified.iter_rows()),
        sectors=by_sector(_activities(joined.filter(pl.col("alloc").sum().over("registry", "year") > 0))),
        holders=_holders(joined),
        installations=rows.unique(_KEY).height,
    )


def by_state(rows: Iterable[tuple[str, Any]]) -> dict[str, int]:
    """(registry as the record names it, tonnes) added up by Member State: Northern Ireland is the United Kingdom's."""
    found: dict[str, int] = {}
    for code, tonnes in rows:
        state = EU_ETS.members.get(code)
        home = state.registry if state else code
        found[home] = found.get(home, 0) + int(tonnes)
    return found


def by_sector(rows: Iterable[tuple[int, Any, Any]]) -> dict[str, Sector]:
    """(activity code, allocated, verified) added up by sector, the greatest allocation first."""
    found: dict[str, Sector] = {}
    for code, allocated, verified in rows:
        name = EU_ETS.sector(code)
        before = found.get(name, Sector(0, 0))
        found[name] = Sector(before.allocated + int(allocated), before.verified + int(verified))
    return dict(sorted(found.items(), key=lambda item: (-item[1].allocated, item[0])))


def _scan(file: Path, columns: tuple[str, ...]) -> pl.LazyFrame:
    """The file's cells as text, only the columns that are needed, each row with its number."""
    table = pl.scan_csv(file, infer_schema_length=0, row_index_name="row", row_index_offset=2)
    try:
        known = table.collect_schema().names()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise Misuse(f"{file} cannot be read as CSV ({error}): fetch it again") from error
    missing = [column for column in columns if column not in known]
    if missing:
        raise Misuse(f"{file.name} lacks the column {', '.join(missing)}; it has {', '.join(known[1:])}")
    return table.select("row", *columns)


def _phase_one(panel: pl.LazyFrame, file: Path) -> pl.DataFrame:
    """The rows of 2005-2007 with tonnes as numbers, blanks as nought."""
    own = panel.filter(pl.col("year").is_in([str(year) for year in YEARS]))
    numbers = [pl.col(name).cast(pl.Int64, strict=False).alias(f"{name}_t") for name in _TONNES]
    try:
        read = own.with_columns(numbers).collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise Misuse(f"{file.name} cannot be read to its end ({error}): it is broken or not whole") from error
    for name in _TONNES:
        wrong = read.filter(pl.col(name).is_not_null() & (pl.col(f"{name}_t").is_null() | (pl.col(f"{name}_t") < 0)))
        if wrong.height:
            row, text = wrong["row"][0], wrong[name][0]
            raise Misuse(f"{file.name}, row {row}: {name} is '{text[:40]}', expected whole tonnes or a blank")
    return read.select("row", *_KEY, "year", *(pl.col(f"{name}_t").fill_null(0).alias(name) for name in _TONNES))


def _activities(rows: pl.DataFrame) -> Iterator[tuple[int, int, int]]:
    """(activity code, allocated, verified); 0 where the list of installations has no code."""
    for code, allocated, verified in rows.group_by("activity_code").agg(pl.col(*_TONNES).sum()).iter_rows():
        yield int(code) if code and code.isdecimal() else 0, allocated, verified


def _holders(rows: pl.DataFrame) -> tuple[Holder, ...]:
    """Account holders by name; installations without one each stand for themselves."""
    named = rows.with_columns(
        pl.col("account_holder").str.strip_chars().replace("", None).fill_null(pl.concat_str(*_KEY, separator=" "))
    )
    found = named.group_by("account_holder").agg(pl.struct(_KEY).n_unique().alias("n"), pl.col("alloc").sum())
    ordered = found.filter(pl.col("alloc") > 0).sort(["alloc", "account_holder"], descending=[True, False])
    return tuple(Holder(*row) for row in ordered.iter_rows())
