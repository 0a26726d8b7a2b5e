"""Checks of the international log: what the Kyoto Protocol lets Parties do with their units.

They look at `facts.protocol`, which is there for units of the Protocol unless a replay of the public record had to
infer the transaction. Where a Party concerned is not on record one check says so, and the others have nothing to hold
against it. Where the sources that were seen give the rule but not the log's number for it, the number is ours.
"""

from openets.checks.check import Facts, above, check, ranges_fault
from openets.kernel.units import Block, Elements
from openets.ledger.accounts import PROCEEDS, Bucket
from openets.ledger.segments import less

_ELIGIBILITY = "3/CMP.1 Annex paras 31-32 (cdmrulebook 838)"


@check(
    "P-5100",
    field="unit",
    citation="3/CMP.1 Annex paras 31-32; 13/CMP.1 Annex paras 2-3",
    verified=False,
    needs="parties",
)
def parties_are_on_record(facts: Facts) -> str | None:
    """Units of the Protocol may be issued, changed, retired or sent abroad only where each Party is on record."""
    missing = facts.limits.missing
    return f"{missing} not: enter the initial report first, `ets party initial-report`." if missing else None


@check("P-5101", field="transferring", citation=_ELIGIBILITY, needs="parties")
def transferring_party_is_eligible(facts: Facts) -> str | None:
    """A Party that sells units must be eligible to use the mechanisms."""
    return None if _is_cancelled(facts) else facts.limits.seller_fault or None


@check("P-5102", field="acquiring", citation=_ELIGIBILITY, needs="parties")
def acquiring_party_is_eligible(facts: Facts) -> str | None:
    """A Party that buys units must be eligible to use the mechanisms."""
    return facts.limits.buyer_fault or None


@check("P-5103", field="quantity", citation="11/CMP.1 Annex paras 6-10", verified=False, needs="parties totals")
def commitment_period_reserve_is_kept(facts: Facts) -> str | None:
    """A Party must keep its commitment period reserve in its registry when it sells."""
    known = facts.limits
    if not known.reserve or facts.proposal.unit not in facts.terms.reserve_units or _is_cancelled(facts):
        return None
    left = known.in_reserve - facts.quantity
    if left >= known.reserve:
        return None
    return (
        f"The registry would be left with {left:,} units, the reserve is {known.reserve:,}:"
        f" {max(0, known.in_reserve - known.reserve):,} may be sold now."
    )


def _is_cancelled(facts: Facts) -> bool:
    """Whether units go where nobody can ever use them: whoever must send them there sells nothing."""
    return facts.acquiring is not None and facts.acquiring_type.bucket is Bucket.CANCELLED


@check("P-5010", field="elements", citation="13/CMP.1 Annex; rules on serial numbers", verified=False, needs="blocks")
def removal_units_name_their_activity(facts: Facts) -> str | None:
    """Units of sinks must name the land-use activity that they come of, and no others may name one."""
    unit, activity = facts.proposal.unit, facts.proposal.elements.activity
    if unit not in facts.terms.units:
        return None
    if facts.terms.units[unit].sink is not bool(activity):
        return f"{unit} are of no land-use activity, but {activity} is named." if activity else f"{unit} names none."
    other = [each for each in facts.blocks if each.series.activity != activity]
    return f"{_first(facts, other)} is of another than {activity}: name serial numbers." if other else None


@check(
    "P-5009",
    field="quantity",
    citation="ITL 5009 by analogy to 5008; UK registry 3010",
    verified=False,
    needs="parties totals",
)
def removal_units_are_within_the_activity_limit(facts: Facts) -> str | None:
    """A Party must not issue more removal units for an activity than it may."""
    if facts.proposal.unit not in facts.terms.removal_units:
        return None
    return above(facts.limits.removal_limit, facts.limits.removals, facts.quantity, "issued")


@check("2017", field="elements", citation="ITL check 2017 (UNFCCC data exchange standards)", needs="project")
def credits_name_a_valid_project(facts: Facts) -> str | None:
    """CERs, tCERs, lCERs and ERUs must have the identifier of a project that is known."""
    made = facts.type.makes(facts.proposal.unit) if facts.type is not None else facts.proposal.unit
    project = facts.proposal.elements.project
    if made not in facts.terms.credits:
        return f"{made} are of no project, but {project} is named." if project else None
    if not project:
        first_issued = made in facts.terms.project_units and not facts.terms.units[made].sink
        return None if facts.proposal.reconstructed and first_issued else f"{made} names none."
    if facts.project is None:
        return f"No project {project} is known: enter it first."
    return None


