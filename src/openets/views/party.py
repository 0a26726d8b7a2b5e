"""One Party: its record and where it stands, and the tables of its page."""

import re
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from openets.compliance.party_limits import additional_period, carry_over_limits, effort, penalty, sink_limit
from openets.compliance.party_position import Balance, Bubble, Member, Position, Term, acquired, what_if
from openets.compliance.party_record import Event, Inventory, Party
from openets.kernel.money import Money
from openets.laws.protocol import PartyTarget
from openets.views.columns import Column
from openets.views.detail import fact, grown, many, mirror, one, shape, stated
from openets.views.formatting import change
from openets.views.law import books_law, protocol
from openets.views.names import unit_name
from openets.views.parties import PARTIES, PartyRow, balance_figure, in_bubble, party_name, standing
from openets.views.records import reference
from openets.views.units import COUNTS, UnitsRow
from openets.views.view import View


class BalanceRow(NamedTuple):
    """A line of the balance: as it is, and as it would be."""

    term: str
    name: str
    units: int | None
    """`None` where there is no inventory to judge by."""
    then: int | None


BALANCE: View[BalanceRow] = View(
    "balance",
    "The balance term by term: units and tonnes",
    "A line of the balance.",
    (
        Column("term", "Term", "The letter by which the formula knows it.", "short"),
        Column("name", "What it is", "What it is."),
        Column("units", "Now", "As things stand.", "number", null=True),
        Column("then", "What if", "As it would be.", "number", null=True),
    ),
)
UNITS: View[UnitsRow] = View(
    "units",
    "Units in the Party's registry by type: where they are, and what came and went",
    "A unit type in the Party's registry.",
    (
        Column("unit", "Unit type", "Code of the unit type.", "code"),
        Column("name", "Name", "Name of the unit type.", "long", value=lambda row: unit_name(row.unit)),
        *COUNTS,
    ),
)


def _last(name: str, title: str, help: str, which: str, part: str, kind: str) -> Column:
    """A part of the last of an inventory's figures."""

    def value(row: Inventory) -> Any:
        figures = getattr(row, which)
        return getattr(figures[-1], part) if figures else None

    return Column(name, title, help, kind, value=value, null=True)


INVENTORIES: View[Inventory] = View(
    "inventories",
    "Inventories as submitted and as their latest review left them; tonnes of CO₂ equivalent",
    "A year's inventory.",
    (
        Column("year", "Year", "The year of the emissions.", "year"),
        _last("submitted", "Submitted, t", "Tonnes as last submitted.", "submitted", "tonnes", "number"),
        _last("submitted_on", "On", "The day of that.", "submitted", "on", "day"),
        _last("reviewed", "After review, t", "Tonnes as the latest review left them.", "reviewed", "tonnes", "number"),
        _last("reviewed_on", "On", "The day of that.", "reviewed", "on", "day"),
        Column("reviews", "Reviews", "How many reviews.", "number", value=lambda row: len(row.reviewed)),
    ),
)
YEARS: View[Any] = View(
    "party-years",
    "Emissions of the commitment period and how well they are known; tonnes of CO₂ equivalent",
    "A year of the commitment period.",
    (
        Column("year", "Year", "The year.", "year"),
        Column("tonnes", "Emissions, t", "Emissions.", "number", "t CO2e"),
        Column("known", "Known as", "reviewed, submitted, assumed or unknown.", "short"),
    ),
)
MEMBERS: View[Member] = View(
    "bubble",
    "Members of the bubble at true-up; tonnes of CO₂ equivalent or units",
    "A member of the bubble at true-up.",
    (
        Column("code", "Code", "Its code.", "code"),
        Column("name", "Member", "Its name.", value=lambda row: party_name(row.code),
               link=lambda row: ("party", row.code)),
        Column("target", "Burden sharing", "Its share of the joint target, as a change.", "short",
               value=lambda row: change(protocol().targets[row.code].percent)),
        Column("assigned_amount", "Assigned amount", "Its own.", "number", "t CO2e"),
        Column("register", "Register R", "Units to set against emissions.", "number", "units"),
        Column("emissions", "Emissions E", "Of the whole period.", "number", "t CO2e"),
        Column("excess", "Missing", "What no unit covers.", "number", "t CO2e"),
    ),
)  # fmt: skip


