"""What is entered of an installation's year: what the plan gives it, and what it emitted, verified or not."""

from collections.abc import Mapping
from typing import Annotated, Any, Unpack

from openets.commands.declare import command
from openets.commands.field_kinds import MEASUREMENTS, QUANTITY
from openets.commands.fields import Field, How, InstallationKey, Quantity, YearOfLaw, day_text
from openets.commands.reading import key_of, registry_of
from openets.engine.kinds.plan import EnterPlan
from openets.engine.kinds.report import EnterReport
from openets.engine.outcomes import Outcome
from openets.engine.rights import may
from openets.engine.session import Session
from openets.kernel.refusals import Misuse


@command(
    "plan", done=lambda told: "plan of {quantity:,} {law.measure} for {installation}, {year}, entered".format(**told)
)
def plan(
    session: Session, *, installation: InstallationKey, quantity: Quantity, year: YearOfLaw, **how: Unpack[How]
) -> Outcome:
    """Enter what the allocation plan gives an installation for a year."""
    installation = key_of(session, installation)
    rows = ((installation, quantity, quantity),)
    registry = registry_of(session.law, installation)
    return session.one(EnterPlan(registry, year, rows, how["request"], day_text(how["on"])), dry_run=how["dry_run"])


Measured = Annotated[
    Mapping[str, int] | None,
    Field(
        MEASUREMENTS,
        "One of the measurements that the law's obligation basis names, such as output=1000; again for each.",
        "--measurement",
    ),
]


def _done(told: Mapping[str, Any]) -> str:
    verified, measurements = told["verified"], told["measurements"] or {}
    if measurements:
        entered = ", ".join(f"{name} {value:,}" for name, value in measurements.items()) + " entered"
    elif verified is None:
        entered = "missing report entered, account blocked"
    else:
        entered = f"{verified:,} {told['law'].measure} entered"
    return f"{told['installation']}, {told['year']}: {entered}"


@command("report", done=_done)
def report_emissions(
    session: Session,
    *,
    installation: InstallationKey,
    year: YearOfLaw,
    verified: Annotated[
        int | None,
        Field(QUANTITY, "What was verified; leave out for a missing report, which blocks the account.", blank=False),
    ] = None,
    measurements: Measured = None,
    state: str = "",
    **how: Unpack[How],
) -> Outcome:
    """Enter verified emissions of a year, or (without any) that the report is missing.

    Under a law whose obligation basis is not mass a report names its `measurements`; what is owed follows from them.
    `state` says in other words how the report stands, where it is not simply there or missing.
    """
    if not may(session.actor, "enter report"):
        raise Misuse(f"{session.actor.name} may not enter reports: a verifier or the administrator may")
    if session.law.period(year) is None:
        raise Misuse(f"{year} is not a year of {session.law.name}")
    measured = tuple(sorted((measurements or {}).items()))
    state = state or ("reported" if verified is not None or measured else "not reported")
    installation = key_of(session, installation)
    registry = registry_of(session.law, installation)
    report = EnterReport(registry, installation, year, verified, state, how["request"], measured, day_text(how["on"]))
    return session.one(report, dry_run=how["dry_run"])
