"""Corrections of reports that somebody proposes and the authority decides.

Until a correction is decided, the report stands as it was, and the units that would be due for it stay in the
installation's account: else they could be sold, and be missing when it is decided. The record of a correction has the
installation and the year as its key (`AT_1-2005`), so that only one can be undecided at a time; what was proposed and
decided before stands in the journal. What a step does to account and report, `engine/kinds/correction_steps.py`
carries out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from openets.checks.check import OUR_RULE, check
from openets.compliance.entries import report_is_plausible
from openets.compliance.installation_record import ACCOUNT
from openets.kernel.refusals import Misuse
from openets.laws.bases import owed
from openets.laws.law import Law
from openets.ledger.records import Place
from openets.records.fields import REASON, ByName, FieldType, Text, Whole
from openets.records.steps import RecordKind, Taking, step_type, table_of

CORRECTION = "correction"
YEAR = "year of installation"
"""Evidence: what is on record of an installation's year, under the same key."""
PROPOSED, ACCEPTED, REJECTED, WITHDRAWN = "proposed", "accepted", "rejected", "withdrawn"


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody found that a report should have said, and what became of it."""

    state: str = PROPOSED
    """``proposed``, ``accepted``, ``rejected`` or ``withdrawn``."""
    before: int = 0
    """Units owed for the year by the report that stood when it was proposed."""
    owed: int = 0
    """Units owed for it by what is proposed; below 0 where some were earned."""
    verified: int | None = None
    """The figure that is proposed; `None` under a law whose reports have measurements."""
    measurements: tuple[tuple[str, int], ...] = ()
    reason: str = ""
    proposed_by: str = ""
    proposed_on: date | None = None
    decided_by: str = ""
    """Who accepted, rejected or withdrew it."""
    decided_on: date | None = None
    remark: str = ""
    """What was said with the decision."""

    @property
    def reserved(self) -> int:
        """Units that stay in the account while it is undecided: those that would be owed besides."""
        return max(0, self.owed - self.before) if self.state == PROPOSED else 0


def key_of(installation: str, year: int) -> str:
    """The key of the correction of an installation's year."""
    return f"{installation}-{year}"


def place_of(key: str) -> tuple[str, int]:
    """The installation and the year of a correction's key. Raises `Misuse` for what is no such key."""
    installation, _, year = key.rpartition("-")
    if not installation or not year.isascii() or not year.isdecimal() or len(year) != 4:
        raise Misuse(f"'{key[:40]}' names no year of an installation: it is written like AT_1-2005")
    return installation, int(year)


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    """What the checks of a step look at."""

    taking: Taking[Correction]
    installation: str
    year: int
    stands: Mapping[str, Any]
    """Of the year: `report`, its state, and `verified`, what is owed by it."""
    owed: int = 0
    """Units owed by what is proposed."""

    @property
    def verified(self) -> int:
        """What is owed by what is proposed, as of any report."""
        return max(0, self.owed)

    @property
    def measure(self) -> str:
        law: Law = self.taking.step.law
        return law.measure

    @property
    def most(self) -> int | None:
        law: Law = self.taking.step.law
        return law.most_reported


@check("P-8021", field="year", citation="Directive 2003/87/EC Arts 14, 15", verified=False)
def correction_is_of_a_report(facts: CorrectionFacts) -> str | None:
    """A correction must be of a year that has its report."""
    said = facts.stands["report"]
    if said == "reported":
        return None
    return f"{facts.installation} has no report of {facts.year}{f' (it is {said!r})' if said else ''}: enter that."


@check("P-8022", field="verified", citation=OUR_RULE, verified=False)
def correction_changes_the_report(facts: CorrectionFacts) -> str | None:
    """A correction must say something else than the report."""
    return f"It says {facts.owed:,} already." if facts.owed == facts.stands["verified"] else None


@check("P-8023", field="state", citation=OUR_RULE, verified=False)
def correction_step_fits_its_state(facts: CorrectionFacts) -> str | None:
    """Of a year one correction must be decided before another is proposed, and none twice."""
    now = facts.taking.now
    state = now.state if now is not None else ""
    if state in facts.taking.row.states:
        return None
    if now is None:
        return f"None is proposed for {facts.installation}, {facts.year}."
    if state == PROPOSED:
        return f"{now.owed:,} are proposed since {now.proposed_on} and not decided yet."
    return f"It was {state} on {now.decided_on}."


