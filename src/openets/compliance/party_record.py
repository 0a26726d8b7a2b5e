"""A Party to a protocol as its record keeps it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

CRITERIA: dict[str, str] = {
    "party": "It is a Party to the Protocol.",
    "assigned amount": "Its assigned amount has been calculated and recorded.",
    "national system": "It has a national system that estimates emissions and removals.",
    "national registry": "It has a national registry.",
    "annual inventory": "It has submitted its most recent required inventory.",
    "supplementary information": "It has submitted supplementary information on its assigned amount.",
}
"""The six eligibility criteria of 3/CMP.1, Annex, paragraph 31, and what each asks."""


class Finding(NamedTuple):
    """Whether a criterion is met from a day on, until a later finding says otherwise."""

    criterion: str
    met: bool
    since: date


class Suspension(NamedTuple):
    """The enforcement branch suspended a Party's eligibility; `until` is the day of its reinstatement."""

    since: date
    until: date | None
    reason: str


class Figure(NamedTuple):
    """Tonnes of CO2 equivalent of one year, as they stood from a day on."""

    tonnes: int
    on: date
    gases: tuple[tuple[str, int], ...] = ()
    """Tonnes of CO2 equivalent by gas, where the inventory gives them."""


class Inventory(NamedTuple):
    """A year's inventory: every figure that was submitted, and every one that a review left standing, in order."""

    year: int
    submitted: tuple[Figure, ...] = ()
    reviewed: tuple[Figure, ...] = ()

    def reviewed_by(self, on: date) -> Figure | None:
        """What the reviews up to a day made of it, or `None`."""
        return _latest(self.reviewed, on)

    def submitted_by(self, on: date) -> Figure | None:
        return _latest(self.submitted, on)


class Activity(NamedTuple):
    """A land-use activity that counts for a Party, and the most RMUs that it may issue for it in the period."""

    letters: str
    cap: int


class Decision(NamedTuple):
    """What was decided of a Party's compliance at the end of the period. Tonnes, or units of one tonne."""

    on: date
    emissions: int
    retired: int
    excess: int
    deduction: int
    """What is deducted from the assigned amount of the next period."""
    answers: bool
    """Whether the Party answers for the excess: a member of the bubble does not while the joint target is met."""


class Carried(NamedTuple):
    """Units that a Party carries over into the next period."""

    unit: str
    quantity: int
    on: date


class Event(NamedTuple):
    """A step that was taken, for the record's own story."""

    step: str
    on: date


@dataclass(frozen=True, slots=True)
class Party:
    """A Party: its commitment, how it is fulfilled, and what was found of it. Tonnes of CO2 equivalent."""

    code: str
    base_year_emissions: int = 0
    percent: Decimal = Decimal(0)
    """What it may emit, per cent of the base year: 92 stands for 8 % less."""
    reported_amount: int = 0
    reported_on: date | None = None
    """Day of the initial report; `None` before there is one."""
    reviewed_amount: int | None = None
    reviewed_on: date | None = None
    questions: bool = False
    """Whether the initial review left questions of implementation to the enforcement branch."""
    findings: tuple[Finding, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    activities: tuple[Activity, ...] = ()
    inventories: tuple[Inventory, ...] = ()
    """By year."""
    final_review_on: date | None = None
    """Day on which the expert review of the last inventory of the period was completed."""
    true_up_on: date | None = None
    true_up_retired: int = 0
    decision: Decision | None = None
    plan_on: date | None = None
    plan: str = ""
    carried: tuple[Carried, ...] = ()
    synthetic: bool = False
    events: tuple[Event, ...] = ()

    @property
    def assigned_amount(self) -> int:
        """As the initial review fixed it; before that as the Party reported it."""
        return self.reported_amount if self.reviewed_amount is None else self.reviewed_amount

    @property
    def fixed(self) -> bool:
        """Whether the initial review has fixed the assigned amount for the period."""
        return self.reviewed_amount is not None

    @property
    def suspended(self) -> bool:
        return bool(self.suspensions) and self.suspensions[-1].until is None

    def inventory(self, year: int) -> Inventory:
        """The year's inventory; an empty one where nothing was submitted."""
        return next((each for each in self.inventories if each.year == year), Inventory(year))

    def with_inventory(self, changed: Inventory) -> Party:
        """The Party with a year's inventory put in or replaced."""
        others = [each for each in self.inventories if each.year != changed.year]
        return replace(self, inventories=tuple(sorted([*others, changed], key=lambda each: each.year)))

    def cap(self, letters: str) -> int | None:
        """Most RMUs for an activity in the period; `None` where the activity does not count for the Party."""
        return next((each.cap for each in self.activities if each.letters == letters), None)


def _latest(figures: tuple[Figure, ...], on: date) -> Figure | None:
    """The figure of the latest day up to `on`; of two on the same day the later one."""
    known = [figure for figure in figures if figure.on <= on]
    return max(reversed(known), key=lambda figure: figure.on) if known else None
