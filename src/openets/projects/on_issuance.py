"""Rules on requests, reviews and the issuance of units, and on what may undo it."""

from openets.checks.check import OUR_RULE, check
from openets.ledger.accounts import Bucket
from openets.projects.facts import CycleFacts
from openets.projects.law import given_up, reversal_notice
from openets.projects.reckoning import certification_due, expiry_of, ready_periods, review_ends, unsettled


@check("P-7050", field="quantity", citation="3/CMP.1 Annex 64; 9/CMP.1 Annex 23, 40", verified=False)
def request_is_within_what_is_certified(facts: CycleFacts) -> str | None:
    """No more units may be requested for a period than were certified and not requested before."""
    period = facts.period
    if period is None:
        return None
    left = period.certified - period.requested
    if not facts.quantity:
        return "Nothing is asked for."
    if facts.quantity <= left:
        return None
    return f"{facts.quantity:,} are asked for, {left:,} are left of period {period.number}."


@check("P-7051", field="on", citation="3/CMP.1 Annex 65; 9/CMP.1 Annex 35, 39", verified=False)
def review_is_asked_for_in_time(facts: CycleFacts) -> str | None:
    """A review must be asked for within its days after the request for issuance."""
    if facts.period is None or facts.period.requested_on is None:
        return None
    last = review_ends(facts.law, facts.period.requested_on)
    return f"Its last day was {last}." if facts.dated > last else None


@check("P-7052", field="quantity", citation="3/CMP.1 Annex 64-66; 9/CMP.1 Annex 23, 40", verified=False)
def issuance_is_within_what_was_verified(facts: CycleFacts) -> str | None:
    """No more units may be issued than were certified, requested and let pass, and not issued before."""
    ready = sum(row.outstanding for row in ready_periods(facts.law, facts.then, facts.on))
    if facts.quantity <= ready:
        return None
    waiting = _waiting(facts)
    return f"{facts.quantity:,} are to be issued, {ready:,} may be{f' ({waiting})' if waiting else ''}."


def _waiting(facts: CycleFacts) -> str:
    """Why some of what was requested cannot be issued yet."""
    ready = ready_periods(facts.law, facts.then, facts.on)
    for row in facts.then.periods:
        if row.state == "under review":
            return f"period {row.number} is under review"
        if row.state == "requested" and row.requested_on and row not in ready and row.outstanding:
            return f"a review of period {row.number} may be asked for until {review_ends(facts.law, row.requested_on)}"
    return ""


@check("P-7053", field="unit", citation="3/CMP.1 Annex 66; 5/CMP.1 Annex 38; 13/CMP.1 Annex 29", verified=False)
def issued_units_are_the_projects_own(facts: CycleFacts) -> str | None:
    """A project must be issued only units of the type that it earns."""
    if not facts.unit or facts.unit == facts.then.unit:
        return None
    return f"It earns {facts.then.unit}, not {facts.unit}."


@check("P-7054", field="installations", citation="Directive 2003/87/EC Art 11b(3) and (4)", verified=False)
def installation_gives_up_as_many_allowances(facts: CycleFacts) -> str | None:
    """Before a project that reduces an installation's emissions earns units, as many allowances must be given up."""
    project = facts.then
    if not project.installations:
        return None
    given = sum(each.quantity for each in project.set_aside)
    wanted = project.issued + facts.quantity
    if given >= wanted:
        return None
    named = ", ".join(project.installations)
    return f"{given:,} allowances were given up for {named}, {wanted - given:,} too few for {wanted:,} units."


@check("P-7055", field="installation", citation="Directive 2003/87/EC Art 11b(3) and (4); our rule", verified=False)
def allowances_given_up_are_the_projects_own(facts: CycleFacts) -> str | None:
    """Allowances given up must be those of an installation of the project, and each transaction may count once."""
    project = facts.then
    if facts.installation not in project.installations:
        named = ", ".join(project.installations) or "none"
        return f"'{facts.installation}' is not among its installations; they are: {named}."
    same = [row for row in project.set_aside if row.transaction == facts.transaction]
    return f"{facts.transaction} was counted on {same[0].on}." if len(same) > 1 else None


@check("P-7063", field="transaction", citation="Directive 2003/87/EC Art 11b(3) and (4)", verified=False)
def allowances_given_up_are_cancelled(facts: CycleFacts) -> str | None:
    """Allowances given up must have been cancelled, from the installation's own account or its State's."""
    evidence, name = facts.evidence, facts.transaction
    if evidence is None:
        return f"These books have no completed transaction '{name}': cancel the allowances, and name that transaction."
    law = facts.law
    cancels = evidence.type in given_up(law, "transactions") and evidence.target in given_up(law, "accounts")
    if not cancels or evidence.unit not in law.terms.allowances:
        return f"{name} is a transaction {evidence.type} of {evidence.unit}: only a cancellation of allowances counts."
    if evidence.registry != facts.installation.partition("_")[0]:
        return f"{name} cancelled allowances of {evidence.registry}, and {facts.installation} stands elsewhere."
    if evidence.source not in given_up(facts.law, "state_accounts") and evidence.installation != facts.installation:
        return f"{name} cancelled what somebody else held, neither {facts.installation} nor its State."
    if evidence.notice:
        return f"{name} answers notification {evidence.notice}: what had to be cancelled anyway does not count."
    if facts.dated < evidence.on:
        return f"{name} is of {evidence.on}, after {facts.dated}."
    most = evidence.quantity
    return f"{name} cancelled {most:,}, not {facts.quantity:,}." if facts.quantity > most else None


