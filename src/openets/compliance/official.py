"""How computed years compare with the official ones: why letters differ, and which penalties may be shown.

A figure against a named operator must not contradict the official finding. A penalty that the rules give on public
figures supposes that they are complete and that nothing came late. The official letter knows better: where it finds an
installation in compliance, or finds nothing, the figures prove nothing.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from openets.compliance.status import NOT_YET, Surrendered, YearStatus, heard, statuses
from openets.kernel.money import Money
from openets.laws.law import Law, Letters
from openets.ledger.holds import IMPORTED, REAL, SYNTHETIC
from openets.ledger.store import SupersededYear, YearRecord

AGREES = "agrees"
NOT_COMPARED = "no official A, B or C"


class _Facts(NamedTuple):
    """What decides on the cause of a difference: two letters, and what the public figures show."""

    given: str
    """The official letter."""
    year: YearStatus
    made_good: bool
    """Whether a later year on record makes good all that the balance lacks."""


class _Cause(NamedTuple):
    """A class of cause for which letters differ."""

    name: str
    shown: Callable[[Letters, _Facts], bool]
    """Whether the figures show it, by the law's letters."""
    meaning: str


_CAUSES = (
    _Cause(
        "excluded",
        lambda of, row: row.given != of.enough and row.year.report == "excluded",
        "The official letter is B or C. The public figures say that the year is excluded, and so counts as nothing:"
        " it was excluded after it had been judged, or something is owed that they do not show.",
    ),
    _Cause(
        "blank in the public figures",
        lambda of, row: row.given != of.enough and row.year.report == "not required",
        "The official letter is B or C. For this year the public figures have no emissions and no remark either;"
        " a blank is taken to mean that none were due.",
    ),
    _Cause(
        "report entered late",
        lambda of, row: row.given == of.no_report and row.year.letter in (of.enough, of.short),
        "The official letter is C: there was no report on the day. The public figures hold one that was entered later.",
    ),
    _Cause(
        "no report in the public figures",
        lambda of, row: row.year.letter == of.no_report,
        "The official letter is A or B, but the public figures say that nothing was reported.",
    ),
    _Cause(
        "made good since",
        lambda of, row: row.given == of.short and row.year.letter == of.enough,
        "The official letter is B. The public figures, which have no dates, show enough surrendered:"
        " the missing units were delivered after the deadline, or for another year of the phase.",
    ),
    _Cause(
        "short since an earlier year",
        lambda of, row: row.year.letter == of.short and row.year.letter_of_year != of.short,
        "The official letter is A. The year itself is covered, but by the public figures"
        " an earlier year was short, and this one did not make it good.",
    ),
    _Cause(
        "no surrender in the public figures",
        lambda of, row: row.year.letter == of.short and not row.year.surrendered,
        "The official letter is A, but the public figures show emissions of the year and no unit surrendered for it.",
    ),
    _Cause(
        "corrected since",
        lambda of, row: row.year.letter == of.short and row.made_good,
        "The official letter is A, as it was on its day. The public figures show more emissions than units surrendered"
        " for the year, and in a later year the surplus that makes it good:"
        " the emissions were corrected after the deadline, and the difference was surrendered then.",
    ),
    _Cause(
        "short in the public figures",
        lambda of, row: row.year.letter == of.short,
        "The official letter is A, but the public figures show fewer units surrendered for the year than emitted in it,"
        " and no surplus before or after that would cover the rest.",
    ),
    _Cause("other", lambda of, row: True, "None of the above."),
)
"""What a year's figures must show for each cause where letters differ: the first that fits is meant."""

CAUSES = {each.name: each.meaning for each in _CAUSES}
"""Cause class → what it means."""


def official_letter(code: str) -> str:
    """The letter of an official code: ``A*`` (reckoned under the rules of a closed account) counts as ``A``."""
    return code.rstrip("*")


def is_compared(letters: Letters, official: str, computed: str) -> bool:
    """Whether there is an official A, B or C, and a computed letter to compare it with."""
    given = official_letter(official)
    return given in (letters.enough, letters.short, letters.no_report) and computed != NOT_YET


