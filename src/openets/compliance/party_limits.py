"""What the Protocol lets a Party do: eligibility, reserve, limits, the additional period, and what failing costs.

`law` is the law of the books: its protocol has the numbers, its terms say which units count. Quantities are tonnes of
CO2 equivalent, or units of one tonne.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from openets.compliance.party_record import CRITERIA, Party
from openets.kernel.money import Money
from openets.laws.law import Law, Period
from openets.laws.rows import Source

Counts = Mapping[tuple[str, str], int]
"""A registry's totals: units by unit type and what is counted (`held`, `retired`, `issued`, `bought` …)."""

RESERVE_BUCKETS = ("held", "surrendered", "retired")
"""Where units count for a Party and its reserve: what is in the registry, neither cancelled nor used as replacement."""


BASIC_CRITERIA = ("party", "assigned amount", "national registry")
"""The criteria of eligibility without which a host cannot even issue what others have verified."""


def amount(law: Law, name: str) -> Decimal:
    """A number of the law by its name among its rules."""
    return Decimal(law.required_protocol.rules[name].value)


def period_of(law: Law) -> Period:
    """The commitment period for which Parties have targets."""
    return law.required_protocol.periods[0]


def register_units(law: Law) -> frozenset[str]:
    """Unit types that a Party can set against its emissions, its own units under another name among them."""
    return law.terms.party_units


def assigned_unit(law: Law) -> str:
    """The unit type that a Party's assigned amount is issued in."""
    units = law.required_protocol.terms.units.values()
    return next(unit.code for unit in units if unit.reserve and not unit.sink and not unit.project)


def activity_letters(law: Law, which: str) -> tuple[str, ...]:
    """Land-use activities that count ``always`` or only where ``elected``, and those whose limit is ``fixed``."""
    return tuple(law.required_protocol.tables["parties"]["lists"][f"activities_{which}"]["value"])


def check_activities(law: Law, source: Source) -> None:
    """Note what is wrong with a file's lists of land-use activities."""
    for which in ("always", "elected", "fixed"):
        row = source.row("lists", f"activities_{which}")
        for letter in row.words("value"):
            if letter not in land_use_letters(law):
                row.problem(f"'{letter}' is no land-use activity", "Name those of units.toml.", "value")


def land_use_letters(law: Law) -> tuple[str, ...]:
    """The letters of the land-use activities of a law."""
    return tuple(each for each, _ in law.terms.activities.values())


def over_the_period(law: Law, tonnes: int | Decimal, percent: int | Decimal = 100, years: int | None = None) -> int:
    """Base-year emissions × per cent × years, in whole tonnes rounded down (13/CMP.1; `years` of the period)."""
    number = len(period_of(law).years) if years is None else years
    return _floor(Decimal(tonnes) * Decimal(percent) / 100 * number)


def issuable_amount(party: Party, on: date) -> int:
    """AAUs that a Party may issue in all: its assigned amount, and none before the initial review has fixed it."""
    return party.assigned_amount if party.reviewed_on is not None and party.reviewed_on <= on else 0


def removal_limit(law: Law, party: Party, activity: int) -> int:
    """RMUs that a Party may issue in all for a land-use activity, by the activity's number; 0 where it may not."""
    letters, _ = law.terms.activities.get(activity, ("", ""))
    return party.cap(letters) or 0


class Eligibility(NamedTuple):
    """Whether a Party may transfer and acquire units under Articles 6, 12 and 17, and why not."""

    eligible: bool
    reasons: tuple[str, ...]
    deemed_from: date | None
    """Day from which the criteria count as met unless somebody found otherwise; `None` where they must be found met."""


def eligible(law: Law, party: Party, on: date) -> Eligibility:
    """Whether a Party is eligible on a day (3/CMP.1, Annex, paragraphs 31 and 32).

    It is deemed so 16 months after its initial report unless the initial review left questions; a finding on a
    criterion goes before that, and a suspension before everything.
    """
    if party.reported_on is None or party.reported_on > on:
        return Eligibility(False, ("It has not submitted its initial report.",), None)
    deemed = None if party.questions else months_after(party.reported_on, int(amount(law, "eligibility_months")))
    reasons = [reason for name in CRITERIA if (reason := _unmet(party, name, on, deemed))]
    target = law.required_protocol.targets.get(party.code)
    if target is not None and target.withdrew is not None and target.withdrew <= on:
        reasons.append(f"It withdrew from the Protocol on {target.withdrew}.")
    reasons += [
        f"The enforcement branch suspended it from {each.since}: {each.reason}"
        for each in party.suspensions
        if each.since <= on and (each.until is None or on < each.until)
    ]
    return Eligibility(not reasons, tuple(reasons), deemed)


def criterion_met(party: Party, criterion: str, on: date) -> bool | None:
    """What was last found of a criterion on a day; `None` where nothing was."""
    found = [each for each in party.findings if each.criterion == criterion and each.since <= on]
    return max(reversed(found), key=lambda each: each.since).met if found else None


def _unmet(party: Party, criterion: str, on: date, deemed: date | None) -> str:
    met = criterion_met(party, criterion, on)
    if met or (met is None and deemed is not None and on >= deemed):
        return ""
    asked = f"'{criterion}' ({CRITERIA[criterion].rstrip('.')})"
    if met is not None:
        return f"Criterion {asked} was found not met."
    if deemed is None:
        return f"Criterion {asked} was not found met, and questions of implementation are open."
    return f"Criterion {asked} counts as met from {deemed} only."


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Reserve(NamedTuple):
    """What a Party's registry must hold at least (11/CMP.1, Annex, paragraph 6)."""

    level: int
    governs: str
    """``assigned amount`` or ``inventory``: which of the two is the lower."""
    by_assigned_amount: int
    by_inventory: int | None
    """`None` before any inventory was reviewed."""
    inventory_year: int | None
    """The year of the most recently reviewed inventory."""


