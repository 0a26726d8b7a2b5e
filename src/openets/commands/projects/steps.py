"""The steps of a project's cycle after its design: each command takes one with the project's record.

The law of the steps is in `projects`. Each is told the project's number, what the step needs, and (`on`) the day of the
document that it enters, today unless told. The cycle begins with `design.py`; `issue.py` issues the units.
"""

from datetime import date
from typing import Annotated, NamedTuple

from openets.commands.field_kinds import (
    COUNTRY,
    DAY,
    FLAG,
    INSTALLATION_ID,
    KEY,
    QUANTITY,
    TEXT,
    TEXTS,
    TONNES_BY_YEAR,
    number,
    suggested,
)
from openets.commands.fields import Field, Reason, Value
from openets.commands.projects.design import PROJECT, Project, Tonnes
from openets.commands.steps import StepCommands
from openets.projects.law import grounds
from openets.projects.steps import FORMS

Entity = Annotated[str, Field(KEY, "Key of the operational entity, such as DNV.", "--entity", "DNV")]
Opinion = Annotated[str, Field(TEXT, "The entity's opinion in words.")]
Vintages = Annotated[
    dict[str, int] | None,
    Field(
        TONNES_BY_YEAR, "Of credits with a vintage, tonnes of a year such as 2008=1000; again for each.", "--vintage"
    ),
]
PERIOD = Field(number(1, 9999), "Number of the monitoring period.", "--period")
STEPS = StepCommands(
    __name__,
    PROJECT,
    "project",
    {
        "project": Project,
        "grounds": Field(suggested(TEXTS, grounds), "A ground of the law; again for each.", "--ground"),
        "argument": Field(KEY, "Why it would not happen without credits.", example="It does not pay."),
        "required_by_law": Field(FLAG, "The law asks for it anyway.", "--required-by-law"),
        "party": Field(COUNTRY, "Code or name of the Party that approves.", example="AT"),
        "sustainable": Field(FLAG, "The host confirms that it helps to develop sustainably.", "--sustainable"),
        "entity": Entity,
        "positive": Field(FLAG, "What the entity found.", "--positive/--negative", default=True),
        "opinion": Opinion,
        "reason": Reason,
        "period": PERIOD,
        "passed": Field(FLAG, "How it ended.", "--passed/--rejected"),
        "track": Field(number(1, 2), "The other track of Joint Implementation.", "TRACK"),
    },
    FORMS,
    unknown="no project '{}' is known: `ets project list --find TEXT` lists projects, and `ets project design` begins"
    " one",
)
project_record = STEPS.record


additionality = STEPS.command(
    "additionality",
    "{project}: statement of additionality entered",
    "State why a project's reductions are additional.",
    step="state additionality",
    also="grounds argument",
)

approve = STEPS.command(
    "approve",
    "{project}: approval of {party} entered",
    "Enter a Party's letter of approval.",
    more="That of the host of a CDM project confirms that it helps to develop sustainably.",
)


validate = STEPS.command(
    "validate",
    lambda told: (
        f"{told['project']}: {'positive' if told['positive'] else 'negative'} opinion of {told['entity']} entered"
    ),
    "Enter an entity's opinion of the design (in Joint Implementation: its determination).",
    more="A negative one sends the project back to its design.",
)

register = STEPS.command("register", "{project}: registered", "Register a project: from now on it can be credited.")

reject = STEPS.command(
    "reject", "{project}: rejected", "Reject a project's registration.", more="With a mended design it may come again."
)

withdraw = STEPS.command(
    "withdraw",
    "{project}: withdrawn",
    "Withdraw a project and its registration: no more units can be issued for it.",
    more="Those issued before stay as they are.",
)


