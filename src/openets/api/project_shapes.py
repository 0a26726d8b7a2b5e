"""The shapes in which projects and operational entities are answered. Tonnes of CO2 equivalent, or units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from openets.api.mirror import Mirror
from openets.api.names import country_name
from openets.api.problems import RefusalShape
from openets.laws.now import eu_ets
from openets.projects.entity import Entity
from openets.projects.project import Event, Project
from openets.projects.reckoning import certification_due
from openets.projects.usability import counts_for_parties, warnings
from openets.stores.sql.queries_projects import ProjectRow, StepEntry


class ProjectShape(BaseModel):
    """A project as the list shows it."""

    id: str
    title: str
    mechanism: str
    host: str
    host_name: str
    parties: list[str] = Field(description="Other Parties that take part.")
    scale: str
    methodologies: list[str]
    state: str = Field(description="How far its cycle has come.")
    unit: str | None = Field(description="The unit type that it earns.")
    certified: int | None = Field(description="Tonnes certified in these books.")
    issued: int | None = Field(description="Units issued in these books.")
    validator: str | None
    imported: bool = Field(description="From a public list: history, no units of these books.")
    list_id: str | None
    list_estimate: str | None = Field(description="Tonnes as the list writes them.")
    list_issued: int | None = Field(description="Units issued by the list's own account.")
    synthetic: bool = Field(description="Made up for demonstration.")


def row_elements(row: ProjectRow) -> dict[str, Any]:
    return {
        "id": row.key,
        "title": row.title,
        "mechanism": row.mechanism,
        "host": row.host,
        "host_name": country_name(row.host),
        "parties": list(row.parties),
        "scale": row.scale,
        "methodologies": list(row.methodologies),
        "state": row.state,
        "unit": row.unit or None,
        "certified": row.certified or None,
        "issued": row.issued or None,
        "validator": row.validator or None,
        "imported": row.imported,
        "list_id": row.list_id or None,
        "list_estimate": row.list_estimate or None,
        "list_issued": row.list_issued,
        "synthetic": row.synthetic,
    }


# ---- one project ---------------------------------------------------------------------------------


class CreditingShape(Mirror):
    """The days for which it may earn credits."""

    kind: str
    first_day: date
    last_day: date
    renewals: int


class DesignYear(BaseModel):
    """What the design document says of a year."""

    year: int
    baseline: int
    expected: int


class OpinionShape(Mirror):
    """What an operational entity found when it validated the project."""

    entity: str
    on: date
    positive: bool
    crediting: int
    text: str


class ApprovalShape(Mirror):
    """A Party's letter of approval."""

    party: str
    on: date
    sustainable: bool


class PeriodShape(Mirror):
    """A monitoring period."""

    number: int
    first_day: date
    last_day: date
    baseline: int
    monitored: int
    leakage: int
    reductions: int
    certified: int
    verifier: str
    reported: date | None
    verified: date | None
    requested: int
    requested_on: date | None
    reviewed: bool
    issued: int
    state: str


class IssuanceShape(Mirror):
    """Units issued for a monitoring period."""

    transaction: str
    period: int
    quantity: int
    unit: str
    on: date


class SetAsideShape(Mirror):
    """Allowances given up because an installation's reductions earn credits."""

    installation: str
    quantity: int
    transaction: str
    on: date


class ReversalShape(Mirror):
    """Storage of a sink that was lost again."""

    quantity: int
    on: date
    settled: str


class ListedShape(Mirror):
    """What the public list says that it was imported from."""

    source: str
    id: str
    estimated: str
    issued: int | None
    validator: str
    others: str
    notes: list[str]


class StepShape(BaseModel):
    """A step that was taken, and the journal entry that wrote it."""

    step: str
    on: date
    dated: date
    by: str
    text: str
    reference: str | None

    @classmethod
    def of(cls, event: Event, reference: str | None) -> StepShape:
        return cls(**event._asdict(), reference=reference)


class IssuableShape(BaseModel):
    """What may be issued today."""

    unit: str
    quantity: int
    share_of_proceeds: int = Field(description="Of the quantity, the Adaptation Fund's.")
    expiry: str | None
    refusals: list[RefusalShape] = Field(description="Why nothing may be issued, where that is so.")


