"""Blocks in the hands of an account: pick, split, merge. Plain functions and one small heap.

Selection takes the largest block first, which never needs more blocks than any other order. What is left
of the last block goes back on the shelf.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush, heapreplace
from operator import attrgetter, itemgetter

from openets.kernel.units import Block

_LESS_ONE, _BLOCK = itemgetter(0), itemgetter(3)
"""Of a row on a shelf: 1 less its units, and the block itself."""


class Shelf:
    """The blocks of one unit type that an account holds, largest at hand.

    A shelf may hold only the largest blocks of an account; `quantity` counts those that are on it.
    """

    __slots__ = ("_heap", "quantity")

    def __init__(self, blocks: Iterable[Block] = ()) -> None:
        self._heap: list[tuple[int, str, int, Block]] = []
        for block in blocks:
            # (1 - size, origin, first serial number, block)
            self._heap.append((block.start - block.end, block.series.origin, block.start, block))
        heapify(self._heap)
        self.quantity = len(self._heap) - sum(map(_LESS_ONE, self._heap))

    def __iter__(self) -> Iterator[Block]:
        return map(_BLOCK, self._heap)

    def put(self, block: Block) -> None:
        """Add a block."""
        heappush(self._heap, (block.start - block.end, block.series.origin, block.start, block))
        self.quantity += block.end - block.start + 1

    def pick(self, quantity: int) -> list[Block]:
        """Take exactly `quantity` units, in as few blocks as can be. The caller has made sure of enough."""
        taken: list[Block] = []
        heap, missing = self._heap, quantity
        while missing:
            minus, origin, _, block = heap[0]
            if 1 - minus <= missing:
                heappop(heap)
                missing -= 1 - minus
            else:
                block, rest = split(block, missing)
                heapreplace(heap, (minus + missing, origin, rest.start, rest))
                missing = 0
            taken.append(block)
        self.quantity -= quantity
        return taken

    def first(self, quantity: int) -> list[Block]:
        """The blocks that `pick` would touch, left where they are."""
        if self._heap and 0 < quantity <= 1 - self._heap[0][0]:
            return [self._heap[0][3]]
        found: list[Block] = []
        for minus, _, _, block in sorted(self._heap):
            if quantity <= 0:
                break
            found.append(block)
            quantity -= 1 - minus
        return found

    def within(self, origin: str, start: int, end: int) -> Iterator[Block]:
        """The blocks that share a serial number with a range."""
        for block in self:
            if block.series.origin == origin and block.start <= end and block.end >= start:
                yield block

    def take(self, origin: str, start: int, end: int) -> list[Block] | None:
        """Take the exact serial range, or `None` (and nothing) where it is not wholly on the shelf."""
        inside: list[Block] = []
        outside: list[Block] = []
        for block in self:
            if block.series.origin == origin and block.start <= end and block.end >= start:
                before, middle, after = cut(block, start, end)
                inside.append(middle)
                outside += [part for part in (before, after) if part]
            else:
                outside.append(block)
        if sum(block.quantity for block in inside) != end - start + 1:
            return None
        self.__init__(outside)  # type: ignore[misc]
        return sorted(inside, key=attrgetter("start"))


class Spans:
    """Blocks of one unit type in the order of their serial numbers: for an account out of which exact ranges are taken.

    What lies in transit comes out range by range, and there may be many thousands.
    """

    __slots__ = ("_blocks", "_starts", "quantity")

    def __init__(self, blocks: Iterable[Block] = ()) -> None:
        self._blocks = {(block.series.origin, block.start): block for block in blocks}
        self._starts = sorted(self._blocks)
        self.quantity = sum(block.quantity for block in self._blocks.values())

    def __iter__(self) -> Iterator[Block]:
        return iter([self._blocks[place] for place in self._starts])

    def put(self, block: Block) -> None:
        """Add a block."""
        place = (block.series.origin, block.start)
        insort(self._starts, place)
        self._blocks[place] = block
        self.quantity += block.quantity

    def first(self, quantity: int) -> list[Block]:
        """The blocks that `pick` would touch, left where they are."""
        return Shelf(self).first(quantity)

    def pick(self, quantity: int) -> list[Block]:
        """Take exactly `quantity` units, largest blocks first."""
        chosen = Shelf(self).pick(quantity)
        for block in chosen:
            self.take(block.series.origin, block.start, block.end)
        return chosen

    def within(self, origin: str, start: int, end: int) -> Iterator[Block]:
        """The blocks that share a serial number with a range, in order."""
        index = max(0, bisect_right(self._starts, (origin, start)) - 1)
        while index < len(self._starts) and self._starts[index] <= (origin, end):
            block = self._blocks[self._starts[index]]
            if block.series.origin == origin and block.end >= start:
                yield block
            index += 1

    def take(self, origin: str, start: int, end: int) -> list[Block] | None:
        """Take the exact serial range, or `None` (and nothing) where it is not wholly here."""
        touched = list(self.within(origin, start, end))
        parts = [cut(block, start, end) for block in touched]
        if sum(middle.quantity for _, middle, _ in parts) != end - start + 1:
            return None
        for block in touched:
            place = (origin, block.start)
            del self._starts[bisect_right(self._starts, place) - 1], self._blocks[place]
            self.quantity -= block.quantity
        for before, _, after in parts:
            for rest in (before, after):
                if rest is not None:
                    self.put(rest)
        return [middle for _, middle, _ in parts]


def split(block: Block, quantity: int) -> tuple[Block, Block]:
    """The first `quantity` units of a block, and the rest."""
    middle = block.start + quantity
    return Block(block.series, block.start, middle - 1), Block(block.series, middle, block.end)


def cut(block: Block, start: int, end: int) -> tuple[Block | None, Block, Block | None]:
    """What of a block lies before, inside and after the range `start`-`end` that it overlaps."""
    first, last = max(block.start, start), min(block.end, end)
    before = Block(block.series, block.start, first - 1) if block.start < first else None
    after = Block(block.series, last + 1, block.end) if last < block.end else None
    return before, Block(block.series, first, last), after


def merge(blocks: Iterable[Block]) -> list[Block]:
    """Join adjacent blocks that are alike in everything. All blocks are of one account."""
    ordered = sorted(blocks)  # by series, then by serial numbers: what can be joined stands side by side
    merged: list[Block] = []
    for block in ordered:
        last = merged[-1] if merged else None
        if last and last.end + 1 == block.start and last.series == block.series:
            merged[-1] = Block(last.series, last.start, block.end)
        else:
            merged.append(block)
    return merged
