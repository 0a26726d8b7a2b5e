"""Where a Party stands: its register R against its emissions E, today, at true-up, and if it bought, sold or revised.

The terms are the paper's (section 2.1.b): R = AAU + ERU + CER + RMU + P − S + B. Cancelled units, of which the paper
does not speak, are taken off as a term of their own. Quantities are tonnes, or units of one tonne.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from openets.compliance.party_limits import (
    REGISTER_UNITS,
    RESERVE_BUCKETS,
    Counts,
    Eligibility,
    Reserve,
    carried,
    effort,
    eligible,
    excess,
    reserve,
    reserve_holdings,
    settled,
    supplementarity,
)
from openets.compliance.party_record import Figure, Inventory, Party
from openets.laws.now import kyoto

_AAUS = ("AAU", "EUA2")
_ERUS = ("ERU", "ERU-RMU")
_CERS = ("CER", "tCER", "lCER")


class Term(NamedTuple):
    """A term of the balance: the letter by which the formula knows it, what it is, and its signed units."""

    letter: str
    name: str
    units: int


class Balance(NamedTuple):
    """A Party's register against its emissions. `sales` and `cancelled` are taken off, `banked` may be below 0."""

    aau: int
    eru: int
    cer: int
    rmu: int
    purchases: int
    sales: int
    banked: int
    cancelled: int
    emissions: int

    @property
    def register(self) -> int:
        """R: what the register can set against emissions."""
        units = self.aau + self.eru + self.cer + self.rmu
        return units + self.purchases - self.sales + self.banked - self.cancelled

    @property
    def distance(self) -> int:
        """R − E: what would be left over, or below 0 what is missing."""
        return self.register - self.emissions

    @property
    def complies(self) -> bool:
        """Whether every tonne is covered. The paper prints R > E; exactly enough is enough."""
        return self.distance >= 0

    def terms(self) -> list[Term]:
        """Term by term, in the order of the formula."""
        return [
            Term("AAU", "Assigned amount units issued, less those converted into ERUs", self.aau),
            Term("ERU", "Emission reduction units: converted here, and net of what came and went", self.eru),
            Term("CER", "Certified emission reductions, net of what came and went", self.cer),
            Term("RMU", "Removal units: issued here, and net of what came and went", self.rmu),
            Term("P", "Purchases: assigned amount units bought from other registries", self.purchases),
            Term("S", "Sales: assigned amount units sold to other registries", -self.sales),
            Term("B", "Banking: carried over into the next period", self.banked),
            Term("C", "Cancelled, or used to replace expiring units", -self.cancelled),
        ]


def balance(counts: Counts, emissions: int) -> Balance:
    """The balance of a registry whose totals are `counts`, against emissions in tonnes.

    Allowances of 2008-2012 are AAUs under another name and count as such.
    """
    return Balance(
        aau=_made(counts, _AAUS),
        eru=_made(counts, _ERUS) + _net_bought(counts, _ERUS),
        cer=_net_bought(counts, _CERS),
        rmu=_made(counts, ("RMU",)) + _net_bought(counts, ("RMU",)),
        purchases=_sum(counts, _AAUS, "bought"),
        sales=_sum(counts, _AAUS, "sold"),
        banked=-carried(counts),
        cancelled=_sum(counts, REGISTER_UNITS, "cancelled") + _sum(counts, REGISTER_UNITS, "replacement"),
        emissions=emissions,
    )


def register_held(counts: Counts) -> int:
    """R counted the other way: from where the units are now. Equals the register of :func:`balance`."""
    return sum(_sum(counts, REGISTER_UNITS, bucket) for bucket in RESERVE_BUCKETS) - carried(counts)


def acquired(counts: Counts) -> int:
    """Units that came from other registries, less those that went there; never below 0."""
    return max(0, _net_bought(counts, REGISTER_UNITS))


def _sum(counts: Counts, units: Iterable[str], what: str) -> int:
    return sum(counts.get((unit, what), 0) for unit in units)


def _made(counts: Counts, units: Iterable[str]) -> int:
    return _sum(counts, units, "issued") - _sum(counts, units, "converted")


def _net_bought(counts: Counts, units: Iterable[str]) -> int:
    return _sum(counts, units, "bought") - _sum(counts, units, "sold")


# ---- emissions of the period ---------------------------------------------------------------------


class YearFigure(NamedTuple):
    """A year's emissions and how well they are known: ``reviewed``, ``submitted``, ``assumed`` or ``unknown``."""

    year: int
    tonnes: int
    known: str


def emissions_by_year(party: Party, on: date) -> list[YearFigure]:
    """Every year of the period as known on a day. A year without inventory is assumed to be like the latest known."""
    latest = latest_known(party, on)
    return [_year(party.inventory(year), on, latest) for year in kyoto().periods[0].years]


def latest_known(party: Party, on: date) -> YearFigure | None:
    """The inventory of the latest year that there is on a day, reviewed or only submitted."""
    found = [_year(each, on, None) for each in party.inventories]
    return max((row for row in found if row.known != "unknown"), key=lambda row: row.year, default=None)


