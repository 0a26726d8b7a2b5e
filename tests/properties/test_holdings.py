"""Whatever blocks there are: taken apart and put together, no unit is lost or doubled."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from openets.kernel.units import Block, Series
from openets.ledger.holdings import Shelf, Spans, cut, merge, split

KINDS = pytest.mark.parametrize("kind", [Shelf, Spans])
"""What holds the blocks of an account: largest at hand, or in the order of their serial numbers."""

AT = Series("EUA1", "AT", 0, 0)


@st.composite
def disjoint_blocks(draw: st.DrawFn, most: int = 8) -> list[Block]:
    """Blocks of one series that never overlap; some are neighbours."""
    parts = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 60)), min_size=1, max_size=most))
    blocks, place = [], 1
    for gap, size in parts:
        place += gap
        blocks.append(Block(AT, place, place + size - 1))
        place += size
    return draw(st.permutations(blocks))


def serials(blocks: list[Block]) -> list[int]:
    return sorted(serial for block in blocks for serial in range(block.start, block.end + 1))


@KINDS
@given(blocks=disjoint_blocks(), data=st.data())
def test_pick_takes_exactly_what_was_asked_and_leaves_the_rest(
    kind: type[Shelf | Spans], blocks: list[Block], data: st.DataObject
) -> None:
    total = sum(block.quantity for block in blocks)
    quantity = data.draw(st.integers(0, total))
    shelf = kind(blocks)
    taken = shelf.pick(quantity)
    assert sum(block.quantity for block in taken) == quantity
    assert shelf.quantity == total - quantity == sum(block.quantity for block in shelf)
    assert serials([*taken, *shelf]) == serials(blocks)


@given(disjoint_blocks(), st.data())
def test_pick_needs_no_more_blocks_than_any_other_choice(blocks: list[Block], data: st.DataObject) -> None:
    quantity = data.draw(st.integers(1, sum(block.quantity for block in blocks)))
    taken = Shelf(blocks).pick(quantity)
    fewer = combinations([block.quantity for block in blocks], len(taken) - 1)
    assert all(sum(choice) < quantity for choice in fewer)


@KINDS
@given(blocks=disjoint_blocks(), data=st.data())
def test_first_shows_the_blocks_that_pick_would_touch_and_leaves_them(
    kind: type[Shelf | Spans], blocks: list[Block], data: st.DataObject
) -> None:
    shelf = kind(blocks)
    quantity = data.draw(st.integers(0, shelf.quantity))
    shown = shelf.first(quantity)
    assert sorted(shelf) == sorted(blocks)
    taken = shelf.pick(quantity)
    assert [(block.start, block.series) for block in shown] == [(block.start, block.series) for block in taken]


@KINDS
@given(blocks=disjoint_blocks(), data=st.data())
def test_take_takes_the_range_or_nothing(kind: type[Shelf | Spans], blocks: list[Block], data: st.DataObject) -> None:
    last = max(block.end for block in blocks)
    start = data.draw(st.integers(1, last + 1))
    end = data.draw(st.integers(start, last + 2))
    shelf = kind(blocks)
    taken = shelf.take("AT", start, end)
    if set(range(start, end + 1)) <= set(serials(blocks)):
        assert taken is not None
        assert serials(taken) == list(range(start, end + 1))
        assert serials([*taken, *shelf]) == serials(blocks)
    else:
        assert taken is None
        assert sorted(shelf) == sorted(blocks)
    assert shelf.quantity == sum(block.quantity for block in shelf)


@given(disjoint_blocks())
def test_merge_keeps_every_unit_and_leaves_no_neighbours(blocks: list[Block]) -> None:
    merged = merge(blocks)
    assert serials(merged) == serials(blocks)
    assert all(left.end + 1 < right.start for left, right in pairwise(merged))
    assert merge(merged) == merged


@given(st.integers(1, 10**14), st.integers(2, 10**6), st.data())
def test_split_is_undone_by_merge(start: int, size: int, data: st.DataObject) -> None:
    block = Block(AT, start, start + size - 1)
    first, rest = split(block, data.draw(st.integers(1, size - 1)))
    assert first.quantity + rest.quantity == block.quantity
    assert merge([rest, first]) == [block]


@given(st.integers(1, 100), st.integers(1, 100), st.integers(1, 220), st.integers(0, 100))
def test_cut_is_undone_by_merge(start: int, size: int, low: int, width: int) -> None:
    block = Block(AT, start, start + size - 1)
    assume(low <= block.end and low + width >= block.start)
    before, inside, after = cut(block, low, low + width)
    assert merge([part for part in (after, before, inside) if part]) == [block]
    assert low <= inside.start <= inside.end <= low + width
