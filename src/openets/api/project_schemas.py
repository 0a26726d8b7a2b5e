"""The schemas in which a project is answered. Tonnes of CO2 equivalent, or units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from openets.api.mirror import Mirror
from openets.api.problems import RefusalSchema
from openets.api.schema import items, schema_of
from openets.projects.project import Event, Project
from openets.projects.reckoning import certification_due
from openets.projects.usability import counts_for_parties, warnings
from openets.views.law import books_law
from openets.views.project import PERIODS, YEARS, design_years
from openets.views.projects import PROJECTS
from openets.views.records import StepEntry

ProjectSchema: Any = schema_of(PROJECTS)
PeriodSchema: Any = schema_of(PERIODS, "PeriodSchema")
DesignYearSchema: Any = schema_of(YEARS, "DesignYearSchema")


# ---- one project ---------------------------------------------------------------------------------


class CreditingSchema(Mirror):
    """The days for which it may earn credits."""

    kind: str
    first_day: date
    last_day: date
    renewals: int


class OpinionSchema(Mirror):
    """What an operational entity found when it validated the project."""

    entity: str
    on: date
    positive: bool
    crediting: int
    text: str


class ApprovalSchema(Mirror):
    """A Party's letter of approval."""

    party: str
    on: date
    sustainable: bool


class IssuanceSchema(Mirror):
    """Units issued for a monitoring period."""

    transaction: str
    period: int
    quantity: int
    unit: str
    on: date


class SetAsideSchema(Mirror):
    """Allowances given up because an installation's reductions earn credits."""

    installation: str
    quantity: int
    transaction: str
    on: date


class ReversalSchema(Mirror):
    """Storage of a sink that was lost again."""

    quantity: int
    on: date
    settled: str


class ListedSchema(Mirror):
    """What the public list says that it was imported from."""

    source: str
    id: str
    estimated: str
    issued: int | None
    validator: str
    others: str
    notes: list[str]


class StepSchema(BaseModel):
    """A step that was taken, and the journal entry that wrote it."""

    step: str
    on: date
    dated: date
    by: str
    text: str
    reference: str | None

    @classmethod
    def of(cls, event: Event, reference: str | None) -> StepSchema:
        return cls(**event._asdict(), reference=reference)


class IssuableSchema(BaseModel):
    """What may be issued today."""

    unit: str
    quantity: int
    share_of_proceeds: int = Field(description="Of the quantity, the Adaptation Fund's.")
    expiry: str | None
    refusals: list[RefusalSchema] = Field(description="Why nothing may be issued, where that is so.")


class UsabilitySchema(BaseModel):
    """Whether operators may use its units in the EU ETS today."""

    answer: str = Field(description="yes, no or not known.")
    reasons: list[str]


class WholeProject(ProjectSchema):
    """A project with its cycle."""

    participants: list[str]
    scopes: list[int]
    technology: str
    kilowatts: int | None
    megawatt_hours: int | None
    activity: int | None = Field(description="Land-use activity of a sink.")
    installations: list[str] = Field(description="Installations of the EU ETS where it reduces emissions.")
    crediting: CreditingSchema | None
    years: list[DesignYearSchema]
    fixed_baseline: bool
    grounds: list[str] = Field(description="Of its additionality.")
    argument: str | None = Field(description="Why it would not happen without credits.")
    required_by_law: bool
    opinions: list[OpinionSchema]
    approvals: list[ApprovalSchema]
    registered: date | None
    ended: str | None = Field(description="Why it was rejected or its registration withdrawn.")
    periods: list[PeriodSchema]
    issuances: list[IssuanceSchema]
    set_aside: list[SetAsideSchema]
    reversals: list[ReversalSchema]
    listed: ListedSchema | None
    certification_due: date | None
    counts_for_parties: bool = Field(description="Whether Parties may meet their commitments with its units.")
    warnings: list[str]
    steps: list[StepSchema]
    issuable: IssuableSchema | None = Field(description="null for a project that is not registered, or imported.")
    usable_in_eu_ets: UsabilitySchema
    registry: str = Field(description="Whose journal has its record.")
    reference: str = Field(description="The journal entry that made the record what it is.")


def whole_elements(found: Project, entries: Sequence[StepEntry]) -> dict[str, Any]:
    """What the record says, its steps with their journal entries."""
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
        "crediting": CreditingSchema.model_validate(found.crediting) if found.crediting is not None else None,
        "years": items(YEARS, design_years(found)),
        "fixed_baseline": found.fixed_baseline,
        "grounds": list(found.grounds),
        "argument": found.argument or None,
        "required_by_law": found.required_by_law,
        "opinions": [OpinionSchema.model_validate(each) for each in found.opinions],
        "approvals": [ApprovalSchema.model_validate(each) for each in found.approvals],
        "registered": found.registered,
        "ended": found.ended or None,
        "periods": items(PERIODS, found.periods),
        "issuances": [IssuanceSchema.model_validate(each) for each in found.issuances],
        "set_aside": [SetAsideSchema.model_validate(each) for each in found.set_aside],
        "reversals": [ReversalSchema.model_validate(each) for each in found.reversals],
        "listed": ListedSchema.model_validate(found.listed) if found.listed is not None else None,
        "certification_due": certification_due(books_law(), found),
        "counts_for_parties": counts_for_parties(books_law(), found),
        "warnings": list(warnings(books_law(), found)),
        "steps": list(map(StepSchema.of, found.events, references)),
    }
