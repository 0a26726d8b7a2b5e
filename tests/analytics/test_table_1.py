"""Table 1 of the paper, held against the law."""

from __future__ import annotations

from decimal import Decimal

from openets_paper.findings import Verdict
from tests.analytics.conftest import number, part, statement


def test_all_targets_are_those_printed_but_belgiums() -> None:
    found = part("table-1")
    assert len(found.rows) == 39
    assert [each.what for each in found.differing] == ["Target of Belgium"]
    belgium = number(found, "Belgium")
    assert (belgium.printed, belgium.shown, belgium.difference) == ("-8", Decimal("-7.5"), Decimal("0.5"))
    assert "2002/358/EC" in belgium.why


def test_the_rows_stand_as_the_paper_prints_them() -> None:
    codes = [row.party.code for row in part("table-1").rows]
    assert codes[:7] == ["IS", "US", "CA", "HU", "JP", "PL", "HR"]
    assert codes[-4:] == ["LU", "PT", "GB", "SE"]


def test_belgiums_assigned_amount_bears_the_law_out() -> None:
    [belgium] = [row for row in part("table-1").rows if row.party.code == "BE"]
    assert belgium.implied is not None
    assert abs(belgium.implied - Decimal("-7.5")) < Decimal("0.1")


def test_the_burden_sharing_adds_up_to_the_communitys_eight_per_cent() -> None:
    found = part("table-1")
    assert number(found, "fifteen States").agrees
    assert number(found, "all Parties").agrees
    assert 5 <= (number(found, "all Parties").ours or 0) < 6


def test_statements_of_the_text() -> None:
    found = part("table-1")
    assert statement(found, "Norway, Australia and Spain").verdict is Verdict.HOLDS
    assert statement(found, "1990").verdict is Verdict.FAILS
    assert "average of 1985-1987" in statement(found, "1990").because
    assert statement(found, "not ratified").verdict is Verdict.HOLDS


def test_the_two_amounts_of_the_community_are_set_apart() -> None:
    assert any("19,357,532" in note for note in part("table-1").notes)


def test_what_was_not_seen_is_named() -> None:
    found = part("table-1")
    [column] = [each for each in found.columns if each.name == "unverified"]
    said = {row.party.code: column.value(row) for row in found.rows}
    assert (said["BE"], said["RO"], said["JP"], said["DE"]) == ("target", "base year", "amount", None)
