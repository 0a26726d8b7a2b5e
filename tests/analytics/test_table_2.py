"""Table 2 of the paper, cell by cell, and all that it says of it."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from openets_paper.findings import Verdict
from openets_paper.sources import printed as printed_data
from openets_paper.table_2 import plans, table_2, total
from tests.analytics.conftest import number, part, small_record, statement


def test_every_cell_of_the_parameters_is_the_printed_one() -> None:
    found = part("table-2")
    cells = [each for each in found.numbers if ": " in each.what and not each.what.startswith("Sum")]
    own = [each for each in cells if "% of proposed" not in each.what and each.printed]
    assert len(own) == 27 * 6
    assert not [each.what for each in own if not each.agrees]


def test_the_printed_cells_are_those_of_the_public_transcription(data: Path) -> None:
    text = (data / "eutl" / "national_allocation_plans_paper_table2.csv").read_text("utf-8-sig")
    rows = printed_data("table_2")["row"]
    names = {row["printed"]: row for row in rows.values()}
    columns = {
        "cap_p1": "first_cap",
        "ver2005": "verified_2005",
        "proposed_p2": "proposed",
        "allowed_p2": "allowed",
        "allowed_pct_printed": "percent",
        "additional": "additional",
        "jicdm_pct": "credit_limit",
    }
    read = list(csv.DictReader(text.splitlines()))
    assert len(read) == len(rows) == 27
    for row in read:
        for theirs, ours in columns.items():
            said = names[row["ms"]][ours]
            assert ("" if said.startswith("n.") else said) == row[theirs], (row["ms"], ours)


@pytest.mark.parametrize(
    ("code", "column", "mark"),
    [("IT", "additional", "n.k."), ("MT", "credit_limit", "n.a."), ("RO", "additional", "n.a.")],
)
def test_marks_stand_where_the_paper_has_no_figure(code: str, column: str, mark: str) -> None:
    [row] = [each for each in plans() if each.code == code]
    assert row.marks[column] == mark
    [shown] = [each.value for each in table_2().columns if each.name == column]
    assert shown(row) == mark


def test_two_percentages_differ() -> None:
    found = part("table-2")
    wrong = [each.what for each in found.differing if "% of proposed" in each.what]
    assert wrong == ["Finland: Allowed, % of proposed", "Ireland: Allowed, % of proposed"]


@pytest.mark.parametrize(
    ("name", "printed", "ours"),
    [
        ("Cap 2005-2007", "2298.5", "2298.50"),
        ("Verified 2005", "2122.16", "2123.13"),
        ("Proposed 2008-2012", "2325.34", "2325.31"),
        ("Allowed 2008-2012", "2082.68", "2082.63"),
        ("Additional 2008-2012", "54.69", "54.69"),
        ("Allowed, % of proposed", "89.56", "89.56"),
    ],
)
def test_sums_are_those_of_the_rows(name: str, printed: str, ours: str) -> None:
    found = number(part("table-2"), f"Sum: {name}")
    assert (found.printed, found.shown) == (printed, Decimal(ours))
    assert found.agrees is (Decimal(printed) == Decimal(ours))


def test_what_rounding_can_explain_is_said() -> None:
    assert "up to 1.62 Mt" in number(part("table-2"), "Sum: Verified 2005").why


@pytest.mark.parametrize(
    ("what", "printed", "ours"),
    [
        ("below those of Phase I", "216.67", "216.97"),
        ("below the verified emissions", "74.3", "40.50"),
        ("below what was proposed", "11", "10.44"),
    ],
)
def test_the_texts_sums_are_computed_and_differ(what: str, printed: str, ours: str) -> None:
    found = number(part("table-2"), what)
    assert (found.printed, found.shown, found.agrees) == (printed, Decimal(ours), False)


def test_slovenia_is_meant_where_slovakia_is_printed() -> None:
    found = statement(part("table-2"), "Slovakia")
    assert found.verdict is Verdict.FAILS
    assert "read Slovenia" in found.because


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Eleven caps", Verdict.HOLDS),
        ("Lithuania, Latvia and Estonia", Verdict.HOLDS),
        ("between 60 and 85 %", Verdict.FAILS),
        ("2,298.5 Mt", Verdict.FAILS),
        ("no plans for Phase I", Verdict.FAILS),
    ],
)
def test_statements_of_the_text(text: str, verdict: Verdict) -> None:
    assert statement(part("table-2"), text).verdict is verdict


def test_hungary_lies_outside_even_when_by_is_read_as_to() -> None:
    because = statement(part("table-2"), "between 60 and 85 %").because
    assert because.endswith("Outside even so: Hungary (87.6 %).")


def test_every_footnote_has_its_text_and_its_cell() -> None:
    table = printed_data("table_2")
    used = {note for row in (*table["row"].values(), table["sum"]) for note in row.get("notes", {}).values()}
    heads = {1, 2}
    assert used | heads == {int(number) for number in table["note"]}


def test_the_last_row_is_the_sum() -> None:
    rows = part("table-2").rows
    assert (len(rows), rows[-1].name) == (28, "Sum")
    assert rows[-1].allowed == total(plans(), "allowed")


def test_credits_are_the_limit_of_the_cap() -> None:
    [spain] = [row for row in plans() if row.code == "ES"]
    assert spain.credits == Decimal("30.46")
    assert number(part("table-2"), "JI and CDM credits, at most, all States").shown == Decimal("278.36")


def test_a_record_puts_its_emissions_beside_the_papers() -> None:
    found = table_2(small_record())
    assert number(found, "Germany: verified 2005, as on record").ours == Decimal("0.00024")
    assert not [each for each in part("table-2").numbers if "on record" in each.what]


def test_the_emissions_of_2005_on_record_are_those_of_the_paper_within_a_hundredth(data: Path) -> None:
    found = [each for each in part("table-2", data).numbers if "on record" in each.what]
    assert len(found) == 25
    for each in found:
        assert abs(each.difference or 0) <= Decimal("0.01") * (each.printed_value or 0) + Decimal("0.05"), each
