"""A Party's position: its register R against its emissions E, today, at true-up, and if it bought, sold or revised.

The terms are the paper's (section 2.1.b): R = AAU + ERU + CER + RMU + P − S + B. Cancelled units, of which the paper
does not speak, are taken off as a term of their own. Quantities are tonnes, or units of one tonne.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from openets.compliance import party_limits as limits
from openets.compliance.party_record import Figure, Inventory, Party
from openets.laws.law import Law
from openets.laws.rows import Source
from openets.ledger.store import Total


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
    names: Mapping[str, str] = {}
    """Letter → name of each term, in the order of the formula, as the law gives them."""

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
        own = (self.aau, self.eru, self.cer, self.rmu)
        units = (*own, self.purchases, -self.sales, self.banked, -self.cancelled)
        return [Term(letter, name, each) for (letter, name), each in zip(self.names.items(), units, strict=True)]


_TERMS = Balance._fields.index("emissions")
"""How many terms the balance has: they stand before the emissions."""


def balance(law: Law, counts: limits.Counts, emissions: int) -> Balance:
    """The balance of a registry whose totals are `counts`, against emissions in tonnes.

    Allowances that are a Party's own units under another name count as such.
    """
    terms, all_units = law.terms, limits.register_units(law)
    removed, earned_above = terms.removal_units, all_units & terms.project_units
    assigned = all_units - terms.credits - removed
    converted = all_units & terms.credits - terms.project_units
    return Balance(
        aau=_made(counts, assigned),
        eru=_made(counts, converted) + _net_bought(counts, converted),
        cer=_net_bought(counts, earned_above),
        rmu=_made(counts, removed) + _net_bought(counts, removed),
        purchases=limits.units_of(counts, assigned, "bought"),
        sales=limits.units_of(counts, assigned, "sold"),
        banked=-limits.carried(law, counts),
        cancelled=limits.units_of(counts, all_units, "cancelled", "replacement"),
        emissions=emissions,
        names=law.required_protocol.tables["balance"]["terms"],
    )


def check_balance(law: Law, source: Source) -> None:
    """Note where a law's file does not name every term of the balance."""
    names = source.row("terms").table
    if len(names) != _TERMS or not all(isinstance(name, str) for name in names.values()):
        source.problem(f"[terms] must name {_TERMS} terms", "Write them in the order of the formula.", "terms")


def register_held(law: Law, counts: limits.Counts) -> int:
    """R counted the other way: from where the units are now. Equals the register of :func:`balance`."""
    return limits.units_of(counts, limits.register_units(law), *limits.RESERVE_BUCKETS) - limits.carried(law, counts)


def acquired(law: Law, counts: limits.Counts) -> int:
    """Units that came from other registries, less those that went there; never below 0."""
    return max(0, _net_bought(counts, limits.register_units(law)))


def _made(counts: limits.Counts, units: Iterable[str]) -> int:
    return limits.units_of(counts, units, "issued") - limits.units_of(counts, units, "converted")


def _net_bought(counts: limits.Counts, units: Iterable[str]) -> int:
    return limits.units_of(counts, units, "bought") - limits.units_of(counts, units, "sold")


class YearFigure(NamedTuple):
    """A year's emissions and how well they are known: ``reviewed``, ``submitted``, ``assumed`` or ``unknown``."""

    year: int
    tonnes: int
    known: str


def emissions_by_year(law: Law, party: Party, on: date) -> list[YearFigure]:
    """Every year of the period as known on a day. A year without inventory is assumed to be like the latest known."""
    latest = latest_known(party, on)
    return [_year(party.inventory(year), on, latest) for year in limits.period_of(law).years]


def latest_known(party: Party, on: date) -> YearFigure | None:
    """The inventory of the latest year that there is on a day, reviewed or only submitted."""
    found = [_year(each, on, None) for each in party.inventories]
    return max((row for row in found if row.known != "unknown"), key=lambda row: row.year, default=None)


def _year(inventory: Inventory, on: date, latest: YearFigure | None) -> YearFigure:
    for figure, known in ((inventory.reviewed_by(on), "reviewed"), (inventory.submitted_by(on), "submitted")):
        if figure is not None:
            return YearFigure(inventory.year, figure.tonnes, known)
    return YearFigure(inventory.year, latest.tonnes, "assumed") if latest else YearFigure(inventory.year, 0, "unknown")


class Position(NamedTuple):
    """The position of a Party on a day. `law` is the law of the books."""

    law: Law
    party: Party
    counts: limits.Counts
    on: date
    years: list[YearFigure]
    today: Balance
    """Against the emissions of the years that have an inventory."""
    true_up: Balance
    """Against the whole period; what is not known yet is assumed."""
    reserve: limits.Reserve
    holdings: int
    """Units that count towards the reserve."""
    eligibility: limits.Eligibility
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
        """Whether the reserve binds: the amount is fixed, AAUs are issued, and compliance is not decided yet."""
        issued = self.counts.get((limits.assigned_unit(self.law), "issued"), 0)
        return self.party.fixed and issued > 0 and self.party.decision is None

    @property
    def excess(self) -> int:
        """Tonnes that no unit would cover at true-up."""
        return limits.excess(self.true_up.emissions, self.true_up.register)