@check("P-8024", field="verified", citation=OUR_RULE, verified=False)
def correction_is_of_the_report_that_stands(facts: CorrectionFacts) -> str | None:
    """A correction must be accepted of the report of which it was proposed."""
    now, stands = facts.taking.now, facts.stands["verified"]
    if now is None or stands == now.before:
        return None
    return f"The report said {now.before:,} then and says {stands:,} since: reject it, and let another be proposed."


@check("P-8025", field="on", citation=OUR_RULE, verified=False)
def correction_is_decided_after_it_was_proposed(facts: CorrectionFacts) -> str | None:
    """A step must be dated neither in the future nor before the correction was proposed."""
    on, now = facts.taking.on, facts.taking.now
    if on > facts.taking.today:
        return f"{on} has not come on {facts.taking.today}."
    first = now.proposed_on if now is not None and now.state == PROPOSED else None
    return f"It is {on}, and it was proposed on {first}." if first is not None and on < first else None


def _propose(facts: CorrectionFacts) -> Correction:
    told, taking = facts.taking.told, facts.taking
    said = told.get("verified"), told.get("measurements", ()), told["reason"]
    return Correction(PROPOSED, facts.stands["verified"], facts.owed, *said, taking.step.by, taking.on)


def _decide(facts: CorrectionFacts) -> Correction:
    taking = facts.taking
    told = {"decided_by": taking.step.by, "decided_on": taking.on, "remark": taking.told.get("remark", "")}
    return replace(taking.before, **told)


def _facts(taking: Taking[Correction]) -> CorrectionFacts:
    installation, year = place_of(taking.key)
    stands = taking.step.others.get((YEAR, taking.key), {"report": "", "verified": 0})
    proposes = taking.row.name == "propose"
    figure = _owed(taking, year) if proposes else taking.now.owed if taking.now is not None else 0
    return CorrectionFacts(taking, installation, year, stands, figure)


def _owed(taking: Taking[Correction], year: int) -> int:
    """Units owed by what is proposed. Raises `Misuse` where it is not what a report says under this law."""
    law, told = taking.step.law, taking.told
    if ("verified" in told) is ("measurements" in told) or ("verified" in told) is not law.basis.is_mass:
        wanted = "'verified'" if law.basis.is_mass else f"'measurements': {', '.join(law.basis.measurements)}"
        raise Misuse(f"{taking.key}: a correction says what a report says under {law.name}, its {wanted}")
    if law.basis.is_mass:
        figure: int = told["verified"]
        return figure
    if law.period(year) is None:
        raise Misuse(f"{taking.key}: {year} is not a year of the scheme")
    return owed(law.basis, dict(told["measurements"]), law.basis_parameters(year))


def _needs(law: Any, key: str, step: str, values: Mapping[str, Any]) -> list[Place]:
    return [(YEAR, key), (ACCOUNT, place_of(key)[0])]


_EVERY = "correction_step_fits_its_state correction_is_decided_after_it_was_proposed"
STEPS = table_of(
    step_type("propose", _propose, "verified? measurements? reason",
              f"{_EVERY} correction_is_of_a_report correction_changes_the_report {report_is_plausible.__name__}",
              states=("", ACCEPTED, REJECTED, WITHDRAWN), to=PROPOSED),
    step_type("accept", _decide, "remark?", f"{_EVERY} correction_is_of_the_report_that_stands",
              states=(PROPOSED,), to=ACCEPTED),
    step_type("reject", _decide, "remark", _EVERY, states=(PROPOSED,), to=REJECTED),
    step_type("withdraw", _decide, "remark?", _EVERY, states=(PROPOSED,), to=WITHDRAWN),
)  # fmt: skip
_FIELDS: dict[str, FieldType] = {
    "verified": Whole(),
    "measurements": ByName("measurements by name", "{'output': 1000}"),
    "reason": Text(REASON),
    "remark": Text(REASON),
}
KIND: RecordKind[CorrectionFacts, Correction] = RecordKind(
    CORRECTION, "a correction", Correction, _FIELDS, STEPS, facts=_facts, needs=_needs, sparse=True, every_law=True,
)  # fmt: skip
