"""What the rules of a project's step look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from openets.checks.check import Check
from openets.projects.entity import Entity
from openets.projects.project import Period, Project


class Standing(NamedTuple):
    """Whether a host Party may take part in Joint Implementation, as compliance judges it on a day."""

    known: bool = False
    """Whether these books keep the Party's record at all."""
    full: bool = False
    """All six criteria: it may verify and issue by itself (track 1)."""
    basic: bool = False
    """Party, assigned amount and registry: it may issue what the Committee's procedure verified (track 2)."""
    why: tuple[str, ...] = ()
    """What is missing."""


class Shown(NamedTuple):
    """What the books say of the completed transaction that a step names as its proof."""

    type: str
    unit: str
    quantity: int
    on: date
    registry: str
    """Whose units they were, and where they were cancelled or used."""
    source: str
    """Type of the transferring account."""
    installation: str
    """The installation whose account that is, or ``""``."""
    target: str
    """Type of the acquiring account."""
    projects: tuple[str, ...]
    """The projects of which the units that moved had come."""
    notice: str = ""
    """The notification that it answers, with its code and the project that it is about."""
    notice_code: int = 0
    notice_project: str = ""
    counted: str = ""
    """The project for which it counts already, or ``""``."""


@dataclass(frozen=True, slots=True)
class CycleStep:
    """A step of a cycle: from which states to which, at whose hand, and which rules must let it pass."""

    name: str
    who: str
    states: tuple[str, ...]
    """States of the project in which it may be taken; an empty word stands for a project that is not there yet."""
    to: str
    """The state that follows; empty: it stays."""
    otherwise: str
    """The state that follows a negative opinion."""
    period_states: tuple[str, ...]
    period_to: str
    period_otherwise: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class ProjectCase:
    """A step that somebody wants to take, with all that its rules look at. Absent things are `None` or empty."""

    key: str
    step: CycleStep
    now: Project | None
    """The project before."""
    then: Project
    """The project as the step would leave it; its state still that of before."""
    on: date
    dated: date
    """The day of the document that the step enters."""
    host: Standing | None = None
    """How the host Party stands; `None` where nobody asked."""
    entity_key: str = ""
    entity: Entity | None = None
    period_number: int = 0
    period: Period | None = None
    """The monitoring period as it stands before the step (of a new report: as it would be)."""
    reported: int | None = None
    """Reductions as the report itself adds them up."""
    positive: bool = True
    party: str = ""
    quantity: int = 0
    unit: str = ""
    installation: str = ""
    transaction: str = ""
    shown: Shown | None = None
    """The transaction as the books have it; `None` where they have none of that name."""
    replaced: int = 0
    """Number of the report that a new one stands in for, 0 where it is one more."""
    wanted: str = ""
    """The mechanism to change to."""
    result: Project | None = None
    """The project as the step would leave it, where the rules must look at it as it was."""
