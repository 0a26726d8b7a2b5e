"""The four ways in which something can go wrong, and they are never mixed.

A *refusal* is a rule that said no: it is a value, returned to the caller with all its siblings.
*Misuse* is malformed input, stopped at the entrance. *Unavailable* means try again: nobody did anything wrong.
A *fault* is a broken invariant: stop and alarm.

::

    OpenEtsError
    ├── Misuse       the caller can mend it: what, where, what to do
    ├── Unavailable  the books cannot be used now: the same call may succeed later
    ├── Refused      raised only by entrances that want an exception instead of a value
    └── Fault        our books or our code are wrong: nothing more may be written
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule that said no.

    `code` is the field's number or our own ``P-…``; `name` reads as the sentence that was broken; `field`
    names the part of the proposal to look at; `detail` says what was found.
    """

    code: str
    name: str
    sentence: str
    field: str
    detail: str
    citation: str

    def __str__(self) -> str:
        return f"{self.code} {self.sentence} {self.detail} [{self.citation}]"

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


class OpenEtsError(Exception):
    """Everything that OpenETS raises on purpose."""


class Misuse(OpenEtsError):
    """Malformed input, stopped at the entrance; the text says what, where and what to do."""


class Unavailable(OpenEtsError):
    """The books cannot be used now: locked, full, out of reach. The same call may succeed later."""


class Fault(OpenEtsError):
    """A broken invariant. Nothing was written; somebody must look."""


class Refused(OpenEtsError):
    """Raised by entrances that asked for an exception where the core returns refusals."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(map(str, self.refusals)))
