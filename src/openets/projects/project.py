"""A project as its record keeps it.

Tonnes of CO2 equivalent and units are whole numbers. A monitoring period goes its own way within the project's:
reported, verified, requested, under review, issued or rejected. What steps are told has its type beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, NamedTuple

from openets.kernel.units import Vintages
from openets.projects.law import grounds, scopes, technologies
from openets.records.fields import PROSE, TITLE, ByYear, Choice, Day, Flag, Numbers, Text, Texts, Whole


class Crediting(NamedTuple):
    """The days for which a project may earn credits: both its first and its last."""

    kind: str
    """``renewable`` or ``fixed``."""
    first_day: date
    last_day: date
    renewals: int = 0

    @property
    def renewable(self) -> bool:
        return self.kind == "renewable"


class Opinion(NamedTuple):
    """What an operational entity found when it validated (JI: determined) a project."""

    entity: str
    on: date
    positive: bool
    crediting: int
    """The crediting period that it was about: 0 the first, 1 the first renewal, and so on."""
    text: str = ""


class Approval(NamedTuple):
    """A Party's letter of approval."""

    party: str
    on: date
    sustainable: bool = False
    """Whether the host Party confirmed that the project helps it to develop sustainably."""


class SetAside(NamedTuple):
    """Allowances cancelled, or kept out of an allocation, because their installation's reductions earn credits."""

    installation: str
    quantity: int
    transaction: str
    """The transaction that shows it, as the caller named it."""
    on: date


class Issuance(NamedTuple):
    """Units issued for a monitoring period."""

    transaction: str
    period: int
    quantity: int
    unit: str
    on: date
    vintage: int = 0
    """The year in which the tonnes were reduced, where the units name one."""


class Reversal(NamedTuple):
    """Storage of a sink that was lost again after units had been issued for it."""

    quantity: int
    on: date
    settled: str = ""
    """The transaction by which the units concerned were replaced or cancelled."""


class Listed(NamedTuple):
    """What a public list says of a project that was imported from it. History: never units of these books."""

    source: Annotated[str, Text()]
    id: Annotated[str, Text()]
    estimated: Annotated[str, Text()]
    """Tonnes as the list writes them, fractions and all; empty where it says nothing."""
    issued: Annotated[int | None, Whole()]
    """Units issued by the list's own account; `None` where it says nothing."""
    validator: Annotated[str, Text()]
    others: Annotated[str, Text()]
    """The other countries involved, in the list's own words."""
    notes: Annotated[tuple[str, ...], Texts()] = ()
    """What else the list says, and where the import changed something."""


class Event(NamedTuple):
    """A step that was taken."""

    step: str
    on: date
    dated: date
    """The day of the document, where that is another."""
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Period:
    """A monitoring period: reported, verified, requested, issued."""

    number: int
    first_day: Annotated[date, Day()]
    last_day: Annotated[date, Day()]
    baseline: Annotated[int, Whole()]
    monitored: Annotated[int, Whole()]
    leakage: Annotated[int, Whole()]
    reductions: Annotated[int, Whole(least=-(10**15))]
    state: str = "reported"
    reported: date | None = None
    verifier: str = ""
    verified: date | None = None
    certified: int = 0
    requested: int = 0
    requested_on: date | None = None
    reviewed: bool = False
    """Whether a review of the request ended with its approval."""
    issued: int = 0
    vintages: Annotated[Vintages, ByYear(or_one=False)] = ()
    """Tonnes by the year in which they were reduced, where the report, or who verified it, tells them apart."""

    @property
    def outstanding(self) -> int:
        """Units requested and not yet issued."""
        return self.requested - self.issued

    @property
    def outstanding_by_vintage(self) -> Vintages:
        """The same by year, of which the oldest is requested and issued first: all of the year in which the period
        ends, unless its tonnes are told apart."""
        found, before = [], 0
        for year, tonnes in self.vintages or ((self.last_day.year, self.certified),):
            units = min(before + tonnes, self.requested) - max(before, self.issued)
            if units > 0:
                found.append((year, units))
            before += tonnes
        return tuple(found)

    @property
    def counts(self) -> bool:
        """Whether its days are taken: a rejected report of which nothing was issued leaves them free."""
        return self.state != "rejected" or self.issued > 0

    def overlaps(self, other: Period) -> bool:
        return self.first_day <= other.last_day and other.first_day <= self.last_day


