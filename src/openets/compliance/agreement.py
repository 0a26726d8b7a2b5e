"""How a computed letter compares with the official one, and why it differs where it does."""

from __future__ import annotations

from openets.compliance.status import NO_OBLIGATION, NOT_YET, YearStatus

AGREES = "agrees"
NOT_COMPARED = "no official A, B or C"

CAUSES: dict[str, str] = {
    "report entered late": (
        "The official letter is C: there was no report on the day. The public figures hold one that was entered later."
    ),
    "made good since": (
        "The official letter is B. The public figures, which have no dates, show enough surrendered:"
        " the missing units were delivered after the deadline, or for another year of the phase."
    ),
    "short in the public figures": (
        "The official letter is A, but over the phase the public figures show fewer units surrendered than emitted:"
        " a surrender that they do not show, or emissions corrected afterwards."
    ),
    "no report in the public figures": (
        "The official letter is A or B, but the public figures say that nothing was reported."
    ),
    "excluded": (
        "The year is excluded from the obligation, so there is nothing to judge;"
        " the official letter is given all the same."
    ),
    "other": "None of the above.",
}
"""Cause class → what it means."""


def official_letter(code: str) -> str:
    """The letter of an official code: ``A*`` (reckoned under the rules of a closed account) counts as ``A``."""
    return code.rstrip("*")


def cause(official: str, status: YearStatus) -> str:
    """`AGREES`, `NOT_COMPARED`, or the class of cause of the disagreement (a key of `CAUSES`)."""
    given = official_letter(official)
    if given not in ("A", "B", "C") or status.letter == NOT_YET:
        return NOT_COMPARED
    if given == status.letter:
        return AGREES
    if status.letter == NO_OBLIGATION:
        return "excluded"
    if given == "C":
        return "report entered late"
    if status.letter == "C":
        return "no report in the public figures"
    if given == "B" and status.letter == "A":
        return "made good since"
    if given == "A" and status.letter == "B":
        return "short in the public figures"
    return "other"
