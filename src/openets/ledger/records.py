"""Records that law keeps beside the accounts: of Parties, projects and notifications.

A record has a kind, a key and a body of plain JSON values, and changes by *steps* only. Each step is an entry of
a journal that says what was asked and what the record is since. What a step does, and when it may be taken, is a
pure function of the room that knows the law; this file knows only the shape.
"""

from typing import Any, NamedTuple

from openets.ledger.codec import EntryForm

Body = dict[str, Any]
"""A record's content: JSON values, dates as ``YYYY-MM-DD``, tonnes and units as whole numbers."""

Place = tuple[str, str]
"""Kind and key of a record, such as ``("project", "CN1234")``."""


class Record(NamedTuple):
    """A record as it stands. `registry` is the registry in whose journal its steps are written."""

    kind: str
    key: str
    registry: str
    body: str
    """Canonical JSON text."""
    reference: str
    """The journal entry that made it what it is."""
    entered: str = ""
    """The day on which the books first knew it."""


class RecordEntry(NamedTuple):
    """What the journal says of a step: what was asked, and what the record is since."""

    record: Place
    step: str
    values: Body
    now: Body
    request: str
    at: str
    by: str
    before: str = ""
    """Reference of the step before it; ``""`` for the first."""


RECORD = EntryForm("record", RecordEntry)