@check("P-5018", field="quantity", citation="3/CMP.1 Annex paras 64-66; 9/CMP.1", verified=False, needs="project")
def project_may_have_units_issued(facts: Facts) -> str | None:
    """A project must be registered, and its reductions verified and not yet issued."""
    known, proposal = facts.project, facts.proposal
    if known is None:
        return None
    if known.fault:
        return known.fault
    made = facts.type.makes(proposal.unit) if facts.type is not None else proposal.unit
    if made.partition("-")[0] != known.unit.partition("-")[0]:
        return f"{proposal.elements.project} may have {known.unit} issued, not {made}."
    if facts.quantity > known.left:
        return f"{known.left:,} are verified and not yet issued, {facts.quantity:,} are asked for."
    if proposal.elements != known.elements:
        return f"Its units are of {_words(known.elements)}, not of {_words(proposal.elements)}."
    return None


def _words(elements: Elements) -> str:
    named = {"activity": elements.activity, "track": elements.track, "expiry": elements.expiry}
    return ", ".join([elements.project, *(f"{name} {value}" for name, value in named.items() if value)])


@check("P-5054", field="transferring", citation="9/CMP.1 Annex paras 21-25", verified=False, needs="parties")
def host_of_track_1_is_eligible(facts: Facts) -> str | None:
    """Only a fully eligible host may convert units under track 1; otherwise the project goes by track 2."""
    return facts.limits.seller_fault or None if facts.proposal.elements.track == 1 else None


@check("P-5053", field="acquiring", citation="UK registry: conversion and expiry change keep the account")
def converted_units_stay_in_their_account(facts: Facts) -> str | None:
    """A conversion, carry-over or change of expiry must leave units where they are."""
    if facts.transferring is None or facts.transferring is facts.acquiring:
        return None
    return f"They lie in {facts.proposal.transferring}, but {facts.proposal.acquiring} is named."


@check("P-5055", field="serials", citation="13/CMP.1 Annex para 29", verified=False, needs="blocks")
def converted_units_are_the_hosts_own(facts: Facts) -> str | None:
    """Emission reduction units must be converted from units that the host Party itself issued, for this period."""
    if facts.acquiring is None:
        return None
    home = facts.acquiring.registry
    other = [each for each in facts.blocks if each.series.origin != home or not _of_its_period(facts, each)]
    return f"{_first(facts, other)} is not {home}'s own of this period: name serial numbers." if other else None


@check("P-5020", field="quantity", citation="17/CP.7 para 15; 2 per cent by cdmcapacity.org", needs="parties totals")
def share_of_proceeds_goes_first(facts: Facts) -> str | None:
    """The Adaptation Fund's share of what was issued must be handed over before anything leaves the CDM registry."""
    known, account = facts.limits, facts.transferring
    if account is None or account.type == PROCEEDS or known.owed <= 0:
        return None
    if facts.acquiring is not None and facts.acquiring.type == PROCEEDS:
        return None
    return f"{known.owed:,} {facts.proposal.unit} are owed to it."


@check("P-5021", field="quantity", citation="17/CP.7 para 15", verified=False, needs="proceeds")
def no_more_than_the_share_of_proceeds_is_handed_over(facts: Facts) -> str | None:
    """The Adaptation Fund must be given no more than the share of proceeds that is owed to it."""
    known, account = facts.protocol, facts.acquiring
    if known is None or account is None or account.type != PROCEEDS or facts.quantity <= known.owed:
        return None
    return f"{max(0, known.owed):,} {facts.proposal.unit} are owed, {facts.quantity:,} are too many."


@check("P-5056", field="serials", citation="5/CMP.1 Annex paras 41-50 (tCER and lCER)", verified=False, needs="blocks")
def units_have_not_expired(facts: Facts) -> str | None:
    """A tCER or lCER past its expiry date may only be cancelled."""
    if not facts.blocks:
        return None
    late = sorted({each.series.expiry for each in facts.blocks if each.series.expiry}, key=str)
    late = [day for day in late if day < facts.on.isoformat()]
    return f"Some expired on {late[0]}: cancel them, and replace those that were retired." if late else None


