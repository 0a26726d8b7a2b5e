"""Blocks in the hands of an account: pick, split, merge. Plain functions and one small heap.

Selection takes the oldest vintage first, and of one vintage (most units have none) the largest block, which never needs
more blocks than any other order. What is left of the last block goes back on the shelf.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush, heapreplace
from operator import attrgetter, itemgetter

from openets.kernel.units import Block

_LESS_ONE, _BLOCK = itemgetter(1), itemgetter(4)
"""Of a row on a shelf: 1 less its units, and the block itself."""


class Shelf:
    """The blocks of one unit type that an account holds, the largest of the oldest vintage at hand.

    A shelf may hold only those blocks of an account that are picked first; `quantity` counts those that are on it.
    """

    __slots__ = ("_heap", "quantity")

    def __init__(self, blocks: Iterable[Block] = ()) -> None:
        self._heap: list[tuple[int, int, str, int, Block]] = []
        for block in blocks:
            # (vintage, 1 - size, origin, first serial number, block)
            series = block.series
            self._heap.append((series.vintage, block.start - block.end, series.origin, block.start, block))
        heapify(self._heap)
        self.quantity = len(self._heap) - sum(map(_LESS_ONE, self._heap))

    def __iter__(self) -> Iterator[Block]:
        return map(_BLOCK, self._heap)

    def put(self, block: Block) -> None:
        """Add a block."""
        series = block.series
        heappush(self._heap, (series.vintage, block.start - block.end, series.origin, block.start, block))
        self.quantity += block.end - block.start + 1

    def of(self, vintage: int) -> int:
        """Units of a vintage, or of all for 0."""
        return sum(1 - row[1] for row in self._heap if row[0] == vintage) if vintage else self.quantity

    def pick(self, quantity: int, vintage: int = 0) -> list[Block]:
        """Take exactly `quantity` units, the oldest first and in as few blocks as can be; of a vintage where it is
        named. The caller has made sure of enough."""
        if vintage:
            meant = Shelf(block for block in self if block.series.vintage == vintage)
            others = [block for block in self if block.series.vintage != vintage]
            picked = meant.pick(quantity)
            self.__init__((*others, *meant))  # type: ignore[misc]
            return picked
        taken: list[Block] = []
        heap, missing = self._heap, quantity
        while missing:
            of, minus, origin, _, block = heap[0]
            if 1 - minus <= missing:
                heappop(heap)
                missing -= 1 - minus
            else:
                block, rest = split(block, missing)
                heapreplace(heap, (of, minus + missing, origin, rest.start, rest))
                missing = 0
            taken.append(block)
        self.quantity -= quantity
        return taken

    def first(self, quantity: int, vintage: int = 0) -> list[Block]:
        """The blocks that `pick` would touch, left where they are."""
        if self._heap and 0 < quantity <= 1 - self._heap[0][1] and not vintage:
            return [self._heap[0][4]]
        found: list[Block] = []
        for of, minus, _, _, block in sorted(self._heap):
            if quantity <= 0:
                break
            if vintage not in (0, of):
                continue
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

    def of(self, vintage: int) -> int:
        """Units of a vintage, or of all for 0."""
        return Shelf(self).of(vintage) if vintage else self.quantity

    def first(self, quantity: int, vintage: int = 0) -> list[Block]:
        """The blocks that `pick` would touch, left where they are."""
        return Shelf(self).first(quantity, vintage)

    def pick(self, quantity: int, vintage: int = 0) -> list[Block]:
        """Take exactly `quantity` units, in the order of a shelf."""
        chosen = Shelf(self).pick(quantity, vintage)
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
