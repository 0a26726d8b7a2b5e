"""The schemas in which a Party's record and its position are answered. Tonnes of CO2 equivalent, or units."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from openets.api.exact import Exact
from openets.api.mirror import Mirror
from openets.compliance.party_limits import additional_period, carry_over_limits, effort, sink_limit
from openets.compliance.party_position import Balance, Bubble, Position, acquired
from openets.compliance.party_record import Figure, Inventory, Party
from openets.laws.protocol import PartyTarget
from openets.views.law import books_law
from openets.views.names import unit_name
from openets.views.party import unit_rows


class TargetSchema(Mirror):
    """What the law says of a Party."""

    annex_b_percent: Exact = Field(description="What it may emit, per cent of its base year.")
    burden_sharing_percent: Exact | None
    burden_sharing_verified: bool
    base_years: list[int]
    base_years_verified: bool
    economy_in_transition: bool
    ratified: bool
    withdrew: date | None
    bubble: str | None = Field(description="The Party together with which it meets its target.")
    assigned_amount: int | None
    assigned_amount_verified: bool
    note: str | None

    @classmethod
    def of(cls, target: PartyTarget) -> TargetSchema:
        shape = cls.model_validate(target)
        return shape.model_copy(update={"bubble": target.bubble or None, "note": target.note or None})


class EligibilitySchema(Mirror):
    """Whether it may transfer and acquire units, and why not."""

    eligible: bool
    reasons: list[str]
    deemed_from: date | None = Field(description="From when its criteria count as met unless found otherwise.")


class ReserveSchema(BaseModel):
    """The commitment period reserve."""

    level: int
    governs: str = Field(description="assigned amount or inventory: which is the lower.")
    by_assigned_amount: int
    by_inventory: int | None
    inventory_year: int | None
    holdings: int = Field(description="Units that count towards it.")
    margin: int = Field(description="Units above it; below 0 it is broken.")
    binds: bool

    @classmethod
    def of(cls, here: Position) -> ReserveSchema:
        return cls(**here.reserve._asdict(), holdings=here.holdings, margin=here.margin, binds=here.keeps_reserve)


class TermSchema(Mirror):
    """A term of the balance."""

    letter: str
    name: str
    units: int


class BalanceSchema(BaseModel):
    """R against E."""

    terms: list[TermSchema]
    register_units: int = Field(serialization_alias="register", description="R: all terms together.")
    emissions: int = Field(description="E.")
    distance: int = Field(description="R - E.")
    complies: bool

    @classmethod
    def of(cls, balance: Balance) -> BalanceSchema:
        return cls(
            terms=[TermSchema.model_validate(term) for term in balance.terms()],
            register_units=balance.register,
            emissions=balance.emissions,
            distance=balance.distance,
            complies=balance.complies,
        )


class FigureSchema(BaseModel):
    """Tonnes of one year as they stood from a day on."""

    tonnes: int
    on: date
    gases: dict[str, int] = Field(description="By gas, where the inventory gives them.")

    @classmethod
    def of(cls, figure: Figure) -> FigureSchema:
        return cls(tonnes=figure.tonnes, on=figure.on, gases=dict(figure.gases))


class InventorySchema(BaseModel):
    """A year's inventory: every figure that was submitted, and every one that a review left standing."""

    year: int
    submitted: list[FigureSchema]
    reviewed: list[FigureSchema]

    @classmethod
    def of(cls, inventory: Inventory) -> InventorySchema:
        submitted, reviewed = (list(map(FigureSchema.of, each)) for each in (inventory.submitted, inventory.reviewed))
        return cls(year=inventory.year, submitted=submitted, reviewed=reviewed)


class YearFigureSchema(Mirror):
    """A year's emissions."""

    year: int
    tonnes: int
    known: str = Field(description="reviewed, submitted, assumed like the latest, or unknown.")


class FindingSchema(Mirror):
    """What was found of a criterion of eligibility."""

    criterion: str
    met: bool
    since: date


class SuspensionSchema(Mirror):
    """A suspension by the enforcement branch."""

    since: date
    until: date | None
    reason: str


class ActivitySchema(Mirror):
    """A land-use activity that counts, and the most RMUs for it."""

    letters: str
    cap: int


class DecisionSchema(Mirror):
    """What was decided of its compliance."""

    on: date
    emissions: int
    retired: int
    excess: int
    deduction: int
    answers: bool = Field(description="Whether it answers for the excess: not while a joint target is met.")


class CarriedSchema(Mirror):
    """Units carried over into the next period."""

    unit: str
    quantity: int
    on: date


class EventSchema(Mirror):
    """A step that was taken."""

    step: str
    on: date


class CountsSchema(BaseModel):
    """Where the units of a type are, and what came and went."""

    unit: str
    name: str
    counts: dict[str, int]


class MemberSchema(Mirror):
    """A member of the bubble at true-up."""

    code: str
    assigned_amount: int
    register_units: int = Field(validation_alias="register", serialization_alias="register")
    emissions: int
    excess: int


