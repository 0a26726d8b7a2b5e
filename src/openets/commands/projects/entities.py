"""Operational entities are accredited, suspended and withdrawn: each command takes one step with an entity's record."""

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

from openets.commands.field_kinds import COUNTRY, KEY, LINE, TEXTS, suggested
from openets.commands.fields import Field, Reason, Scopes, Synthetic, Value
from openets.commands.steps import StepCommands
from openets.engine.session import Session
from openets.projects.entities import FUNCTIONS, KIND
from openets.projects.entities import STEPS as TABLE
from openets.projects.law import programmes

ENTITY = KIND.name
MECHANISM = suggested(TEXTS, programmes)
FUNCTION = suggested(TEXTS, lambda law: FUNCTIONS)


class Accreditation(NamedTuple):
    """What an entity is accredited for, and who it is."""

    name: Annotated[str, Field(LINE, "Its name.", "NAME", "Det Norske Veritas")]
    mechanisms: Annotated[Sequence[str], Field(MECHANISM, "A mechanism; again for each.", "--mechanism")]
    scopes: Scopes
    functions: Annotated[Sequence[str], Field(FUNCTION, "A function; all of them if left out.", "--function")] = ()
    country: Annotated[str, Field(COUNTRY, "Where it is at home: two letters, or its name.")] = ""
    registry: Annotated[
        str, Field(KEY, "Whose journal keeps its record; that of the body that issues for projects if left out.")
    ] = ""
    synthetic: Synthetic = False


STEPS = StepCommands(
    __name__,
    ENTITY,
    "entity",
    {
        "entity": Field(KEY, "The entity's key, such as DNV.", "ENTITY", "DNV"),
        "scopes": Scopes,
        "reason": Reason,
        "interest": Field(LINE, "A project's number, or a company's name.", "OF", "CN1234"),
    },
    TABLE,
    unknown="no operational entity '{}' is known: `ets entity accredit` begins its record",
)
entity_record = STEPS.record


def _home_of_new(session: Session, told: dict[str, Any]) -> str:
    """The registry that is named, or the first whose body issues for projects."""
    registries = session.law.terms.registries.values()
    return told.pop("registry", "") or next((row.code for row in registries if row.projects), "")


accredit = STEPS.command(
    "accredit",
    "{entity}: accredited",
    "Accredit an entity to validate and verify.",
    home=_home_of_new,
    accreditation=Value(Accreditation),
)

extend = STEPS.command("extend", "{entity}: accredited for more scopes", "Accredit an entity for more scopes.")

suspend = STEPS.command(
    "suspend", "{entity}: suspended", "Suspend an entity: what it signs from that day on is refused."
)

reinstate = STEPS.command("reinstate", "{entity}: reinstated", "Lift an entity's suspension.")

withdraw = STEPS.command(
    "withdraw", "{entity}: accreditation withdrawn", "Withdraw an entity's accreditation for good."
)

interest = STEPS.command(
    "interest",
    "{entity}: interest in {interest} recorded",
    "Record that an entity has an interest in a project or company: it may not judge it.",
    step="declare interest",
)
