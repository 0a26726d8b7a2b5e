"""What only the records of a law read, its cycles, notifications, countries and numbers, is checked with the law."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from openets.kernel.refusals import Misuse
from openets.laws.reading import read_law
from openets.projects.law import cycles, rule
from tests.laws.folders import check, folder, line_of

SPOILT = {
    "unknown trait": ("cycles", 'traits = ["Parties"', 'traits = ["Partys"', "'Partys' is no trait"),
    "unknown check": ("cycles", 'checks = ["ADDITIONAL"]', 'checks = ["ODD"]', "'ODD' is no check"),
    "unknown step": ("cycles", "\nwithdraw = ", "\nwithdrawal = ", "'withdrawal' is no step"),
    "unknown word of a step": ("cycles", 'who = "Party", from', 'who = "Party", form', "'form' is not known here"),
    "unknown unit of a cycle": ("cycles", 'units = ["CER"]', 'units = ["CERT"]', "'CERT' is no unit type"),
    "length that no number says": ("cycles", 'crediting = "CDM"', 'crediting = "X"', "[crediting.X] lacks"),
    "step that is no table": ("cycles", '"request review" = {', '"request review" = 5 #', "'request review' is 5"),
    "a country's unknown word": ("countries", "AT = { name", "AT = { title", "'title' is not known here"),
    "country that is no table": ("countries", "AF = {", "AF = 5 #", "'AF' is 5"),
    "number that rules ask for": ("projects", "review_days", "days_of_review", "[issuance] lacks 'review_days'"),
    "number with an unknown word": ("projects", "per_cent = { value = 2,", "per_cent = { value = 2, of = 1,", "'of'"),
    "technology that is no table": ("projects", "wind = {", "wind = 5 #", "'wind' is 5"),
    "a technology's unknown word": ("projects", "nuclear = { nuclear", "nuclear = { nuclaer", "'nuclaer' is not known"),
    "unknown units of a code": ("notices", 'units = "ALL"', 'units = "MANY"', "'MANY' is no group of [units]"),
    "unknown answer": ("notices", '[["3-0", "240"]]', '[["3-9", "240"]]', "'answers' names no transactions"),
    "unknown unit type": ("notices", '"tCER", "lCER"]', '"tCER", "lCERT"]', "'lCERT' is no unit type"),
    "unknown number": ("notices", '"reserve_restoration_days"', '"soon"', "'soon' is no number of rules.toml"),
    "code that is none": ("notices", "[notice.3]", "[notice.three]", "'three' is no code"),
    "balance without a term": ("balance", "\nB = ", "\n# B = ", "[terms] must name 8 terms"),
    "unknown activity": ("parties", '"FM", "CM"', '"FM", "XX"', "'XX' is no land-use activity"),
}


def kyoto(tmp_path: Path, file: str = "", old: str = "", new: str = "") -> Path:
    """A copy of the Protocol's folder, with one thing changed."""
    made = tmp_path / "protocol"
    shutil.copytree(Path(str(files("openets.laws") / "kyoto")), made)
    if file:
        path = made / f"{file}.toml"
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    return made


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_what_is_wrong_with_a_file_of_records_is_said_with_line_and_mend(
    tmp_path: Path, spoilt: tuple[str, str, str, str]
) -> None:
    file, old, new, said = spoilt
    made = kyoto(tmp_path, file, old, new)
    found = [each for each in check(str(made))[1] if said in each.what]
    assert found
    assert {each.file for each in found} == {f"{file}.toml"}
    assert all(each.line and each.mend for each in found)


def test_the_line_of_a_step_is_that_of_its_own_cycle(tmp_path: Path) -> None:
    made = kyoto(tmp_path, "cycles", 'programme", from = ["validated"]', 'programme", form = ["validated"]')
    (missing,) = [each for each in check(str(made))[1] if "'from' is missing" in each.what]
    assert missing.line == line_of(made / "cycles.toml", 'programme", form = ["validated"]')


def test_a_file_that_records_need_may_not_be_missing(tmp_path: Path) -> None:
    made = kyoto(tmp_path)
    (made / "cycles.toml").unlink()
    assert "cycles.toml: it has no cycle" in "\n".join(map(str, check(str(made))[1]))


def test_a_number_that_a_law_says_of_credits_may_not_be_missing(tmp_path: Path) -> None:
    made = tmp_path / "scheme"
    shutil.copytree(Path(str(files("openets.laws") / "eu_ets")), made)
    path = made / "credits.toml"
    path.write_text(path.read_text("utf-8").replace("\nlast_exchange = ", "\nlast = "), "utf-8")
    assert [each.what for each in check(str(made))[1]] == ["[use] lacks 'last_exchange'"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("\nexchange_percent = ", "\npercent = ", "[limits] lacks 'exchange_percent'"),
        ("\nexchange_from = ", "\nfrom = ", "[use] lacks 'exchange_from'"),
        ('value = "4.5"', "value = 4.5", "'exchange_percent_new' is 4.5"),
        ('value = "15"', 'value = "fifteen"', "'aviation_percent' is 'fifteen'"),
        ("period = { value = 2,", "period = { value = 9,", "'period' is 9"),
    ],
)
def test_limits_of_credits_may_not_be_missing_or_malformed(tmp_path: Path, before: str, after: str, said: str) -> None:
    made = tmp_path / "scheme"
    shutil.copytree(Path(str(files("openets.laws") / "eu_ets")), made)
    path = made / "credits.toml"
    assert before in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    assert [each.what for each in check(str(made))[1]] == [said]


def test_records_of_a_protocol_need_one(tmp_path: Path) -> None:
    made = folder(tmp_path, law=('basis = "mass"', 'basis = "mass"\nrecords = ["project"]'))
    (problem,) = check(str(made))[1]
    assert problem.what == "it keeps records of 'project' and knows no Parties"


@pytest.mark.parametrize(
    ("name", "seen", "kind"),
    [
        ("parties_are_on_record", "the Parties' records", "party"),
        ("credits_name_a_valid_project", "the record of", "project"),
    ],
)
def test_what_a_check_looks_at_the_books_keep(tmp_path: Path, name: str, seen: str, kind: str) -> None:
    made = folder(tmp_path, catalogue=("issue = [", f'issue = ["{name}", '))
    (problem,) = check(str(made))[1]
    assert seen in problem.what
    assert f"no records of '{kind}'" in problem.what
    assert f"'{kind}'" in problem.mend


def test_whoever_uses_a_malformed_file_is_told_what_is_wrong(tmp_path: Path) -> None:
    made = kyoto(tmp_path, "cycles", 'traits = ["Parties"', 'traits = ["Partys"')
    with pytest.raises(Misuse, match=r"cycles\.toml.*'Partys' is no trait"):
        cycles(read_law(str(made)))
    with pytest.raises(Misuse, match=r"has no number 'review_days' in \[issuance\]"):
        rule(read_law(str(kyoto(tmp_path / "b", "projects", "review_days", "days"))), "issuance", "review_days")
