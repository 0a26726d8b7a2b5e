"""Rules on requests, reviews and the issuance of units, and on what may undo it."""

from __future__ import annotations

from datetime import date

from openets.laws.now import EXPIRING, UNIT_TYPES
from openets.projects.case import ProjectCase
from openets.projects.project import Project
from openets.projects.reckoning import certification_due, expiry_of, ready_periods, review_ends, unsettled
from openets.projects.ruling import OUR_RULE, rule_of


@rule_of("P-7050", field="quantity", citation="3/CMP.1 Annex 64; 9/CMP.1 Annex 23, 40")
def request_is_within_what_is_certified(case: ProjectCase) -> str | None:
    """No more units may be requested for a period than were certified and not requested before."""
    period = case.period
    if period is None:
        return None
    left = period.certified - period.requested
    if not case.quantity:
        return "Nothing is asked for."
    return (
        f"{case.quantity:,} are asked for, {left:,} are left of period {period.number}."
        if case.quantity > left
        else None
    )


@rule_of("P-7051", field="dated", citation="3/CMP.1 Annex 65; 9/CMP.1 Annex 35, 39")
def review_is_asked_for_in_time(case: ProjectCase) -> str | None:
    """A review must be asked for within its days after the request for issuance."""
    if case.period is None or case.period.requested_on is None:
        return None
    last = review_ends(case.period.requested_on)
    return f"Its last day was {last}." if case.dated > last else None


@rule_of("P-7052", field="quantity", citation="3/CMP.1 Annex 64-66; 9/CMP.1 Annex 23, 40")
def issuance_is_within_what_was_verified(case: ProjectCase) -> str | None:
    """No more units may be issued than were certified, requested and let pass, and not issued before."""
    ready = sum(row.outstanding for row in ready_periods(case.then, case.on))
    if case.quantity <= ready:
        return None
    waiting = _waiting(case.then, case.on)
    return f"{case.quantity:,} are to be issued, {ready:,} may be{f' ({waiting})' if waiting else ''}."


def _waiting(project: Project, on: date) -> str:
    """Why some of what was requested cannot be issued yet."""
    for row in project.periods:
        if row.state == "under review":
            return f"period {row.number} is under review"
        if row.state == "requested" and row.requested_on and row not in ready_periods(project, on) and row.outstanding:
            return f"a review of period {row.number} may be asked for until {review_ends(row.requested_on)}"
    return ""


@rule_of("P-7053", field="unit", citation="3/CMP.1 Annex 66; 5/CMP.1 Annex 38; 13/CMP.1 Annex 29")
def issued_units_are_the_projects_own(case: ProjectCase) -> str | None:
    """A project must be issued only units of the type that it earns."""
    if not case.unit or case.unit == case.then.unit:
        return None
    return f"It earns {case.then.unit}, not {case.unit}."


@rule_of("P-7054", field="installations", citation="Directive 2003/87/EC Art 11b(3) and (4)")
def installation_gives_up_as_many_allowances(case: ProjectCase) -> str | None:
    """Before a project that reduces an installation's emissions earns units, as many allowances must be given up."""
    project = case.then
    if not project.installations:
        return None
    given = sum(each.quantity for each in project.set_aside)
    wanted = project.issued + case.quantity
    if given >= wanted:
        return None
    named = ", ".join(project.installations)
    return f"{given:,} allowances were given up for {named}, {wanted - given:,} too few for {wanted:,} units."


@rule_of("P-7055", field="installation", citation="Directive 2003/87/EC Art 11b(3) and (4); our rule")
def allowances_given_up_are_the_projects_own(case: ProjectCase) -> str | None:
    """Allowances given up must be those of an installation of the project, and each transaction may count once."""
    project = case.then
    if case.installation not in project.installations:
        named = ", ".join(project.installations) or "none"
        return f"'{case.installation}' is not among its installations; they are: {named}."
    same = [row for row in project.set_aside if row.transaction == case.transaction]
    return f"{case.transaction} was counted on {same[0].on}." if len(same) > 1 else None


@rule_of("P-7063", field="transaction", citation="Directive 2003/87/EC Art 11b(3) and (4)")
def allowances_given_up_are_cancelled(case: ProjectCase) -> str | None:
    """Allowances given up must have been cancelled, from the installation's own account or its State's."""
    shown, name = case.shown, case.transaction
    if shown is None:
        return f"These books have no completed transaction '{name}': cancel the allowances, and name that transaction."
    cancelled = shown.type in ("10-1", "4-0") and shown.target in ("230", "250") and UNIT_TYPES[shown.unit].allowance
    if not cancelled:
        return f"{name} is a transaction {shown.type} of {shown.unit}: only a cancellation of allowances counts."
    if shown.registry != case.installation.partition("_")[0]:
        return f"{name} cancelled allowances of {shown.registry}, and {case.installation} stands elsewhere."
    if shown.source != "100" and shown.installation != case.installation:
        return f"{name} cancelled what somebody else held, neither {case.installation} nor its State."
    if shown.notice:
        return f"{name} answers notification {shown.notice}: what had to be cancelled anyway does not count."
    if case.dated < shown.on:
        return f"{name} is of {shown.on}, after {case.dated}."
    return f"{name} cancelled {shown.quantity:,}, not {case.quantity:,}." if case.quantity > shown.quantity else None


