"""Obligation bases: from the named measurements of a report to the units that are owed for it.

A law chooses one by its name. Each is a pure function of whole numbers; a negative result is a credit that the law
lets be issued. Quantities are in the law's own denomination unless a measurement's name says otherwise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from openets.kernel.refusals import Misuse

Measurements = Mapping[str, int]
"""Name of a measurement → whole number, as the verified report has it."""

Parameters = Mapping[str, Fraction]
"""Name of a law's number for the basis → its value for the year."""

Reckoning = Callable[[Measurements, Parameters], int]
"""From a report and the law's numbers to the units that are owed."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A way to reckon what is owed: the measurements that a report must name, and the function over them."""

    name: str
    sentence: str
    measurements: tuple[str, ...]
    parameters: tuple[str, ...]
    owed: Reckoning

    @property
    def is_mass(self) -> bool:
        """Whether verified emissions alone are asked for, so that a report need not name them."""
        return self.measurements == ("emissions",)


BASES: dict[str, Basis] = {}
"""Every basis by name. Filled by the decorator below."""


def basis(*measurements: str, parameters: tuple[str, ...] = ()) -> Callable[[Reckoning], Reckoning]:
    """Declare an obligation basis. The function's name is the basis's name, its docstring the sentence."""

    def declare(function: Reckoning) -> Reckoning:
        name = function.__name__.replace("_", " ")
        sentence = (function.__doc__ or "").strip().splitlines()[0]
        BASES[name] = Basis(name, sentence, measurements, parameters, function)
        return function

    return declare


def owed(chosen: Basis, measurements: Measurements, parameters: Parameters) -> int:
    """Units owed for a report. Raises `Misuse` where a measurement is missing, unknown or no whole number."""
    for name in chosen.measurements:
        value = measurements.get(name)
        if type(value) is not int or value < 0:
            raise Misuse(f"a report on the basis '{chosen.name}' needs '{name}' as a whole number, not {value!r}")
    for name in measurements:
        if name not in chosen.measurements:
            raise Misuse(f"'{name}' is no measurement of the basis '{chosen.name}': {', '.join(chosen.measurements)}")
    return chosen.owed(measurements, parameters)


def _up(amount: Fraction) -> int:
    """Rounded to a whole number of units against whoever owes: up, and a credit down."""
    return -((-amount).__floor__())


@basis("emissions")
def mass(report: Measurements, law: Parameters) -> int:
    """As many units as were emitted."""
    return report["emissions"]


@basis("quantity", "content", parameters=("standard", "scale"))
def rate(report: Measurements, law: Parameters) -> int:
    """A quantity times what its content is above the standard; below it, credits are earned."""
    return _up(Fraction(report["quantity"]) * (Fraction(report["content"]) - law["standard"]) / law["scale"])


@basis("emissions", "population", parameters=("benchmark",))
def share_of_a_benchmark(report: Measurements, law: Parameters) -> int:
    """What was emitted above a benchmark a head of the population served."""
    return _up(Fraction(report["emissions"]) - law["benchmark"] * report["population"])


@basis("tonnage", parameters=("percent",))
def percentage_of_a_tonnage(report: Measurements, law: Parameters) -> int:
    """A percentage of what was handled, by activity."""
    return _up(Fraction(report["tonnage"]) * law["percent"] / 100)


@basis("output", parameters=("percent",))
def quota_of_output(report: Measurements, law: Parameters) -> int:
    """A quota of what was sold or used."""
    return _up(Fraction(report["output"]) * law["percent"] / 100)


@basis("catch")
def share_of_a_catch(report: Measurements, law: Parameters) -> int:
    """What was caught, against shares of the total allowable catch that were issued as units."""
    return report["catch"]


@basis("emissions", "baseline", parameters=("percent",))
def path_from_a_baseline(report: Measurements, law: Parameters) -> int:
    """What was emitted above a path that begins at the baseline."""
    return _up(Fraction(report["emissions"]) - Fraction(report["baseline"]) * law["percent"] / 100)
