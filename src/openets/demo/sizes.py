"""Who emits how much in the demonstration: plants that do not exist, as uneven as the real ones.

In the public record of 2008 a twentieth of all installations emits seven tenths, a plant of median size 16,000 t, the
largest 31 million t; no brickworks emits more than 76,000 t. With a fourteenth of the real number of plants, the few
great emitters must be nearly all there: so small kinds of plants keep their real sizes, and the great ones share what a
State's total leaves, each up to the largest real one of its kind.
"""

from random import Random
from typing import NamedTuple

from openets.laws.law import Law
from openets.ledger.accounts import Installation

_REAL_FOR_EACH = 14
"""So many real installations stand behind one of the demonstration."""
_LEAST = 3


class _Kind(NamedTuple):
    """A kind of plant: of how many in a hundred, with which tonnes a year."""

    title: str
    share: int
    median: int
    spread: float
    """Standard deviation of the logarithm."""
    largest: int
    fills: bool
    """Whether it takes of what the others leave of a State's total."""


# Measured on the Union Registry's record of 2008, by activity; rounded.
_KINDS = {
    1: _Kind("Power Station", 66, 15_000, 2.4, 31_000_000, True),
    2: _Kind("Refinery", 2, 700_000, 1.2, 6_200_000, True),
    5: _Kind("Steelworks", 3, 120_000, 1.8, 10_800_000, True),
    6: _Kind("Cement Works", 5, 500_000, 0.9, 2_600_000, True),
    7: _Kind("Glassworks", 4, 38_000, 1.1, 240_000, False),
    8: _Kind("Brickworks", 11, 8_000, 1.1, 76_000, False),
    9: _Kind("Paper Mill", 9, 24_000, 1.4, 430_000, False),
}
_NAMES = """
    Alder Ash Aspen Beech Birch Cedar Elder Elm Fir Hazel Heron Holly Juniper Kestrel Larch Linden Maple Martin
    Merlin Oak Osprey Pine Plover Poplar Robin Rowan Spruce Starling Swift Teal Thrush Wren
""".split()  # noqa: SIM905 - a list of thirty quoted words reads worse


class Plant(NamedTuple):
    """An installation and what it emits in a usual year, in tonnes."""

    installation: Installation
    usual: float


def plants_of(random: Random, law: Law, state: str, real: int, usual: int) -> list[Plant]:
    """The plants of a State that has `real` installations and emits `usual` tonnes a year."""
    number = min(real, max(_LEAST, round(real / _REAL_FOR_EACH)))
    kinds, shares = list(_KINDS), [kind.share for kind in _KINDS.values()]
    activities = [1, *random.choices(kinds, shares, k=number - 1)]
    sizes = _fitted([_drawn(random, _KINDS[each]) for each in activities], activities, usual)
    made = (_installation(random, law, state, *each) for each in enumerate(activities, start=1))
    return [Plant(*each) for each in zip(made, sizes, strict=True)]


def _drawn(random: Random, kind: _Kind) -> float:
    return min(float(kind.largest), kind.median * random.lognormvariate(0, kind.spread))


def _installation(random: Random, law: Law, state: str, number: int, activity: int) -> Installation:
    title = f"{random.choice(_NAMES)} {_KINDS[activity].title}"
    operator = f"{random.choice(_NAMES)} Energy and Materials, {law.members[state].name}"
    return Installation(f"{state}_{number}", state, title, operator, activity, "", True)


def _fitted(sizes: list[float], activities: list[int], total: int) -> list[float]:
    """The sizes drawn, those that fill raised or lowered alike until all make the total; none beyond its largest."""
    fills = [_KINDS[each].fills for each in activities]
    small = sum(size for size, fill in zip(sizes, fills, strict=True) if not fill)
    # where even the small ones are too great for a State, they shrink to a tenth of it
    shrink = min(1.0, total / 10 / small) if small else 1.0
    fixed = [size * shrink for size in sizes]
    wanted, low, high = total - small * shrink, 0.0, 1e9
    for _ in range(100):
        factor = (low * high) ** 0.5 if low else high / 2
        reached = sum(
            min(size * factor, _KINDS[each].largest)
            for size, each, fill in zip(sizes, activities, fills, strict=True)
            if fill
        )
        low, high = (factor, high) if reached < wanted else (low, factor)
    return [
        min(size * high, _KINDS[each].largest) if fill else own
        for size, own, each, fill in zip(sizes, fixed, activities, fills, strict=True)
    ]