class UsabilityShape(BaseModel):
    """Whether operators may use its units in the EU ETS today."""

    answer: str = Field(description="yes, no or not known.")
    reasons: list[str]


class WholeProject(ProjectShape):
    """A project with its cycle."""

    participants: list[str]
    scopes: list[int]
    technology: str
    kilowatts: int | None
    megawatt_hours: int | None
    activity: int | None = Field(description="Land-use activity of a sink.")
    installations: list[str] = Field(description="Installations of the EU ETS where it reduces emissions.")
    crediting: CreditingShape | None
    years: list[DesignYear]
    fixed_baseline: bool
    grounds: list[str] = Field(description="Of its additionality.")
    argument: str | None = Field(description="Why it would not happen without credits.")
    required_by_law: bool
    opinions: list[OpinionShape]
    approvals: list[ApprovalShape]
    registered: date | None
    ended: str | None = Field(description="Why it was rejected or its registration withdrawn.")
    periods: list[PeriodShape]
    issuances: list[IssuanceShape]
    set_aside: list[SetAsideShape]
    reversals: list[ReversalShape]
    listed: ListedShape | None
    certification_due: date | None
    counts_for_parties: bool = Field(description="Whether Parties may meet their commitments with its units.")
    warnings: list[str]
    steps: list[StepShape]
    issuable: IssuableShape | None = Field(description="null for a project that is not registered, or imported.")
    usable_in_eu_ets: UsabilityShape
    registry: str = Field(description="Whose journal has its record.")
    reference: str = Field(description="The journal entry that made the record what it is.")


def whole_elements(found: Project, entries: Sequence[StepEntry]) -> dict[str, Any]:
    """What the record says, its steps with their journal entries."""
    expected = dict(found.expected)
    # one entry for each step, in the same order; where that is not so nobody is told a wrong one
    same = len(entries) == len(found.events)
    references = [each.reference for each in entries] if same else [None] * len(found.events)
    return {
        "participants": list(found.participants),
        "scopes": list(found.scopes),
        "technology": found.technology,
        "kilowatts": found.kilowatts or None,
        "megawatt_hours": found.megawatt_hours or None,
        "activity": found.activity or None,
        "installations": list(found.installations),
        "crediting": CreditingShape.model_validate(found.crediting) if found.crediting is not None else None,
        "years": [DesignYear(year=year, baseline=t, expected=expected.get(year, 0)) for year, t in found.baseline],
        "fixed_baseline": found.fixed_baseline,
        "grounds": list(found.grounds),
        "argument": found.argument or None,
        "required_by_law": found.required_by_law,
        "opinions": [OpinionShape.model_validate(each) for each in found.opinions],
        "approvals": [ApprovalShape.model_validate(each) for each in found.approvals],
        "registered": found.registered,
        "ended": found.ended or None,
        "periods": [PeriodShape.model_validate(each) for each in found.periods],
        "issuances": [IssuanceShape.model_validate(each) for each in found.issuances],
        "set_aside": [SetAsideShape.model_validate(each) for each in found.set_aside],
        "reversals": [ReversalShape.model_validate(each) for each in found.reversals],
        "listed": ListedShape.model_validate(found.listed) if found.listed is not None else None,
        "certification_due": certification_due(eu_ets(), found),
        "counts_for_parties": counts_for_parties(eu_ets(), found),
        "warnings": list(warnings(eu_ets(), found)),
        "steps": list(map(StepShape.of, found.events, references)),
    }


# ---- operational entities ------------------------------------------------------------------------


class SpellShape(Mirror):
    """Days on which an entity was accredited."""

    first_day: date
    last_day: date | None
    reason: str


class EntityShape(Mirror):
    """An operational entity."""

    id: str = Field(validation_alias="key")
    name: str
    country: str
    state: str = Field(description="accredited, suspended or withdrawn.")
    mechanisms: list[str]
    functions: list[str]
    scopes: list[int]
    interests: list[str] = Field(description="Projects and companies that it may not judge.")
    spells: list[SpellShape]
    synthetic: bool = Field(description="Made up for demonstration.")

    @classmethod
    def of(cls, entity: Entity) -> EntityShape:
        return cls.model_validate(entity)
