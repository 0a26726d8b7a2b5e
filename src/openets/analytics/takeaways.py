"""What a chart shows, in a sentence that is computed from what it draws.

Two years are compared only where the same was counted in both, and the sentence says what that was. A sentence that
rests on reports that are missing says how many. Where there is nothing to tell, it says so.
"""

from collections.abc import Sequence

from openets.analytics.charts.theme import millions, scale_of

Named = Sequence[tuple[str, int]]


def in_words(quantity: int, measure: str) -> str:
    """A quantity as a sentence has it: ``1,867 million t CO2e``."""
    scale, many = scale_of(quantity)
    return f"{millions(quantity / scale)} {many} {measure}"


def moved(before: int, after: int) -> str:
    """By how much something changed: ``fell 11.6%``."""
    percent = round(100 * (after - before) / before, 1)
    return f"{'rose' if percent > 0 else 'fell'} {abs(percent):g}%" if percent else "stayed as they were"


def of_two_years(first: int, last: int, before: int, after: int, whose: str, missing: tuple[int, int]) -> str:
    """How emissions changed between two years, of `whose` they are, with the reports that are missing of either."""
    told = f"Verified emissions {moved(before, after)} from {first} to {last}, {whose}"
    lacking = [f"{number:,} of {year}" for year, number in zip((first, last), missing, strict=True) if number]
    return f"{told}; reports missing: {' and '.join(lacking)}" if lacking else told


def of_years(years: Named, measure: str) -> str:
    """The same where no two years can be compared; (year, tonnes) of those with reports."""
    if not years:
        return "No emissions have been reported yet"
    year, tonnes = max(years, key=lambda each: each[1])
    told = f"{in_words(tonnes, measure)} were verified for {year}"
    return told if len(years) == 1 else f"{told}, the most of {len(years)} years that cannot be compared"


def of_letters(year: int, complying: int, judged: int, who: str) -> str:
    """How many complied in a year."""
    if not judged:
        return f"Nobody could be judged for {year}" if year else "There are no letters yet"
    others = judged - complying
    if not others:
        return f"All {judged:,} {who} that were judged for {year} complied"
    return f"{others:,} of {judged:,} {who} that were judged for {year} did not comply: {100 * others / judged:.1f}%"


def of_ranking(year: int, bars: Named, measure: str) -> str:
    """Who emitted most in a year, and what share that is of all."""
    whole = sum(quantity for _, quantity in bars)
    if not whole:
        return f"No emissions are on record for {year}" if year else "No emissions have been reported yet"
    name, most = bars[0]
    if len(bars) == 1:
        return f"{name}: {in_words(most, measure)} in {year}"
    told = f"{name} emitted most in {year}: {in_words(most, measure)}, {100 * most / whole:.1f}% of all"
    if len(bars) <= 5:
        return told
    return f"{told}; the first five {100 * sum(quantity for _, quantity in bars[:5]) / whole:.0f}%"


def of_volumes(volumes: Sequence[tuple[int, str, bool, int]], holders: str) -> str:
    """In which year most units changed hands, and whether a record shows it; `holders` is what that is called."""
    sums: dict[int, int] = {}
    inferred: dict[int, int] = {}
    for year, what, reconstructed, units in volumes:
        if what == holders:
            sums[year] = sums.get(year, 0) + units
            inferred[year] = inferred.get(year, 0) + (units if reconstructed else 0)
    if not sums:
        return "No units have moved between holders yet"
    year = max(sums, key=lambda each: sums[each])
    shown = f"Most units moved between holders in {year}: {in_words(sums[year], 'units')}"
    if not inferred[year]:
        return shown
    return (
        f"{shown}, {'all' if inferred[year] == sums[year] else in_words(inferred[year], 'units') + ' of it'} inferred"
    )


def of_commitment(tonnes: Sequence[int], yearly: int, assumed: int) -> str:
    """How emissions of some years stand against as many years' shares of an assigned amount; `assumed` of the years
    have no report yet."""
    share = yearly * len(tonnes)
    if not share:
        return "No emissions of the commitment period are known yet"
    percent = round(100 * (sum(tonnes) - share) / share, 1)
    years = "the year" if len(tonnes) == 1 else f"{len(tonnes)} years"
    where = f"{abs(percent):g}% {'above' if percent > 0 else 'below'}" if percent else "equal to"
    told = f"Emissions of {years} were {where} their share of the assigned amount"
    return f"{told}; {assumed} of the years assumed" if assumed else told
