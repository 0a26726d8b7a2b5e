"""The real record of the EU ETS, replayed: published totals to the tonne, official letters, balances, proofs.

The figures here are the European Commission's (Union Registry / EUTL). The files are not part of this repository.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from openets import demo
from openets.compliance.official import AGREES, CAUSES, NOT_COMPARED, Standing, standings
from openets.importing.eutl.panel import read_panel
from openets.ledger.accounts import Bucket
from openets.ledger.store import YearRecord
from openets.stores.door import open_store
from tests.books import changed, let_go
from tests.ets import FAULTY, SOUND, Said, done, ets, ets_program, everything, heads
from tests.european import EU_ETS

VERIFIED = {
    2005: 2_014_076_770,
    2006: 2_035_788_981,
    2007: 2_164_732_712,
    2008: 2_119_674_111,
    2009: 1_879_618_454,
    2010: 1_938_803_008,
    2011: 1_904_394_075,
    2012: 1_867_032_893,
}
"""Verified emissions of stationary installations, tonnes."""
AVIATION_2012 = 83_980_057
SLICE = ("EE", "LT", "LV")
"""Small States with enough for themselves: their record can be replayed alone."""


def record(folder: Path) -> pl.DataFrame:
    """The panel through 2012, with blanks as zero and aircraft marked: read here once more, by other means."""
    places = pl.read_csv(folder / "installations.csv.gz", infer_schema_length=0)
    places = places.select("registry", "installation_id", pl.col("activity_code").eq("10").alias("aircraft"))
    panel = pl.read_csv(folder / "compliance_2005_2022.csv.gz", infer_schema_length=0)
    figures = pl.col("year", "alloc", "ver", "surr").cast(pl.Int64).fill_null(0)
    panel = panel.with_columns(figures).filter(pl.col("year") <= 2012)
    return panel.join(places, on=["registry", "installation_id"], how="left").with_columns(
        pl.col("aircraft").fill_null(value=False)
    )


def own_totals(panel: pl.DataFrame, *, aircraft: bool) -> dict[int, dict[str, int]]:
    found = panel.filter(pl.col("aircraft") == aircraft).group_by("year").agg(pl.col("alloc", "ver", "surr").sum())
    return {row["year"]: row for row in found.iter_rows(named=True)}


# ---- a slice, in seconds -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def piece(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of three small States' record."""
    folder = tmp_path_factory.mktemp("piece")
    for name in ("compliance_2005_2022.csv.gz", "installations.csv.gz"):
        with gzip.open(real / name, "rt", encoding="utf-8") as whole:
            kept = [line for number, line in enumerate(whole) if not number or line.startswith(SLICE)]
        (folder / name).write_bytes(gzip.compress("".join(kept).encode()))
    return folder


def test_a_slice_goes_in_whole(piece: Path, books: str) -> None:
    words = ("import", "eutl", piece, "--through", 2012, "--report", piece / "report.json", "--json")
    answer = done(ets(*words, store=books))
    assert answer["not replayed"] == {"units": 0, "by kind": {}, "rows": []}
    status = done(ets("status", "--json", store=books))
    own = own_totals(record(piece), aircraft=False)
    for row in status["stationary"]:
        assert (row["allocated"], row["verified"], row["surrendered"]) == tuple(
            own[row["year"]][name] for name in ("alloc", "ver", "surr")
        )
    assert all(row["balances"] for row in status["units"])
    before = everything(books)
    assert done(ets(*words, store=books))["steps"]["done"] == 0
    assert changed(before, everything(books)) == set()
    assert ets("verify", store=books).code == SOUND


# ---- the whole of it ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the books of the whole record through 2012, and the report."""
    folder = tmp_path_factory.mktemp("whole")
    said = import_all(real, folder)
    assert said.code == SOUND, said
    return folder


def import_all(real: Path, folder: Path) -> Said:
    return ets_program(
        "import", "eutl", real, "--through", 2012, "--json", store=address(folder), cwd=folder
    )  # writes import-report.json there


def address(folder: Path) -> str:
    return f"sqlite:///{folder / 'books.db'}"


def report(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "import-report.json").read_text("utf-8"))
    return content


@pytest.fixture(scope="module")
def status(whole: Path) -> dict[str, Any]:
    answer: dict[str, Any] = done(ets("status", "--json", store=address(whole)))
    return answer


@pytest.mark.slow
def test_verified_emissions_are_those_published(status: dict[str, Any]) -> None:
    assert {row["year"]: row["verified"] for row in status["stationary"]} == VERIFIED
    assert {row["year"]: row["verified"] for row in status["aviation"]}[2012] == AVIATION_2012


@pytest.mark.slow
def test_allocations_and_surrenders_are_the_panels_own(real: Path, whole: Path, status: dict[str, Any]) -> None:
    assert report(whole)["not replayed"] == {"units": 0, "by kind": {}, "rows": []}
    panel = record(real)
    for kind, aircraft in (("stationary", False), ("aviation", True)):
        own = own_totals(panel, aircraft=aircraft)
        for row in status[kind]:
            figures = own[row["year"]]
            assert (row["allocated"], row["surrendered"]) == (figures["alloc"], figures["surr"]), (kind, row)


