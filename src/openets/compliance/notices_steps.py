"""Notifications of the international log: the table of their steps, and what settles one.

The key of a notification's record is the log's letters and a number. What each code asks for stands in the law's
`notices.toml`, the record in `notices_record.py`, the checks of its steps in `notices_checks.py`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from openets.compliance.notices_checks import NoticeFacts
from openets.compliance.notices_record import (
    Change,
    Notice,
    NoticeStatus,
    NoticeType,
    Settlement,
    answers_of,
    codes_about,
    notice_types,
    outstanding,
    read_notice_types,
)
from openets.laws.law import Law
from openets.ledger.records import Body, Place
from openets.ledger.transactions import Proposal
from openets.records.bodies import record_from
from openets.records.fields import fields_of
from openets.records.steps import RecordKind, Taking, step_type, table_of

RESERVE = "reserve"
"""What the reserve of the Party lacks to which a notification goes: evidence to complete it, never a record."""


def _facts(taking: Taking[Notice]) -> NoticeFacts:
    others, told = taking.step.others, taking.told
    return NoticeFacts(
        law=taking.step.law,
        notice=taking.now or Notice(taking.key),
        today=taking.today,
        missing=others.get((RESERVE, taking.key), {}).get("missing", 0),
        party_known=("party", told.get("party", "")) in others,
        **{"on": taking.on, **told},
    )


def _needs(law: Law, key: str, step: str, told: Mapping[str, Any]) -> list[Place]:
    """The Party to which a notification goes; what its reserve lacks before it is completed."""
    party = told.get("party")
    if step == "complete":
        return [(RESERVE, key)]
    return [("party", party)] if step == "issue" and type(party) is str else []


def settles(law: Law, body: Body, proposal: Proposal, account_type: str) -> str | None:
    """Why a transaction into an account of a type does not answer a notification, or `None` where it does."""
    notice = record_from(Notice, body)
    kind = notice_types(law)[notice.code]
    if notice.completed:
        return f"{notice.key} is completed."
    home = proposal.transferring.partition("-")[0]
    if home != notice.party:
        return f"{notice.key} is addressed to {notice.party}, not to {home}."
    if not any(proposal.type == type and account in ("", account_type) for type, account in kind.answers):
        return f"{notice.key} ({kind.name}) asks for {answers_of(kind)}."
    left = outstanding(notice)
    if fault := _unit_fault(law, notice, kind, proposal, account_type):
        return fault
    if type(proposal.quantity) is int and proposal.quantity > left:
        return f"{left:,} units are outstanding of {notice.key}; {proposal.quantity:,} are too many."
    return None


def _unit_fault(law: Law, notice: Notice, kind: NoticeType, proposal: Proposal, account_type: str) -> str | None:
    if proposal.unit not in kind.units:
        return f"{notice.key} is not settled with {proposal.unit}, but with {', '.join(sorted(kind.units))}."
    replaced = law.terms.accounts[account_type].replaces if account_type in law.terms.accounts else ""
    if notice.code in codes_about(law, "impending expiry") and replaced != notice.unit:
        return f"{notice.key} is about {notice.unit}; account type {account_type} is for {replaced}."
    if notice.code in codes_about(law, "change of expiry") and notice.unit not in ("", proposal.unit):
        return f"{notice.key} is about {notice.unit}, not {proposal.unit}."
    return None


def _issue(facts: NoticeFacts) -> Notice:
    days = notice_types(facts.law)[facts.code].days
    return replace(
        facts.notice,
        code=facts.code,
        party=facts.party,
        issued_on=facts.on,
        deadline=facts.deadline or (facts.on + timedelta(days=days) if days is not None else None),
        quantity=facts.quantity,
        unit=facts.unit,
        project=facts.project,
        activity=facts.activity,
        blocks=facts.blocks,
        note=facts.note,
    )


def _settle(facts: NoticeFacts) -> Notice:
    settled = (*facts.notice.settled, Settlement(facts.transaction, facts.quantity, facts.on))
    return _completed_if_done(replace(facts.notice, settled=settled), facts)


def _completed_if_done(notice: Notice, facts: NoticeFacts) -> Notice:
    if outstanding(notice):
        return notice
    return replace(notice, status=NoticeStatus.COMPLETED, completed_on=facts.on)


def _update(facts: NoticeFacts) -> Notice:
    before = facts.notice
    changes = (*before.changes, Change(facts.on, facts.note or "Quantity or deadline changed."))
    deadline = facts.deadline or before.deadline
    # a new deadline gives an overdue notification its time again
    status = NoticeStatus.OPEN if facts.deadline is not None and facts.deadline >= facts.on else before.status
    changed = replace(
        before, changes=changes, deadline=deadline, status=status, quantity=facts.quantity or before.quantity
    )
    return _completed_if_done(changed, facts) if before.settled else changed


def _overdue(facts: NoticeFacts) -> Notice:
    return replace(facts.notice, status=NoticeStatus.INCOMPLETE)


def _complete(facts: NoticeFacts) -> Notice:
    changes = (*facts.notice.changes, Change(facts.on, facts.note)) if facts.note else facts.notice.changes
    return replace(facts.notice, status=NoticeStatus.COMPLETED, completed_on=facts.on, changes=changes)


_DATED = "step_of_a_notice_is_not_dated_ahead "
_KNOWN = "notice_was_issued notice_is_not_completed "

STEPS = table_of(
    step_type(
        "issue",
        _issue,
        "code party unit? project? activity? blocks? quantity? deadline? note?",
        _DATED + "notice_is_numbered_by_the_log notice_goes_to_a_party_on_record notice_says_what_its_code_needs"
        " deadline_is_after_the_issue",
    ),
    # taken with a transaction that has its own day, and whose checks asked `settles`: nothing may stand in its way
    step_type(
        "settle",
        _settle,
        "quantity transaction",
        _KNOWN + "settlement_is_of_what_is_outstanding transaction_settles_a_notice_once",
    ),
    step_type(
        "update",
        _update,
        "quantity? deadline? note?",
        _DATED + _KNOWN + "update_leaves_what_is_settled deadline_is_after_the_issue",
    ),
    step_type("overdue", _overdue, "note?", _DATED + _KNOWN + "deadline_has_passed"),
    step_type("complete", _complete, "note?", _DATED + _KNOWN + "nothing_is_outstanding reserve_is_restored"),
)

KIND: RecordKind[NoticeFacts, Notice] = RecordKind(
    "notice",
    "a notification",
    Notice,
    fields_of(NoticeFacts),
    STEPS,
    _facts,
    needs=_needs,
    follows=frozenset({"settle"}),
    law_files={"notices": read_notice_types},
)
