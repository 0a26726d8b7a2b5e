"""Series, blocks and the shelves that hold them: text and back, and long sequences against a plain set of numbers."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openets.kernel.units import MOST_UNITS, Block, Series, block_from_text, series_from_text
from openets.ledger.holdings import Shelf, Spans, cut, merge, split

WORDS = st.from_regex(r"[A-Za-z0-9-]{1,8}", fullmatch=True)
SERIES = st.builds(
    Series,
    WORDS,
    st.from_regex(r"[A-Z]{2,3}", fullmatch=True),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 14),
    st.just("") | WORDS,
    st.integers(0, 2),
    st.just("") | st.dates().map(str),
)
KINDS = pytest.mark.parametrize("kind", [Shelf, Spans])
AT = Series("EUA1", "AT", 0, 0)
DE = Series("EUA1", "DE", 0, 0)


@given(SERIES)
def test_a_series_is_read_as_it_was_written_on_one_line_without_blanks(series: Series) -> None:
    assert series_from_text(series.text()) == series
    assert " " not in series.text()
    assert series.text().isprintable()


@given(SERIES, SERIES)
def test_two_series_have_the_same_text_only_where_they_are_alike_in_everything(one: Series, other: Series) -> None:
    assert (one.text() == other.text()) is (one == other)


@given(SERIES, st.integers(1, MOST_UNITS), st.integers(0, 10**9))
def test_a_block_is_read_as_it_was_written(series: Series, start: int, more: int) -> None:
    block = Block(series, start, start + more)
    assert block_from_text(block.text()) == block
    assert block.quantity == more + 1


@pytest.mark.parametrize(
    "text",
    [
        "", "EUA1:AT:0:0", "EUA1:AT:0:0 1", "EUA1:AT:0:0 5-1", "EUA1:AT:0:0 0-1", "EUA1:AT:0:0 -1-5", "EUA1:AT:0:0 1-x",
        "EUA1:AT:0:0  1-5", " EUA1:AT:0:0 1-5", "EUA1:AT:0:0 1-5 ", "EUA1:AT:0:0 01-5", "EUA1:AT:0:0 1-5\n",
        "EUA1:AT:0:0: 1-5", "EUA1:AT:00:0 1-5", "EUA1:AT:0:0 ١-٥", "EUA1:AT:0:0:x 1-5", "EUA1:AT:0:0 1-5-6",
        "EUA1:AT 1-5", "EUA1:AT:0:0:0:::: 1-5", "EUA1:AT:0:0 +1-5", "EUA1:AT:0:0 1_0-50",
    ],
)  # fmt: skip
def test_no_other_text_is_a_block(text: str) -> None:
    """Each block has one text, so that a journal says the same in one way only."""
    with pytest.raises((ValueError, IndexError)):
        block_from_text(text)


# ---- arithmetic ----------------------------------------------------------------------------------


@given(st.integers(1, 10**6), st.lists(st.integers(1, 50), min_size=1, max_size=12), st.randoms())
def test_a_block_split_again_and_again_is_whole_when_it_is_merged(start: int, sizes: list[int], chance: object) -> None:
    whole = Block(AT, start, start + sum(sizes) - 1)
    parts, rest = [], whole
    for size in sizes[:-1]:
        first, rest = split(rest, size)
        parts.append(first)
    parts.append(rest)
    assert [part.quantity for part in parts] == sizes
    chance.shuffle(parts)  # type: ignore[attr-defined]
    assert merge(parts) == [whole]


@given(st.integers(1, 1000), st.integers(1, 1000), st.integers(1, 2000), st.integers(0, 999))
def test_what_is_cut_out_and_what_is_left_are_the_block_counted_number_by_number(
    start: int, size: int, low: int, width: int
) -> None:
    block = Block(AT, start, start + size - 1)
    numbers, wanted = set(range(start, start + size)), set(range(low, low + width + 1))
    if not numbers & wanted:
        return
    before, inside, after = cut(block, low, low + width)
    assert set(range(inside.start, inside.end + 1)) == numbers & wanted
    assert (set(range(before.start, before.end + 1)) if before else set()) == {n for n in numbers if n < low}
    assert (set(range(after.start, after.end + 1)) if after else set()) == {n for n in numbers if n > low + width}


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 12)), min_size=1, max_size=20))
def test_neighbours_of_different_series_are_never_joined(parts: list[tuple[bool, int]]) -> None:
    blocks, place = [], 1
    for at, size in parts:
        blocks.append(Block(AT if at else DE, place, place + size - 1))
        place += size
    merged = merge(blocks)
    assert sum(block.quantity for block in merged) == place - 1
    for series in (AT, DE):
        own = {n for block in merged if block.series == series for n in range(block.start, block.end + 1)}
        assert own == {n for block in blocks if block.series == series for n in range(block.start, block.end + 1)}
    changes = sum(one[0] is not other[0] for one, other in pairwise(parts))
    assert len(merged) == changes + 1


@given(st.integers(1, MOST_UNITS - 10**6), st.integers(2, 10**6), st.fractions(0, 1))
def test_the_largest_serial_numbers_are_split_to_the_unit(start: int, size: int, share: Fraction) -> None:
    block = Block(AT, start, start + size - 1)
    first, rest = split(block, min(size - 1, max(1, int(size * share))))
    assert (first.start, first.end + 1, rest.end) == (start, rest.start, start + size - 1)
    assert first.quantity + rest.quantity == size


# ---- shelves, step by step -----------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(st.sampled_from(["put", "put", "pick", "take", "first"]), st.integers(0, 400), st.integers(1, 40)),
    max_size=40,
)


class Plain:
    """The numbers that lie on a shelf, and the first that was never put there."""

    def __init__(self) -> None:
        self.numbers: set[int] = set()
        self.next = 1


def numbers_of(blocks: list[Block]) -> set[int]:
    found = {number for block in blocks for number in range(block.start, block.end + 1)}
    assert len(found) == sum(block.quantity for block in blocks), "no number twice"
    return found


@KINDS
@settings(max_examples=150)
@given(steps=STEPS)
def test_a_shelf_holds_after_every_step_what_a_set_of_numbers_holds(kind: type[Shelf | Spans], steps: list) -> None:  # type: ignore[type-arg]
    shelf, plain = kind(), Plain()
    for verb, where, size in steps:
        if verb == "put":
            start = plain.next + where % 3
            shelf.put(Block(AT, start, start + size - 1))
            plain.numbers |= set(range(start, start + size))
            plain.next = start + size
        elif verb == "pick":
            taken = numbers_of(shelf.pick(min(size, len(plain.numbers))))
            assert len(taken) == min(size, len(plain.numbers))
            assert taken <= plain.numbers
            plain.numbers -= taken
        elif verb == "take":
            wanted = set(range(where + 1, where + 1 + size))
            found = shelf.take("AT", where + 1, where + size)
            assert (found is not None) is (wanted <= plain.numbers)
            if found is not None:
                assert numbers_of(found) == wanted
                plain.numbers -= wanted
        else:
            shown = numbers_of(shelf.first(min(size, len(plain.numbers))))
            assert shown <= plain.numbers
            assert len(shown) >= min(size, len(plain.numbers))
        assert numbers_of(list(shelf)) == plain.numbers
        assert shelf.quantity == len(plain.numbers)
    assert shelf.take("DE", 1, 1) is None, "nothing of another registry lies here"
