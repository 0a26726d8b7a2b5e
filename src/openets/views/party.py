"""The tables of one Party's page: its balance, units, inventories and years, and the members of its bubble."""

from __future__ import annotations

from typing import Any, NamedTuple

from openets.compliance.party_position import Member, Position, Term
from openets.compliance.party_record import Inventory
from openets.views.columns import Column
from openets.views.formatting import change
from openets.views.law import books_law, protocol
from openets.views.names import unit_name
from openets.views.parties import party_name
from openets.views.units import COUNTS, UnitsRow
from openets.views.view import View


class BalanceRow(NamedTuple):
    """A line of the balance: as it is, and as it would be."""

    letter: str
    name: str
    units: int | None
    """`None` where there is no inventory to judge by."""
    then: int | None


BALANCE: View[BalanceRow] = View(
    "balance",
    "The balance term by term: units and tonnes",
    "A line of the balance.",
    (
        Column("letter", "Term", lambda row: row.letter, "The letter by which the formula knows it.", "short"),
        Column("name", "What it is", lambda row: row.name, "What it is."),
        Column("units", "Now", lambda row: row.units, "As things stand.", "number", null=True),
        Column("then", "What if", lambda row: row.then, "As it would be.", "number", null=True),
    ),
)
UNITS: View[UnitsRow] = View(
    "units",
    "Units in the Party's registry by type: where they are, and what came and went",
    "A unit type in the Party's registry.",
    (
        Column("unit", "Unit type", lambda row: row.unit, "Code of the unit type.", "code"),
        Column("name", "Name", lambda row: unit_name(row.unit), "Name of the unit type.", "long"),
        *COUNTS,
    ),
)


def _last(name: str, title: str, help: str, which: str, part: str, kind: str) -> Column:
    """A part of the last of an inventory's figures."""

    def value(row: Inventory) -> Any:
        figures = getattr(row, which)
        return getattr(figures[-1], part) if figures else None

    return Column(name, title, value, help, kind, null=True)


INVENTORIES: View[Inventory] = View(
    "inventories",
    "Inventories as submitted and as their latest review left them; tonnes of CO₂ equivalent",
    "A year's inventory.",
    (
        Column("year", "Year", lambda row: row.year, "The year of the emissions.", "year"),
        _last("submitted", "Submitted, t", "Tonnes as last submitted.", "submitted", "tonnes", "number"),
        _last("submitted_on", "On", "The day of that.", "submitted", "on", "day"),
        _last("reviewed", "After review, t", "Tonnes as the latest review left them.", "reviewed", "tonnes", "number"),
        _last("reviewed_on", "On", "The day of that.", "reviewed", "on", "day"),
        Column("reviews", "Reviews", lambda row: len(row.reviewed), "How many reviews.", "number"),
    ),
)
YEARS: View[Any] = View(
    "party-years",
    "Emissions of the commitment period and how well they are known; tonnes of CO₂ equivalent",
    "A year of the commitment period.",
    (
        Column("year", "Year", lambda row: row.year, "The year.", "year"),
        Column("tonnes", "Emissions, t", lambda row: row.tonnes, "Emissions.", "number", "t CO2e"),
        Column("known", "Known as", lambda row: row.known, "reviewed, submitted, assumed or unknown.", "short"),
    ),
)
MEMBERS: View[Member] = View(
    "bubble",
    "Members of the EU bubble at true-up; tonnes of CO₂ equivalent or units",
    "A member of the bubble at true-up.",
    (
        Column("code", "Code", lambda row: row.code, "Its code.", "code"),
        Column("name", "Member", lambda row: party_name(row.code), "Its name.", link=lambda row: ("party", row.code)),
        Column("target", "Burden sharing", lambda row: change(protocol().targets[row.code].percent),
               "Its share of the joint target, as a change.", "short"),
        Column("assigned_amount", "Assigned amount", lambda row: row.assigned_amount, "Its own.", "number", "t CO2e"),
        Column("register", "Register R", lambda row: row.register, "Units to set against emissions.", "number",
               "units"),
        Column("emissions", "Emissions E", lambda row: row.emissions, "Of the whole period.", "number", "t CO2e"),
        Column("excess", "Missing", lambda row: row.excess, "What no unit covers.", "number", "t CO2e"),
    ),
)  # fmt: skip


def balance_rows(here: Position, then: Position | None) -> list[BalanceRow]:
    """Terms, register, and emissions and distance today and at true-up."""

    def line(letter: str, name: str, field: str, *, whole_period: bool) -> BalanceRow:
        pick = "true_up" if whole_period else "today"
        now, later = (_of(each, pick, field) for each in (here, then))
        return BalanceRow(letter, name, now, later)

    after: list[Term | None] = [*then.true_up.terms()] if then is not None else [None] * len(here.true_up.terms())
    rows = [
        BalanceRow(term.letter, term.name, term.units, changed.units if changed is not None else None)
        for term, changed in zip(here.true_up.terms(), after, strict=True)
    ]
    return [
        *rows,
        line("R", "Register: all of the above", "register", whole_period=True),
        line("E", "Emissions of the years so far", "emissions", whole_period=False),
        line("R − E", "Against the years so far", "distance", whole_period=False),
        line("E", "Emissions of the whole period", "emissions", whole_period=True),
        line("R − E", "At true-up", "distance", whole_period=True),
    ]


def _of(here: Position | None, pick: str, field: str) -> int | None:
    """A figure of one of a position's balances; `None` where emissions would be guesswork."""
    if here is None or (field != "register" and not here.emissions_known):
        return None
    figure: int = getattr(getattr(here, pick), field)
    return figure


def unit_rows(here: Position) -> list[UnitsRow]:
    """The registry's totals by unit type, in the order of the types."""
    found: dict[str, dict[str, int]] = {}
    for (unit, what), number in here.counts.items():
        found.setdefault(unit, {})[what] = number
    code, synthetic = here.party.code, here.party.synthetic
    return [UnitsRow(code, unit, found[unit], synthetic) for unit in books_law().terms.units if unit in found]
