"""How a computed letter compares with the official one, and why it differs where it does."""

from __future__ import annotations

from collections.abc import Callable

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
        " had fallen due in the phase before. The official letter judges it all the same."
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
    return next(name for name, shown in _EVIDENCE if shown(given, status))


_EVIDENCE: tuple[tuple[str, Callable[[str, YearStatus], bool]], ...] = (
    (
        "owed from an earlier phase",
        lambda given, year: given == "B" and year.letter in ("A", NO_OBLIGATION) and year.owed > 0,
    ),
    ("excluded", lambda given, year: year.report == "excluded" and (given != "A" or year.letter == NO_OBLIGATION)),
    ("blank in the public figures", lambda given, year: given != "A" and year.report == "not required"),
    ("report entered late", lambda given, year: given == "C" and year.letter in ("A", "B")),
    ("no report in the public figures", lambda given, year: year.letter == "C"),
    ("made good since", lambda given, year: given == "B" and year.letter == "A"),
    ("short since an earlier year", lambda given, year: year.letter == "B" and year.letter_of_year != "B"),
    ("no surrender in the public figures", lambda given, year: year.letter == "B" and not year.surrendered),
    ("short in the public figures", lambda given, year: year.letter == "B"),
    ("other", lambda given, year: True),
)
"""What a row's own figures must show for each cause, the first that fits; for letters that differ."""