class Monitoring(NamedTuple):
    """What a project emitted (a sink: stored) in a period, in tonnes of CO2 equivalent."""

    first_day: Annotated[date, Field(DAY, "First day of the period, such as 2008-01-01.", "FIRST_DAY")]
    last_day: Annotated[date, Field(DAY, "Its last day.", "LAST_DAY", "2008-12-31")]
    baseline: Annotated[int, Field(QUANTITY, "Tonnes that would have been emitted (a sink: stored) without it.")]
    monitored: Annotated[int, Field(QUANTITY, "Tonnes that were emitted (a sink: stored).", example="400")]
    leakage: Annotated[int, Field(QUANTITY, "Tonnes emitted elsewhere because of it.", blank=False)] = 0
    reductions: Annotated[int | None, Field(QUANTITY, "What it comes to, to be checked.")] = None
    vintages: Vintages = None
    replaces: Annotated[int, Field(number(0, 9999), "Number of the report that this one corrects.")] = 0


monitor = STEPS.command(
    "monitor",
    "{project}: report on {first_day} to {last_day} entered",
    "Enter a monitoring report.",
    more="Reductions, where they are given, must be what the other numbers come to. A report that replaces another"
    " corrects one that is not verified yet. Credits with a vintage bear the year in which the period ends, unless its"
    " tonnes are told apart by year.",
    report=Value(Monitoring),
)

verify = STEPS.command(
    "verify",
    "{project}: period {period} certified",
    "Enter the verification and certification of a monitoring period.",
    period=PERIOD,
    entity=Field(KEY, "The entity; on track 1 the host verifies if left out."),
    certified=Field(
        TONNES_BY_YEAR,
        "Tonnes certified, of credits with a vintage perhaps by year as 2008=1000; all that was reported if left out.",
        "--certified",
    ),
)

request_issuance = STEPS.command(
    "request-issuance",
    "{project}: units of period {period} requested",
    "Ask for the units of a certified period.",
    more="A review may be asked for in the days that follow.",
    period=PERIOD,
    quantity=Field(QUANTITY, "Units; all that is left of the period if left out."),
)

request_review = STEPS.command(
    "request-review",
    "{project}: review of period {period} requested",
    "Ask for a review of a request for issuance.",
    more="Nothing of the period is issued until it is concluded.",
    reason=Reason,
)


conclude_review = STEPS.command(
    "conclude-review",
    lambda told: f"{told['project']}: review of period {told['period']} {'passed' if told['passed'] else 'rejected'}",
    "Conclude a review: the request passes, or the period earns nothing.",
    more="Where it earns nothing, its days are free for another report.",
)


class Renewal(NamedTuple):
    """What an entity has validated anew: tonnes a year, or by year."""

    entity: Entity
    baseline: Annotated[
        Tonnes, Field(TONNES_BY_YEAR, "Tonnes a year, or 2015=1000; again for each year.", "--baseline")
    ]
    expected: Annotated[Tonnes, Field(TONNES_BY_YEAR, "Expected reductions, in the same way.", "--expected")]
    opinion: Opinion = ""


renew = STEPS.command(
    "renew",
    "{project}: crediting period renewed",
    "Renew a project's crediting period, with a baseline that an entity has validated anew.",
    renewal=Value(Renewal),
)

change_track = STEPS.command(
    "change-track",
    "{project}: on track {track} now",
    "Take a project of Joint Implementation to the other track.",
    more="On track 2 an entity must determine it, and verify what the host alone had verified.",
)


set_aside = STEPS.command(
    "set-aside",
    "{project}: {quantity:,} allowances of {installation} given up",
    "Show that allowances of an installation were given up, so that nothing is counted twice.",
    more="The completed cancellation of allowances of the installation, or of its State, counts once.",
    installation=Field(INSTALLATION_ID, "The installation, such as CZ_55.", "INSTALLATION", "CZ_55"),
    quantity=Field(QUANTITY, "Allowances given up.", "QUANTITY"),
    transaction=Field(KEY, "The transaction that shows it."),
)

report_reversal = STEPS.command(
    "report-reversal",
    "{project}: {quantity:,} t reported lost",
    "Report that a sink lost what it had stored.",
    more="No more units are issued until as many are replaced or cancelled.",
    quantity=Field(QUANTITY, "Tonnes lost.", "QUANTITY"),
)

settle_reversal = STEPS.command(
    "settle-reversal",
    "{project}: reversal made good",
    "Show that a reversal of storage was made good.",
    transaction=Field(KEY, "The transaction that replaced or cancelled the units.", "TRANSACTION", "UG13"),
)
