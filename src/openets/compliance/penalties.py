"""Which computed penalties may be shown: a figure against a named operator must not contradict the official finding.

A penalty that the rules give on public figures supposes that they are complete and that nothing came late. The
official letter knows better: where it finds an installation in compliance, or finds nothing, the figures prove nothing.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from openets.compliance.agreement import official_letter
from openets.compliance.status import YearStatus
from openets.kernel.money import Money
from openets.laws.law import Law

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
