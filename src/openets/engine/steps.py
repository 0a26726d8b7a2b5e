"""What every command has, and the command that takes a step with a record."""

from typing import NamedTuple, Protocol


class AnyCommand(Protocol):
    """What every command has: the caller's own id for it."""

    @property
    def request(self) -> str: ...


class TakeStep(NamedTuple):
    """Take a step with the record of a Party, project, operational entity or notification.

    `values` is the JSON text of an object: what the step needs to be told.
    """

    registry: str
    kind: str
    key: str
    step: str
    values: str
    request: str
