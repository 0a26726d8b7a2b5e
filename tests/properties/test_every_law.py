"""Under every law: whatever is tried in whatever order, the books decide and end as a small model of the law does."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openets.stores.memory import MemoryStore
from openets.verifying import verify_store
from tests.schemes import BEGINNING, SCHEMES, VERBS, Act, Scheme, World
from tests.session import codes, state

EVERY_LAW = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda each: each.law)
QUANTITIES = st.sampled_from([0, 1, 2, 5, 5, 10, 10, 20, 50])
INDICES = st.integers(0, 11)
ACTS = st.lists(
    st.tuples(st.sampled_from(VERBS), INDICES, INDICES, INDICES, QUANTITIES, INDICES), min_size=1, max_size=40
)


def walked(scheme: Scheme, acts: list[Act]) -> World:
    """Everything tried, one after the other; what the model expects of each is what comes of it."""
    world = World(scheme, MemoryStore())
    for act in [*BEGINNING, *acts]:
        found = world.act(act)
        if found is not None:
            expected, outcome = found
            assert outcome.accepted is expected, (act, outcome.refusals)
            assert outcome.accepted or codes(outcome)
    return world


def held(world: World) -> dict[tuple[str, str], int]:
    found = {
        (account, unit): quantity
        for unit in world.scheme.units
        for account, quantity in world.store.balances(unit).items()
    }
    return {place: quantity for place, quantity in found.items() if quantity}


@EVERY_LAW
@settings(max_examples=40)
@given(acts=ACTS)
def test_commands_are_decided_and_units_lie_as_a_model_of_the_law_says(scheme: Scheme, acts: list[Act]) -> None:
    world = walked(scheme, acts)
    assert held(world) == {place: quantity for place, quantity in world.held.items() if quantity}
    for unit, quantity in world.issued.items():
        assert sum(world.store.balances(unit).values()) == quantity, "nothing is lost and nothing comes of nothing"


@EVERY_LAW
@settings(max_examples=20)
@given(acts=ACTS)
def test_the_years_of_installations_are_those_of_the_model(scheme: Scheme, acts: list[Act]) -> None:
    world = walked(scheme, acts)
    rows = {(row.installation, row.year): row for row in world.store.year_records()}
    for name, kept in (("allocated", world.allocated), ("surrendered", world.surrendered), ("planned", world.planned)):
        told = {place: getattr(row, name) for place, row in rows.items() if getattr(row, name)}
        assert told == {place: quantity for place, quantity in kept.items() if quantity}, name


@EVERY_LAW
@settings(max_examples=20)
@given(acts=ACTS)
def test_serial_numbers_never_overlap_and_are_as_many_as_were_issued(scheme: Scheme, acts: list[Act]) -> None:
    world = walked(scheme, acts)
    blocks = sorted((block.start, block.end) for _, block in world.store.holdings())
    assert all(end < start for (_, end), (start, _) in itertools.pairwise(blocks))
    assert sum(end - start + 1 for start, end in blocks) == sum(world.issued.values())
    assert not blocks or blocks[-1][1] < world.store.heads()[scheme.registry].next_serial


@EVERY_LAW
@settings(max_examples=20)
@given(acts=ACTS)
def test_the_journal_replayed_leads_to_the_live_books(scheme: Scheme, acts: list[Act]) -> None:
    world = walked(scheme, acts)
    replayed = verify_store(world.store)
    live: dict[str, int] = {}
    for (_, unit), quantity in world.held.items():
        live[unit] = live.get(unit, 0) + quantity
    assert {unit: sum(places.values()) for unit, places in replayed.totals().items()} == {
        unit: quantity for unit, quantity in live.items() if unit in replayed.totals()
    }
    assert {unit for unit, quantity in live.items() if quantity} <= replayed.totals().keys()
    assert dict(replayed.issued) == {unit: units for unit, units in world.issued.items() if units}


@EVERY_LAW
@settings(max_examples=20)
@given(acts=ACTS)
def test_a_request_made_again_is_answered_again_and_changes_nothing(scheme: Scheme, acts: list[Act]) -> None:
    world = walked(scheme, acts)
    before: dict[str, Any] = state(world.store)
    first = next(iter(world.store.entries()))
    assert first.registry == scheme.registry
    again = [
        world.books.issue(registry=scheme.registry, quantity=200, unit=scheme.units[each % len(scheme.units)],
                          request=f"model:{each + 1}")
        for each in range(4)
    ]  # fmt: skip
    assert all(outcome.accepted and outcome.repeated for outcome in again)
    other = world.books.issue(registry=scheme.registry, quantity=201, unit=scheme.units[0], request="model:1")
    assert [refusal.name for refusal in other.refusals] == ["request_id_is_new_or_repeats_itself"]
    assert {name: rows for name, rows in state(world.store).items() if name != "refused"} == before
