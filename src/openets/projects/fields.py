"""What the steps of projects may be told. Tonnes of CO2 equivalent and units are whole numbers."""

from __future__ import annotations

from collections.abc import Collection

from openets.laws.law import Law
from openets.projects.cycles import cycles, mechanisms
from openets.projects.law import scopes, table, technologies
from openets.records.fields import PROSE, TITLE, ByYear, Choice, Day, FieldType, Flag, Numbers, Text, Texts, Whole


def _activities(law: Law) -> Collection[int]:
    return (0, *law.terms.activities)


def grounds(law: Law) -> dict[str, str]:
    """Why a project would not happen without its credits: name → what it means."""
    found: dict[str, str] = table(law)["grounds"]
    return found


def _listed(law: Law) -> Collection[str]:
    return tuple(name for name, cycle in cycles(law).items() if "listed" in cycle.traits)


SCALES = ("large", "small")

FIELDS: dict[str, FieldType] = {
    "mechanism": Choice(mechanisms),
    "title": Text(TITLE),
    "host": Text(),
    "parties": Texts(),
    "participants": Texts(),
    "methodologies": Texts(),
    "scale": Choice(SCALES),
    "scopes": Numbers(scopes),
    "technology": Choice(technologies),
    "kilowatts": Whole(),
    "megawatt_hours": Whole(),
    "dam_criteria": Flag(),
    "activity": Choice(_activities),
    "unit": Text(),
    "installations": Texts(),
    "crediting": Choice(("renewable", "fixed")),
    "first_day": Day(),
    "last_day": Day(),
    "baseline": ByYear(),
    "fixed_baseline": Flag(),
    "expected": ByYear(),
    "synthetic": Flag(),
    "grounds": Texts(grounds),
    "argument": Text(PROSE, lines=True),
    "required_by_law": Flag(),
    "party": Text(),
    "sustainable": Flag(),
    "entity": Text(),
    "positive": Flag(),
    "opinion": Text(PROSE, lines=True),
    "reason": Text(),
    "replaces": Whole(),
    "monitored": Whole(),
    "leakage": Whole(),
    "reductions": Whole(least=-(10**15)),
    "period": Whole(1, 10_000),
    "certified": Whole(),
    "quantity": Whole(),
    "passed": Flag(),
    "transaction": Text(),
    "installation": Text(),
    "track": Whole(1, 2),
    "source": Text(),
    "id": Text(),
    "estimated": Text(),
    "issued": Whole(),
    "validator": Text(),
    "others": Text(),
    "notes": Texts(),
}

UNITS = {"quantity": Whole(1)}
"""Where a step is about units that moved there is at least one."""
REPORT = {"baseline": Whole()}
"""In a monitoring report the baseline is that of its days."""
LISTED = {"mechanism": Choice(_listed)}
