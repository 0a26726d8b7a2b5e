"""What a replay keeps of every entry, in a few bytes: journals have millions of them, and an auditor a laptop.

Texts are kept as Python's hash of them, which nobody can foresee: it is another one in every run of the program.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from openets.ledger.transfers import registry_of

_FIRST = 1024


class ByEntry:
    """A number other than 0 for entries of the journal, by their references: eight bytes for each entry."""

    def __init__(self) -> None:
        self._of: dict[str, array[int]] = {}

    def set(self, registry: str, sequence: int, number: int) -> None:
        """Keep the number of an entry. Entries of a registry come in their order."""
        numbers = self._of.setdefault(registry, array("q"))
        numbers.extend([0] * (sequence - len(numbers)))
        numbers[sequence - 1] = number

    def get(self, reference: str) -> int:
        """The number of an entry; 0 for one that has none, or for what is no reference."""
        found = self._place(reference)
        return found[0][found[1]] if found is not None else 0

    def take(self, reference: str) -> int:
        """The number of an entry, which has none from now on."""
        found = self._place(reference)
        if found is None:
            return 0
        numbers, place = found
        number, numbers[place] = numbers[place], 0
        return number

    def __iter__(self) -> Iterator[str]:
        """The references of all entries that have a number."""
        for registry in sorted(self._of):
            yield from (f"{registry}{place}" for place, number in enumerate(self._of[registry], start=1) if number)

    def _place(self, reference: str) -> tuple[array[int], int] | None:
        registry = registry_of(reference)
        numbers, digits = self._of.get(registry), reference[len(registry) :]
        if numbers is None or not digits or digits[0] == "0" or len(digits) > 18 or int(digits) > len(numbers):
            return None
        return numbers, int(digits) - 1


class Seen:
    """Texts that were seen: from twelve to twenty-four bytes for each, however long it is."""

    def __init__(self) -> None:
        self._slots = array("q", bytes(8 * _FIRST))
        self._used = 0

    def add(self, text: str) -> bool:
        """Take note of a text; whether it was not seen before."""
        if not _put(self._slots, numbered(text)):
            return False
        self._used += 1
        if 3 * self._used > 2 * len(self._slots):
            before, self._slots = self._slots, array("q", bytes(16 * len(self._slots)))
            for number in before:
                if number:
                    _put(self._slots, number)
        return True


def numbered(*facts: object) -> int:
    """A number other than 0 for some facts: equal facts, equal number, within one run of the program."""
    return hash(facts) or 1


def _put(slots: array[int], number: int) -> bool:
    """Put a number into the first free slot from its own on; whether it was not there."""
    mask = len(slots) - 1
    place = number & mask
    while there := slots[place]:
        if there == number:
            return False
        place = (place + 1) & mask
    slots[place] = number
    return True
