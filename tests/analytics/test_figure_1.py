"""Figure 1: who may hold and use which unit, as the ledger's own tables say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openets_paper import figure_1
from openets_paper.findings import Verdict
from tests.analytics.conftest import part, statement
from tests.european import ACCOUNT_TYPES, TRANSACTION_TYPES, UNIT_TYPES


def lane(unit: str) -> figure_1.Lane:
    return {row.unit.code: row for row in figure_1.lanes()}[unit]


def places(edges: tuple[figure_1.Edge, ...]) -> set[str]:
    return {edge.node for edge in edges}


def test_every_unit_type_has_its_lane_and_comes_of_something() -> None:
    rows = part("figure-1").rows
    assert [row.unit.code for row in rows] == list(UNIT_TYPES)
    assert not [row.unit.code for row in rows if not row.comes_of]


def test_every_edge_names_what_allows_it() -> None:
    for row in figure_1.lanes():
        for edge in row.held_by:
            assert row.unit.code in ACCOUNT_TYPES[edge.by].holds
        for edge in (*row.comes_of, *row.used_for):
            kind = TRANSACTION_TYPES[edge.by]
            assert row.unit.code in kind.units or row.unit.code in kind.targets.values()


@pytest.mark.parametrize("unit", UNIT_TYPES)
def test_every_node_has_its_place_in_the_drawing(unit: str) -> None:
    own = lane(unit)
    assert places((*own.held_by, *own.used_for)) <= set(figure_1.nodes())


def test_an_operator_may_hold_allowances_and_no_assigned_amount() -> None:
    assert "an operator" in places(lane("EUA1").held_by)
    assert "an operator" not in places(lane("AAU").held_by)


def test_allowances_of_a_phase_cover_its_emissions_and_no_others() -> None:
    assert "emissions of 2005-2007" in places(lane("EUA1").used_for)
    assert "emissions of 2008-2012" not in places(lane("EUA1").used_for)
    assert "emissions of 2005-2007" not in places(lane("ERU").used_for)
    assert {"emissions of 2005-2007", "emissions of 2008-2012"} <= places(lane("CER").used_for)
    assert "emissions of 2013-2020" not in places(lane("CER").used_for)


def test_an_allowance_of_phase_two_counts_towards_a_target_as_an_assigned_amount_unit() -> None:
    [edge] = [edge for edge in lane("EUA2").used_for if edge.node == figure_1.COMMITMENT]
    assert edge.through == "AAU"
    assert figure_1.COMMITMENT not in places(lane("EUA1").used_for)
    [origin] = lane("EUA2").comes_of
    assert (origin.node, origin.through) == ("conversion", "AAU")


def test_what_is_turned_back_is_no_origin() -> None:
    assert [edge.by for edge in lane("AAU").comes_of] == ["1-0"]


def test_mechanisms_are_told_apart() -> None:
    said = {row.unit.code: row.mechanism for row in figure_1.lanes()}
    assert said["ERU"] == said["ERU-RMU"] == "joint implementation"
    assert said["CER"] == said["tCER"] == "clean development"
    assert (said["AAU"], said["RMU"], said["EUA1"]) == ("assigned amount", "sinks", "EU ETS")
    assert said["VER"] == "voluntary projects"


def test_voluntary_credits_serve_no_target() -> None:
    assert figure_1.COMMITMENT not in places(lane("VER").used_for)
    assert statement(part("figure-1"), "VER").verdict is Verdict.HOLDS


def test_the_figure_follows_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    before = places(lane("EUA1").used_for)
    others = {code: kind for code, kind in TRANSACTION_TYPES.items() if code != "10-2"}
    terms = replace(figure_1.EU_ETS.terms, transactions=others)
    monkeypatch.setattr(figure_1, "EU_ETS", replace(figure_1.EU_ETS, terms=terms))
    assert places(lane("EUA1").used_for) == before - {"emissions of 2005-2007"}