@pytest.mark.slow
def test_the_computed_letters_are_the_official_ones(whole: Path, status: dict[str, Any]) -> None:
    agreement = {row["phase"]: row for row in status["agreement"]}
    assert agreement[1]["share"] >= 0.99
    assert agreement[2]["share"] >= 0.97
    assert agreement[1]["compared"] + agreement[2]["compared"] == official_letters(whole)


def official_letters(folder: Path) -> int:
    """Rows with an official A, B or C, as the books hold them."""
    store = open_store(address(folder))
    found = sum(row.official.rstrip("*") in ("A", "B", "C") for row in store.year_records())
    let_go(store)
    return found


@pytest.mark.slow
def test_official_letters_are_kept_as_published(real: Path, whole: Path) -> None:
    published = Counter(record(real)["code"].fill_null("").to_list())
    store = open_store(address(whole))
    kept = Counter(row.official for row in store.year_records())
    let_go(store)
    assert kept == published


@pytest.mark.slow
def test_every_disagreement_is_listed_with_its_cause(whole: Path, status: dict[str, Any]) -> None:
    listed = report(whole)["disagreements"]
    assert len(listed) == sum(row["compared"] - row["agree"] for row in status["agreement"])
    assert {row["cause"] for row in listed} <= set(CAUSES)
    assert all(row["official"].rstrip("*") != row["computed"] for row in listed)
    assert not [row for row in listed if row["cause"] == "other"]


# ---- penalties and causes, beside what is known ------------------------------------------------------

SHOWN = {
    2005: (189, 265_183_800),
    2006: (234, 578_882_600),
    2007: (60, 49_027_240),
    2008: (50, 47_132_100),
    2009: (38, 84_368_400),
    2010: (22, 22_186_700),
    2011: (21, 1_201_372_300),
    2012: (181, 135_069_200),
    2013: (46, 191_507_400),
    2014: (44, 318_623_300),
    2015: (42, 649_731_400),
    2016: (39, 241_012_400),
    2017: (55, 363_910_500),
    2018: (55, 214_417_100),
    2019: (61, 600_022_400),
    2020: (88, 837_318_500),
    2021: (85, 470_127_400),
    2022: (90, 361_668_500),
}
"""Installations and EUR of the penalties shown, as decision 4 states them."""


@pytest.fixture(scope="module")
def judged(real: Path) -> list[Standing]:
    """Every year of the whole record, 2005 to 2022, judged without books."""
    panel = read_panel(real, EU_ETS)
    records = [
        YearRecord(
            row.installation,
            row.year,
            verified=row.verified,
            report=row.report,
            surrendered=row.surrendered,
            official=row.official,
        )
        for row in sorted(panel.rows, key=lambda row: (row.installation, row.year))
    ]
    aircraft = {key for key, row in panel.installations.items() if row.aviation}
    years = {row.year for row in records if row.official}
    return list(standings(EU_ETS, records, date(2024, 1, 1), aircraft=aircraft, judged=years))


@pytest.mark.slow
def test_no_penalty_is_shown_or_computed_against_an_a(judged: list[Standing]) -> None:
    for row in judged:
        official = row.record.official.rstrip("*")
        if official not in ("B", "D"):
            assert (row.penalty.tonnes, row.penalty.amount.amount) == (0, 0), row
        if row.status.letter in ("A", "–"):
            assert row.status.penalised == 0, row
        if row.record.surrendered >= (row.record.verified or 0) and row.record.year != 2014:
            assert row.status.penalised == 0, row


@pytest.mark.slow
def test_penalties_by_year_are_those_that_decision_4_states(judged: list[Standing]) -> None:
    found = {year: (0, Decimal(0)) for year in SHOWN}
    for row in judged:
        if row.penalty.tonnes:
            number, eur = found[row.record.year]
            found[row.record.year] = (number + 1, eur + row.penalty.amount.amount)
    assert found == SHOWN
    assert sum(eur for _, eur in found.values()) == 6_631_561_240
    assert sum(row.status.penalty.amount for row in judged) == 31_420_782_220
    # of one year the most penalties in one State are known, of every kind: ours stay in that order of magnitude
    known = EU_ETS.tables["penalties_levied"]["number"]
    assert found[known["year"]][0] <= known["states"] * known["most_in_one_state"]


@pytest.mark.slow
def test_the_penalties_that_are_known_to_have_been_levied_are_ours(judged: list[Standing]) -> None:
    """Both are of the same day, in kronor: one rate of exchange turns our two amounts into them, to the krona."""
    computed = {(row.record.installation, row.record.year): row.penalty.amount.amount for row in judged}
    levied = EU_ETS.tables["penalties_levied"]["levied"]
    rates = [Decimal(row["amount"]) / computed[row["installation"], row["year"]] for row in levied]
    assert max(rates) - min(rates) < Decimal("0.00001")
    assert 9 < min(rates) < Decimal("9.5")


