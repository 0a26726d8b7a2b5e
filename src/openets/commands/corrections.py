"""Corrections of reports: proposed by an operator or verifier, decided by the authority.

The authority may also enter another report at once (`report`): then it has decided.
"""

from typing import Annotated, Any, Unpack

from openets.commands.declare import command
from openets.commands.field_kinds import LINE, QUANTITY
from openets.commands.fields import Field, How, InstallationKey, Reason, YearOfLaw
from openets.commands.reading import key_of, registry_of
from openets.commands.reports import Measured
from openets.commands.steps import as_json
from openets.compliance import correction_record
from openets.compliance.correction_record import CORRECTION
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.engine.steps import TakeStep

Remark = Annotated[str, Field(LINE, "What is said with the decision, in one line.", "--remark")]


def _take(session: Session, step: str, installation: str, year: int, how: How, **told: Any) -> Outcome:
    own = key_of(session, installation)
    values = {name: value for name, value in told.items() if value not in ("", None, {})} | {"on": how["on"]}
    place = registry_of(session.law, own), CORRECTION, correction_record.key_of(own, year)
    return session.one(TakeStep(*place, step, as_json(values), how["request"]), dry_run=how["dry_run"])


@command("correction propose", done="correction of {installation}, {year}, proposed")
def propose(
    session: Session,
    *,
    installation: InstallationKey,
    year: YearOfLaw,
    reason: Annotated[str, Field(LINE, "What was found, in one line.", "--reason", "A meter was misread")],
    verified: Annotated[
        int | None, Field(QUANTITY, "What should have been reported as verified.", example="580", blank=False)
    ] = None,
    measurements: Measured = None,
    **how: Unpack[How],
) -> Outcome:
    """Propose a correction of a verified report.

    The report stands until the authority has decided. What would be owed besides stays in the installation's account
    meanwhile: it may be surrendered, and goes nowhere else.
    """
    measured = dict(sorted((measurements or {}).items()))
    told = {"verified": verified, "measurements": measured, "reason": reason}
    return _take(session, "propose", installation, year, how, **told)


@command("correction accept", done="correction of {installation}, {year}, accepted")
def accept(
    session: Session, *, installation: InstallationKey, year: YearOfLaw, remark: Remark = "", **how: Unpack[How]
) -> Outcome:
    """Accept a correction: it is the report of the year from that day.

    What was true on the day of surrender stays; the difference is owed, or is owed no more.
    """
    return _take(session, "accept", installation, year, how, remark=remark)


@command("correction reject", done="correction of {installation}, {year}, rejected")
def reject(
    session: Session, *, installation: InstallationKey, year: YearOfLaw, remark: Reason, **how: Unpack[How]
) -> Outcome:
    """Reject a correction: the report stands, and its units are free again."""
    return _take(session, "reject", installation, year, how, remark=remark)


@command("correction withdraw", done="correction of {installation}, {year}, withdrawn")
def withdraw(
    session: Session, *, installation: InstallationKey, year: YearOfLaw, remark: Remark = "", **how: Unpack[How]
) -> Outcome:
    """Take back a correction that was proposed and is not decided yet."""
    return _take(session, "withdraw", installation, year, how, remark=remark)