def position(law: Law, party: Party, counts: limits.Counts, on: date) -> Position:
    """The position of a Party on a day, with the totals of its registry."""
    years = emissions_by_year(law, party, on)
    known = sum(row.tonnes for row in years if row.known in ("reviewed", "submitted"))
    return Position(
        law=law,
        party=party,
        counts=counts,
        on=on,
        years=years,
        today=balance(law, counts, known),
        true_up=balance(law, counts, sum(row.tonnes for row in years)),
        reserve=limits.reserve(law, party, on),
        holdings=limits.reserve_holdings(law, counts),
        eligibility=limits.eligible(law, party, on),
        share=limits.supplementarity(acquired(law, counts), limits.effort(law, party, on)),
    )


def what_if(here: Position, *, buy: int = 0, sell: int = 0, inventory: int | None = None) -> Position:
    """The position after buying and selling units of assigned amount, and after a review of the latest inventory.

    `inventory` is the tonnes that it would leave; years that are assumed follow. Nothing is changed anywhere.
    """
    counts, unit = dict(here.counts), limits.assigned_unit(here.law)
    for what, units in (("bought", buy), ("sold", sell), ("held", buy - sell)):
        counts[unit, what] = counts.get((unit, what), 0) + units
    party = here.party if inventory is None else revised(here.law, here.party, here.on, inventory)
    return position(here.law, party, counts, here.on)


def revised(law: Law, party: Party, on: date, tonnes: int) -> Party:
    """The Party as it would be had a review of its latest inventory left so many tonnes on a day."""
    latest = latest_known(party, on)
    year = latest.year if latest is not None else limits.period_of(law).first_year
    found = party.inventory(year)
    return party.with_inventory(found._replace(reviewed=(*found.reviewed, Figure(tonnes, on))))


def positions(law: Law, parties: Mapping[str, Party], totals: Mapping[Total, int], on: date) -> dict[str, Position]:
    """The position of every Party on a day: (registry, unit type, what is counted) → units are the books' totals."""
    counts = counts_by_registry(totals)
    return {code: position(law, party, counts_of(law, counts, code), on) for code, party in parties.items()}


def counts_by_registry(totals: Mapping[Total, int]) -> dict[str, limits.Counts]:
    """Totals of each registry: (unit type, what is counted) → units."""
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for (registry, unit, what), units in totals.items():
        found[registry][unit, what] = units
    return dict(found)


def counts_of(law: Law, counts: Mapping[str, limits.Counts], code: str) -> limits.Counts:
    """Totals by which a Party is judged: its registry's; for the joint Party of the bubble all members' too."""
    if code != joint_party(law):
        return counts.get(code, {})
    together: Counter[tuple[str, str]] = Counter()
    for each in (code, *bubble_members(law)):
        together.update(dict(counts.get(each, {})))
    return together


class Member(NamedTuple):
    """A member of a joint commitment: its own amount under the burden sharing, its emissions and its register."""

    code: str
    assigned_amount: int
    emissions: int
    register: int

    @property
    def excess(self) -> int:
        return limits.excess(self.emissions, self.register)


class Bubble(NamedTuple):
    """A joint commitment under Article 4: several Parties meet one target together."""

    joint_amount: int
    members: tuple[Member, ...]
    joint_register: int
    """Units of the joint Party's own registry."""
    missing: tuple[str, ...]
    """Members of whom nothing is on record: while there are any, the rest says little."""

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
    def met(self) -> bool:
        """Whether the joint target is met: then no member answers, whatever it did itself."""
        return self.register >= self.emissions

    @property
    def answering(self) -> tuple[Member, ...]:
        """Who answers where the joint target is missed: each member that missed its own level (Art 4(5), 4(6))."""
        return () if self.met else tuple(member for member in self.members if member.excess)


def bubble_members(law: Law) -> dict[str, Decimal]:
    """Members of the bubble: code → per cent of the base year under the burden sharing."""
    return {each.code: each.percent for each in law.required_protocol.bubble}


def joint_party(law: Law) -> str:
    """The code of the Party that the members of the bubble are together, ``""`` where there is no bubble."""
    return next((each.bubble for each in law.required_protocol.bubble), "")


def bubble_of(law: Law, positions: Mapping[str, Position], totals: Mapping[Total, int]) -> Bubble | None:
    """The bubble from the positions of its members at true-up; `None` while their joint Party is not on record."""
    joint = positions.get(joint_party(law))
    if joint is None:
        return None
    return bubble(law, joint.party, positions, counts_by_registry(totals).get(joint.party.code, {}))


def bubble(law: Law, joint: Party, positions: Mapping[str, Position], counts: limits.Counts) -> Bubble:
    """The bubble from the positions of its members at true-up; `counts` are totals of the joint Party's registry."""
    wanted = bubble_members(law)
    members = tuple(
        Member(code, each.party.assigned_amount, each.true_up.emissions, each.true_up.register)
        for code, each in positions.items()
        if code in wanted
    )
    missing = tuple(code for code in wanted if code not in positions)
    return Bubble(joint.assigned_amount, members, register_held(law, counts), missing)