@rule_of("P-7064", field="transaction", citation=OUR_RULE)
def transaction_counts_once(case: ProjectCase) -> str | None:
    """A transaction must count once, and for one project."""
    if case.shown is None or not case.shown.counted:
        return None
    return f"{case.transaction} counts for {case.shown.counted} already."


@rule_of("P-7065", field="transaction", citation="5/CMP.1 Annex 48(b), 49; ITL notification 4")
def reversal_is_settled_by_its_units(case: ProjectCase) -> str | None:
    """A reversal must be settled by a replacement (6-0) or mandatory cancellation (4-0) for the project's sake."""
    shown, name = case.shown, case.transaction
    if shown is None:
        return f"These books have no completed transaction '{name}': replace or cancel the units, and name that one."
    if (shown.type, shown.target) not in (("6-0", "422"), ("4-0", "250")):
        return f"{name} is a transaction {shown.type} into an account of type {shown.target}."
    if (shown.notice_code, shown.notice_project) == (_REVERSAL, case.key):
        return None
    if shown.type == "4-0" and not shown.notice and shown.projects == (case.key,):
        return None
    return f"{name} answers no notification of a reversal of {case.key}, and what it moved is not all of {case.key}."


_REVERSAL = 4
"""Code of the log's notification of a reversal of storage."""


@rule_of("P-7056", field="on", citation="5/CMP.1 Annex 32-33, 48(c)")
def sink_was_certified_in_the_last_years(case: ProjectCase) -> str | None:
    """A sink must have been verified and certified within the last five years when its units are issued."""
    due = certification_due(case.then)
    if due is None or case.on <= due:
        return None
    return f"The next certification report was due by {due}."


@rule_of("P-7057", field="reversals", citation="5/CMP.1 Annex 48(b); ITL notification 4")
def storage_is_not_reversed(case: ProjectCase) -> str | None:
    """While a reversal of storage is not made good, a sink may be issued no more units."""
    outstanding = unsettled(case.then)
    return f"{outstanding:,} t were lost and not replaced yet." if outstanding else None


@rule_of("P-7058", field="quantity", citation="5/CMP.1 Annex 48(b)")
def reversal_is_within_what_was_issued(case: ProjectCase) -> str | None:
    """Only of a sink, and no more than it was issued units for, may storage be reversed."""
    project = case.then
    if not project.sink:
        return f"{case.key} is no sink."
    reversed = sum(row.quantity for row in project.reversals)
    return f"{reversed:,} t in all, of {project.issued:,} units issued." if reversed > project.issued else None


@rule_of("P-7059", field="transaction", citation=OUR_RULE)
def reversal_to_settle_is_outstanding(case: ProjectCase) -> str | None:
    """A settlement must make good reversals that are outstanding, all of them."""
    if case.now is None or unsettled(case.now):
        return None
    return f"Nothing of {case.key} is outstanding."


@rule_of("P-7060", field="expiry", citation="5/CMP.1 Annex 42, 46")
def units_would_not_be_past_their_expiry(case: ProjectCase) -> str | None:
    """Units that expire must not be issued after their day."""
    last = expiry_of(case.then, case.on)
    if case.then.unit not in EXPIRING:
        return None
    if last is None:
        return f"No commitment period is known that contains {case.on} and has one after it."
    return f"{case.then.unit} of {case.key} expired on {last}." if last < case.on else None


@rule_of("P-7061", field="transaction", citation=OUR_RULE)
def issuance_is_counted_once(case: ProjectCase) -> str | None:
    """A transaction must be counted once among a project's issuances."""
    if case.now is None or all(row.transaction != case.transaction for row in case.now.issuances):
        return None
    return f"{case.transaction} is among them."


@rule_of("P-7062", field="state", citation="3/CMP.1 Annex 41, 64-66; ITL notification 6")
def registration_stands(case: ProjectCase) -> str | None:
    """Units may be requested and issued only while the project's registration stands."""
    if case.then.state != "withdrawn":
        return None
    return (
        f"It was withdrawn ({case.then.ended}). Units issued before stay valid, or are made good as excess issuance;"
        f" what is reduced from now on can earn units under a new number only."
    )
