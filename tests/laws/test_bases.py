"""Obligation bases: from the measurements of a report to the units owed, by hand and by name."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openets.kernel.refusals import Misuse
from openets.laws.bases import BASES, owed

WORKED: list[tuple[str, dict[str, int], dict[str, Fraction], int]] = [
    ("mass", {"emissions": 580}, {}, 580),
    # leaded gasoline of 1985: a million gallons of 0.30 g where 0.50 g were allowed earn 200,000 g
    ("rate", {"quantity": 1_000_000, "content": 30}, {"standard": Fraction(50), "scale": Fraction(100)}, -200_000),
    ("rate", {"quantity": 1_000_000, "content": 70}, {"standard": Fraction(50), "scale": Fraction(100)}, 200_000),
    ("rate", {"quantity": 3, "content": 51}, {"standard": Fraction(50), "scale": Fraction(100)}, 1),
    # 100 heads at 7.27 t, 800 t emitted: 73 t above
    ("share of a benchmark", {"emissions": 800, "population": 100}, {"benchmark": Fraction("7.27")}, 73),
    # packaging: a seller's 48 per cent of 1,000 t
    ("percentage of a tonnage", {"tonnage": 1000}, {"percent": Fraction(48)}, 480),
    ("quota of output", {"output": 10_001}, {"percent": Fraction("7.4")}, 741),
    ("share of a catch", {"catch": 12_345}, {}, 12_345),
    # 70 per cent of a baseline of 1,000 in its year: 750 emitted are 50 too many
    ("path from a baseline", {"emissions": 750, "baseline": 1000}, {"percent": Fraction(70)}, 50),
    ("path from a baseline", {"emissions": 650, "baseline": 1000}, {"percent": Fraction(70)}, -50),
]


@pytest.mark.parametrize(("name", "report", "law", "expected"), WORKED)
def test_a_worked_report(name: str, report: dict[str, int], law: dict[str, Fraction], expected: int) -> None:
    assert owed(BASES[name], report, law) == expected


def test_every_basis_is_worked_and_says_what_it_is() -> None:
    assert {name for name, *_ in WORKED} == BASES.keys()
    for basis in BASES.values():
        assert basis.sentence.endswith(".")
        assert basis.measurements


@pytest.mark.parametrize("name", BASES)
@pytest.mark.parametrize("value", [None, -1, 1.5, "7", True])
def test_a_measurement_is_a_whole_number(name: str, value: object) -> None:
    basis = BASES[name]
    report = dict.fromkeys(basis.measurements, 1) | {basis.measurements[0]: value}
    with pytest.raises(Misuse, match=f"needs '{basis.measurements[0]}' as a whole number"):
        owed(basis, report, {each: Fraction(1) for each in basis.parameters})  # type: ignore[arg-type]


def test_a_measurement_that_the_basis_does_not_know_is_misuse() -> None:
    with pytest.raises(Misuse, match="'heat' is no measurement of the basis 'mass': emissions"):
        owed(BASES["mass"], {"emissions": 1, "heat": 2}, {})


@given(st.integers(0, 10**9), st.integers(0, 10**4), st.integers(1, 10**4))
def test_rounding_never_favours_whoever_owes(quantity: int, content: int, standard: int) -> None:
    """Above the standard at least the exact amount is owed, below it no more than the exact amount is earned."""
    law = {"standard": Fraction(standard), "scale": Fraction(100)}
    exact = Fraction(quantity) * (content - standard) / 100
    found = owed(BASES["rate"], {"quantity": quantity, "content": content}, law)
    assert exact <= found < exact + 1
