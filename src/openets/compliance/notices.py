"""Notifications of the international log: how one is issued, settled, updated and completed.

The key of a notification's record is ``ITL`` and a number. What each code asks for is in `parameters/notices.toml`,
the record in `notices_record.py`, the rules of its steps in `notices_rules.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from openets.checks.check import Check, refuse
from openets.compliance import party_values as values
from openets.compliance.notices_record import (
    Change,
    Notice,
    NoticeStatus,
    NoticeType,
    Settlement,
    body_of_notice,
    notice_from,
    notice_types,
    outstanding,
)
from openets.compliance.notices_rules import NoticeCase, refusing, rules_named
from openets.kernel.refusals import Misuse, Refused
from openets.laws.now import UNIT_TYPES
from openets.ledger.records import Body, Place, Step
from openets.ledger.transactions import Proposal

KIND = "notice"
RESERVE = "reserve"
"""How the reserve stands of the Party to which a notification goes: looked up to complete it, never written."""
_REPLACED_IN = {"411": "tCER", "421": "lCER"}


def _code(place: str, value: Any) -> int:
    if type(value) is not int or value not in notice_types():
        raise Misuse(f"{place} must be one of {', '.join(map(str, notice_types()))}, not {value!r}")
    return value


def _blocks(place: str, value: Any) -> tuple[tuple[str, int, int], ...]:
    """Serial ranges: lists of origin, first and last number."""
    if type(value) is not list or not all(map(_is_block, value)):
        raise Misuse(f"{place} must be serial ranges such as [['CN', 1, 100]], not {str(value)[:60]!r}")
    return tuple((origin, start, end) for origin, start, end in value)


def _is_block(row: Any) -> bool:
    if type(row) is not list or [type(each) for each in row] != [str, int, int]:
        return False
    return 0 < row[1] <= row[2] and bool(row[0].isprintable())


READERS: dict[str, values.Reader] = {
    "on": values.day,
    "code": _code,
    "party": values.text,
    "unit": values.one_of(tuple(UNIT_TYPES)),
    "project": values.text,
    "activity": values.activity,
    "blocks": _blocks,
    "quantity": values.positive,
    "deadline": values.day,
    "transaction": values.text,
    "note": values.text,
}
"""What a step may be told → how it is read."""


class NoticeStep(NamedTuple):
    """A step: what it must and may be told, the rules in order of precedence, and what it does."""

    needed: tuple[str, ...]
    optional: tuple[str, ...]
    rules: tuple[Check, ...]
    take: Callable[[NoticeCase], Notice]


def advance(step: Step) -> Body:
    """Take a step with a notification's record and return its new body.

    Raises `Misuse` for values that are malformed (naming the field), `Refused` with every rule that says no.
    """
    kind = STEPS.get(step.name)
    if kind is None:
        raise Misuse(f"'{step.name}' is no step of a notification; known are {', '.join(STEPS)}")
    case = _case_of(step, values.read(step, READERS, kind.needed, ("on", *kind.optional)))
    found = refusing(kind.rules, case)
    if found:
        raise Refused([refuse(each, detail) for each, detail in found])
    return body_of_notice(kind.take(case))


def needs(key: str, step_name: str, told: Mapping[str, Any]) -> list[Place]:
    """What a step looks at: the Party to which a notification goes; how its reserve stands before it is completed."""
    party = told.get("party")
    if step_name == "complete":
        return [(RESERVE, key)]
    return [("party", party)] if step_name == "issue" and type(party) is str else []


def _case_of(step: Step, told: Mapping[str, Any]) -> NoticeCase:
    return NoticeCase(
        notice=notice_from(step.now) if step.now is not None else Notice(step.key),
        today=step.on,
        missing=step.others.get((RESERVE, step.key), {}).get("missing", 0),
        party_known=("party", told.get("party", "")) in step.others,
        **{"on": step.on, **told},
    )


# ---- what settles a notification -----------------------------------------------------------------


def settles(body: Body, proposal: Proposal, account_type: str) -> str | None:
    """Why a transaction into an account of a type does not answer a notification, or `None` where it does."""
    notice = notice_from(body)
    kind = notice.type
    if notice.completed:
        return f"{notice.key} is completed."
    home = proposal.transferring.partition("-")[0]
    if home != notice.party:
        return f"{notice.key} is addressed to {notice.party}, not to {home}."
    if not any(proposal.type == type and account in ("", account_type) for type, account in kind.answers):
        asked = " or ".join(
            f"{type} into account type {account}" if account else type for type, account in kind.answers
        )
        return f"{notice.key} ({kind.name}) asks for {asked or 'no transaction'}."
    return _unit_fault(notice, proposal, account_type) or _quantity_fault(notice, proposal)


def answers_of(kind: NoticeType) -> str:
    """What settles a notification of a type, in words."""
    words = [f"{type} into account type {account}" if account else type for type, account in kind.answers]
    return " or ".join(words) or "no transaction"


def _unit_fault(notice: Notice, proposal: Proposal, account_type: str) -> str | None:
    if proposal.unit not in notice.type.units:
        return f"{notice.key} is not settled with {proposal.unit}, but with {', '.join(sorted(notice.type.units))}."
    if notice.code == 3 and _REPLACED_IN[account_type] != notice.unit:
        return f"{notice.key} is about {notice.unit}; account type {account_type} is for {_REPLACED_IN[account_type]}."
    if notice.code == 9 and notice.unit not in ("", proposal.unit):
        return f"{notice.key} is about {notice.unit}, not {proposal.unit}."
    return None


def _quantity_fault(notice: Notice, proposal: Proposal) -> str | None:
    left = outstanding(notice)
    if type(proposal.quantity) is int and proposal.quantity > left:
        return f"{left:,} units are outstanding of {notice.key}; {proposal.quantity:,} are too many."
    return None


# ---- what each step does -------------------------------------------------------------------------


def _issue(case: NoticeCase) -> Notice:
    days = notice_types()[case.code].days
    return replace(
        case.notice,
        code=case.code,
        party=case.party,
        issued_on=case.on,
        deadline=case.deadline or (case.on + timedelta(days=days) if days is not None else None),
        quantity=case.quantity,
        unit=case.unit,
        project=case.project,
        activity=case.activity,
        blocks=case.blocks,
        note=case.note,
    )


def _settle(case: NoticeCase) -> Notice:
    settled = (*case.notice.settled, Settlement(case.transaction, case.quantity, case.on))
    return _completed_if_done(replace(case.notice, settled=settled), case)


def _completed_if_done(notice: Notice, case: NoticeCase) -> Notice:
    if outstanding(notice):
        return notice
    return replace(notice, status=NoticeStatus.COMPLETED, completed_on=case.on)


def _update(case: NoticeCase) -> Notice:
    before = case.notice
    changes = (*before.changes, Change(case.on, case.note or "Quantity or deadline changed."))
    deadline = case.deadline or before.deadline
    # a new deadline gives an overdue notification its time again
    status = NoticeStatus.OPEN if case.deadline is not None and case.deadline >= case.on else before.status
    changed = replace(
        before, changes=changes, deadline=deadline, status=status, quantity=case.quantity or before.quantity
    )
    return _completed_if_done(changed, case) if before.settled else changed


def _overdue(case: NoticeCase) -> Notice:
    return replace(case.notice, status=NoticeStatus.INCOMPLETE)


def _complete(case: NoticeCase) -> Notice:
    changes = (*case.notice.changes, Change(case.on, case.note)) if case.note else case.notice.changes
    return replace(case.notice, status=NoticeStatus.COMPLETED, completed_on=case.on, changes=changes)


# ---- the steps -----------------------------------------------------------------------------------


def _step(take: Callable[[NoticeCase], Notice], needed: str, optional: str, *rules: str) -> NoticeStep:
    return NoticeStep(tuple(needed.split()), tuple(optional.split()), rules_named(*rules), take)


_DATED = "step_of_a_notice_is_not_dated_ahead"
_KNOWN = ("notice_was_issued", "notice_is_not_completed")

STEPS: dict[str, NoticeStep] = {
    "issue": _step(
        _issue,
        "code party",
        "unit project activity blocks quantity deadline note",
        _DATED,
        "notice_is_numbered_by_the_log",
        "notice_goes_to_a_party_on_record",
        "notice_says_what_its_code_needs",
        "deadline_is_after_the_issue",
    ),
    # taken with a transaction that has its own day, and whose checks asked `settles`: nothing may stand in its way
    "settle": _step(
        _settle,
        "quantity transaction",
        "",
        *_KNOWN,
        "settlement_is_of_what_is_outstanding",
        "transaction_settles_a_notice_once",
    ),
    "update": _step(
        _update,
        "",
        "quantity deadline note",
        _DATED,
        *_KNOWN,
        "update_leaves_what_is_settled",
        "deadline_is_after_the_issue",
    ),
    "overdue": _step(_overdue, "", "note", _DATED, *_KNOWN, "deadline_has_passed"),
    "complete": _step(_complete, "", "note", _DATED, *_KNOWN, "nothing_is_outstanding", "reserve_is_restored"),
}
"""Every step of a notification's record by its name."""

__all__ = ["KIND", "STEPS", "advance", "needs", "notice_types", "outstanding", "settles"]
