"""Operators as the record names them: which spellings are one operator, and which others are near.

The record names operators in free text. Names of the same letters and digits are one; any other spelling is another
operator, since nobody has said that it is the same. Who operates nothing by name is listed as such, so that operators
add up to the whole.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import log

from openets.kernel.folding import slug
from openets.stores.sql import models
from openets.views.kept import Kept
from openets.views.nearness import LOOKED_AT, Nearness, likeness

NOT_STATED, UNNAMED = "not-stated", "Not stated"
"""The key and the name of the operator of installations of which the record names none."""


MOST_NEAR = 6
"""Operators with names alike that are named beside one."""


@dataclass(frozen=True, eq=False)
class OperatorNames:
    """All operators of the books by key, each with the spellings of its name, the commonest first."""

    spellings: dict[str, list[str]]

    def name(self, key: str) -> str:
        """What an operator is called: the commonest spelling of its name."""
        return UNNAMED if key == NOT_STATED else self.spellings[key][0]

    def near(self, key: str) -> list[str]:
        """Keys of operators whose names are much alike, the likest first: in words that few names have, too, not in
        those of a legal form alone."""
        if key == NOT_STATED:
            return []
        found = self._nearness.like(key, LOOKED_AT)
        return [each for each in found if min(self._shared(key, each), self._shared(each, key)) >= 0.5][:MOST_NEAR]

    def _shared(self, key: str, other: str) -> float:
        """How much of a name, from 0 to 1, another has or has nearly; a word counts the more, the fewer have it."""
        words, others = key.split("-"), other.split("-")
        weights = {word: log(1 + len(self.spellings) / self._having[word]) for word in words}
        held = (word for word in words if any(likeness(word, each) >= 0.8 for each in others))
        return sum(weights[word] for word in held) / sum(weights[word] for word in words)

    @cached_property
    def _having(self) -> Counter[str]:
        """How many names have a word."""
        return Counter(word for key in self.spellings for word in set(key.split("-")))

    @cached_property
    def _nearness(self) -> Nearness:
        return Nearness(self.spellings)


def key_of(operator: str) -> str:
    """The key of an operator by any spelling of its name, or by the key itself."""
    return slug(operator) or NOT_STATED


def grouped(operators: Iterable[str]) -> dict[str, list[str]]:
    """Spellings by key, the commonest first; of those alike the first of the alphabet."""
    found: dict[str, list[str]] = {}
    for spelling, _ in sorted(Counter(operators).items(), key=lambda each: (-each[1], each[0])):
        found.setdefault(key_of(spelling), []).append(spelling)
    return found


def _read(entries: int) -> OperatorNames:
    return OperatorNames(grouped(models.Installation.objects.values_list("operator", flat=True)))


_names = Kept(_read)


def operator_names() -> OperatorNames:
    """The operators of the books."""
    return _names.ready()


def spellings_of(key: str) -> list[str]:
    """How the record spells an operator, told by its key or by any spelling; nothing for one that it does not know."""
    return operator_names().spellings.get(key_of(key), [])


def forget() -> None:
    """Keep nothing: for whoever exchanges the books under a running process."""
    _names.forget()
