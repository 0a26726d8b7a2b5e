"""The panel goes into the books: to the tonne, once, and only from the file that they were begun with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.books import changed
from tests.ets import MISUSED, REFUSED, done, ets, everything, heads
from tests.importing.panels import AIRCRAFT, SMALL_ALLOCATED, SMALL_SURRENDERED, SMALL_VERIFIED, Handmade, large, small


def imported(panel: Path, books: str, *options: object) -> dict:  # type: ignore[type-arg]
    return done(ets("import", "eutl", panel, "--report", panel / "report.json", "--json", *options, store=books))


def by_year(status: dict, figure: str) -> dict[int, int]:  # type: ignore[type-arg]
    return {row["year"]: row[figure] for row in status["stationary"]}


def test_every_tonne_of_the_panel_is_in_the_books(panel: Path, books: str) -> None:
    answer = imported(panel, books)
    assert answer["in the record"] == answer["in the books"]
    assert answer["not replayed"] == {"units": 0, "by kind": {}, "rows": []}
    status = done(ets("status", "--json", store=books))
    assert by_year(status, "verified") == SMALL_VERIFIED
    assert by_year(status, "surrendered") == SMALL_SURRENDERED
    assert by_year(status, "allocated") == SMALL_ALLOCATED
    assert [row["verified"] for row in status["aviation"]] == [50]


def test_units_balance_and_phase_one_is_used_up(panel: Path, books: str) -> None:
    imported(panel, books)
    units = {row["unit"]: row for row in done(ets("status", "--json", store=books))["units"]}
    assert set(units) == {"CER", "EUA1", "EUA2", "EUA2N", "EUAA"}
    assert all(row["balances"] for row in units.values())
    assert units["EUA1"] == {
        "unit": "EUA1", "issued": 1000, "held": 0, "surrendered": 680, "cancelled": 320, "retired": 0,
        "replacement": 0, "balances": True,
    }  # fmt: skip
    assert units["CER"]["issued"] == units["CER"]["surrendered"] == 10
    assert units["EUA2N"]["issued"] == 70
    assert done(ets("verify", "--json", store=books))["transactions"] > 0


def test_an_inferred_purchase_says_that_it_is(panel: Path, books: str) -> None:
    imported(panel, books)
    texts = [row[-1] for row in everything(books)["journal"] if '"reconstructed":true' in str(row)]
    assert any('"from":"AT-120' in text and "the replay inferred it" in text for text in texts)


def test_the_second_run_changes_nothing(panel: Path, books: str) -> None:
    first = imported(panel, books)
    before = everything(books)
    second = imported(panel, books)
    assert changed(before, everything(books)) == set()
    assert second["steps"] == {"done": 0, "passed over because known": first["steps"]["done"]}
    assert {**first, "steps": 0} == {**second, "steps": 0}


def test_packed_files_say_the_same(tmp_path: Path, panel: Path, books: str) -> None:
    imported(panel, books)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    packed = small().write(tmp_path / "packed", packed=True)
    imported(packed, other)
    status = [done(ets("status", "--json", store=store)) for store in (books, other)]
    assert status[0] == status[1]


@pytest.mark.postgres
def test_postgresql_gets_the_same_journal(panel: Path, books: str, postgres_books: str) -> None:
    imported(panel, books)
    imported(panel, postgres_books)
    assert heads(postgres_books) == heads(books)
    assert imported(panel, postgres_books)["steps"]["done"] == 0
    assert done(ets("status", "--json", store=postgres_books)) == done(ets("status", "--json", store=books))


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path, panel: Path, books: str) -> None:
    imported(panel, books)
    turned = small()
    turned.rows.reverse()
    turned.places.reverse()
    other = f"sqlite:///{tmp_path / 'other.db'}"
    imported(turned.write(tmp_path / "turned"), other)
    assert heads(other) == heads(books)


def test_years_outside_a_membership_are_not_replayed_and_listed(tmp_path: Path, books: str) -> None:
    """Case 10: Bulgaria joined in 2007; 2020 was the United Kingdom's last year."""
    panel = Handmade()
    for key, year in (("BG_1", 2005), ("BG_1", 2007), ("GB_1", 2020), ("GB_1", 2022), ("XI_1", 2022)):
        if key not in [f"{row['registry']}_{row['installation_id']}" for row in panel.places]:
            panel.place(key)
        panel.year(key, year, alloc=100, ver=90, surr=90, code="A")
    panel.year("RO_1", 2005)
    panel.place("HR_1", AIRCRAFT)
    panel.year("HR_1", 2012, alloc=100, ver=90, surr=90, code="A")
    said = ets("import", "eutl", panel.write(tmp_path / "members"), "--report", tmp_path / "r", "--json", store=books)
    assert said.code == REFUSED
    answer = said.json
    assert [(row["row"], row["reason"]) for row in answer["not replayed"]["rows"]] == [
        (2, "BG_1, 2005: Bulgaria was a member from 2007-01-01"),
        (5, "GB_1, 2022: United Kingdom was a member from 2005-01-01 to 2020-12-31"),
    ]
    assert answer["not replayed"]["by kind"] == {"membership": 180}
    assert (answer["in the record"]["verified"], answer["in the books"]["verified"]) == (540, 360)
    assert answer["rows"] == 7


