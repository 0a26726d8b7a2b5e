"""What the checks of a project's step look at."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, NamedTuple

from openets.kernel.units import Vintages
from openets.laws.law import Law
from openets.projects.entities import Entity
from openets.projects.law import Cycle, CycleStep, cycles
from openets.projects.project import Period, Project
from openets.records.fields import Flag, Text, Whole


class HostEligibility(NamedTuple):
    """Whether a host Party may issue for its own projects, as compliance judges it on a day."""

    known: bool = False
    """Whether these books keep the Party's record at all."""
    full: bool = False
    """All criteria: it may verify and issue by itself."""
    basic: bool = False
    """Party, assigned amount and registry: it may issue what others have verified."""
    why: tuple[str, ...] = ()
    """What is missing."""


class Evidence(NamedTuple):
    """What the books say of the completed transaction on which a step relies."""

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
class CycleFacts:
    """A step that somebody wants to take, with all that its checks look at. Absent things are `None` or empty."""

    law: Law
    key: str
    step: CycleStep
    now: Project | None
    """The project before."""
    then: Project
    """The project as the step would leave it; its state still that of before."""
    on: date
    dated: date
    """The day of the document that the step enters."""
    by: str = ""
    host: HostEligibility | None = None
    """How far the host Party is eligible; `None` where nobody looked."""
    entity_key: str = ""
    entity: Entity | None = None
    period_number: int = 0
    period: Period | None = None
    """The monitoring period as it stands before the step (of a new report: as it would be)."""
    reported: int | None = None
    """Reductions as the report itself adds them up."""
    vintages: Vintages = ()
    """Tonnes of the period by year, where they are told apart."""
    tonnes: int = 0
    """What they must add up to: what is reported, or certified."""
    positive: Annotated[bool, Flag()] = True
    party: Annotated[str, Text()] = ""
    quantity: Annotated[int, Whole()] = 0
    unit: str = ""
    installation: Annotated[str, Text()] = ""
    transaction: Annotated[str, Text()] = ""
    evidence: Evidence | None = None
    """The transaction as the books have it; `None` where they have none of that name."""
    replaced: int = 0
    """Number of the report that a new one stands in for, 0 where it is one more."""
    wanted: str = ""
    """The mechanism to change to."""
    result: Project | None = None
    """The project as the step would leave it, where the checks must look at it as it was."""
    text: str = ""
    """The line of the project's story that the step adds."""

    @property
    def cycle(self) -> Cycle:
        """The cycle of the project as the step would leave it."""
        return cycles(self.law)[self.then.mechanism]