@check("P-7064", field="transaction", citation=OUR_RULE, verified=False)
def transaction_counts_once(facts: CycleFacts) -> str | None:
    """A transaction must count once, and for one project."""
    if facts.evidence is None or not facts.evidence.counted:
        return None
    return f"{facts.transaction} counts for {facts.evidence.counted} already."


@check("P-7065", field="transaction", citation="5/CMP.1 Annex 48(b), 49; ITL notification 4", verified=False)
def reversal_is_settled_by_its_units(facts: CycleFacts) -> str | None:
    """A reversal must be settled by a replacement (6-0) or mandatory cancellation (4-0) for the project's sake."""
    evidence, name = facts.evidence, facts.transaction
    if evidence is None:
        return f"These books have no completed transaction '{name}': replace or cancel the units, and name that one."
    code, answers = reversal_notice(facts.law)
    if (evidence.type, evidence.target) not in answers:
        return f"{name} is a transaction {evidence.type} into an account of type {evidence.target}."
    if (evidence.notice_code, evidence.notice_project) == (code, facts.key):
        return None
    cancelled = facts.law.terms.accounts[evidence.target].bucket is Bucket.CANCELLED
    if cancelled and not evidence.notice and evidence.projects == (facts.key,):
        return None
    return f"{name} answers no notification of a reversal of {facts.key}, and what it moved is not all of {facts.key}."


@check("P-7056", field="on", citation="5/CMP.1 Annex 32-33, 48(c)", verified=False)
def sink_was_certified_in_the_last_years(facts: CycleFacts) -> str | None:
    """A sink must have been verified and certified within the last five years when its units are issued."""
    due = certification_due(facts.law, facts.then)
    if due is None or facts.on <= due:
        return None
    return f"The next certification report was due by {due}."


@check("P-7057", field="reversals", citation="5/CMP.1 Annex 48(b); ITL notification 4", verified=False)
def storage_is_not_reversed(facts: CycleFacts) -> str | None:
    """While a reversal of storage is not made good, a sink may be issued no more units."""
    outstanding = unsettled(facts.then)
    return f"{outstanding:,} t were lost and not replaced yet." if outstanding else None


@check("P-7058", field="quantity", citation="5/CMP.1 Annex 48(b)", verified=False)
def reversal_is_within_what_was_issued(facts: CycleFacts) -> str | None:
    """Only of a sink, and no more than it was issued units for, may storage be reversed."""
    project = facts.then
    if not project.sink:
        return f"{facts.key} is no sink."
    reversed = sum(row.quantity for row in project.reversals)
    return f"{reversed:,} t in all, of {project.issued:,} units issued." if reversed > project.issued else None


@check("P-7059", field="transaction", citation=OUR_RULE, verified=False)
def reversal_to_settle_is_outstanding(facts: CycleFacts) -> str | None:
    """A settlement must make good reversals that are outstanding, all of them."""
    if facts.now is None or unsettled(facts.now):
        return None
    return f"Nothing of {facts.key} is outstanding."


@check("P-7060", field="expiry", citation="5/CMP.1 Annex 42, 46", verified=False)
def units_would_not_be_past_their_expiry(facts: CycleFacts) -> str | None:
    """Units that expire must not be issued after their day."""
    last = expiry_of(facts.law, facts.then, facts.on)
    if facts.then.unit not in facts.law.terms.expiring:
        return None
    if last is None:
        return f"No commitment period is known that contains {facts.on} and has one after it."
    return f"{facts.then.unit} of {facts.key} expired on {last}." if last < facts.on else None


@check("P-7061", field="transaction", citation=OUR_RULE, verified=False)
def issuance_is_counted_once(facts: CycleFacts) -> str | None:
    """A transaction must be counted once among a project's issuances."""
    if facts.now is None or all(row.transaction != facts.transaction for row in facts.now.issuances):
        return None
    return f"{facts.transaction} is among them."


@check("P-7062", field="state", citation="3/CMP.1 Annex 41, 64-66; ITL notification 6", verified=False)
def registration_stands(facts: CycleFacts) -> str | None:
    """Units may be requested and issued only while the project's registration stands."""
    if facts.then.state != "withdrawn":
        return None
    return (
        f"It was withdrawn ({facts.then.ended}). Units issued before stay valid, or are made good as excess issuance;"
        f" what is reduced from now on can earn units under a new number only."
    )
