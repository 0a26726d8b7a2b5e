"""Whatever anybody tries: no unit is lost, doubled or in two places, and the journal leads to the tables."""

from __future__ import annotations

import itertools
from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from openets.operations.verify import verify_store
from openets.stores.memory import MemoryStore
from tests.desk import Office, state
from tests.walks import Walk


def assert_whole(office: Office) -> None:
    """No overlap; issued = held + surrendered + cancelled + retired; what the journal leads to is there."""
    blocks = sorted((block.series.origin, block.start, block.end) for _, block in office.store.holdings())
    for (origin, _, end), (other, start, _) in itertools.pairwise(blocks):
        assert origin != other or end < start
    replayed = verify_store(office.store)
    for unit, buckets in replayed.totals().items():
        assert sum(buckets.values()) == replayed.issued[unit]
        assert sum(office.store.balances(unit).values()) == replayed.issued[unit]
    issued: dict[str, int] = defaultdict(int)
    for (_, unit), quantity in office.store.issued_totals().items():
        issued[unit] += quantity
    assert issued["AAU"] - issued["EUA2"] == replayed.issued["AAU"]
    assert issued["EUA1"] == replayed.issued["EUA1"]


def assert_merged(office: Office) -> None:
    """No account holds two neighbours that are alike in everything."""
    ends = {(owner, block.series, block.end) for owner, block in office.store.holdings()}
    assert not [block for owner, block in office.store.holdings() if (owner, block.series, block.start - 1) in ends]


@settings(max_examples=40)
@given(st.integers(0, 10**9), st.lists(st.integers(1, 12), min_size=1, max_size=12))
def test_the_books_stay_whole_whatever_is_tried(seed: int, batches: list[int]) -> None:
    office = Office(MemoryStore())
    steps = Walk(office, seed)
    for size in batches:
        steps.batch(size)
        steps.reverse_one()
        assert_whole(office)
        assert_merged(office)


@settings(max_examples=25)
@given(st.integers(0, 10**9), st.integers(1, 12))
def test_a_dry_run_tells_what_would_happen_and_does_nothing(seed: int, size: int) -> None:
    office = Office(MemoryStore())
    steps = Walk(office, seed)
    steps.batch(30)
    acts = [steps.act() for _ in range(size)]
    before = state(office.store)
    told = office.commit(acts, dry_run=True)
    assert state(office.store) == before
    assert office.commit(acts) == told


@settings(max_examples=25)
@given(st.integers(0, 10**9), st.integers(1, 12))
def test_a_batch_decides_as_the_same_acts_one_by_one(seed: int, size: int) -> None:
    together, apart = Office(MemoryStore()), Office(MemoryStore())
    acts = []
    for office in (together, apart):
        steps = Walk(office, seed)
        steps.batch(30)
        acts = [steps.act() for _ in range(size)]
    assert together.commit(acts) == [apart.commit([act])[0] for act in acts]
    assert verify_store(together.store).totals() == verify_store(apart.store).totals()


@settings(max_examples=25)
@given(st.integers(0, 10**9))
def test_asking_everything_again_changes_nothing(seed: int) -> None:
    office = Office(MemoryStore())
    steps = Walk(office, seed)
    acts = [steps.act() for _ in range(30)]
    first = office.commit(acts)
    before = state(office.store)
    assert office.commit(acts) == [outcome._replace(repeated=True) for outcome in first]
    assert state(office.store) == before
