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
from random import Random
from typing import Any

import polars as pl
import pytest

from bench import credit_limits
from openets import demo
from openets.compliance.official import AGREES, CAUSES, NOT_COMPARED, Standing, standings
from openets.importing.eutl.panel import read_panel
from openets.ledger.accounts import Bucket
from openets.ledger.store import YearRecord
from openets.stores.door import open_store
from openets.views.status import judged as of_the_books
from tests.books import changed, let_go
from tests.breakdowns import differing, everywhere
from tests.ets import FAULTY, SOUND, Said, done, ets, ets_program, everything, heads
from tests.european import EU_ETS
from tests.importing.recomputation import recomputed

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


def test_the_page_has_the_figures_of_credits_that_the_record_has(real: Path) -> None:
    """How blanks were read, what came of it by year, and each State beside its percentage."""
    page = (Path(__file__).parents[2] / "docs" / "concepts" / "real-record.md").read_text("utf-8")
    panel = read_panel(real, EU_ETS)
    for line in credit_limits.table(panel, EU_ETS):
        assert line in page
    said = credit_limits.readings(panel, EU_ETS)
    assert said == [
        "credits: 2,344 rows, 106.41 Mt",
        "no assigned amount: 77 rows, 35.32 Mt",
        "no kinds: 427 rows, 86.58 Mt",
        "no kinds from 2013: 638 rows, 129.02 Mt",
        "other allowances from 2013: 208 rows, 72.65 Mt",
        "credits of 2008-2012: 82.69, 80.31, 135.62, 252.84, 497.22 Mt",
        "of 1,781 installations with a blank 175 end at their limit if it means credits",
        "of 1,781 installations with a blank 6 end at their limit if it means no credits",
    ]
    above = [
        each.name for each in credit_limits.lines(panel, EU_ETS) if each.limit is not None and each.used > each.limit
    ]
    assert above == ["Estonia"]


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
    assert agreement[1]["share"] >= 0.997
    assert agreement[2]["share"] >= 0.975
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
    2005: (189, 265_183_800_00),
    2006: (234, 578_882_600_00),
    2007: (60, 49_027_240_00),
    2008: (50, 47_132_100_00),
    2009: (38, 84_368_400_00),
    2010: (22, 22_186_700_00),
    2011: (22, 1_201_375_400_00),
    2012: (188, 136_276_100_00),
    2013: (46, 194_380_011_00),
    2014: (45, 325_427_229_25),
    2015: (42, 697_228_969_45),
    2016: (41, 247_991_152_89),
    2017: (57, 380_588_211_52),
    2018: (57, 228_116_243_85),
    2019: (64, 646_477_466_49),
    2020: (91, 902_123_597_06),
    2021: (85, 520_983_770_22),
    2022: (93, 440_634_197_04),
}
"""Installations and cents of the penalties shown, as decision 4 states them."""


