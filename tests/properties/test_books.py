"""Whatever anybody tries: no unit is lost, doubled or in two places, and the journal leads to the tables."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openets.engine.verify import verify_store
from openets.stores.memory import MemoryStore
from tests.session import Office, state
from tests.stories import BASE_YEAR, PERCENT, REDUCTIONS
from tests.walks import TreatyWalk, Walk

WALKS = pytest.mark.parametrize("kind", [Walk, TreatyWalk])


def assert_whole(office: Office) -> None:
    """No overlap; what was issued is somewhere, and once; what the journal leads to is in the tables."""
    blocks = sorted((block.series.origin, block.start, block.end) for _, block in office.store.holdings())
    for (origin, _, end), (other, start, _) in itertools.pairwise(blocks):
        assert origin != other or end < start
    replayed = verify_store(office.store)
    for unit, buckets in replayed.totals().items():
        assert sum(buckets.values()) == replayed.issued[unit]
        assert sum(office.store.balances(unit).values()) == replayed.issued[unit]
    issued: dict[str, int] = defaultdict(int)
    for (_, unit, what), quantity in office.store.all_totals().items():
        issued[unit] += {"issued": quantity, "converted": -quantity}.get(what, 0)
    assert {unit: units for unit, units in issued.items() if units} == {
        unit: units for unit, units in replayed.issued.items() if units
    }


def assert_lawful(office: Office) -> None:
    """What the Protocol promises of the books of a treaty, whatever was tried."""
    totals = office.store.all_totals()
    for code, percent in PERCENT.items():
        amount = BASE_YEAR * percent // 100 * 5
        assert totals.get((code, "AAU", "issued"), 0) <= amount
        sinks = [totals.get((code, unit, "retired"), 0) for unit in ("tCER", "lCER")]
        assert sum(sinks) <= BASE_YEAR // 100 * 5
        assert totals.get((code, "RMU", "issued"), 0) == totals.get((code, "RMU", "issued 2"), 0) <= 50
        for unit in ("CER", "ERU"):
            assert totals.get((code, unit, "carried"), 0) <= amount * 25 // 1000
        assert (code, "RMU", "carried") not in totals
    for unit in ("CER", "tCER", "lCER"):
        assert totals["CDM", unit, "issued"] <= REDUCTIONS
    assert totals.get(("AT", "ERU", "issued"), 0) <= REDUCTIONS
    for owner, block in office.store.holdings():
        assert block.series.applicable_period - block.series.original_period in (0, 1)
        if "-300-" in owner or "-41" in owner or "-42" in owner:
            assert block.series.applicable_period <= 1


def assert_merged(office: Office) -> None:
    """No account holds two neighbours that are alike in everything."""
    ends = {(owner, block.series, block.end) for owner, block in office.store.holdings()}
    assert not [block for owner, block in office.store.holdings() if (owner, block.series, block.start - 1) in ends]


@WALKS
@settings(max_examples=40)
@given(seed=st.integers(0, 10**9), batches=st.lists(st.integers(1, 12), min_size=1, max_size=12))
def test_the_books_stay_whole_whatever_is_tried(kind: type[Walk], seed: int, batches: list[int]) -> None:
    office = Office(MemoryStore())
    steps = kind(office, seed)
    for size in batches:
        steps.batch(size)
        steps.reverse_one()
        assert_whole(office)
        assert_merged(office)


@settings(max_examples=60)
@given(st.integers(0, 10**9), st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_no_limit_of_the_protocol_is_passed_whatever_is_tried(seed: int, batches: list[int]) -> None:
    office = Office(MemoryStore())
    steps = TreatyWalk(office, seed)
    for size in batches:
        steps.batch(size)
        assert_lawful(office)


@WALKS
@settings(max_examples=25)
@given(seed=st.integers(0, 10**9), size=st.integers(1, 12))
def test_a_dry_run_tells_what_would_happen_and_does_nothing(kind: type[Walk], seed: int, size: int) -> None:
    office = Office(MemoryStore())
    steps = kind(office, seed)
    steps.batch(30)
    commands = [steps.command() for _ in range(size)]
    before = state(office.store)
    told = office.commit(commands, dry_run=True)
    assert state(office.store) == before
    assert office.commit(commands) == told


@WALKS
@settings(max_examples=25)
@given(seed=st.integers(0, 10**9), size=st.integers(1, 24))
def test_a_batch_decides_as_the_same_commands_one_by_one(kind: type[Walk], seed: int, size: int) -> None:
    """As long as an account's units of a type are alike: a batch joins neighbours at its end, so other blocks may be
    the largest than when each act is written by itself, and what is asked of units depends on which are picked."""
    together, apart = Office(MemoryStore()), Office(MemoryStore())
    commands = []
    for office in (together, apart):
        steps = kind(office, seed, alike=True)
        steps.batch(30)
        commands = [steps.command() for _ in range(size)]
    assert together.commit(commands) == [apart.commit([command])[0] for command in commands]
    assert verify_store(together.store).totals() == verify_store(apart.store).totals()


@WALKS
@settings(max_examples=25)
@given(seed=st.integers(0, 10**9))
def test_asking_everything_again_changes_nothing(kind: type[Walk], seed: int) -> None:
    office = Office(MemoryStore())
    steps = kind(office, seed)
    commands = [steps.command() for _ in range(30)]
    first = office.commit(commands)
    before = state(office.store)
    assert office.commit(commands) == [outcome._replace(repeated=True) for outcome in first]
    assert state(office.store) == before
