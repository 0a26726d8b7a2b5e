"""How a computed letter compares with the official one, and why it differs where it does."""

from __future__ import annotations

from collections.abc import Callable

from openets.compliance.status import NOT_YET, YearStatus
from openets.laws.law import Letters

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
    "owed from an earlier phase": (
        "The official letter is B. The year's own phase is covered, but by the public figures"
        " something of an earlier phase is owed still, which the computed letter leaves out."
    ),
    "no surrender in the public figures": (
        "The official letter is A, but the public figures show emissions of the year and no unit surrendered for it."
    ),
    "short in the public figures": (
        "The official letter is A, but the public figures show fewer units surrendered for the year than emitted in it,"
        " and no surplus of the phase that would cover the rest:"
        " a surrender that they do not show, or emissions corrected afterwards."
    ),
    "short since an earlier year": (
        "The official letter is A. The year itself is covered, but by the public figures"
        " an earlier year of the phase was short, and this one did not make it good."
    ),
    "no report in the public figures": (
        "The official letter is A or B, but the public figures say that nothing was reported."
    ),
    "blank in the public figures": (
        "The official letter is B or C. For this year the public figures have no emissions and no remark either;"
        " a blank is taken to mean that none were due."
    ),
    "excluded": (
        "The public figures say that the year is excluded: it counts as nothing, and has no letter where nothing"
        " had ever fallen due. The official letter judges it all the same."
    ),
    "other": "None of the above.",
}
"""Cause class → what it means."""


def official_letter(code: str) -> str:
    """The letter of an official code: ``A*`` (reckoned under the rules of a closed account) counts as ``A``."""
    return code.rstrip("*")


def cause(letters: Letters, official: str, status: YearStatus) -> str:
    """`AGREES`, `NOT_COMPARED`, or the class of cause of the disagreement (a key of `CAUSES`)."""
    given = official_letter(official)
    if given not in (letters.enough, letters.short, letters.no_report) or status.letter == NOT_YET:
        return NOT_COMPARED
    if given == status.letter:
        return AGREES
    return next(name for name, shown in _EVIDENCE if shown(letters, given, status))


_Evidence = Callable[[Letters, str, YearStatus], bool]

_EVIDENCE: tuple[tuple[str, _Evidence], ...] = (
    (
        "owed from an earlier phase",
        lambda of, given, year: given == of.short and year.letter in (of.enough, of.nothing_owed) and year.owed > 0,
    ),
    (
        "excluded",
        lambda of, given, year: year.report == "excluded" and (given != of.enough or year.letter == of.nothing_owed),
    ),
    (
        "blank in the public figures",
        lambda of, given, year: given != of.enough and year.report == "not required",
    ),
    (
        "report entered late",
        lambda of, given, year: given == of.no_report and year.letter in (of.enough, of.short),
    ),
    ("no report in the public figures", lambda of, given, year: year.letter == of.no_report),
    ("made good since", lambda of, given, year: given == of.short and year.letter == of.enough),
    (
        "short since an earlier year",
        lambda of, given, year: year.letter == of.short and year.letter_of_year != of.short,
    ),
    ("no surrender in the public figures", lambda of, given, year: year.letter == of.short and not year.surrendered),
    ("short in the public figures", lambda of, given, year: year.letter == of.short),
    ("other", lambda of, given, year: True),
)
"""What a row's own figures must show for each cause, the first that fits; for letters that differ."""
