"""The rules of this room: nothing without a code, a sentence, a citation, a use and a test."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from openets.checks.check import CHECKS, Check
from openets.projects import entities, on_design, on_issuance, on_monitoring, on_registration
from openets.projects.law import LIST, countries, cycles, table
from openets.projects.steps import FORMS
from tests.projects.specimen import LAW

HERE = Path(__file__).parent
MODULES = (entities, on_design, on_issuance, on_monitoring, on_registration)
OURS = [each for each in CHECKS.values() if each.run.__module__ in {module.__name__ for module in MODULES}]


def names_of_tests(module: str) -> set[str]:
    tree = ast.parse((HERE / f"test_{module}.py").read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("check", OURS, ids=lambda check: check.name)
def test_every_rule_has_a_test_of_its_name(check: Check[Any]) -> None:
    assert f"test_{check.name}" in names_of_tests(check.run.__module__.rpartition(".")[2])


@pytest.mark.parametrize("check", OURS, ids=lambda check: check.name)
def test_every_rule_has_a_sentence_and_a_citation(check: Check[Any]) -> None:
    assert check.sentence.endswith(".")
    assert check.sentence[0].isupper()
    assert any(word in check.sentence for word in (" must ", " may ", "Only "))
    assert check.citation.strip()


def test_a_code_belongs_to_one_rule_and_is_marked_as_ours() -> None:
    twice = [code for code, times in Counter(check.code for check in CHECKS.values()).items() if times > 1]
    assert not twice
    assert all(check.code.startswith("P-70") for check in OURS)


def test_every_rule_is_used() -> None:
    used = {name for cycle in cycles(LAW).values() for step in cycle.steps.values() for name in step.checks}
    used |= {"entity_step_follows_its_accreditation", "entity_step_comes_after_the_last"}
    assert {check.name for check in OURS} == used


def test_every_step_has_its_hand_and_its_reader() -> None:
    for cycle in cycles(LAW).values():
        for step in cycle.steps.values():
            assert step.who
            assert step.name in FORMS
            names = list(step.checks)
            assert len(names) == len(set(names)), f"{cycle.mechanism}, {step.name}"
            assert names[:2] == table(LAW, "cycles")["every"]
    assert {name for cycle in cycles(LAW).values() for name in cycle.steps} == set(FORMS) - {LIST}


def test_every_number_of_the_law_says_where_it_comes_from() -> None:
    def leaves(table: dict[str, object]) -> list[dict[str, object]]:
        found = []
        for value in table.values():
            if isinstance(value, dict):
                found += [value] if "value" in value else leaves(value)
        return found

    numbers = leaves(table(LAW)) + leaves(LAW.tables["credits"])
    assert len(numbers) > 20
    for number in numbers:
        assert set(number) == {"value", "citation", "verified"}
        assert number["citation"]


def test_countries_are_named_once_and_have_two_letters() -> None:
    names = Counter(country.name for country in countries(LAW).values())
    assert names.most_common(1)[0][1] == 1
    assert all(len(code) == 2 and code.isupper() for code in countries(LAW))
    assert sum(country.least_developed for country in countries(LAW).values()) == 49
    assert sum(country.annex_b for country in countries(LAW).values()) == 39
