"""Ranges of serial numbers: as they are named, and as replaying the journal finds them with their owners."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

Span = tuple[str, int, int]
"""Originating registry, first and last serial number."""


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap as one."""
    found: list[Span] = []
    for origin, start, end in sorted(spans):
        if found and found[-1][0] == origin and found[-1][2] >= start - 1:
            found[-1] = (origin, found[-1][1], max(end, found[-1][2]))
        else:
            found.append((origin, start, end))
    return found


def less(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The spans, which are in order, less all serial numbers of others."""
    left: list[Span] = []
    rest, place = joined(others), 0
    for home, start, end in spans:
        while place < len(rest) and (rest[place][0], rest[place][2]) < (home, start):
            place += 1
        for origin, first, last in islice(rest, place, None):
            if (origin, first) > (home, end):
                break
            if first > start:
                left.append((home, start, first - 1))
            start = last + 1
        if start <= end:
            left.append((home, start, end))
    return left


def overlap(some: Iterable[Span], others: Iterable[Span]) -> Span | None:
    """The first serial numbers of `some` that are among those of `others`; `None` where there are none."""
    others = list(others)
    for origin, start, end in some:
        for home, first, last in others:
            if origin == home and start <= last and end >= first:
                return origin, max(start, first), min(end, last)
    return None


def span_text(span: Span | None) -> str:
    """A span in words; ``""`` for none."""
    return f"{span[0]} {span[1]}-{span[2]}" if span is not None else ""


class Segment(NamedTuple):
    """A serial range, its owner's account identifier, and its series as text."""

    start: int
    end: int
    owner: str
    series: str


class Ranges:
    """Who holds which serial numbers of one origin: disjoint segments, sorted."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.segments: dict[int, Segment] = {}
        self.last = 0
        """The highest number that ever came into being."""

    def create(self, start: int, end: int, owner: str, series: str) -> None:
        """Bring new serial numbers into being. Raises `ValueError` where one of them exists."""
        index = bisect_right(self.starts, end) - 1
        if index >= 0 and self.segments[self.starts[index]].end >= start:
            raise ValueError(f"serial numbers {start}-{end} exist already")
        self.last = max(self.last, end)
        self._add(Segment(start, end, owner, series))

    def move(self, start: int, end: int, owner: str, series: str, to: str, new_series: str) -> None:
        """Change owner and series of a range. Raises `ValueError` unless `owner` holds all of it as `series`."""
        self.remove(start, end, owner, series)
        self._add(Segment(start, end, to, new_series))

    def remove(self, start: int, end: int, owner: str, series: str) -> None:
        """Take a range out. Raises `ValueError` unless `owner` holds all of it as `series`."""
        place = start
        while place <= end:
            index = bisect_right(self.starts, place) - 1
            segment = self.segments[self.starts[index]] if index >= 0 else None
            if segment is None or segment.end < place:
                raise ValueError(f"serial number {place} does not exist")
            if segment.owner != owner or segment.series != series:
                raise ValueError(f"serial number {place} is {segment.series} of {segment.owner}")
            del self.starts[index], self.segments[segment.start]
            last = min(segment.end, end)
            if segment.start < place:
                self._insert(Segment(segment.start, place - 1, owner, series))
            if segment.end > last:
                self._insert(Segment(last + 1, segment.end, owner, series))
            place = last + 1

    def _insert(self, segment: Segment) -> None:
        insort(self.starts, segment.start)
        self.segments[segment.start] = segment

    def _add(self, segment: Segment) -> None:
        """Insert a segment and join it with neighbours that are alike."""
        index = bisect_right(self.starts, segment.start) - 1
        if index >= 0:
            before = self.segments[self.starts[index]]
            if before.end == segment.start - 1 and before[2:] == segment[2:]:
                del self.starts[index], self.segments[before.start]
                segment = Segment(before.start, segment.end, segment.owner, segment.series)
        after = self.segments.get(segment.end + 1)
        if after is not None and after[2:] == segment[2:]:
            del self.starts[bisect_right(self.starts, after.start) - 1], self.segments[after.start]
            segment = Segment(segment.start, after.end, segment.owner, segment.series)
        self._insert(segment)


def segments_in(ranges: Mapping[str, Ranges]) -> Iterator[tuple[str, Segment]]:
    """Every segment with its origin, in order."""
    for origin in sorted(ranges):
        for start in ranges[origin].starts:
            yield origin, ranges[origin].segments[start]
