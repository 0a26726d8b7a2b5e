"""Figure 3: how the allowances of both phases are divided among the Member States."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from openets_paper import table_2
from openets_paper.findings import Column, Number, Part, Statement, judged, listed
from openets_paper.numbers import HUNDRED, rounded, share
from openets_paper.sources import printed
from openets_paper.table_2 import PlanRow, total

NAME = "figure-3"
OTHERS = "others"
LEAST = 5
"""Per cent below which the paper puts a State among the others."""
_WHERE = "3.1, p. 133"
_MEASURES = {
    "first_cap": "the caps of Phase I",
    "allowed": "the caps of Phase II",
    "verified_2005": "the emissions of 2005",
}
"""Columns of Table 2 that could be drawn."""


class Slice(NamedTuple):
    """A State's part, or that of all others, in per cent; beside the two printed labels."""

    code: str
    name: str
    printed_a: str
    first_cap: Decimal
    printed_b: str
    allowed: Decimal
    verified_2005: Decimal


COLUMNS = (
    Column("name", "Member State", lambda row: row.name),
    Column("printed_a", "A in the paper, %", lambda row: Decimal(row.printed_a), "number"),
    Column("phase_1", "Phase I caps, %", lambda row: rounded(row.first_cap, 2), "number"),
    Column("printed_b", "B in the paper, %", lambda row: Decimal(row.printed_b), "number"),
    Column("phase_2", "Phase II caps, %", lambda row: rounded(row.allowed, 2), "number"),
    Column("verified_2005", "Emissions of 2005, %", lambda row: rounded(row.verified_2005, 2), "number"),
)


def figure_3() -> Part:
    plans = table_2.plans()
    rows = tuple(slices(plans))
    return Part(
        name=NAME,
        title="Figure 3: shares of the allowances by country",
        lead="The caps of Phase I (A) and of Phase II (B) by Member State; those with less than 5 % are put together.",
        source="Table 2 as it is computed here",
        columns=COLUMNS,
        rows=rows,
        numbers=tuple(_numbers(rows)),
        statements=tuple(_statements(plans, rows)),
        notes=(_mixed_up(rows),),
    )


def slices(plans: tuple[PlanRow, ...]) -> Iterator[Slice]:
    """The States that the paper names, in its order, and the others."""
    said = printed("figures")["figure_3"]
    states = {row.code: row for row in plans}
    rest = dict.fromkeys(_MEASURES, HUNDRED)
    for code in said["codes"]:
        shares = {name: share(getattr(states[code], name), total(plans, name)) for name in _MEASURES}
        rest = {name: rest[name] - shares[name] for name in _MEASURES}
        yield Slice(code, states[code].name, printed_a=said["a"][code], printed_b=said["b"][code], **shares)
    yield Slice("", "Others", printed_a=said["a"][OTHERS], printed_b=said["b"][OTHERS], **rest)


def _numbers(rows: tuple[Slice, ...]) -> Iterator[Number]:
    for row in rows:
        why = f"The printed panel A has the shares of Phase II: here {rounded(row.allowed, 1)} %. See the note."
        yield Number(f"A, Phase I: {row.name}", "%", row.printed_a, row.first_cap, why)
    for row in rows:
        why = f"The printed panel B has the shares of the emissions of 2005: here {rounded(row.verified_2005, 1)} %."
        yield Number(f"B, Phase II: {row.name}", "%", row.printed_b, row.allowed, f"{why} See the note.")


def labels(rows: tuple[Slice, ...], measure: str) -> list[str]:
    """Whole per cent as a chart would label them, the others being what is left of a hundred."""
    whole = [rounded(getattr(row, measure), 0) for row in rows[:-1]]
    return [str(each) for each in (*whole, HUNDRED - sum(whole))]


def _mixed_up(rows: tuple[Slice, ...]) -> str:
    """Which columns of Table 2 the printed labels come from, found by holding them against all three."""
    found = [
        f"panel {panel} are, label for label, {name}"
        for panel, said in (("A", [row.printed_a for row in rows]), ("B", [row.printed_b for row in rows]))
        for measure, name in _MEASURES.items()
        if labels(rows, measure) == said
    ]
    if not found:
        return "The printed labels follow from none of the columns of Table 2."
    return (
        f"Held against the columns of Table 2, the labels of {' and those of '.join(found)}: the wrong columns seem to"
        " have been drawn (inferred). The conclusions of the text hold for the right ones, too."
    )


def _statements(plans: tuple[PlanRow, ...], rows: tuple[Slice, ...]) -> Iterator[Statement]:
    first, second = HUNDRED - rows[-1].first_cap, HUNDRED - rows[-1].allowed
    yield judged(
        _WHERE,
        "Six countries hold more than 65 % of the allowances.",
        first > 65 and second > 65,
        f"{rounded(first, 1)} % in Phase I and {rounded(second, 1)} % in Phase II.",
    )
    named, seventh = {row.code for row in rows[:-1]}, _ranked(plans, "first_cap")[6]
    yield judged(
        _WHERE,
        "Only these six have more than 5 %; the others are put together.",
        _above(plans, "first_cap") == _above(plans, "allowed") == named,
        f"The next is {seventh.name} with {rounded(share(seventh.first_cap, total(plans, 'first_cap')), 1)} % in"
        " Phase I.",
    )
    order = [row.name for row in _ranked(plans, "first_cap")[:6]]
    yield judged(
        _WHERE,
        "Germany (22 %) is first and the United Kingdom (12 %) second; Poland, Italy, Spain and France follow.",
        order == [row.name for row in rows[:-1]]
        and rounded(rows[0].first_cap, 0) == 22
        and rounded(rows[1].first_cap, 0) == 12,
        f"Phase I: {listed(order)}, with Germany at {rounded(rows[0].first_cap, 1)} % and the United Kingdom at"
        f" {rounded(rows[1].first_cap, 1)} %. The order is right in both phases; 12 % is the United Kingdom's part of"
        f" Phase II ({rounded(rows[1].allowed, 1)} %).",
    )
    emitters = [row.name for row in _ranked(plans, "verified_2005")[:6]]
    yield judged(
        _WHERE,
        "The six are those with the highest verified emissions in 2005.",
        set(emitters) == {row.name for row in rows[:-1]},
        f"By emissions: {listed(emitters)}.",
    )


def _above(plans: tuple[PlanRow, ...], name: str) -> set[str]:
    """The States that the paper's rule would name."""
    return {row.code for row in plans if share(getattr(row, name), total(plans, name)) >= LEAST}


def _ranked(plans: tuple[PlanRow, ...], name: str) -> list[PlanRow]:
    return sorted(plans, key=lambda row: -getattr(row, name))
