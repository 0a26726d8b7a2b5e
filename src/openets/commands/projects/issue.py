"""Issue a project's units: the one verb of this folder by which units come to be."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Unpack

from openets.commands.declare import command
from openets.commands.field_kinds import ACCOUNT, QUANTITY
from openets.commands.fields import Field, How
from openets.commands.projects.design import Project
from openets.commands.projects.steps import project_record
from openets.commands.proposals import propose
from openets.engine.evidence import eligibility
from openets.engine.outcomes import Outcome
from openets.engine.records import body_at
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.kernel.units import Elements
from openets.laws.law import Law
from openets.ledger.store import Needs
from openets.projects.reckoning import Issuable, issuable


def may_issue(session: Session, project: str) -> Issuable:
    """What may be issued to a project today. Raises `Misuse` for one that is not on record."""
    body = json.loads(project_record(session, project).body)
    today = session.clock.now().date()
    found = eligibility(session.law, body_at(session.store, "party", project[:2]), today)
    return issuable(session.law, body, today, found)


def _done(told: Mapping[str, Any]) -> str:
    quantity = told["quantity"]
    return f"{told['project']}: {f'{quantity:,} ' if quantity else ''}units issued"


@command("project issue", done=_done)
def issue(
    session: Session,
    *,
    project: Project,
    quantity: Annotated[int | None, Field(QUANTITY, "Units; all that may be issued if left out.")] = None,
    account: Annotated[str, Field(ACCOUNT, "Of voluntary units: the account that they come into.")] = "",
    **how: Unpack[How],
) -> Outcome:
    """Issue a project's units (of Joint Implementation: convert assigned amount or removal units).

    They come into the account of the body that issues for projects, are converted in the host's Party holding account,
    or, voluntary ones, come into `account`. Raises `Misuse` where nothing is ready.
    """
    registry = project_record(session, project).registry
    found = may_issue(session, project)
    units = _asked_before(session, how["request"]) if quantity is None else quantity
    if units is None and found.refusals:
        return Outcome(how["request"], False, "", found.refusals)
    if units is None and not found.quantity:
        raise Misuse(f"nothing of {project} is ready to be issued: `ets project show {project}` says how far it is")
    units = found.quantity if units is None else units
    verb, target = _into(session.law, found.unit, account)
    elements = Elements(found.activity, project, found.track, found.expiry)
    told: dict[str, Any] = {"unit": found.unit, "quantity": units, "target": target, "registry": registry}
    return propose(session, verb, elements=elements, **told, **how)


def _asked_before(session: Session, request: str) -> int | None:
    """How many units the same request was given before: asked again it gets the same answer."""
    answer = session.store.answer(request)
    if answer is None or not answer.reference:
        return None
    with session.store.reading() as books:
        known = books.load(Needs(transactions={answer.reference})).transactions.get(answer.reference)
    return known.quantity if known is not None else None


def _into(law: Law, unit: str, account: str) -> tuple[str, str]:
    """The verb by which units come to be, and the account that they come into: the one that is named, or ``""`` for the
    standing account of the project's registry, of a law that knows one."""
    made = [kind for kind in law.terms.transactions.values() if unit in map(kind.makes, kind.units)]
    by_conversion = any(kind.verb == "convert" for kind in made)
    into_any = not any(
        law.terms.accounts[each].number for kind in made if kind.verb == "issue" for each in kind.acquiring
    )
    if into_any and not by_conversion and not account:
        raise Misuse("voluntary units need an account of a person to come into: name it")
    return ("convert", "") if by_conversion else ("issue", account if into_any else "")