def _year(inventory: Inventory, on: date, latest: YearFigure | None) -> YearFigure:
    for figure, known in ((inventory.reviewed_by(on), "reviewed"), (inventory.submitted_by(on), "submitted")):
        if figure is not None:
            return YearFigure(inventory.year, figure.tonnes, known)
    return YearFigure(inventory.year, latest.tonnes, "assumed") if latest else YearFigure(inventory.year, 0, "unknown")


# ---- position ------------------------------------------------------------------------------------


class Position(NamedTuple):
    """Where a Party stands on a day."""

    party: Party
    counts: Counts
    on: date
    years: list[YearFigure]
    today: Balance
    """Against the emissions of the years that have an inventory."""
    true_up: Balance
    """Against the whole period; what is not known yet is assumed."""
    reserve: Reserve
    holdings: int
    """Units that count towards the reserve."""
    eligibility: Eligibility
    share: Decimal | None
    """Net acquired from abroad, per cent of the effort."""

    @property
    def margin(self) -> int:
        """Units that could leave before the reserve is broken; below 0 it is."""
        return self.holdings - self.reserve.level

    @property
    def emissions_known(self) -> bool:
        """Whether there is any inventory to judge by."""
        return any(row.known != "unknown" for row in self.years)

    @property
    def keeps_reserve(self) -> bool:
        """Whether the reserve binds: the amount is fixed, AAUs are issued, and the period is not settled."""
        return self.party.fixed and self.counts.get(("AAU", "issued"), 0) > 0 and not settled(self.party)

    @property
    def excess(self) -> int:
        """Tonnes that no unit would cover at true-up."""
        return excess(self.true_up.emissions, self.true_up.register)


def position(party: Party, counts: Counts, on: date) -> Position:
    """Where a Party stands on a day, with the totals of its registry."""
    years = emissions_by_year(party, on)
    known = sum(row.tonnes for row in years if row.known in ("reviewed", "submitted"))
    return Position(
        party=party,
        counts=counts,
        on=on,
        years=years,
        today=balance(counts, known),
        true_up=balance(counts, sum(row.tonnes for row in years)),
        reserve=reserve(party, on),
        holdings=reserve_holdings(counts),
        eligibility=eligible(party, on),
        share=supplementarity(acquired(counts), effort(party, on)),
    )


def what_if(here: Position, *, buy: int = 0, sell: int = 0, inventory: int | None = None) -> Position:
    """The position after buying and selling AAUs, and after a review that leaves `inventory` tonnes in the latest year.

    Years that are assumed follow the revised figure. Nothing is changed anywhere.
    """
    counts = dict(here.counts)
    for what, units in (("bought", buy), ("sold", sell), ("held", buy - sell)):
        counts["AAU", what] = counts.get(("AAU", what), 0) + units
    party = here.party if inventory is None else revised(here.party, here.on, inventory)
    return position(party, counts, here.on)


def revised(party: Party, on: date, tonnes: int) -> Party:
    """The Party as it would be had a review of its latest inventory left so many tonnes on a day."""
    latest = latest_known(party, on)
    year = latest.year if latest is not None else kyoto().periods[0].first_year
    found = party.inventory(year)
    return party.with_inventory(found._replace(reviewed=(*found.reviewed, Figure(tonnes, on))))


# ---- the bubble ----------------------------------------------------------------------------------


class Member(NamedTuple):
    """A member of a joint commitment: its own amount under the burden sharing, its emissions and its register."""

    code: str
    assigned_amount: int
    emissions: int
    register: int

    @property
    def excess(self) -> int:
        return excess(self.emissions, self.register)


class Bubble(NamedTuple):
    """A joint commitment under Article 4, such as that of the EU-15."""

    joint_amount: int
    members: tuple[Member, ...]
    joint_register: int
    """Units of the joint Party's own registry."""

    @property
    def sum_of_amounts(self) -> int:
        """What the members may emit together. The law's joint amount is not exactly their sum."""
        return sum(member.assigned_amount for member in self.members)

    @property
    def emissions(self) -> int:
        return sum(member.emissions for member in self.members)

    @property
    def register(self) -> int:
        return self.joint_register + sum(member.register for member in self.members)

    @property
    def missing(self) -> tuple[str, ...]:
        """Members of whom nothing is on record: while there are any, the rest says little."""
        known = {member.code for member in self.members}
        return tuple(code for code in bubble_members() if code not in known)

    @property
    def met(self) -> bool:
        """Whether the joint target is met: then no member answers, whatever it did itself."""
        return self.register >= self.emissions

    @property
    def answering(self) -> tuple[Member, ...]:
        """Who answers where the joint target is missed: each member that missed its own level (Art 4(5), 4(6))."""
        return () if self.met else tuple(member for member in self.members if member.excess)


def bubble_members() -> dict[str, Decimal]:
    """Members of the EU bubble: code → per cent of the base year under the burden sharing."""
    return {each.code: each.percent for each in kyoto().bubble}


def bubble(joint: Party, positions: Mapping[str, Position], counts: Counts) -> Bubble:
    """The EU bubble from the positions of its members at true-up; `counts` are totals of the joint Party's registry."""
    members = (
        Member(code, each.party.assigned_amount, each.true_up.emissions, each.true_up.register)
        for code, each in positions.items()
        if code in bubble_members()
    )
    return Bubble(joint.assigned_amount, tuple(members), register_held(counts))
