"""Units in all: where those are that were ever issued, the balance of each type, and what moved in each year."""

from collections import Counter
from typing import NamedTuple

from openets.ledger.accounts import Bucket
from openets.ledger.transactions import Effect
from openets.views import choices, summaries
from openets.views.columns import Column, counts_synthetic, synthetic_column
from openets.views.installations import synthetic_registries
from openets.views.law import books_law
from openets.views.names import transaction_type_name
from openets.views.parties import totals
from openets.views.places import registry_of
from openets.views.view import View


class UnitsRow(NamedTuple):
    """What a registry's totals say of a unit type."""

    registry: str
    unit: str
    counts: dict[str, int]
    synthetic: bool


def _count(name: str, title: str, help: str, sort: str = "") -> Column:
    return Column(name, title, help, "number", "units", value=lambda row: row.counts.get(name, 0), sort=sort)


COUNTS = (
    _count("issued", "Issued", "Units ever issued.", "issued"),
    _count("converted", "Converted", "Have become another type."),
    _count("bought", "Bought", "Came from other registries."),
    _count("sold", "Sold", "Went to other registries."),
    _count("held", "Held", "In accounts of holders.", "held"),
    _count("surrendered", "Surrendered", "Surrendered for emissions."),
    _count("retired", "Retired", "Retired for a commitment."),
    _count("cancelled", "Cancelled", "Cancelled."),
    _count("replacement", "Replacement", "Stand in for units that expired or lost their storage."),
    _count("carried", "Carried over", "Carried over into the next period."),
)


UNITS: View[UnitsRow] = View(
    "units",
    "Units by registry and type",
    "Where the units of a type are that a registry has, and what came and went.",
    (
        Column("registry", "Registry", "Code of the registry.", sort="registry"),
        Column("unit", "Unit type", "Code of the unit type.", "code", sort="unit"),
        Column("denomination", "One unit is", "What one unit stands for.",
               value=lambda row: books_law().terms.denomination(row.unit)),
        *COUNTS,
        counts_synthetic(help="Whether an installation of the registry, or its Party's record, is."),
    ),
    key=lambda row: f"{row.registry} {row.unit}",
    query=lambda: units_rows(),
    filters=(choices.REGISTRY, choices.UNIT),
    sort="registry",
)  # fmt: skip


def units_rows() -> list[UnitsRow]:
    """Every registry's totals by unit type, of those that count anything."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for (registry, unit, what), number in totals().items():
        if unit:
            found.setdefault((registry, unit), {})[what] = number
    made_up = {registry_of(member) for member, _ in summaries.totals().synthetic} | synthetic_registries()
    return [UnitsRow(registry, unit, counts, registry in made_up) for (registry, unit), counts in found.items()]


class Balance(NamedTuple):
    """Where the units of one type are that were ever issued."""

    unit: str
    issued: int
    converted: int
    """Units that have become another type: assigned amount units turned into allowances."""
    held: int
    surrendered: int
    cancelled: int
    retired: int
    replacement: int

    @property
    def holds(self) -> bool:
        return self.issued == sum(units for _, units in self.parts)

    @property
    def parts(self) -> list[tuple[str, int]]:
        """(name, units) in the order in which the bar shows them."""
        named = [("surrendered", self.surrendered), ("retired", self.retired), ("cancelled", self.cancelled)]
        return [("held", self.held), *named, ("replacement", self.replacement), ("converted", self.converted)]


def balances(registry: str = "") -> list[Balance]:
    """The balance of every unit type in the books, or in the accounts of one registry."""
    counts: dict[str, Counter[str]] = {}
    for (home, unit, what), number in totals().items():
        if unit and registry in ("", home):
            counts.setdefault(unit, Counter())[what] += number
    names = ("issued", "converted", *Bucket)
    return [Balance(unit, *(counts[unit][what] for what in names)) for unit in sorted(counts)]


class VolumeLine(NamedTuple):
    """What moved in a year, by transaction type."""

    year: int
    type: str
    reconstructed: bool
    number: int
    units: int
    synthetic: bool


VOLUMES: View[VolumeLine] = View(
    "volumes",
    "Transactions by year, type and origin",
    "Transactions of one type in one year, apart by whether a record shows them.",
    (
        Column("year", "Year", "The year of the transactions.", "year", sort="year"),
        Column("type", "Type", "Code of the transaction type."),
        Column("name", "Name", "Name of the transaction type.", value=lambda row: transaction_type_name(row.type)),
        Column("event", "What happened", "What was done with the units. The same unit is issued, allocated and"
               " surrendered: each is a movement of its own, and they are not to be added up.",
               value=lambda row: event_of(row.type)),
        Column("origin", "Origin", "Whether a record shows them.",
               value=lambda row: "Reconstructed" if row.reconstructed else "Recorded", on="page"),
        Column("reconstructed", "Reconstructed", "Inferred by a replay: no record shows these transactions.", "flag",
               on="csv data"),
        Column("transactions", "Transactions", "How many transactions.", "number", value="number"),
        Column("units", "Units", "How many units.", "number", "units"),
        synthetic_column("Whether any belong to synthetic installations."),
    ),
    key=lambda row: f"{row.year} {row.type} {row.reconstructed}",
    query=lambda registry="": volume_lines(registry),
    filters=(choices.REGISTRY,),
    sort="year",
)  # fmt: skip


BETWEEN_HOLDERS = "Between holders"
EVENTS = (
    "Issued", "Converted", "Allocated", BETWEEN_HOLDERS, "Surrendered", "Retired", "Cancelled",
    "Replaced or exchanged", "Allocation or surrender reversed",
)  # fmt: skip
"""What is done with units, in the order of their life."""
_EFFECTS = {Effect.CREATE: "Issued", Effect.CONVERT: "Converted", Effect.REPLACE: "Replaced or exchanged"}
_BUCKETS = {
    Bucket.RETIRED: "Retired",
    Bucket.CANCELLED: "Cancelled",
    Bucket.SURRENDERED: "Surrendered",
    Bucket.REPLACEMENT: "Replaced or exchanged",
}


def event_of(type: str) -> str:
    """What a transaction type does with units, one of `EVENTS`."""
    terms = books_law().terms
    kind = terms.transactions.get(type)
    if kind is None:
        return BETWEEN_HOLDERS
    if kind.effect in _EFFECTS:
        return _EFFECTS[kind.effect]
    if kind.record:
        return kind.record.capitalize() if kind.sign > 0 else "Allocation or surrender reversed"
    ends = {terms.accounts[each].bucket for each in kind.acquiring if each in terms.accounts}
    return _BUCKETS.get(ends.pop(), BETWEEN_HOLDERS) if len(ends) == 1 else BETWEEN_HOLDERS


def volume_lines(registry: str) -> list[VolumeLine]:
    """What moved in the journal of a registry, or of all, the oldest first."""
    found: dict[tuple[int, str, bool], VolumeLine] = {}
    for (home, kind, _, year, inferred), (number, units, synthetic) in summaries.totals().transactions.items():
        if registry in ("", home):
            key = (year, kind, inferred)
            known = found.get(key, VolumeLine(*key, 0, 0, False))
            found[key] = VolumeLine(*key, known.number + number, known.units + units, known.synthetic or synthetic)
    return [found[key] for key in sorted(found)]