class BubbleSchema(BaseModel):
    """The joint target of the EU-15."""

    joint_amount: int
    sum_of_amounts: int
    register_units: int = Field(serialization_alias="register")
    emissions: int
    met: bool
    members: list[MemberSchema]
    missing: list[str] = Field(description="Members of whom nothing is on record.")

    @classmethod
    def of(cls, found: Bubble) -> BubbleSchema:
        return cls(
            joint_amount=found.joint_amount,
            sum_of_amounts=found.sum_of_amounts,
            register_units=found.register,
            emissions=found.emissions,
            met=found.met,
            members=[MemberSchema.model_validate(member) for member in found.members],
            missing=list(found.missing),
        )


class EndSchema(BaseModel):
    """How the period ends for a Party."""

    final_review_on: date | None
    additional_period_begins: date | None
    additional_period_ends: date | None
    true_up_on: date | None
    true_up_retired: int | None
    decision: DecisionSchema | None
    plan_on: date | None
    plan: str | None
    carried: list[CarriedSchema]
    sink_credits_limit: int = Field(description="The most tCERs and lCERs.")
    carry_over_limits: dict[str, int | None] = Field(description="By unit type; null is without limit.")

    @classmethod
    def of(cls, party: Party) -> EndSchema:
        law = books_law()
        days = additional_period(law, party)
        return cls(
            final_review_on=party.final_review_on,
            additional_period_begins=days.begins if days is not None else None,
            additional_period_ends=days.ends if days is not None else None,
            true_up_on=party.true_up_on,
            true_up_retired=party.true_up_retired if party.true_up_on is not None else None,
            decision=DecisionSchema.model_validate(party.decision) if party.decision is not None else None,
            plan_on=party.plan_on,
            plan=party.plan or None,
            carried=[CarriedSchema.model_validate(each) for each in party.carried],
            sink_credits_limit=sink_limit(law, party),
            carry_over_limits=carry_over_limits(law, party.assigned_amount),
        )


class RecordSchema(BaseModel):
    """A Party as these books have it, and where it stands on a day."""

    on: date
    base_year_emissions: int
    percent: Exact
    assigned_amount: int
    fixed: bool = Field(description="Whether the initial review has fixed the assigned amount.")
    reported_on: date | None
    reviewed_on: date | None
    questions: bool = Field(description="Whether the initial review left questions of implementation.")
    eligibility: EligibilitySchema
    findings: list[FindingSchema]
    suspensions: list[SuspensionSchema]
    reserve: ReserveSchema
    today: BalanceSchema = Field(description="Against the emissions of the years that have an inventory.")
    true_up: BalanceSchema = Field(description="Against the whole period; years without an inventory are assumed.")
    emissions_known: bool = Field(description="Whether there is any inventory to judge by.")
    years: list[YearFigureSchema]
    inventories: list[InventorySchema]
    units: list[CountsSchema]
    acquired: int = Field(description="Units net from abroad.")
    effort: int = Field(description="Our inference: tonnes that it must avoid or buy.")
    supplementarity_percent: Exact | None = Field(description="Acquired, per cent of the effort. Not verified.")
    activities: list[ActivitySchema]
    end: EndSchema
    events: list[EventSchema]
    reference: str = Field(description="The journal entry that made the record what it is.")

    @classmethod
    def of(cls, here: Position, reference: str) -> RecordSchema:
        party = here.party
        return cls(
            on=here.on,
            base_year_emissions=party.base_year_emissions,
            percent=party.percent,
            assigned_amount=party.assigned_amount,
            fixed=party.fixed,
            reported_on=party.reported_on,
            reviewed_on=party.reviewed_on,
            questions=party.questions,
            eligibility=EligibilitySchema.model_validate(here.eligibility),
            findings=[FindingSchema.model_validate(each) for each in party.findings],
            suspensions=[SuspensionSchema.model_validate(each) for each in party.suspensions],
            reserve=ReserveSchema.of(here),
            today=BalanceSchema.of(here.today),
            true_up=BalanceSchema.of(here.true_up),
            emissions_known=here.emissions_known,
            years=[YearFigureSchema.model_validate(each) for each in here.years],
            inventories=list(map(InventorySchema.of, party.inventories)),
            units=counted(here),
            acquired=acquired(books_law(), here.counts),
            effort=effort(books_law(), party, here.on),
            supplementarity_percent=here.share,
            activities=[ActivitySchema.model_validate(each) for each in party.activities],
            end=EndSchema.of(party),
            events=[EventSchema.model_validate(each) for each in party.events],
            reference=reference,
        )


def counted(here: Position) -> list[CountsSchema]:
    """The registry's totals by unit type, in the order of the types."""
    return [CountsSchema(unit=row.unit, name=unit_name(row.unit), counts=dict(row.counts)) for row in unit_rows(here)]
