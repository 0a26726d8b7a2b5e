"""Blocks on a shelf: taken apart, put together, picked largest first."""

from __future__ import annotations

import pytest

from openets.kernel.units import Block, Series
from openets.ledger.holdings import Shelf, Spans, cut, merge, split

AT = Series("EUA1", "AT", 0, 0)
DE = Series("EUA1", "DE", 0, 0)


def block(start: int, end: int, series: Series = AT) -> Block:
    return Block(series, start, end)


def test_split_gives_the_first_units_and_the_rest() -> None:
    assert split(block(1, 10), 3) == (block(1, 3), block(4, 10))


def test_cut_gives_what_lies_before_inside_and_after() -> None:
    assert cut(block(1, 10), 4, 6) == (block(1, 3), block(4, 6), block(7, 10))
    assert cut(block(1, 10), 1, 10) == (None, block(1, 10), None)
    assert cut(block(5, 10), 1, 7) == (None, block(5, 7), block(8, 10))
    assert cut(block(5, 10), 7, 20) == (block(5, 6), block(7, 10), None)


def test_merge_joins_neighbours_that_are_alike_in_everything() -> None:
    assert merge([block(6, 9), block(1, 5), block(10, 10)]) == [block(1, 10)]


@pytest.mark.parametrize(
    "blocks",
    [
        [block(1, 5), block(7, 9)],
        [block(1, 5), block(6, 9, DE)],
        [block(1, 5), block(6, 9, AT._replace(applicable_period=1))],
        [block(1, 5), block(6, 9, AT._replace(project="7"))],
        [block(1, 5, AT._replace(vintage=2008)), block(6, 9, AT._replace(vintage=2009))],
        [],
    ],
)
def test_merge_leaves_everything_else_apart(blocks: list[Block]) -> None:
    assert merge(blocks) == blocks


def test_pick_takes_the_largest_block_first() -> None:
    shelf = Shelf([block(1, 10), block(21, 60), block(71, 90)])
    assert shelf.pick(50) == [block(21, 60), block(71, 80)]
    assert shelf.quantity == 20
    assert sorted(shelf) == [block(1, 10), block(81, 90)]


def test_pick_takes_the_lowest_serial_number_among_equals() -> None:
    assert Shelf([block(21, 30), block(1, 10), block(41, 50)]).pick(10) == [block(1, 10)]


def of(vintage: int, start: int, end: int) -> Block:
    return block(start, end, AT._replace(unit="VER", vintage=vintage))


YOUNG, OLD, OLDER = of(2010, 1, 100), of(2008, 101, 110), of(2008, 201, 230)


@pytest.mark.parametrize("kind", [Shelf, Spans])
def test_the_oldest_vintage_is_picked_first_and_of_it_the_largest_block(kind: type[Shelf | Spans]) -> None:
    shelf = kind([YOUNG, OLD, OLDER])
    assert shelf.first(35) == [OLDER, OLD]
    assert shelf.pick(45) == [OLDER, OLD, of(2010, 1, 5)]
    assert list(shelf) == [of(2010, 6, 100)]


@pytest.mark.parametrize("kind", [Shelf, Spans])
def test_of_a_vintage_that_is_named_nothing_else_is_picked(kind: type[Shelf | Spans]) -> None:
    shelf = kind([YOUNG, OLD, OLDER])
    assert (shelf.of(2008), shelf.of(2009), shelf.of(2010), shelf.of(0)) == (40, 0, 100, 140)
    assert shelf.first(60, 2010) == [YOUNG]
    assert shelf.pick(60, 2010) == [of(2010, 1, 60)]
    assert shelf.quantity == 80
    assert shelf.pick(35, 2008) == [OLDER, of(2008, 101, 105)]
    assert sorted(shelf) == [of(2008, 106, 110), of(2010, 61, 100)]


def test_pick_of_everything_leaves_an_empty_shelf() -> None:
    shelf = Shelf([block(1, 10), block(21, 60)])
    assert sum(part.quantity for part in shelf.pick(50)) == 50
    assert shelf.quantity == 0
    assert list(shelf) == []


def test_pick_of_nothing_takes_nothing() -> None:
    shelf = Shelf([block(1, 10)])
    assert shelf.pick(0) == []
    assert shelf.quantity == 10


def test_put_counts_what_it_adds() -> None:
    shelf = Shelf()
    shelf.put(block(1, 10))
    shelf.put(block(21, 25))
    assert shelf.quantity == 15
    assert shelf.pick(12) == [block(1, 10), block(21, 22)]


def test_take_takes_an_exact_range_across_blocks() -> None:
    shelf = Shelf([block(1, 5), block(6, 10, DE), block(6, 10)])
    assert shelf.take("AT", 4, 7) == [block(4, 5), block(6, 7)]
    assert sorted(shelf) == sorted([block(1, 3), block(8, 10), block(6, 10, DE)])
    assert shelf.quantity == 11


def test_take_of_a_range_that_is_not_all_there_takes_nothing() -> None:
    shelf = Shelf([block(1, 5), block(8, 10)])
    assert shelf.take("AT", 4, 8) is None
    assert shelf.take("DE", 1, 2) is None
    assert sorted(shelf) == [block(1, 5), block(8, 10)]
    assert shelf.quantity == 8


def test_first_shows_what_pick_would_touch() -> None:
    shelf = Shelf([block(1, 10), block(21, 60), block(71, 90)])
    assert shelf.first(40) == [block(21, 60)]
    assert shelf.first(41) == [block(21, 60), block(71, 90)]
    assert shelf.first(0) == []
    assert shelf.quantity == 70


def test_spans_give_back_exact_ranges_of_several_registries() -> None:
    spans = Spans([block(1, 10), block(1, 10, DE), block(11, 20, DE)])
    assert spans.take("DE", 6, 15) == [block(6, 10, DE), block(11, 15, DE)]
    assert list(spans) == [block(1, 10), block(1, 5, DE), block(16, 20, DE)]
    assert spans.quantity == 20
    assert spans.take("AT", 1, 11) is None
    spans.put(block(6, 10, DE))
    assert spans.take("DE", 1, 10) == [block(1, 5, DE), block(6, 10, DE)]