def _seen(what: str, help: str) -> Column:
    return fact(f"{what}_source_seen", help, "flag", attrgetter(f"{what}_verified"))


TARGET = shape(
    PartyTarget,
    fact("annex_b_percent", "What it may emit, per cent of its base year.", "exact"),
    "burden_sharing_percent", _seen("burden_sharing", "Whether the source of the burden sharing was seen."),
    "base_years", _seen("base_years", "Whether the source of the base years was seen."),
    "economy_in_transition", "ratified", "withdrew",
    stated("bubble", help="The Party together with which it meets its target."),
    "assigned_amount", _seen("assigned_amount", "Whether the source of the assigned amount was seen."),
    stated("note"),
    name="Target",
)  # fmt: skip
RESERVE = shape(
    Position,
    "reserve.level", "reserve.governs", "reserve.by_assigned_amount", "reserve.by_inventory", "reserve.inventory_year",
    "holdings", "margin",
    fact("binds", "Whether it binds yet, and still.", "flag", lambda here: here.keeps_reserve),
    name="Reserve",
)  # fmt: skip
TERMS = shape(
    Balance,
    many("terms", mirror(Term), "R, term by term.", lambda row: row.terms()),
    "register", "emissions", "distance", "complies",
    name="Balance",
)  # fmt: skip
JOINT = shape(
    Bubble,
    "joint_amount", "sum_of_amounts", "register", "emissions", "met",
    many("members", shape(Member, "code", "assigned_amount", "register", "emissions", "excess")),
    "missing",
    name="Bubble",
)  # fmt: skip
COUNTED = shape(
    UnitsRow,
    "unit",
    fact("name", "Name of the unit type.", value=lambda row: unit_name(row.unit)),
    fact("counts", "Where its units are, and what came and went.", "counts"),
    name="Counts",
)


def _days(party: Party, name: str) -> Any:
    return getattr(additional_period(books_law(), party), name, None)


END = shape(
    Party,
    "final_review_on",
    fact("additional_period_begins", "Its first day.", "day", lambda party: _days(party, "begins"), null=True),
    fact("additional_period_ends", "Its last day.", "day", lambda party: _days(party, "ends"), null=True),
    "true_up_on",
    fact("true_up_retired", "Units retired, by the true-up report.", "number",
         lambda party: party.true_up_retired if party.true_up_on is not None else None, null=True),
    "decision", "plan_on",
    stated("plan"),
    "carried",
    fact("sink_credits_limit", "The most temporary and long-term credits of sinks.", "number",
         lambda party: sink_limit(books_law(), party)),
    fact("carry_over_limits", "By unit type; null is without limit.", "limits",
         lambda party: carry_over_limits(books_law(), party.assigned_amount)),
    name="End",
)  # fmt: skip
"""How the period ends for a Party."""
RECORD = shape(
    Position,
    "on", "party.base_year_emissions", "party.percent", "party.assigned_amount", "party.fixed", "party.reported_on",
    "party.reviewed_on", "party.questions", "eligibility", "party.findings", "party.suspensions",
    one("reserve", RESERVE, "The commitment period reserve.", lambda here: here),
    one("today", TERMS, "Against the emissions of the years that have an inventory."),
    one("true_up", TERMS, "Against the whole period; years without an inventory are assumed."),
    "emissions_known", "years", "party.inventories",
    many("units", COUNTED, "Units in its registry.", lambda here: unit_rows(here)),
    fact("acquired", "Units net from abroad.", "number", lambda here: acquired(books_law(), here.counts)),
    fact("effort", "Our inference: tonnes that it must avoid or buy.", "number",
         lambda here: effort(books_law(), here.party, here.on)),
    fact("supplementarity_percent", "Acquired, per cent of the effort. Its source was not seen.", "exact",
         lambda here: here.share, null=True),
    "party.activities",
    one("end", END, "How the period ends for it.", lambda here: here.party),
    many("events", shape(Event, name="PartyEvent"), "Steps that were taken.", lambda here: here.party.events),
    fact("reference", "The journal entry that made the record what it is.",
         value=lambda here: reference("party", here.party.code)),
    name="Record",
)  # fmt: skip
"""A Party as these books have it, and where it stands on a day."""


