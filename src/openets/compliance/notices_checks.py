"""The rules of a notification's steps. Each is a check over a :class:`NoticeFacts`; numbers are ours."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from openets.checks.check import check
from openets.compliance.notices_record import Notice, codes_about, key_prefix, notice_types, outstanding
from openets.compliance.party_limits import land_use_letters
from openets.laws.law import Law
from openets.records.fields import REASON, Choice, Day, Ranges, Text, Whole

PRACTICE = "UK registry NoticeType; data exchange standards"
OURS = "our rule: a record keeps its order"


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """All that the rules of one step look at. What the step was not told is at its default."""

    law: Law
    notice: Notice
    today: date
    on: date
    """Day on which the step took place."""
    party_known: bool = False
    """Whether the Party that it is addressed to is on record."""
    missing: int = 0
    """Units that the Party's reserve lacks today, where somebody looked."""
    code: Annotated[int, Choice(notice_types)] = 0
    party: Annotated[str, Text()] = ""
    unit: Annotated[str, Choice(lambda law: law.terms.units)] = ""
    project: Annotated[str, Text()] = ""
    activity: Annotated[str, Choice(land_use_letters)] = ""
    blocks: Annotated[tuple[tuple[str, int, int], ...], Ranges()] = ()
    quantity: Annotated[int, Whole(1)] = 0
    """Units."""
    deadline: Annotated[date | None, Day()] = None
    transaction: Annotated[str, Text()] = ""
    note: Annotated[str, Text(REASON)] = ""


@check("P-7301", field="on", citation=OURS, verified=False)
def step_of_a_notice_is_not_dated_ahead(facts: NoticeFacts) -> str | None:
    """A step must not be dated after today, nor before the notification was issued."""
    if facts.on > facts.today:
        return f"{facts.on} is after {facts.today}."
    issued = facts.notice.issued_on
    if issued is not None and facts.on < issued:
        return f"{facts.on} is before {issued}, when it was issued."
    return None


@check("P-7302", field="key", citation=PRACTICE, verified=False)
def notice_is_numbered_by_the_log(facts: NoticeFacts) -> str | None:
    """A notification must bear the log's letters and a number, and be issued once."""
    if facts.notice.issued_on is not None:
        return f"{facts.notice.key} was issued on {facts.notice.issued_on}: update it instead."
    prefix = key_prefix(facts.law)
    fits = re.fullmatch(rf"{prefix}[1-9][0-9]{{0,11}}", facts.notice.key)
    return None if fits else f"'{facts.notice.key}' is not like {prefix}17."


@check("P-7303", field="party", citation=PRACTICE, verified=False)
def notice_goes_to_a_party_on_record(facts: NoticeFacts) -> str | None:
    """A notification must go to a Party whose initial report is on record."""
    return None if facts.party_known else f"'{facts.party}' has none."


@check("P-7304", field="code", citation=PRACTICE, verified=False)
def notice_says_what_its_code_needs(facts: NoticeFacts) -> str | None:
    """A notification must name what its code asks to be named, and no unit type that cannot expire for an expiry."""
    kind = notice_types(facts.law)[facts.code]
    missing = [name for name in kind.names if not getattr(facts, name)]
    if missing:
        return f"'{kind.name}' needs {', '.join(missing)}."
    expiry = facts.code in codes_about(facts.law, "impending expiry", "change of expiry")
    if expiry and facts.unit and facts.unit not in facts.law.terms.expiring:
        return f"{facts.unit} do not expire."
    return None


@check("P-7305", field="deadline", citation=PRACTICE, verified=False)
def deadline_is_after_the_issue(facts: NoticeFacts) -> str | None:
    """The deadline of a notification must not lie before its issue."""
    issued = facts.notice.issued_on or facts.on
    if facts.deadline is None or facts.deadline >= issued:
        return None
    return f"{facts.deadline} is before {issued}."


@check("P-7306", field="step", citation=OURS, verified=False)
def notice_was_issued(facts: NoticeFacts) -> str | None:
    """Only a notification that was issued may be settled, updated or completed."""
    return None if facts.notice.issued_on is not None else f"No notification {facts.notice.key} is known."


@check("P-7307", field="step", citation=PRACTICE, verified=False)
def notice_is_not_completed(facts: NoticeFacts) -> str | None:
    """A notification must not change once it is completed."""
    done = facts.notice.completed_on
    return f"It was completed on {done}." if done is not None else None


@check("P-7308", field="quantity", citation=PRACTICE, verified=False)
def settlement_is_of_what_is_outstanding(facts: NoticeFacts) -> str | None:
    """A notification may be settled only with as many units as are outstanding, and only where it asks for units."""
    left = outstanding(facts.notice)
    return None if facts.quantity <= left else f"{left:,} are outstanding, {facts.quantity:,} are too many."


@check("P-7309", field="transaction", citation=OURS, verified=False)
def transaction_settles_a_notice_once(facts: NoticeFacts) -> str | None:
    """A transaction may settle a notification only once."""
    known = [each.transaction for each in facts.notice.settled]
    return f"{facts.transaction} has." if facts.transaction in known else None


@check("P-7310", field="quantity", citation=PRACTICE, verified=False)
def update_leaves_what_is_settled(facts: NoticeFacts) -> str | None:
    """An update must change something, and must not ask for less than is settled already."""
    if not (facts.quantity or facts.deadline or facts.note):
        return "It names no quantity, no deadline and no note."
    done = sum(each.quantity for each in facts.notice.settled)
    return f"{done:,} are settled." if facts.quantity and facts.quantity < done else None


@check("P-7311", field="on", citation=PRACTICE, verified=False)
def deadline_has_passed(facts: NoticeFacts) -> str | None:
    """A notification may be called overdue only after its deadline."""
    deadline = facts.notice.deadline
    if deadline is None:
        return "It has no deadline."
    return None if facts.on > deadline else f"It runs until {deadline}."


@check("P-7312", field="step", citation=PRACTICE, verified=False)
def nothing_is_outstanding(facts: NoticeFacts) -> str | None:
    """A notification may be completed only when nothing that it asks for is outstanding."""
    left = outstanding(facts.notice)
    return f"{left:,} units are: name {facts.notice.key} in the transaction that delivers them." if left else None


@check("P-7313", field="step", citation="11/CMP.1 Annex paras 8-9 (from memory)", verified=False)
def reserve_is_restored(facts: NoticeFacts) -> str | None:
    """A notification about the reserve may be completed only when the reserve is there again."""
    if facts.notice.code not in codes_about(facts.law, *ABOUT_THE_RESERVE) or facts.missing <= 0:
        return None
    return f"{facts.missing:,} units are missing: acquire as many."


ABOUT_THE_RESERVE = ("reserve", "joint reserve")
"""The law's words for the notifications about the reserve: of a Party, and of those that meet one target together."""