def across_2021() -> Handmade:
    """Two plants and an airline before and after allowances began to serve no earlier year than that of their issue."""
    panel = Handmade()
    for key, activity in (("AT_1", 1), ("AT_2", 1), ("AT_3", AIRCRAFT)):
        panel.place(key, activity)
    for year, given, emitted in ((2019, 100, 90), (2020, 100, 150), (2021, 400, 420), (2022, 400, 300)):
        panel.year("AT_1", year, alloc=given, ver=emitted, surr=emitted, code="A")
        panel.year("AT_2", year, alloc=300 - given // 2, ver=200, surr=200, code="A")
        panel.year("AT_3", year, alloc=50, ver=70, surr=70, code="A")
    return panel


def test_no_year_is_covered_with_allowances_of_a_later_term(tmp_path: Path, books: str) -> None:
    """In April 2021 plants hold what was allocated in February 2021: for 2020 they buy what was issued before."""
    answer = imported(across_2021().write(tmp_path / "across"), books)
    assert answer["not replayed"] == {"units": 0, "by kind": {}, "rows": []}
    assert answer["in the record"] == answer["in the books"]
    assert done(ets("verify", "--json", store=books))["transactions"] > 0
    used = {
        (entry["year"], block.split()[0].split(":")[8:] == ["2021"])
        for row in everything(books)["journal"]
        if '"type":"10-2"' in str(row[-1])
        for entry in [json.loads(row[-1])]
        for block in entry["blocks"]
    }
    assert {year for year, later in used if later} == {2021, 2022}
    assert {year for year, later in used if not later} >= {2019, 2020, 2021}


def test_a_demonstration_and_a_record_do_not_mix(panel: Path, books: str) -> None:
    imported(panel, books)
    before = everything(books)
    said = ets("demo", "--no-serve", store=books)
    assert said.code == MISUSED
    assert "are imported (a public record, replayed): a demonstration goes into synthetic books only" in said.error
    assert changed(before, everything(books)) == set()


def test_an_account_opened_by_hand_is_told_and_changes_nothing(panel: Path, books: str) -> None:
    done(ets("init", "--holds", "imported", "--json", store=books))
    done(ets("open-registry", "CY", "--json", store=books))
    done(ets("open-account", "CY", "Plant", "--installation", "CY_1", "--json", store=books))
    before = everything(books)
    said = ets("import", "eutl", panel, store=books)
    assert said.code == MISUSED
    assert "installation CY_1 of compliance.csv has an account already, CY-120-6-0-" in said.error
    assert changed(before, everything(books)) == set()


def test_what_the_checks_refuse_is_listed_with_its_reason(tmp_path: Path, books: str) -> None:
    """More than Malta's cap of Phase I: plan and issuance are refused, and so is all that hangs on them."""
    panel = Handmade()
    for key in ("MT_1", "AT_1"):
        panel.place(key)
        panel.year(key, 2005, alloc=50_000_000, ver=40_000_000, surr=40_000_000, code="A")
    folder = panel.write(tmp_path / "panel")
    said = ets("import", "eutl", folder, "--report", tmp_path / "report.json", store=books)
    assert said.code == REFUSED
    assert "Not replayed: 4 rows, 140,000,000 units." in said.out
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    reasons = {row["request"]: row["reason"] for row in report["not replayed"]["rows"]}
    assert reasons["eutl:2005:plan:MT"].startswith("P-8013 ")
    assert reasons["eutl:2005:issue:MT:EUA1"].startswith("P-3500 ")
    assert reasons["eutl:2005:allocate:MT_1"].startswith("P-8003 ")
    assert report["in the books"]["surrendered"] == 40_000_000
    assert done(ets("verify", "--json", store=books))["units"]["EUA1"]["issued"] == 50_000_000
    again = ets("import", "eutl", folder, "--report", tmp_path / "again.json", store=books)
    assert again.code == REFUSED
    assert json.loads((tmp_path / "again.json").read_text("utf-8"))["not replayed"] == report["not replayed"]


def test_nobody_sells_what_does_not_exist(tmp_path: Path, books: str) -> None:
    """Replaying the journal proves that no account was ever below zero."""
    imported(large(60).write(tmp_path / "panel"), books)
    assert done(ets("verify", "--json", store=books))["entries"] > 1000
    status = done(ets("status", "--json", store=books))
    assert all(row["balances"] for row in status["units"])
    assert status["agreement"][0]["compared"] == 180


def test_the_report_lists_every_disagreement_with_its_cause(panel: Path, books: str) -> None:
    rows = small()
    rows.rows[0]["code"] = "B"
    rows.rows[4]["code"] = "C"
    imported(rows.write(panel), books)
    report = json.loads((panel / "report.json").read_text("utf-8"))
    found = {(row["installation"], row["year"]): row["cause"] for row in report["disagreements"]}
    # AT_2 surrendered 10 too few in 2006: its B agrees; AT_1's letters were made wrong above
    assert found == {("AT_1", 2005): "made good since", ("AT_1", 2006): "report entered late"}
    assert set(found.values()) <= set(report["cause classes"])


def test_where_the_report_cannot_be_written_nothing_begins(panel: Path, books: str, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere" / "report.json"):
        said = ets("import", "eutl", panel, "--report", place, store=books)
        assert said.code == MISUSED
        assert "--report" in said.error
    assert not (tmp_path / "books.db").exists()


def test_years_beyond_the_last_are_left_out(panel: Path, books: str) -> None:
    answer = imported(panel, books, "--through", 2007)
    assert answer["years"] == [2005, 2006, 2007]
    status = done(ets("status", "--json", store=books))
    assert [row["year"] for row in status["stationary"]] == [2005, 2006, 2007]


def renumbered(panel: Handmade, old: str, new: str) -> Handmade:
    """The same record of the edition after, in which an installation bears its new number."""
    for row in (*panel.places, *panel.rows):
        if f"{row['registry']}_{row['installation_id']}" == old:
            row["installation_id"] = new.partition("_")[2]
    return panel


def test_an_edition_with_a_new_number_is_of_the_installation_that_the_books_know(
    tmp_path: Path, panel: Path, books: str
) -> None:
    first = imported(panel, books)
    done(ets("installation", "renumber", "AT_1", "AT_1001", "--json", store=books))
    done(ets("installation", "hand-over", "AT_2", "--holder", "New AG", "--json", store=books))
    before = everything(books)
    later = renumbered(small(), "AT_1", "AT_1001").write(tmp_path / "later")
    second = imported(later, books)
    assert changed(before, everything(books)) == set()
    assert second["steps"]["passed over because known"] == first["steps"]["done"]
    assert done(ets("verify", "--json", store=books))["entries"] > 0


def test_an_edition_with_both_numbers_of_one_installation_is_refused(tmp_path: Path, panel: Path, books: str) -> None:
    imported(panel, books)
    done(ets("installation", "renumber", "AT_1", "AT_1001", "--json", store=books))
    before = everything(books)
    both = small()
    both.place("AT_1001")
    both.year("AT_1001", 2008, alloc=1, ver=1, surr=1, surr_eua=1, code="A")
    said = ets("import", "eutl", both.write(tmp_path / "both"), store=books)
    assert said.code == MISUSED
    assert "AT_1001 and AT_1 are numbers of one installation" in said.error
    assert changed(before, everything(books)) == set()