@check("P-3003", field="serials", citation="13/CMP.1 Annex; UK registry 3001, 3003", needs="blocks")
def units_are_valid_for_the_commitment_period(facts: Facts) -> str | None:
    """Units may be retired only for the commitment period that they are valid for."""
    later = [each for each in facts.blocks if not _of_its_period(facts, each)]
    return f"{_first(facts, later)} is valid for another period: name serial numbers of this one." if later else None


@check("P-3026", field="type", citation="13/CMP.1 Annex para 14; the primer: 100 days", verified=False, needs="parties")
def units_are_retired_in_time(facts: Facts) -> str | None:
    """Units may be retired for the commitment period only until its additional period ends."""
    last = facts.limits.period_over
    return f"Its last day was {last}: carry over what may be, or cancel it." if last is not None else None


@check(
    "P-3027",
    field="unit",
    citation="13/CMP.1 Annex para 14; the primer: 100 days",
    verified=False,
    needs="parties blocks",
)
def units_are_traded_in_time(facts: Facts) -> str | None:
    """Once its additional period is over, a Party may sell only what was carried over, or what expires later."""
    last = facts.limits.period_over
    if last is None or _is_cancelled(facts):
        return None
    # tCERs and lCERs are good until a day of their own
    over = [each for each in facts.blocks if _of_its_period(facts, each) and not each.series.expiry]
    if not over:
        return None
    return f"Its last day was {last}, and {_first(facts, over)} was not carried over."


def _of_its_period(facts: Facts, block: Block) -> bool:
    """Whether units are valid for the period for which their type is issued: they were not carried over."""
    return block.series.applicable_period == facts.terms.units[block.series.unit].period


def _first(facts: Facts, blocks: list[Block]) -> str:
    return facts.terms.serial_number(blocks[0])


@check("P-5105", field="quantity", citation="17/CP.7 para 7 (cdmrulebook 840)", needs="parties totals")
def sink_credits_are_within_the_limit(facts: Facts) -> str | None:
    """A Party may use tCERs and lCERs for no more than one per cent of its base year emissions, five times."""
    if facts.proposal.unit not in facts.terms.expiring:
        return None
    return above(facts.limits.sink_limit, facts.limits.sinks, facts.quantity, "retired")


@check("P-5301", field="unit", citation="13/CMP.1 Annex para 15; UK registry 7-38, 7-39", needs="blocks")
def unit_type_may_be_carried_over(facts: Facts) -> str | None:
    """Only AAUs, CERs and ERUs that come of AAUs may be carried over, and only once."""
    if facts.proposal.unit not in facts.terms.carried_units:
        return f"{facts.proposal.unit} may not."
    again = [each for each in facts.blocks if each.series.applicable_period != each.series.original_period]
    return f"{_first(facts, again)} was carried over before: name serial numbers." if again else None


@check(
    "P-5302",
    field="quantity",
    citation="13/CMP.1 Annex para 15: 2.5 per cent each",
    verified=False,
    needs="parties totals",
)
def carry_over_is_within_the_limit(facts: Facts) -> str | None:
    """CERs and ERUs may be carried over up to a share of the assigned amount each."""
    return above(facts.limits.carry_limit, facts.limits.carried, facts.quantity, "carried over")


@check("P-5304", field="type", citation="13/CMP.1 Annex paras 14-15, 36", verified=False, needs="parties")
def party_has_settled_its_commitment(facts: Facts) -> str | None:
    """Units may be carried over only once it is decided that the Party has met its commitment for the period."""
    return None if facts.limits.settled else "It is not decided that it has: enter the compliance decision first."


@check("P-5209", field="replaces", citation="5/CMP.1 Annex paras 44-50; UK registry accounts 411-423", needs="replaced")
def replacement_names_what_it_replaces(facts: Facts) -> str | None:
    """A replacement must name as many tCERs or lCERs as it has units, of the kind of its account."""
    wanted = facts.acquiring_type.replaces if facts.acquiring is not None else ""
    named = facts.proposal.replaces
    if not named:
        return "It names none."
    fault = ranges_fault(named, facts.quantity)
    if fault is not None:
        return fault
    if facts.replaced_before:
        return f"{facts.replaced_before} were replaced before."
    left = less(sorted(named), [(each.series.origin, each.start, each.end) for each in facts.replaced])
    if left:
        known = facts.quantity - sum(end - start + 1 for _, start, end in left)
        return f"Only {known:,} of the units that it names are used by this Party and may be replaced."
    wrong = sorted({each.series.unit for each in facts.replaced} - {wanted})
    return f"The account is for {wanted}; {' and '.join(wrong)} are named." if wrong else None


