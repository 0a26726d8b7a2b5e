"""How computed years compare with the official ones: why letters differ, and which penalties may be shown.

A figure against a named operator must not contradict the official finding. A penalty that the rules give on public
figures supposes that they are complete and that nothing came late. The official letter knows better: where it finds an
installation in compliance, or finds nothing, the figures prove nothing.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from openets.compliance.status import NOT_YET, Surrendered, YearStatus, heard, statuses
from openets.kernel.money import Money
from openets.laws.law import Law, Letters
from openets.ledger.store import YearRecord

AGREES = "agrees"
NOT_COMPARED = "no official A, B or C"


class _Cause(NamedTuple):
    """A class of cause for which letters differ."""

    name: str
    shown: Callable[[Letters, str, YearStatus], bool]
    """Whether a year's own figures show it, by the law's letters and the official one."""
    meaning: str


_CAUSES = (
    _Cause(
        "owed from an earlier phase",
        lambda of, given, year: given == of.short and year.letter in (of.enough, of.nothing_owed) and year.owed > 0,
        "The official letter is B. The year's own phase is covered, but by the public figures"
        " something of an earlier phase is owed still, which the computed letter leaves out.",
    ),
    _Cause(
        "excluded",
        lambda of, given, year: year.report == "excluded" and (given != of.enough or year.letter == of.nothing_owed),
        "The public figures say that the year is excluded: it counts as nothing, and has no letter where nothing"
        " had ever fallen due. The official letter judges it all the same.",
    ),
    _Cause(
        "blank in the public figures",
        lambda of, given, year: given != of.enough and year.report == "not required",
        "The official letter is B or C. For this year the public figures have no emissions and no remark either;"
        " a blank is taken to mean that none were due.",
    ),
    _Cause(
        "report entered late",
        lambda of, given, year: given == of.no_report and year.letter in (of.enough, of.short),
        "The official letter is C: there was no report on the day. The public figures hold one that was entered later.",
    ),
    _Cause(
        "no report in the public figures",
        lambda of, given, year: year.letter == of.no_report,
        "The official letter is A or B, but the public figures say that nothing was reported.",
    ),
    _Cause(
        "made good since",
        lambda of, given, year: given == of.short and year.letter == of.enough,
        "The official letter is B. The public figures, which have no dates, show enough surrendered:"
        " the missing units were delivered after the deadline, or for another year of the phase.",
    ),
    _Cause(
        "short since an earlier year",
        lambda of, given, year: year.letter == of.short and year.letter_of_year != of.short,
        "The official letter is A. The year itself is covered, but by the public figures"
        " an earlier year of the phase was short, and this one did not make it good.",
    ),
    _Cause(
        "no surrender in the public figures",
        lambda of, given, year: year.letter == of.short and not year.surrendered,
        "The official letter is A, but the public figures show emissions of the year and no unit surrendered for it.",
    ),
    _Cause(
        "short in the public figures",
        lambda of, given, year: year.letter == of.short,
        "The official letter is A, but the public figures show fewer units surrendered for the year than emitted in it,"
        " and no surplus of the phase that would cover the rest:"
        " a surrender that they do not show, or emissions corrected afterwards.",
    ),
    _Cause("other", lambda of, given, year: True, "None of the above."),
)
"""What a year's figures must show for each cause where letters differ: the first that fits is meant."""

CAUSES = {each.name: each.meaning for each in _CAUSES}
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
    return next(each.name for each in _CAUSES if each.shown(letters, given, status))


DOUBTS: dict[str, str] = {
    "official letter": (
        "The official letter of the year finds no shortfall,"
        " so what the public figures lack is not held against the operator."
    ),
    "no official letter": (
        "The year has no official letter here, though it has them for other installations:"
        " that something was missing was never found officially."
    ),
    "registry late": (
        "In that year the registry itself was late: nearly all its operators appear short, and not by their own fault."
    ),
}
"""Why a computed penalty is not shown → what it means."""


class Shown(NamedTuple):
    """What of a year's computed penalty is shown, and why nothing is (`""`, or a key of `DOUBTS`)."""

    tonnes: int
    amount: Money
    doubt: str


def shown(law: Law, state: str, official: str, status: YearStatus, *, judged: bool) -> Shown:
    """The penalised tonnes of a year as they may be shown.

    `judged` says whether the books hold official letters of the year at all, anyone's: where they hold none, as those
    of a registry do before its authority has judged, the rules alone speak.
    """
    nothing = Money(Decimal(0), law.currency)
    if not status.penalised:
        return Shown(0, nothing, "")
    given = official_letter(official)
    if given not in (law.letters.short, law.letters.corrected_short) and (given or judged):
        return Shown(0, nothing, "official letter" if given else "no official letter")
    if judged and law.registry_was_late(state, status.year):
        return Shown(0, nothing, "registry late")
    return Shown(status.penalised, status.penalty, "")


class Standing(NamedTuple):
    """An installation's year: what the books say, how it is judged, and how that compares with the official letter."""

    record: YearRecord
    status: YearStatus
    cause: str
    penalty: Shown
    """What of the computed penalty may be shown."""


def standings(
    law: Law,
    records: Iterable[YearRecord],
    today: date,
    *,
    aircraft: Container[str],
    judged: Container[int],
    late: Mapping[str, Sequence[Surrendered]] = MappingProxyType({}),
) -> Iterator[Standing]:
    """Judge all years of all installations, with everything that the books hold today.

    `records` come ordered by installation; those in `aircraft` are aircraft operators. `judged` are the years of which
    there are official letters, anyone's. Year records have no dates of surrender: every unit counts as given in time,
    but those of installations in `late`, whose surrenders are told with their days.
    """
    for key, group in groupby(records, key=lambda record: record.installation):
        years = {record.year: record for record in group}
        reports = [found for row in years.values() if (found := heard(law, row, today))]
        surrenders = late.get(key) or [
            Surrendered(row.year, date.min, row.surrendered) for row in years.values() if row.surrendered
        ]
        for status in statuses(law, reports, surrenders, today, aviation=key in aircraft):
            record = years[status.year]
            penalty = shown(law, key.partition("_")[0], record.official, status, judged=status.year in judged)
            yield Standing(record, status, cause(law.letters, record.official, status), penalty)
