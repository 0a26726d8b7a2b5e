"""Texts that are much like another, found quickly among many: what somebody meant who wrote it otherwise."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from heapq import nlargest

LOOKED_AT = 40
"""Texts that are compared sign by sign; those that share fewer pieces are not."""


class Nearness:
    """Some texts, with an index of the pieces of three signs in them: those that share most are looked at.

    To compare a word with every one of 50,000 takes seconds; with those that share pieces with it, milliseconds.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(dict.fromkeys(texts))
        self._holding: dict[str, list[int]] = defaultdict(list)
        self._sizes: list[int] = []
        for number, text in enumerate(self._texts):
            pieces = _pieces(text)
            self._sizes.append(len(pieces))
            for piece in pieces:
                self._holding[piece].append(number)

    def like(self, text: str, most: int = 4, least: float = 0.7) -> list[str]:
        """At most `most` other texts of a likeness (0 to 1) of at least `least`, the likest first."""
        pieces = _pieces(text)
        shared: Counter[int] = Counter()
        for piece in pieces:
            shared.update(self._holding.get(piece, ()))
        near = nlargest(
            LOOKED_AT, shared, key=lambda number: (shared[number] / (len(pieces) + self._sizes[number]), -number)
        )
        told = [(likeness(text, self._texts[number]), self._texts[number]) for number in near]
        found = sorted((-how, each) for how, each in told if how >= least and each != text)
        return [each for _, each in found[:most]]


def likeness(one: str, other: str) -> float:
    """How much alike two texts are, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _pieces(text: str) -> set[str]:
    """Every three signs that follow one another, with the beginning and the end as signs of their own."""
    marked = f"\x02{text}\x03"
    return {marked[place : place + 3] for place in range(len(marked) - 2)}