@pytest.fixture(scope="module")
def judged(real: Path) -> list[Standing]:
    """Every year of the whole record, 2005 to 2022, judged without books."""
    panel = read_panel(real, EU_ETS)
    records = [
        YearRecord(
            row.installation,
            row.year,
            allocated=row.allocated,
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
def test_no_penalty_is_shown_against_an_a_and_none_computed_without_a_cause(judged: list[Standing]) -> None:
    causes: Counter[str] = Counter()
    for row in judged:
        official = row.record.official.rstrip("*")
        if official not in ("B", "D"):
            assert (row.penalty.tonnes, row.penalty.amount.amount) == (0, 0), row
        if row.status.letter == "A":
            assert row.status.penalised == 0, row
        if row.record.surrendered >= (row.record.verified or 0) and row.record.year != 2014:
            assert row.status.penalised == 0, row
        if official == "A" and row.status.penalised:
            causes[row.cause] += 1
            assert row.penalty.doubt == "official letter", row
    assert causes == {
        "corrected since": 978,
        "no surrender in the public figures": 179,
        "short in the public figures": 13,
    }


@pytest.mark.slow
def test_letters_and_penalties_come_out_alike_when_computed_by_other_means(real: Path, judged: list[Standing]) -> None:
    """Every installation-year of the whole panel; no exception is needed."""
    own = {(row.record.installation, row.record.year): outcome(row) for row in judged}
    assert own == recomputed(real)


@pytest.mark.slow
def test_the_books_say_the_same_as_the_recomputation(real: Path, whole: Path) -> None:
    """Letters and penalties as the imported books judge them; a panel that ends in 2012 is judged as one."""
    store = open_store(address(whole))
    found = {(row.record.installation, row.record.year): outcome(row) for row in of_the_books(store, EU_ETS)}
    let_go(store)
    assert found == {key: told for key, told in recomputed(real).items() if key[1] <= 2012}


def outcome(row: Standing) -> tuple[str, int, int]:
    """The letter, and cents of penalty by the rules and as shown."""
    return row.status.letter, int(row.status.penalty.amount * 100), int(row.penalty.amount.amount * 100)


@pytest.mark.slow
@pytest.mark.parametrize("year", [2005, 2007, 2012])
def test_all_breakdowns_of_a_year_add_up_to_the_same(real: Path, whole: Path, year: int) -> None:
    panel = record(real).filter(pl.col("year") == year)
    assert list(differing(everywhere(address(whole), year))) == [
        tuple(panel[name].sum() for name in ("ver", "alloc", "surr"))
    ]


@pytest.mark.slow
def test_penalties_by_year_are_those_that_decision_4_states(judged: list[Standing]) -> None:
    found = dict.fromkeys(SHOWN, (0, 0))
    for row in judged:
        if row.penalty.tonnes:
            number, cents = found[row.record.year]
            found[row.record.year] = (number + 1, cents + int(row.penalty.amount.amount * 100))
    assert found == SHOWN
    assert sum(cents for _, cents in found.values()) == 6_968_383_188_77
    assert sum(row.status.penalty.amount for row in judged) == Decimal("31886924956.88")
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


AGREE = {1: (32_937, 33_009), 2: (58_869, 59_978), 3: (97_959, 100_124), 4: (19_516, 19_809)}
"""Period → rows that agree, of those with an official A, B or C."""


GOALS = {1: 0.997, 2: 0.975, 3: 0.97, 4: 0.96}
"""Period → the share that must agree at least."""


@pytest.mark.slow
def test_causes_rest_on_the_rows_own_figures(judged: list[Standing]) -> None:
    """Read here once more by other means, from the record alone."""
    counts: dict[int, Counter[str]] = {phase: Counter() for phase in AGREE}
    for row in judged:
        counts[row.status.phase][row.cause] += 1
        missing = (row.record.verified or 0) - row.record.surrendered
        if row.cause in ("corrected since", "short in the public figures", "no surrender in the public figures"):
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
    assert all(agree / compared >= GOALS[phase] for phase, (agree, compared) in AGREE.items())
    assert not any(found["other"] for found in counts.values())


# ---- twenty of them, looked at by hand ------------------------------------------------------------------

SEED = 2005


def drawn(judged: list[Standing]) -> list[tuple[str, str, int]]:
    """Twenty differences, (class, installation, year): three of each of the four largest classes, two of the others."""
    classes: dict[str, list[tuple[str, int]]] = {}
    for row in judged:
        if row.cause not in (AGREES, NOT_COMPARED):
            classes.setdefault(row.cause, []).append((row.record.installation, row.record.year))
    chance = Random(SEED)
    found = []
    for place, name in enumerate(sorted(classes, key=lambda name: (-len(classes[name]), name))):
        found += [(name, *row) for row in sorted(chance.sample(sorted(classes[name]), 3 if place < 4 else 2))]
    return found


@pytest.mark.slow
def test_the_differences_checked_by_hand_are_those_that_the_seed_draws(judged: list[Standing]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "concepts" / "real-record.md").read_text("utf-8")
    lines = [line.split("|") for line in page.splitlines() if line.startswith("| ") and line.count("|") == 8]
    written = [(cells[1].strip(), cells[2].strip(), int(cells[3])) for cells in lines if cells[3].strip().isdecimal()]
    assert written == drawn(judged)
    by_row = {(row.record.installation, row.record.year): row for row in judged}
    for cells in lines:
        if cells[3].strip().isdecimal():
            row = by_row[cells[2].strip(), int(cells[3])]
            assert (cells[4].strip(), cells[5].strip()) == (row.record.official, row.status.letter)


@pytest.mark.slow
def test_the_report_says_the_same_of_penalties(whole: Path) -> None:
    found = report(whole)["penalties"]
    shown = {row["year"]: (row["installations"], int(Decimal(row["amount"]) * 100)) for row in found["by year"]}
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
            assert quantity <= state.caps[1], registry
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
    assert {**exported, "books": ""} == {**verdict, "books": ""}
    file = folder / "MT.jsonl"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    broken = ets_program("verify", folder)
    assert broken.code == FAULTY
    assert "fault: entry MT" in broken.error
