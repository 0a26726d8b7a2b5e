"""How many units of which kind a project may be issued now, and what their serial numbers say of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from openets.kernel.refusals import Refusal
from openets.ledger.records import Body
from openets.projects.case import Standing
from openets.projects.cycle import refusals_to_issue
from openets.projects.project import project_from
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


def issuable(body: Body, on: date, host: Standing | None = None) -> Issuable:
    """What may be issued to the project of this record.

    `host` is how the host Party stands as to Joint Implementation; without it that is not looked at.
    """
    project = project_from(body)
    ready = sum(period.outstanding for period in ready_periods(project, on))
    if project.installations:
        given_up = sum(row.quantity for row in project.set_aside) - project.issued
        ready = min(ready, given_up) if given_up > 0 else ready
    refusals = tuple(refusals_to_issue(project, on, ready, host))
    quantity = 0 if refusals else ready
    expiry = expiry_of(project, on)
    return Issuable(
        project.unit,
        quantity,
        project.activity,
        project.key,
        project.track,
        str(expiry or ""),
        share_of_proceeds(project, quantity, on),
        refusals,
    )
