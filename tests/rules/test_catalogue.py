"""The catalogue of checks: nothing without a code, a sentence, a citation and a test."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from openets.checks import on_accounts, on_limits, on_rights, on_timing, on_units
from openets.checks.check import CHECKS, Check, examine, named
from openets.ledger.transactions import TRANSACTION_TYPES, Proposal
from openets.schemes.eu_ets import eu_ets
from openets.schemes.scheme import read_catalogue, read_parameters
from tests.rules.specimen import PLANT, case

HERE = Path(__file__).parent
MODULES = (on_accounts, on_limits, on_rights, on_timing, on_units)
SCHEME = eu_ets()
FIELDS = {"actor"} | set(Proposal._fields)


def names_of_tests(module: str) -> set[str]:
    """Names of the test functions in `test_<module>.py`."""
    tree = ast.parse((HERE / f"test_{module}.py").read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def module_of(check: Check) -> str:
    return check.run.__module__.rpartition(".")[2]


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.name)
def test_every_check_has_a_test_of_its_name(check: Check) -> None:
    assert f"test_{check.name}" in names_of_tests(module_of(check))


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.name)
def test_every_check_has_a_sentence_and_a_citation(check: Check) -> None:
    assert check.sentence.endswith(".")
    assert check.sentence[0].isupper()
    assert " must " in check.sentence or "may" in check.sentence or check.sentence.startswith("Only ")
    assert check.citation.strip()
    assert check.field in FIELDS


def test_a_code_belongs_to_one_check() -> None:
    twice = [code for code, times in Counter(check.code for check in CHECKS.values()).items() if times > 1]
    assert not twice


def test_codes_are_numbers_of_the_field_or_marked_as_ours() -> None:
    for check in CHECKS.values():
        assert check.code.removeprefix("P-").isdecimal()


def test_every_function_of_the_check_rooms_is_declared() -> None:
    for module in MODULES:
        tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
        public = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"}
        assert public <= CHECKS.keys()


def test_every_check_is_used() -> None:
    used = {check.name for checks in SCHEME.catalogue.values() for check in checks}
    assert used == CHECKS.keys()


def test_every_transaction_type_has_its_list() -> None:
    assert SCHEME.catalogue.keys() == TRANSACTION_TYPES.keys()


@pytest.mark.parametrize("code", TRANSACTION_TYPES)
def test_precedence_is_as_declared(code: str) -> None:
    table = read_parameters("openets.schemes.eu_ets", "catalogue")
    declared = [*table["before"], *table["types"][code], *table["after"]]
    assert [check.name for check in SCHEME.catalogue[code]] == declared
    assert len(declared) == len(set(declared))


@pytest.mark.parametrize("code", TRANSACTION_TYPES)
def test_what_a_type_is_determines_which_checks_it_needs(code: str) -> None:
    kind = TRANSACTION_TYPES[code]
    names = {check.name for check in SCHEME.catalogue[code]}
    assert ("accounts_are_in_the_same_registry" in names) is (kind.same_registry is True)
    assert ("accounts_are_in_different_registries" in names) is (kind.same_registry is False)
    is_reversal = code in {other.reversed_by for other in TRANSACTION_TYPES.values()}
    assert ("transaction_can_be_reversed" in names) is is_reversal
    assert ("year_is_a_compliance_year" in names) is (kind.year_required and not is_reversal)


def test_a_name_that_no_check_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        named(["surrender_is_polite"])
    with pytest.raises(KeyError):
        read_catalogue({"before": [], "after": [], "types": {"10-2": ["surrender_is_polite"]}})


def test_refusals_come_all_at_once_in_order_of_precedence() -> None:
    """One proposal that is wrong in everything: as many refusals as it deserves, each naming its field."""
    words = {"quantity": -1, "unit": "EUA2", "request": "not plain"}
    blocked = PLANT.with_blocked(True)
    spoilt = case("10-0", blocked, blocked, words, allowed=False, held=-2)
    found = examine(SCHEME.catalogue["10-0"], spoilt)
    assert [refusal.code for refusal in found] == ["P-4006", "P-6001", "7025", "P-2508", "P-3008", "7027"]
    order = [check.name for check in SCHEME.catalogue["10-0"]]
    assert [refusal.name for refusal in found] == sorted((row.name for row in found), key=order.index)


def test_a_refusal_reads_as_a_sentence_with_its_source() -> None:
    found = examine(named(["transferring_account_is_not_blocked"]), case(transferring=PLANT.with_blocked(True)))[0]
    assert str(found) == (
        "7025 A blocked account may transfer only to surrender, or to cancel and replace."
        f" {PLANT.identifier} is blocked until its verified report is entered."
        " [Reg. (EC) 2216/2004 Annex XII; Arts 52, 53, 60, 61]"
    )
    assert found.as_dict()["field"] == "transferring"