@dataclass(frozen=True, slots=True)
class Project:
    """A project and its cycle so far."""

    key: str
    mechanism: str
    state: str
    title: Annotated[str, Text(TITLE)]
    host: Annotated[str, Text()]
    parties: Annotated[tuple[str, ...], Texts()] = ()
    """Other Parties that take part."""
    participants: Annotated[tuple[str, ...], Texts()] = ()
    """Whose project it is."""
    methodologies: Annotated[tuple[str, ...], Texts()] = ()
    scale: Annotated[str, Choice(("large", "small"))] = "large"
    scopes: Annotated[tuple[int, ...], Numbers(scopes)] = ()
    technology: Annotated[str, Choice(technologies)] = "other"
    kilowatts: Annotated[int, Whole()] = 0
    """Installed capacity; 0 where none was stated."""
    megawatt_hours: Annotated[int, Whole()] = 0
    """Energy that it saves in a year; 0 where none was stated."""
    dam_criteria: Annotated[bool, Flag()] = False
    """Whether a large dam keeps to the World Commission on Dams' criteria."""
    activity: Annotated[int, Choice(lambda law: (0, *law.terms.activities))] = 0
    """Land-use activity of a sink, 0 for all else."""
    unit: Annotated[str, Text()] = ""
    """The type of unit that it earns."""
    installations: Annotated[tuple[str, ...], Texts()] = ()
    """Installations of the scheme where it reduces emissions."""
    crediting: Crediting | None = None
    baseline: tuple[tuple[int, int], ...] = ()
    """(year, tonnes): what would be emitted (of a sink: stored) without it."""
    fixed_baseline: Annotated[bool, Flag()] = True
    """Whether reports must keep within the baseline as registered; else it follows the output."""
    expected: tuple[tuple[int, int], ...] = ()
    """(year, tonnes): reductions (of a sink: removals) that are expected."""
    grounds: Annotated[tuple[str, ...], Texts(grounds)] = ()
    argument: Annotated[str, Text(PROSE, lines=True)] = ""
    """Why it would not happen without credits."""
    required_by_law: Annotated[bool, Flag()] = False
    opinions: tuple[Opinion, ...] = ()
    approvals: tuple[Approval, ...] = ()
    registered: date | None = None
    ended: str = ""
    """Why it was rejected or its registration withdrawn."""
    periods: tuple[Period, ...] = ()
    issuances: tuple[Issuance, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    reversals: tuple[Reversal, ...] = ()
    listed: Listed | None = None
    synthetic: Annotated[bool, Flag()] = False
    events: tuple[Event, ...] = ()

    @property
    def sink(self) -> bool:
        return self.activity != 0

    @property
    def imported(self) -> bool:
        return self.listed is not None

    @property
    def issued(self) -> int:
        """Units issued so far in these books."""
        return sum(each.quantity for each in self.issuances)

    @property
    def certified(self) -> int:
        """Tonnes certified so far, in periods that were not rejected."""
        return sum(each.certified for each in self.periods if each.counts)

    def period(self, number: int) -> Period | None:
        return next((each for each in self.periods if each.number == number), None)

    def with_period(self, period: Period) -> Project:
        """The project with this period in the place of the one of its number, or after the others."""
        others = [each for each in self.periods if each.number != period.number]
        return replace(self, periods=tuple(sorted([*others, period], key=lambda each: each.number)))