@check("P-5211", field="unit", citation="5/CMP.1 Annex paras 44-50", verified=False, needs="blocks replaced")
def unit_type_may_replace(facts: Facts) -> str | None:
    """What expires may be replaced by AAUs, CERs, ERUs or RMUs, or by its own kind of later expiry (lCER: project)."""
    unit, account = facts.proposal.unit, facts.acquiring
    if account is None or unit not in facts.terms.expiring:
        return None
    kind = facts.acquiring_type
    if unit != kind.replaces:
        return f"{unit} do not replace {kind.replaces}."
    projects = {each.series.project for each in (*facts.blocks, *facts.replaced)}
    if kind.same_project and len(projects) > 1:
        return f"They are of projects {', '.join(sorted(projects))}."
    last = max((each.series.expiry for each in facts.replaced), default="")
    soon = [each for each in facts.blocks if each.series.expiry <= last] if kind.for_expiry else []
    return (
        f"{_first(facts, soon)} expires on {soon[0].series.expiry}, no later than what it replaces." if soon else None
    )


@check(
    "P-5401",
    field="notice",
    citation="UK registry NoticeType; rules of the log's notifications",
    needs="notice",
    when="named",
)
def notice_is_answered_by_the_transaction(facts: Facts) -> str | None:
    """A transaction that names a notification must be what that notification asks for."""
    return facts.notice_fault or None


@check("P-5402", field="notice", citation="5/CMP.1 Annex paras 44-50", verified=False)
def replacement_answers_a_notice(facts: Facts) -> str | None:
    """A replacement must name the notification that asks for it."""
    return None if facts.proposal.notice else "None is named."


@check(
    "P-5305", field="elements", citation="UK registry transaction 8-0, notification 9", verified=False, needs="blocks"
)
def expiry_date_is_put_off(facts: Facts) -> str | None:
    """A new expiry date must be a day after the old one."""
    new = facts.proposal.elements.expiry
    old = max((each.series.expiry for each in facts.blocks), default="")
    return None if new > old else f"They expire on {old or 'no day'}; {new or 'no day'} is asked for."


@check("P-5307", field="elements", citation="5/CMP.1 Annex paras 42, 46", verified=False, needs="parties expiry")
def expiry_date_is_that_of_the_project(facts: Facts) -> str | None:
    """A new expiry date must be the one that the record of the units' project gives."""
    due, new = facts.limits.due_expiry, facts.proposal.elements.expiry
    return None if new == due or not due else f"It gives {due}, not {new or 'no day'}."


@check("P-5306", field="notice", citation="UK registry transaction 8-0, notification 9", verified=False)
def change_of_expiry_answers_a_notice(facts: Facts) -> str | None:
    """A change of expiry date must name the notification that asks for it."""
    return None if facts.proposal.notice else "None is named."


@check("P-2511", field="transferring", citation="UK registry account types 210-250")
def only_the_party_cancels_to_comply(facts: Facts) -> str | None:
    """Only a Party may cancel into the cancellation accounts of the Protocol, the voluntary one excepted."""
    source = facts.transferring
    if source is None or facts.acquiring is None or not facts.acquiring_type.party_only:
        return None
    if source.type in facts.terms.first_accounts:
        return None
    return (
        f"{source.identifier} is of type {source.type} ({facts.transferring_type.name}):"
        f" use account {facts.terms.voluntary_cancellation}."
    )


@check("P-3022", field="transferring", citation="recycled CERs, March 2010 (co2-handel.de)")
def surrendered_units_are_not_traded_again(facts: Facts) -> str | None:
    """Units that were surrendered, cancelled or retired must never be traded again."""
    source = facts.transferring
    if source is None or facts.transferring_type.bucket is Bucket.HELD:
        return None
    return f"{source.identifier} ({facts.transferring_type.name}) holds what was {facts.transferring_type.bucket}."
