"""How many units of which kind a project may be issued now, and what their serial numbers say of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from openets.checks.check import examine, named
from openets.kernel.refusals import Refusal
from openets.laws.law import Law
from openets.ledger.records import Body
from openets.projects.cycles import cycles
from openets.projects.facts import CycleFacts, HostEligibility
from openets.projects.project import Project, project_from
from openets.projects.reckoning import expiry_of, ready_periods, share_of_proceeds


class Issuable(NamedTuple):
    """What may be issued to a project on a day."""

    unit: str
    quantity: int
    """The most units, 0 where anything stands in the way."""
    activity: int
    project: str
    track: int
    expiry: str
    """Of tCERs and lCERs the last day on which they are valid, ``YYYY-MM-DD``."""
    share_of_proceeds: int
    """Of the quantity, what goes to the Adaptation Fund."""
    refusals: tuple[Refusal, ...] = ()
    """Why nothing may be issued, where that is so."""

    @property
    def fault(self) -> str:
        """The refusals as one text, empty where something may be issued."""
        return " ".join(str(refusal) for refusal in self.refusals)


def issuable(law: Law, body: Body, on: date, host: HostEligibility | None = None) -> Issuable:
    """What may be issued to the project of this record.

    `host` is how far the host Party is eligible; without it that is not looked at.
    """
    project = project_from(body)
    ready = sum(period.outstanding for period in ready_periods(law, project, on))
    if project.installations:
        given_up = sum(row.quantity for row in project.set_aside) - project.issued
        ready = min(ready, given_up) if given_up > 0 else ready
    refusals = tuple(refusals_to_issue(law, project, on, ready, host))
    quantity = 0 if refusals else ready
    expiry = expiry_of(law, project, on)
    return Issuable(
        project.unit,
        quantity,
        project.activity,
        project.key,
        cycles(law)[project.mechanism].track,
        str(expiry or ""),
        share_of_proceeds(law, project, quantity, on),
        refusals,
    )


def refusals_to_issue(
    law: Law, project: Project, on: date, quantity: int, host: HostEligibility | None
) -> list[Refusal]:
    """Every check that stands in the way of issuing units to a project on a day."""
    row = cycles(law)[project.mechanism].steps["issued"]
    facts = CycleFacts(law, project.key, row, project, project, on, on, host=host, quantity=quantity, unit=project.unit)
    return examine(named(row.checks), facts)