PRICE = re.compile(r"[0-9]{1,6}([.][0-9]{1,2})?")
"""A price a tonne as somebody types it."""


class WhatIf(NamedTuple):
    """What somebody wants to know of a Party's position; nothing is written."""

    buy: int | None = None
    sell: int | None = None
    inventory: int | None = None
    """Tonnes to which its latest inventory would be revised."""
    price: Decimal | None = None
    """A tonne, in the law's currency, at which to reckon the paper's penalty."""

    @property
    def anything(self) -> bool:
        return any(each is not None for each in self)


class Then(NamedTuple):
    """Where a Party would stand."""

    here: Position
    penalty: Money | None
    """The paper's; the Protocol itself sets no price."""


THEN = shape(
    Then,
    one("reserve", RESERVE, "The commitment period reserve.", lambda row: row.here),
    one("true_up", TERMS, "Against the whole period.", lambda row: row.here.true_up),
    fact("missing", "Tonnes that no unit would cover.", "number", lambda row: row.here.excess),
    fact("penalty", "The paper's; the Protocol itself sets no price.", "exact",
         lambda row: row.penalty.amount if row.penalty is not None else None, null=True),
    name="Then",
)  # fmt: skip


class PartyFile(NamedTuple):
    """A Party, and all that these books have of it."""

    target: PartyTarget
    here: Position | None
    """`None` where it is not on record."""
    joint: Bubble | None
    """How those do that meet one target together, where they are on record."""
    then: Then | None = None

    @property
    def row(self) -> PartyRow:
        return PartyRow(self.target, self.here)


WHOLE = grown(
    PARTIES,
    lambda file: file.row,
    "WholeParty",
    "A Party with all that belongs to it.",
    one("target", TARGET, "What the law says of it."),
    one("record", RECORD, "null where it is not on record in these books.", lambda file: file.here, null=True),
    one("bubble", JOINT, "The joint target, of its members, where it is on record.",
        lambda file: file.joint if in_bubble(file.target) else None, null=True),
    one("what_if", THEN, "Where it would stand, if that was asked.", lambda file: file.then, null=True),
)  # fmt: skip


def party_file(code: str) -> PartyFile | None:
    """One Party; `None` for a code that the protocol does not name."""
    target = protocol().targets.get(code)
    if target is None:
        return None
    everyone, joint = standing()
    return PartyFile(target, everyone.get(code), joint)


def then(here: Position, asked: WhatIf) -> Then:
    """Where a Party would stand."""
    found = what_if(here, buy=asked.buy or 0, sell=asked.sell or 0, inventory=asked.inventory)
    return Then(found, penalty_at(found, asked.price))


def penalty_at(here: Position, price: Decimal | None) -> Money | None:
    """The paper's penalty at true-up, at a price a tonne; `None` where no price is asked about."""
    if price is None:
        return None
    return penalty(Money(price, here.law.currency), here.true_up.emissions, here.true_up.register)


def balance_rows(here: Position, then: Position | None) -> list[BalanceRow]:
    """Terms, register, and emissions and distance today and at true-up."""

    def line(term: str, name: str, balance: str, figure: str) -> BalanceRow:
        return BalanceRow(term, name, *(balance_figure(each, balance, figure) for each in (here, then)))

    after: list[Term | None] = [*then.true_up.terms()] if then is not None else [None] * len(here.true_up.terms())
    rows = [
        BalanceRow(term.letter, term.name, term.units, changed.units if changed is not None else None)
        for term, changed in zip(here.true_up.terms(), after, strict=True)
    ]
    return [
        *rows,
        line("R", "Register: all of the above", "true_up", "register"),
        line("E", "Emissions of the years so far", "today", "emissions"),
        line("R − E", "Against the years so far", "today", "distance"),
        line("E", "Emissions of the whole period", "true_up", "emissions"),
        line("R − E", "At true-up", "true_up", "distance"),
    ]


def unit_rows(here: Position) -> list[UnitsRow]:
    """The registry's totals by unit type, in the order of the types."""
    found: dict[str, dict[str, int]] = {}
    for (unit, what), number in here.counts.items():
        found.setdefault(unit, {})[what] = number
    code, synthetic = here.party.code, here.party.synthetic
    return [UnitsRow(code, unit, found[unit], synthetic) for unit in books_law().terms.units if unit in found]