def cause(letters: Letters, official: str, status: YearStatus, *, made_good: bool) -> str:
    """`AGREES`, `NOT_COMPARED`, or the class of cause of the disagreement (a key of `CAUSES`).

    `made_good` says whether a later year on record makes good what the balance lacks.
    """
    if not is_compared(letters, official, status.letter):
        return NOT_COMPARED
    given = official_letter(official)
    if given == status.letter:
        return AGREES
    facts = _Facts(given, status, made_good)
    return next(each.name for each in _CAUSES if each.shown(letters, facts))


def made_good(statuses: Sequence[YearStatus]) -> set[int]:
    """The years of an installation, in their order, after which a later one lacks nothing."""
    enough = [row.year for row in statuses if row.balance >= 0]
    return {row.year for row in statuses if enough and row.year < enough[-1]}


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


_WHOSE = {
    IMPORTED: "Our computation from the public record; no authority imposed or confirmed it.",
    SYNTHETIC: "Our computation from the figures of a demonstration; no authority imposed it.",
    REAL: (
        "Computed by the rules from these books; the official letter is what the authority found. Where they differ, it"
        " knew something that is not entered here."
    ),
}
WHY_OTHER = (
    "It may differ from what was decided: public figures have no days of surrender, and lack corrections, closures and"
    " appeals that the authority knew; what was really levied is not in them."
)
"""Why a letter or penalty that is computed may not be the authority's."""


def whose(holds: str, *, judged: bool) -> str:
    """Whose conclusion a computed letter or penalty is, and why the authority's may differ; ``""`` where nobody else
    concluded anything: in the books of a registry that is itself the authority, without official letters from outside.

    `holds` is what the books hold, `judged` whether there are official letters in them.
    """
    if holds == REAL:
        return _WHOSE[REAL] if judged else ""
    return f"{_WHOSE[holds or IMPORTED]} {WHY_OTHER}"


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
    nothing = _nothing(law.currency)
    if not status.penalised:
        return nothing
    given = official_letter(official)
    if given not in (law.letters.short, law.letters.corrected_short) and (given or judged):
        return nothing._replace(doubt="official letter" if given else "no official letter")
    if judged and law.registry_was_late(state, status.year):
        return nothing._replace(doubt="registry late")
    return Shown(status.penalised, status.penalty, "")


def still_owed(law: Law, official: str, status: YearStatus, doubt: str) -> int:
    """Units that are held to be missing for a year and those before it, by what is on record.

    Nothing where the official letter finds nothing missing, or the registry itself was late: then the figures hold
    nothing against the operator. `doubt` is why a penalty of the year is not shown.
    """
    settled = official_letter(official) in (law.letters.enough, law.letters.corrected_enough)
    return 0 if settled or doubt in ("official letter", "registry late") else max(0, -status.balance)


@cache
def _nothing(currency: str) -> Shown:
    return Shown(0, Money(Decimal(0), currency), "")


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
    before: Mapping[str, Sequence[SupersededYear]] = MappingProxyType({}),
    known: date | None = None,
    cycles: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Standing]:
    """Judge all years of all installations, with everything that the books hold today.

    `records` come ordered by installation; those in `aircraft` are aircraft operators. `judged` are the years of which
    there are official letters, anyone's. Year records have no dates of surrender: every unit counts as given in time,
    but those of installations in `late`, whose surrenders are told with their days. `before` is what their
    years said before it was superseded. `known` is the day of which it is known, where that is later than `today`.
    `cycles` are those of installations, where compliance years begin on several days.
    """
    for key, group in groupby(records, key=lambda record: record.installation):
        years = {record.year: record for record in group}
        member = key.partition("_")[0]
        old, cycle = before.get(key, ()), cycles.get(key, "")
        reports = [each for row in years.values() for each in heard(law, row, today, cycle, old)]
        surrenders = late.get(key) or [
            Surrendered(row.year, date.min, row.surrendered) for row in years.values() if row.surrendered
        ]
        told = statuses(
            law, reports, surrenders, today, aviation=key in aircraft, cycle=cycle, member=member, known=known
        )
        good = made_good(told)
        for status in told:
            record = years[status.year]
            penalty = shown(law, member, record.official, status, judged=status.year in judged)
            why = cause(law.letters, record.official, status, made_good=status.year in good)
            yield Standing(record, status, why, penalty)