AGREE = {1: (32_937, 33_009), 2: (58_617, 59_978), 3: (97_052, 100_124), 4: (19_098, 19_809)}
"""Period → rows that agree, of those with an official A, B or C."""


@pytest.mark.slow
def test_causes_rest_on_the_rows_own_figures(judged: list[Standing]) -> None:
    """Read here once more by other means, from the record alone."""
    counts: dict[int, Counter[str]] = {phase: Counter() for phase in AGREE}
    for row in judged:
        counts[row.status.phase][row.cause] += 1
        missing = (row.record.verified or 0) - row.record.surrendered
        if row.cause in ("short in the public figures", "no surrender in the public figures"):
            together = row.record.year in (2013, 2014)  # of aircraft operators
            assert missing > 0 or together, row
        if row.cause == "short since an earlier year":
            assert missing <= 0 or row.record.year in (2013, 2014), row
        if row.cause == "blank in the public figures":
            assert row.record.verified is None, row
        if row.cause == "excluded":
            assert row.record.report == "excluded", row
    assert {
        phase: (found[AGREES], sum(found.values()) - found[NOT_COMPARED]) for phase, found in counts.items()
    } == AGREE
    assert not any(found["other"] for found in counts.values())


@pytest.mark.slow
def test_the_report_says_the_same_of_penalties(whole: Path) -> None:
    found = report(whole)["penalties"]
    shown = {row["year"]: (row["installations"], Decimal(row["amount"])) for row in found["by year"]}
    assert shown == {year: figures for year, figures in SHOWN.items() if year <= 2012}
    assert found["known to have been levied"]


@pytest.mark.slow
def test_units_balance_and_issuance_is_within_the_law(whole: Path, status: dict[str, Any]) -> None:
    for row in status["units"]:
        places = ("held", "surrendered", "cancelled", "retired", "replacement")
        assert row["issued"] == sum(row[place] for place in places), row
    store = open_store(address(whole))
    totals = store.all_totals()
    let_go(store)
    law = EU_ETS
    for (registry, unit, what), quantity in totals.items():
        if what != "issued":
            continue
        state = law.members.get(registry)
        if unit == "AAU":
            assert state is not None
            assert quantity <= (state.assigned_amount or 0), registry
        elif unit == "EUA1":
            assert state is not None
            assert quantity <= state.yearly_caps[1] * 3, registry
        elif unit in ("EUA2", "EUA2N"):
            assert state is not None
            assert quantity <= (state.caps.get(2) or quantity), registry


@pytest.mark.slow
def test_no_allowance_of_phase_one_outlives_it(status: dict[str, Any]) -> None:
    (units,) = [row for row in status["units"] if row["unit"] == "EUA1"]
    assert units["held"] == 0
    assert units["cancelled"] > 0
    assert Bucket.CANCELLED == "cancelled"


@pytest.mark.slow
def test_national_totals_of_the_demonstration_are_those_of_the_books(whole: Path) -> None:
    store = open_store(address(whole))
    aircraft = {row.key for row in store.all_installations() if row.aviation}
    found: dict[tuple[str, int], list[int]] = {}
    for row in store.year_records():
        if row.installation not in aircraft:
            sums = found.setdefault((row.installation.partition("_")[0], row.year), [0, 0, 0, 0])
            counted = int(row.verified is not None)
            for place, value in enumerate((counted, row.allocated, row.verified or 0, row.surrendered)):
                sums[place] += value
    let_go(store)
    for total in national_totals():
        wanted = [int(total[name]) for name in ("installations", "allocated", "verified", "surrendered")]
        assert found[total["registry"], int(total["year"])] == wanted, total


def national_totals() -> Iterator[dict[str, str]]:
    text = (files(demo) / "national_totals_2005_2012.csv").read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


@pytest.mark.slow
def test_the_second_run_changes_nothing(real: Path, whole: Path) -> None:
    before, first = heads(address(whole)), report(whole)
    said = import_all(real, whole)
    assert said.code == SOUND, said
    assert said.json["steps"]["done"] == 0
    assert heads(address(whole)) == before
    assert {**report(whole), "steps": 0} == {**first, "steps": 0}


@pytest.mark.slow
def test_the_journal_proves_the_books_and_one_byte_breaks_it(whole: Path) -> None:
    """Replaying the journal finds every sale covered by what the seller held at that moment."""
    verdict = done(ets_program("verify", "--json", store=address(whole)))
    folder = whole / "journal"
    done(ets_program("export", "journal", "--output", folder, "--json", store=address(whole)))
    exported = done(ets_program("verify", folder, "--json"))
    assert {**exported, "verified": ""} == {**verdict, "verified": ""}
    file = folder / "MT.jsonl"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    broken = ets_program("verify", folder)
    assert broken.code == FAULTY
    assert "fault: entry MT" in broken.error
