"""Obligation bases against second formulas: whole numbers, floor division, and units counted out one by one."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openets.kernel.refusals import Misuse
from openets.laws.bases import BASES, owed

AMOUNTS = st.integers(0, 10**12)
SMALL = st.integers(0, 60)
PERCENTS = st.fractions(0, 200, max_denominator=1000)


def per_cent_up(amount: int, percent: Fraction) -> int:
    """`amount` × percent / 100 without a fraction in sight: what is left over costs a whole unit."""
    whole, rest = divmod(amount * percent.numerator, 100 * percent.denominator)
    return whole + (rest > 0)


@given(AMOUNTS)
def test_mass_and_catch_owe_what_there_was(amount: int) -> None:
    assert owed(BASES["mass"], {"emissions": amount}, {}) == amount
    assert owed(BASES["share of a catch"], {"catch": amount}, {}) == amount


@given(AMOUNTS, PERCENTS)
def test_a_percentage_is_rounded_up_to_the_next_whole_unit(amount: int, percent: Fraction) -> None:
    law = {"percent": percent}
    assert owed(BASES["percentage of a tonnage"], {"tonnage": amount}, law) == per_cent_up(amount, percent)
    assert owed(BASES["quota of output"], {"output": amount}, law) == per_cent_up(amount, percent)


@given(AMOUNTS, st.integers(0, 10**4), st.integers(0, 10**4), st.integers(1, 10**4))
def test_a_rate_is_the_quantity_times_what_its_content_is_above_the_standard(
    quantity: int, content: int, standard: int, scale: int
) -> None:
    above = quantity * (content - standard)
    found = owed(
        BASES["rate"],
        {"quantity": quantity, "content": content},
        {"standard": Fraction(standard), "scale": Fraction(scale)},
    )
    # scale × what is owed is the first multiple that reaches what is above; a credit stops before it would exceed
    assert found * scale >= above > (found - 1) * scale


@given(st.integers(0, 10**9), st.integers(0, 10**6), st.fractions(0, 100, max_denominator=100))
def test_a_share_of_a_benchmark_is_what_is_above_it_for_all_heads(
    emissions: int, population: int, benchmark: Fraction
) -> None:
    free = (benchmark.numerator * population) // benchmark.denominator
    report = {"emissions": emissions, "population": population}
    assert owed(BASES["share of a benchmark"], report, {"benchmark": benchmark}) == emissions - free


@given(AMOUNTS, AMOUNTS, PERCENTS)
def test_a_path_frees_the_whole_tonnes_of_its_share_of_the_baseline(
    emissions: int, baseline: int, percent: Fraction
) -> None:
    free = baseline * percent.numerator // (100 * percent.denominator)
    report = {"emissions": emissions, "baseline": baseline}
    assert owed(BASES["path from a baseline"], report, {"percent": percent}) == emissions - free


@given(SMALL, st.integers(0, 300))
def test_a_quota_counted_out_piece_by_piece_is_the_same(output: int, tenths: int) -> None:
    """A purse of tenths of a per mille, from which every whole unit that is begun has to be paid."""
    purse = 0
    for _ in range(output):
        purse += tenths
    units = 0
    while purse > 0:
        purse, units = purse - 1_000, units + 1
    assert owed(BASES["quota of output"], {"output": output}, {"percent": Fraction(tenths, 10)}) == units


REPORTS: dict[str, tuple[dict[str, int], dict[str, Fraction], str, int]] = {
    # a report, the law's numbers, the measurement that is raised, and the way in which what is owed then goes
    "mass": ({"emissions": 7}, {}, "emissions", 1),
    "rate": ({"quantity": 7, "content": 60}, {"standard": Fraction(50), "scale": Fraction(3)}, "content", 1),
    "share of a benchmark": ({"emissions": 9, "population": 2}, {"benchmark": Fraction(7, 3)}, "population", -1),
    "percentage of a tonnage": ({"tonnage": 9}, {"percent": Fraction(48)}, "tonnage", 1),
    "quota of output": ({"output": 9}, {"percent": Fraction(37, 5)}, "output", 1),
    "share of a catch": ({"catch": 4}, {}, "catch", 1),
    "path from a baseline": ({"emissions": 9, "baseline": 9}, {"percent": Fraction(70)}, "baseline", -1),
}


@pytest.mark.parametrize("name", BASES)
@given(more=st.integers(0, 10**6))
def test_whoever_emits_more_never_owes_less_and_whoever_serves_more_never_owes_more(name: str, more: int) -> None:
    report, law, raised, way = REPORTS[name]
    before = owed(BASES[name], report, law)
    after = owed(BASES[name], {**report, raised: report[raised] + more}, law)
    assert (after - before) * way >= 0


@pytest.mark.parametrize("name", [name for name in BASES if name not in ("rate",)])
@given(parts=st.lists(st.integers(0, 10**6), min_size=2, max_size=5))
def test_reporting_in_parts_never_saves_a_unit(name: str, parts: list[int]) -> None:
    """Rounding is against whoever owes, so that nobody gains by splitting an installation."""
    basis = BASES[name]
    _, law, _, _ = REPORTS[name]

    def report(amount: int) -> Mapping[str, int]:
        return dict.fromkeys(basis.measurements, amount)

    assert owed(basis, report(sum(parts)), law) <= sum(owed(basis, report(part), law) for part in parts)


@pytest.mark.parametrize("name", BASES)
def test_a_report_without_one_of_its_measurements_is_misuse_that_names_it(name: str) -> None:
    report, law, _, _ = REPORTS[name]
    for missing in report:
        with pytest.raises(Misuse, match=f"'{name}' needs '{missing}' as a whole number, not None"):
            owed(BASES[name], {each: value for each, value in report.items() if each != missing}, law)


@pytest.mark.parametrize("name", BASES)
def test_nothing_reported_is_nothing_owed_and_nothing_earned(name: str) -> None:
    report, law, _, _ = REPORTS[name]
    assert owed(BASES[name], dict.fromkeys(report, 0), law) == 0
