"""The rules of a notification's steps. Each is a check over a :class:`NoticeCase`; numbers are ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from openets.checks.check import CHECKS, Check, check
from openets.compliance.notices_record import Notice, notice_types, outstanding
from openets.laws.now import EXPIRING

PRACTICE = "UK registry NoticeType; data exchange standards; our number"
OURS = "our rule: a record keeps its order"
KEY = re.compile(r"ITL[1-9][0-9]{0,11}")


@dataclass(frozen=True, slots=True)
class NoticeCase:
    """All that the rules of one step look at. What the step was not told is at its default."""

    notice: Notice
    today: date
    on: date
    """Day on which the step took place."""
    party_known: bool = False
    """Whether the Party that it is addressed to is on record."""
    missing: int = 0
    """Units that the Party's reserve lacks today, where somebody looked."""
    code: int = 0
    party: str = ""
    unit: str = ""
    project: str = ""
    activity: str = ""
    blocks: tuple[tuple[str, int, int], ...] = ()
    quantity: int = 0
    deadline: date | None = None
    transaction: str = ""
    note: str = ""


NoticeRule = Callable[[NoticeCase], str | None]


def rule(code: str, *, field: str, citation: str, verified: bool = False) -> Callable[[NoticeRule], NoticeRule]:
    """Declare a check over a case of a notification's step."""
    return cast("Callable[[NoticeRule], NoticeRule]", check(code, field=field, citation=citation, verified=verified))


def rules_named(*names: str) -> tuple[Check, ...]:
    return tuple(CHECKS[name] for name in names)


def refusing(rules: tuple[Check, ...], case: NoticeCase) -> list[tuple[Check, str]]:
    """Every rule that says no to a step, with what it found."""
    return [(each, found) for each in rules if (found := each.run(cast(Any, case))) is not None]


@rule("P-7301", field="on", citation=OURS)
def step_of_a_notice_is_not_dated_ahead(case: NoticeCase) -> str | None:
    """A step must not be dated after today, nor before the notification was issued."""
    if case.on > case.today:
        return f"{case.on.isoformat()} is after {case.today.isoformat()}."
    issued = case.notice.issued_on
    if issued is not None and case.on < issued:
        return f"{case.on.isoformat()} is before {issued.isoformat()}, when it was issued."
    return None


@rule("P-7302", field="key", citation=PRACTICE)
def notice_is_numbered_by_the_log(case: NoticeCase) -> str | None:
    """A notification must bear the log's letters and a number, and be issued once."""
    if case.notice.issued_on is not None:
        return f"{case.notice.key} was issued on {case.notice.issued_on.isoformat()}: update it instead."
    return None if KEY.fullmatch(case.notice.key) else f"'{case.notice.key}' is not like ITL17."


@rule("P-7303", field="party", citation=PRACTICE)
def notice_goes_to_a_party_on_record(case: NoticeCase) -> str | None:
    """A notification must go to a Party whose initial report is on record."""
    return None if case.party_known else f"'{case.party}' has none."


@rule("P-7304", field="code", citation=PRACTICE)
def notice_says_what_its_code_needs(case: NoticeCase) -> str | None:
    """A notification must name what its code asks to be named, and no unit type that cannot expire for an expiry."""
    kind = notice_types()[case.code]
    missing = [name for name in kind.names if not getattr(case, name)]
    if missing:
        return f"'{kind.name}' needs {', '.join(missing)}."
    if case.code in EXPIRIES and case.unit and case.unit not in EXPIRING:
        return f"{case.unit} do not expire."
    return None


EXPIRIES = (3, 9)


@rule("P-7305", field="deadline", citation=PRACTICE)
def deadline_is_after_the_issue(case: NoticeCase) -> str | None:
    """The deadline of a notification must not lie before its issue."""
    issued = case.notice.issued_on or case.on
    if case.deadline is None or case.deadline >= issued:
        return None
    return f"{case.deadline.isoformat()} is before {issued.isoformat()}."


@rule("P-7306", field="step", citation=OURS)
def notice_was_issued(case: NoticeCase) -> str | None:
    """Only a notification that was issued may be settled, updated or completed."""
    return None if case.notice.issued_on is not None else f"No notification {case.notice.key} is known."


@rule("P-7307", field="step", citation=PRACTICE)
def notice_is_not_completed(case: NoticeCase) -> str | None:
    """A notification must not change once it is completed."""
    done = case.notice.completed_on
    return f"It was completed on {done.isoformat()}." if done is not None else None


@rule("P-7308", field="quantity", citation=PRACTICE)
def settlement_is_of_what_is_outstanding(case: NoticeCase) -> str | None:
    """A notification may be settled only with as many units as are outstanding, and only where it asks for units."""
    left = outstanding(case.notice)
    return None if case.quantity <= left else f"{left:,} are outstanding, {case.quantity:,} are too many."


@rule("P-7309", field="transaction", citation=OURS)
def transaction_settles_a_notice_once(case: NoticeCase) -> str | None:
    """A transaction may settle a notification only once."""
    known = [each.transaction for each in case.notice.settled]
    return f"{case.transaction} has." if case.transaction in known else None


@rule("P-7310", field="quantity", citation=PRACTICE)
def update_leaves_what_is_settled(case: NoticeCase) -> str | None:
    """An update must change something, and must not ask for less than is settled already."""
    if not (case.quantity or case.deadline or case.note):
        return "It names no quantity, no deadline and no note."
    done = sum(each.quantity for each in case.notice.settled)
    return f"{done:,} are settled." if case.quantity and case.quantity < done else None


@rule("P-7311", field="on", citation=PRACTICE)
def deadline_has_passed(case: NoticeCase) -> str | None:
    """A notification may be called overdue only after its deadline."""
    deadline = case.notice.deadline
    if deadline is None:
        return "It has no deadline."
    return None if case.on > deadline else f"It runs until {deadline.isoformat()}."


@rule("P-7312", field="step", citation=PRACTICE)
def nothing_is_outstanding(case: NoticeCase) -> str | None:
    """A notification may be completed only when nothing that it asks for is outstanding."""
    left = outstanding(case.notice)
    return f"{left:,} units are: name {case.notice.key} in the transaction that delivers them." if left else None


@rule("P-7313", field="step", citation="11/CMP.1 Annex paras 8-9 (from memory); our number")
def reserve_is_restored(case: NoticeCase) -> str | None:
    """A notification about the reserve may be completed only when the reserve is there again."""
    if case.notice.code not in ABOUT_THE_RESERVE or case.missing <= 0:
        return None
    return f"{case.missing:,} units are missing: acquire as many."


ABOUT_THE_RESERVE = (7, 11)
"""Codes of the notifications about the reserve: of a Party, and of the EU-15 together."""