def reserve(law: Law, party: Party, on: date) -> Reserve:
    """The reserve on a day: 90 % of the assigned amount, or five times the latest reviewed inventory if less."""
    by_amount = _ceiling(party.assigned_amount * amount(law, "reserve_percent") / 100)
    latest = latest_reviewed(party, on)
    if latest is None:
        return Reserve(by_amount, "assigned amount", by_amount, None, None)
    year, tonnes = latest
    by_inventory = tonnes * int(amount(law, "reserve_inventories"))
    governs = "inventory" if by_inventory < by_amount else "assigned amount"
    return Reserve(min(by_amount, by_inventory), governs, by_amount, by_inventory, year)


def latest_reviewed(party: Party, on: date) -> tuple[int, int] | None:
    """The latest year whose inventory was reviewed by a day, and its tonnes."""
    known = [(each.year, figure.tonnes) for each in party.inventories if (figure := each.reviewed_by(on)) is not None]
    return max(known, default=None)


def units_of(counts: Counts, units: Iterable[str], *what: str) -> int:
    """Units of some types, added up over what is counted."""
    return sum(counts.get((unit, each), 0) for unit in units for each in what)


def reserve_holdings(law: Law, counts: Counts) -> int:
    """Units of a registry that count towards its Party's reserve; tCERs and lCERs do not."""
    return units_of(counts, law.terms.reserve_units, *RESERVE_BUCKETS) - carried(law, counts)


def retired_units(law: Law, counts: Counts) -> int:
    """Units of a registry that its Party retired for the period."""
    return units_of(counts, register_units(law), "retired")


def carried(law: Law, counts: Counts) -> int:
    """Units of a registry that are valid for the next period only."""
    return units_of(counts, register_units(law), "carried")


def sink_limit(law: Law, party: Party) -> int:
    """tCERs and lCERs that a Party may use in the period: 1 % of base-year emissions, five times (17/CP.7 §7)."""
    return over_the_period(law, party.base_year_emissions, amount(law, "sink_credits_percent"))


def carry_over_limits(law: Law, assigned_amount: int) -> dict[str, int | None]:
    """Unit type → most that may be carried over into the next period; `None` is no limit, 0 is never.

    Units that stand for a Party's own under another name are carried over as what they are.
    """
    terms, rules, found = law.required_protocol.terms, law.required_protocol.rules, dict[str, int | None]()
    for unit in filter(terms.commitment_units.__contains__, terms.units):
        name = f"carry_over_{unit.lower()}_percent"
        limit = _floor(assigned_amount * amount(law, name) / 100) if name in rules else None
        found[unit] = limit if unit in terms.carried_units else 0
    return found


def effort(law: Law, party: Party, on: date) -> int:
    """Tonnes that a Party must avoid or buy: five times the greater of base year and latest inventory, less its
    assigned amount. Never below 0. An inference; the Protocol gives no such figure.
    """
    _, latest = latest_reviewed(party, on) or (0, 0)
    return max(0, over_the_period(law, max(party.base_year_emissions, latest)) - party.assigned_amount)


def supplementarity(acquired: int, needed: int) -> Decimal | None:
    """Per cent of what is needed that was acquired abroad; `None` where nothing is needed. Reported, not limited.

    15/CP.7 says that the mechanisms supplement domestic action, and gives no number.
    """
    return (Decimal(100) * acquired / needed).quantize(Decimal("0.1")) if needed > 0 else None


class AdditionalPeriod(NamedTuple):
    """The days after the final expert review in which a Party may still acquire and retire units; both count."""

    begins: date
    ends: date

    def has_ended(self, on: date) -> bool:
        return on > self.ends


def additional_period(law: Law, party: Party) -> AdditionalPeriod | None:
    """The additional period for fulfilling commitments: to the 100th day; `None` while the review is not complete."""
    begins = party.final_review_on
    days = timedelta(days=int(amount(law, "additional_period_days")))
    return AdditionalPeriod(begins, begins + days) if begins else None


def last_day_to_retire(law: Law, party: Party) -> date:
    """The last day on which a Party may retire units for the period: that of its additional period, or where no review
    of it is completed the day on which the law lets that end for everybody."""
    days = additional_period(law, party)
    found: date = law.required_protocol.rules["additional_period_ends"].value
    return days.ends if days is not None else found


def excess(emissions: int, register: int) -> int:
    """Tonnes of emissions that no unit covers."""
    return max(0, emissions - register)


def penalty(price: Money, emissions: int, register: int) -> Money:
    """The paper's penalty P·(E − R) for a balance R below emissions E, at a price a tonne; nothing for R ≥ E."""
    return price.times(excess(emissions, register))


def deduction(law: Law, tonnes: int) -> int:
    """Units deducted from the next period's assigned amount for an excess: 1.3 a tonne, rounded up (27/CMP.1)."""
    return _ceiling(tonnes * amount(law, "deduction_factor"))


def reviewed_emissions(law: Law, party: Party, on: date) -> int | None:
    """Emissions of the whole period as the reviews left them; `None` while a year is missing."""
    figures = [party.inventory(year).reviewed_by(on) for year in period_of(law).years]
    known = [figure.tonnes for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None


def _floor(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_FLOOR))


def _ceiling(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))
