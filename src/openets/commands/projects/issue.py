"""Issue a project's units: the one verb of this folder by which units come to be."""

from __future__ import annotations

import json

from openets.commands.projects.step import project_record
from openets.engine.acts import Outcome
from openets.engine.session import Session
from openets.engine.showing import eligibility
from openets.kernel.refusals import Misuse
from openets.kernel.units import Elements
from openets.laws.law import Law
from openets.ledger.transactions import Effect, Proposal, TransactionType
from openets.projects.issuing import Issuable, issuable


def may_issue(session: Session, project: str) -> Issuable:
    """What may be issued to a project today. Raises `Misuse` for one that is not on record."""
    body = json.loads(project_record(session, project).body)
    with session.store.reading() as books:
        host = books.records([("party", project[:2])]).get(("party", project[:2]))
    today = session.clock.now().date()
    found = eligibility(session.law, json.loads(host.body) if host is not None else None, today)
    return issuable(session.law, body, today, found)


def issue(
    session: Session,
    *,
    project: str,
    request: str,
    quantity: int | None = None,
    account: str = "",
    dry_run: bool = False,
) -> Outcome:
    """Issue units to a project, all that may be unless told.

    CERs, tCERs and lCERs come into the CDM registry's pending account, ERUs are converted in the host's Party holding
    account, voluntary units come into `account`. Raises `Misuse` where nothing is ready.
    """
    registry = project_record(session, project).registry
    found = may_issue(session, project)
    units = _asked_before(session, request) if quantity is None else quantity
    if units is None and found.refusals:
        return Outcome(request, False, "", found.refusals)
    if units is None and not found.quantity:
        raise Misuse(f"nothing of {project} is ready to be issued: `ets project show {project}` says how far it is")
    units = found.quantity if units is None else units
    elements = Elements(found.activity, project, found.track, found.expiry)
    return session.one(
        _proposal(session.law, registry, (found.unit, units), elements, account, request), dry_run=dry_run
    )


def _asked_before(session: Session, request: str) -> int | None:
    """How many units the same request was given before: asked again it gets the same answer."""
    answer = session.store.answer(request)
    if answer is None or not answer.reference:
        return None
    with session.store.reading() as books:
        known = books.transactions([answer.reference]).get(answer.reference)
    return known.quantity if known is not None else None


def _proposal(
    law: Law, registry: str, wanted: tuple[str, int], elements: Elements, account: str, request: str
) -> Proposal:
    """The transaction by which units (type, quantity) of a project come into being under the law."""
    unit, units = wanted
    terms = law.terms
    kind, made_of = _transaction(law, unit)
    standing = [each for each in kind.acquiring if terms.accounts[each].number and unit in terms.accounts[each].holds]
    if kind.effect is Effect.CONVERT:
        party = terms.standing_account(registry, standing[0])
        return Proposal(kind.code, party, party, made_of, units, request, elements=elements)
    own = (
        [each for each in standing if each in terms.registries[registry].opens] if registry in terms.registries else []
    )
    if not own and not account:
        raise Misuse("voluntary units need an account of a person to come into: name it")
    target = terms.standing_account(registry, own[0]) if own else account
    return Proposal(kind.code, "", target, unit, units, request, elements=elements)


def _transaction(law: Law, unit: str) -> tuple[TransactionType, str]:
    """The transaction type by which a project's units come into being, and the unit type that they are made of."""
    kinds = (kind for kind in law.terms.transactions.values() if "project" in law.needs.get(kind.code, ()))
    return next((kind, source) for kind in kinds for source in sorted(kind.units) if kind.makes(source) == unit)
