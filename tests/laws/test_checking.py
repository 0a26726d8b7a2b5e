# The table below reads better in long lines.
# ruff: noqa: E501
"""What is wrong with a law's folder is said with file, line and mend; what is right is used as it stands."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from openets.kernel.refusals import Misuse
from openets.laws.reading import law_names, read_law
from tests.laws.folders import check, folder, line_of

SPOILT: dict[str, tuple[str, str, str, str, str]] = {
    "unknown check": (
        "catalogue", "allocation_is_within_the_plan", "allocation_is_polite", "'allocation_is_polite' is no check", "docs/reference/checks.md",
    ),
    "unit that no account holds": (
        "units", "[ALLOWANCE]", '[OTHER]\nname = "Other"\nsource = "x"\n\n[ALLOWANCE]', "no account holds OTHER", "Add it to 'holds'",
    ),
    "unit that nothing creates": (
        "transactions", 'effect = "create"', 'effect = "move"', "no transaction brings ALLOWANCE into being", "effect = \"create\"",
    ),
    "unit that no period takes": ("periods", 'units = ["ALLOWANCE"]', "units = []", "no period takes ALLOWANCE", "periods.toml"),
    "unit that a period names and nobody knows": (
        "periods", 'units = ["ALLOWANCE"]', 'units = ["ALOWANCE"]', "'units' names 'ALOWANCE'", "units.toml",
    ),
    "deadline before the year is over": (
        "calendar", "month = 4\nday = 30", "month = 4\nday = 30\nyears_later = 0", "before that year ends on", "Correct month, day",
    ),
    "no deadline": ("calendar", 'event = "surrender"', 'event = "surrendering"', "there is no day of surrender for 2026", "[[deadline]]"),
    "a day that no month has": ("calendar", "day = 30", "day = 31", "month 4 has no day 31", "Correct month or day"),
    "value without citation": (
        "calendar", 'day = 30\ncitation = "Name the article"', "day = 30", "'citation' is missing", "Add a line 'citation",
    ),
    "empty citation": ("units", 'source = "Name the article that creates it"', 'source = ""', "ALLOWANCE has no source", "Say where"),
    "period that ends before it begins": (
        "periods", "last_day = 2030-12-31", "last_day = 2020-12-31", "before it begins", "Correct first_day or last_day",
    ),
    "text where a number belongs": ("accounts", "digits = 120", 'digits = "120"', "'digits' is '120'", "a whole number"),
    "unknown word": ("accounts", "operator = true", "operators = true", "'operators' is not known here", "Known are"),
    "unknown bucket": ("accounts", 'bucket = "cancelled"', 'bucket = "gone"', "'gone' is no bucket", "Write one of held"),
    "number that an operator may have": ("accounts", "number = 3", "number = 11", "may be an operator's already", "below 10"),
    "number that units on their way have": (
        "accounts", "number = 3", "number = 900_000_001", "'cancelled' and 'transit' have the same number", "Give each its own",
    ),
    "type that every law has": ("accounts", "[trader]", "[transit]", "every law has an account type 'transit'", "another code"),
    "one number twice": ("accounts", "number = 3", "number = 2", "have the same number 2", "Give each its own"),
    "registry that opens what is no standing account": (
        "law", 'opens = ["government"', 'opens = ["operator"', "'operator' is no standing account", "fixed 'number'",
    ),
    "unknown effect": ("transactions", 'effect = "move"', 'effect = "vanish"', "'vanish' is no effect", "Write one of create"),
    "unknown account of a transaction": (
        "transactions", 'acquiring = ["government"]', 'acquiring = ["goverment"]', "'acquiring' names 'goverment'", "account type",
    ),
    "reversal that is none": ("transactions", 'reversed_by = "unsurrender"', 'reversed_by = "x"', "is reversed by 'x'", "Name a transaction"),
    "transaction without checks": ("catalogue", "cancel = [", "cancelled = [", "'cancelled' is no transaction type", "transactions.toml"),
    "unknown basis": ("law", 'basis = "mass"', 'basis = "mess"', "'mess' is no obligation basis", "mass, rate"),
    "law from which nothing hangs": ("law", 'basis = "mass"', 'basis = "mass"\nhangs_from = ["mars"]', "it hangs from 'mars'", "eu_ets, kyoto"),
    "unknown rule of a cap": ("caps", 'rule = "yearly"', 'rule = "monthly"', "'monthly' is no rule of a cap", "most ever"),
    "cap of no unit": ("caps", "[ALLOWANCE]", "[ALLOWANCES]", "'ALLOWANCES' is no unit type", "units.toml"),
    "penalty that follows an unknown index": (
        "penalties", 'currency = "EUR"', 'currency = "EUR"\nindex = "prices"', "index 'prices' is unknown", "[index.prices]",
    ),
    "year without a penalty": ("penalties", "first_year = 2026", "first_year = 2028", "2026 has no penalty", "[[penalty]]"),
    "no TOML": ("law", 'name = "', "name = ", "it cannot be read", "Write TOML"),
    "two penalties from one year on": (
        "penalties", "[[penalty]]", '[[penalty]]\nfirst_year = 2026\namount = "1"\ncurrency = "EUR"\ncitation = "x"\n\n[[penalty]]',
        "another penalty from 2026", "Leave one out",
    ),
    "kind of record that nobody knows": (
        "law", 'basis = "mass"', 'basis = "mass"\nrecords = ["monitoring-plam"]', "'monitoring-plam' is no kind of record", "Name some of party",
    ),
    "conversion into no unit": (
        "transactions", 'effect = "move"', 'effect = "convert"\ntargets = { ALLOWANCE = "ALLOWNCE" }', "makes 'ALLOWNCE'", "units.toml",
    ),
    "conversion of what it does not move": (
        "transactions", 'effect = "move"', 'effect = "convert"\ntargets = { OTHER = "ALLOWANCE" }', "names 'OTHER'", "Add it to 'units'",
    ),
    "vintage of the type and of the serial numbers": (
        "units", 'traits = ["allowance"]', 'traits = ["project", "vintaged"]\nvintages = [2026, 2027]', "one type for all years", "Leave out 'vintages'",
    ),
    "vintage of what is no project's": (
        "units", 'traits = ["allowance"]', 'traits = ["allowance", "vintaged"]', "credits of projects", "the other when tonnes were reduced",
    ),
    "a year of later issues that is none": (
        "units", 'traits = ["allowance"]', 'traits = ["allowance"]\nlater = { soon = { since = 2027-01-01, period = 3 } }',
        "'soon' is no year", "the first year for which it may be used",
    ),
    "later issues without a period": (
        "units", 'traits = ["allowance"]', 'traits = ["allowance"]\nlater = { 2027 = { since = 2027-01-01 } }',
        "'period' is missing", "period = ",
    ),
    "later issues that are no table": (
        "units", 'traits = ["allowance"]', 'traits = ["allowance"]\nlater = 2027',
        "'later' is no table", "later = { 2021",
    ),
    "member with a code of one letter": ("members", "[XX]", "[X]", "'X' is no code of a member", "two or three capital letters"),
}  # fmt: skip


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_what_is_wrong_is_said_with_file_line_and_mend(tmp_path: Path, spoilt: tuple[str, str, str, str, str]) -> None:
    file, old, new, said, mend = spoilt
    made = folder(tmp_path, **{file: (old, new)})
    _, problems = check(str(made))
    found = [problem for problem in problems if said in problem.what]
    assert found, [str(problem) for problem in problems]
    assert all(mend in problem.mend or mend in problem.what for problem in found)
    assert all(problem.file.endswith(".toml") for problem in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("accounts", "digits = 120", 'digits = "120"', 'digits = "120"'),
        ("units", 'denomination = "t CO2e"', "denomination = 5", "denomination = 5"),
        ("transactions", 'reversed_by = "unsurrender"', "reversed_by = 1", "reversed_by = 1"),
        ("catalogue", "allocation_is_within_the_plan", "nonsense", "allocate = ["),
    ],
)
def test_the_line_is_that_of_the_mistake(tmp_path: Path, file: str, old: str, new: str, place: str) -> None:
    made = folder(tmp_path, **{file: (old, new)})
    _, problems = check(str(made))
    assert line_of(made / f"{file}.toml", place) in {
        problem.line for problem in problems if problem.file == f"{file}.toml"
    }


def test_a_mistake_in_a_later_table_is_found_on_its_own_line(tmp_path: Path) -> None:
    made = folder(tmp_path)
    table = '\n[[penalty]]\nfirst_year = {}\namount = {}\ncurrency = "EUR"\ncitation = "x"\n'
    path = made / "penalties.toml"
    path.write_text(path.read_text("utf-8") + table.format(2028, '"3"') + table.format(2029, "7.5"), "utf-8")
    lines = path.read_text("utf-8").splitlines()
    (problem,) = check(str(made))[1]
    assert (problem.line, problem.what) == (lines.index("amount = 7.5") + 1, "penalty: 'amount' is 7.5")


def test_what_a_later_table_lacks_is_said_of_its_own_head(tmp_path: Path) -> None:
    made = folder(tmp_path)
    path = made / "penalties.toml"
    path.write_text(path.read_text("utf-8") + "\n[[penalty]]\nfirst_year = 2028\n" * 2, "utf-8")
    heads = [number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if line == "[[penalty]]"]
    found = {problem.line for problem in check(str(made))[1] if "'amount' is missing" in problem.what}
    assert found == set(heads[1:])


def test_each_vintage_becomes_the_same_vintage(tmp_path: Path) -> None:
    kinds = '[{}]\nname = "Unit"\nvintages = [2026, 2027]\nvalidity = "vintage and later"\nsource = "x"\n\n'
    made = folder(
        tmp_path,
        units=("[ALLOWANCE]", kinds.format("OLD") + kinds.format("NEW") + "[ALLOWANCE]"),
        transactions=("[cancel]", CONVERSION + "\n[cancel]"),
    )
    law, _ = check(str(made))
    assert law is not None
    assert law.terms.transactions["renew"].targets == {"OLD-2026": "NEW-2026", "OLD-2027": "NEW-2027"}


CONVERSION = """
[renew]
name = "Renewal"
effect = "convert"
units = ["OLD"]
targets = { OLD = "NEW" }
transferring = ["trader"]
acquiring = ["trader"]
source = "x"
"""


def test_what_is_given_up_for_others_must_have_an_account_that_holds_it(tmp_path: Path) -> None:
    """What is given in its place comes to the account that gave it up: the other need not hold that."""
    made = tmp_path / "scheme"
    shutil.copytree(Path(str(files("openets.laws") / "eu_ets")), made)
    assert check(str(made))[1] == []
    path = made / "accounts.toml"
    text = path.read_text("utf-8")
    assert text.count('holds = ["CREDITS"]') == 1
    path.write_text(text.replace('holds = ["CREDITS"]', 'holds = ["EUA3"]'), "utf-8")
    assert [str(each).partition(": ")[2] for each in check(str(made))[1]] == [
        "10-71: no account at which it ends may hold its units. Correct 'acquiring', or what it holds."
    ]


@pytest.mark.parametrize(
    ("effect", "old", "new"),
    [("convert", "ALLOWANCE", "CREDIT"), ("convert", "CREDIT", "ALLOWANCE"), ("replace", "ALLOWANCE", "CREDIT")],
)
def test_no_transaction_makes_units_of_a_vintage_of_others(tmp_path: Path, effect: str, old: str, new: str) -> None:
    """Nobody could say of which year they are, or that year would be lost."""
    credit = '[CREDIT]\nname = "Credit"\ntraits = ["project", "vintaged"]\nsource = "x"\n\n'
    renewal = CONVERSION.replace('"convert"', f'"{effect}"').replace("OLD", old).replace("NEW", new)
    made = folder(
        tmp_path, units=("[ALLOWANCE]", credit + "[ALLOWANCE]"), transactions=("[cancel]", renewal + "\n[cancel]")
    )
    assert f"renew: units of a vintage would come of others: {new} of {old}" in {
        each.what for each in check(str(made))[1]
    }


@pytest.mark.parametrize("name", law_names())
def test_every_law_of_the_package_is_in_order(name: str) -> None:
    law, problems = check(name)
    assert not problems
    assert law is not None
    assert law.id == name


def test_a_new_law_is_in_order_and_is_only_data(tmp_path: Path) -> None:
    made = folder(tmp_path)
    law, problems = check(str(made))
    assert not problems
    assert law is not None
    assert law.id == "my_law"
    assert law.folder == str(made.resolve())
    assert {path.suffix for path in made.iterdir()} == {".toml"}


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("parties", '[party.XX]\nname = "X"\n', "'annex_b' is missing"),
        ("parties", "party = 3\n", "it cannot be read"),
        ("gases", "[gas.CO2]\n", "'name' is missing"),
        ("rules", "[reserve]\n", "'value' is missing"),
        ("caps", '[ALLOWANCE]\nrule = "yearly"\n', "'values' is missing"),
    ],
)
def test_a_file_that_lacks_what_is_looked_for_is_a_problem(tmp_path: Path, file: str, text: str, said: str) -> None:
    made = folder(tmp_path)
    (made / f"{file}.toml").write_text(text, "utf-8")
    law, problems = check(str(made))
    assert law is None
    assert [problem.file for problem in problems if said in problem.what] == [f"{file}.toml"]


def test_a_law_without_a_member_is_told_so(tmp_path: Path) -> None:
    made = folder(tmp_path)
    (made / "members.toml").unlink()
    assert "members.toml: the law has no member" in " ".join(map(str, check(str(made))[1]))


def test_code_that_lies_in_a_folder_is_never_run(tmp_path: Path) -> None:
    made = folder(tmp_path)
    (made / "__init__.py").write_text("raise SystemExit('run')\n", "utf-8")
    (made / "units.py").write_text("raise SystemExit('run')\n", "utf-8")
    assert check(str(made))[0] is not None


def test_a_law_that_cannot_be_used_is_misuse_that_lists_everything(tmp_path: Path) -> None:
    made = folder(tmp_path, accounts=("digits = 120", 'digits = "x"'), law=('basis = "mass"', 'basis = "mess"'))
    with pytest.raises(Misuse) as caught:
        read_law(str(made))
    assert "accounts.toml" in str(caught.value)
    assert "law.toml" in str(caught.value)
    assert "ets law check" in str(caught.value)


@pytest.mark.parametrize("name", ["mars", "", "../laws", "starter", "eu_ets/"])
def test_a_name_that_is_no_law_is_misuse(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Misuse, match=r"there is no law|holds no law\.toml"):
        read_law(name)


def test_a_file_that_is_no_text_or_too_large_is_a_problem(tmp_path: Path) -> None:
    made = folder(tmp_path)
    (made / "units.toml").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in str(check(str(made))[1][0])
    (made / "units.toml").write_text("#" * 2_000_001, "utf-8")
    assert "at most" in str(check(str(made))[1][0])


@pytest.mark.parametrize("name", ["eu_ets", "X", "a b", "1st", "x" * 41])
def test_a_law_of_ones_own_has_a_name_of_its_own(tmp_path: Path, name: str) -> None:
    with pytest.raises(Misuse, match=r"is no name of a law|is a law of the package"):
        folder(tmp_path, name)


def test_a_new_law_never_writes_over_anything(tmp_path: Path) -> None:
    folder(tmp_path)
    with pytest.raises(Misuse, match="is there already"):
        folder(tmp_path)
