"""A project as its record keeps it, read from and written to plain JSON values.

Tonnes of CO2 equivalent and units are whole numbers. A monitoring period goes its own way within the project's:
reported, verified, requested, under review, issued or rejected.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from openets.ledger.records import Body


class Crediting(NamedTuple):
    """The days for which a project may earn credits: both its first and its last."""

    kind: str
    """``renewable`` or ``fixed``."""
    first_day: date
    last_day: date
    renewals: int = 0

    @property
    def renewable(self) -> bool:
        return self.kind == "renewable"


class Opinion(NamedTuple):
    """What an operational entity found when it validated (JI: determined) a project."""

    entity: str
    on: date
    positive: bool
    crediting: int
    """The crediting period that it was about: 0 the first, 1 the first renewal, and so on."""
    text: str = ""


class Approval(NamedTuple):
    """A Party's letter of approval."""

    party: str
    on: date
    sustainable: bool = False
    """Whether the host Party confirmed that the project helps it to develop sustainably."""


class SetAside(NamedTuple):
    """Allowances cancelled, or kept out of an allocation, because their installation's reductions earn credits."""

    installation: str
    quantity: int
    transaction: str
    """The transaction that shows it, as the caller named it."""
    on: date


class Issuance(NamedTuple):
    """Units issued for a monitoring period."""

    transaction: str
    period: int
    quantity: int
    unit: str
    on: date


class Reversal(NamedTuple):
    """Storage of a sink that was lost again after units had been issued for it."""

    quantity: int
    on: date
    settled: str = ""
    """The transaction by which the units concerned were replaced or cancelled."""


class Listed(NamedTuple):
    """What a public list says of a project that was imported from it. History: never units of these books."""

    source: str
    id: str
    estimated: str
    """Tonnes as the list writes them, fractions and all; empty where it says nothing."""
    issued: int | None
    """Units issued by the list's own account; `None` where it says nothing."""
    validator: str
    others: str
    """The other countries involved, in the list's own words."""
    notes: tuple[str, ...] = ()
    """What else the list says, and where the import changed something."""


class Event(NamedTuple):
    """A step that was taken."""

    step: str
    on: date
    dated: date
    """The day of the document, where that is another."""
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Period:
    """A monitoring period: reported, verified, requested, issued."""

    number: int
    first_day: date
    last_day: date
    baseline: int
    monitored: int
    leakage: int
    reductions: int
    state: str = "reported"
    reported: date | None = None
    verifier: str = ""
    verified: date | None = None
    certified: int = 0
    requested: int = 0
    requested_on: date | None = None
    reviewed: bool = False
    """Whether a review of the request ended with its approval."""
    issued: int = 0

    @property
    def outstanding(self) -> int:
        """Units requested and not yet issued."""
        return self.requested - self.issued

    @property
    def counts(self) -> bool:
        """Whether its days are taken: a rejected report of which nothing was issued leaves them free."""
        return self.state != "rejected" or self.issued > 0

    def overlaps(self, other: Period) -> bool:
        return self.first_day <= other.last_day and other.first_day <= self.last_day


@dataclass(frozen=True, slots=True)
class Project:
    """A project and its cycle so far."""

    key: str
    mechanism: str
    state: str
    title: str
    host: str
    parties: tuple[str, ...] = ()
    """Other Parties that take part."""
    participants: tuple[str, ...] = ()
    """Whose project it is."""
    methodologies: tuple[str, ...] = ()
    scale: str = "large"
    scopes: tuple[int, ...] = ()
    technology: str = "other"
    kilowatts: int = 0
    """Installed capacity; 0 where none was stated."""
    megawatt_hours: int = 0
    """Energy that it saves in a year; 0 where none was stated."""
    dam_criteria: bool = False
    """Whether a large dam keeps to the World Commission on Dams' criteria."""
    activity: int = 0
    """Land-use activity of a sink, 0 for all else."""
    unit: str = ""
    """The type of unit that it earns."""
    installations: tuple[str, ...] = ()
    """Installations of the EU ETS where it reduces emissions."""
    crediting: Crediting | None = None
    baseline: tuple[tuple[int, int], ...] = ()
    """(year, tonnes): what would be emitted (of a sink: stored) without it."""
    fixed_baseline: bool = True
    """Whether reports must keep within the baseline as registered; else it follows the output."""
    expected: tuple[tuple[int, int], ...] = ()
    """(year, tonnes): reductions (of a sink: removals) that are expected."""
    grounds: tuple[str, ...] = ()
    argument: str = ""
    """Why it would not happen without credits."""
    required_by_law: bool = False
    opinions: tuple[Opinion, ...] = ()
    approvals: tuple[Approval, ...] = ()
    registered: date | None = None
    ended: str = ""
    """Why it was rejected or its registration withdrawn."""
    periods: tuple[Period, ...] = ()
    issuances: tuple[Issuance, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    reversals: tuple[Reversal, ...] = ()
    listed: Listed | None = None
    synthetic: bool = False
    events: tuple[Event, ...] = ()

    @property
    def sink(self) -> bool:
        return self.activity != 0

    @property
    def joint(self) -> bool:
        """Whether it is one of Joint Implementation."""
        return self.mechanism.startswith("JI")

    @property
    def track(self) -> int:
        """Track of Joint Implementation, as serial numbers show it; 0 for all else."""
        return int(self.mechanism[-1]) if self.joint else 0

    @property
    def imported(self) -> bool:
        return self.listed is not None

    @property
    def issued(self) -> int:
        """Units issued so far in these books."""
        return sum(each.quantity for each in self.issuances)

    @property
    def certified(self) -> int:
        """Tonnes certified so far, in periods that were not rejected."""
        return sum(each.certified for each in self.periods if each.counts)

    def period(self, number: int) -> Period | None:
        return next((each for each in self.periods if each.number == number), None)

    def with_period(self, period: Period) -> Project:
        """The project with this period in the place of the one of its number, or after the others."""
        others = [each for each in self.periods if each.number != period.number]
        return replace(self, periods=tuple(sorted([*others, period], key=lambda each: each.number)))


def body_of(project: Project) -> Body:
    """A project as plain JSON values; :func:`project_from` reads it back. What says nothing is left out."""
    return _object(project, Project.__slots__)


def _object(record: object, names: tuple[str, ...]) -> Body:
    return {name: plain for name in names if (plain := _plain(getattr(record, name))) not in (None, "", [], 0, False)}


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Period):
        return _object(value, Period.__slots__)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(each) for name, each in value._asdict().items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def project_from(body: Body) -> Project:
    """Read a project from its record's body."""
    listed = body.get("listed")
    crediting = body.get("crediting")
    lists = ("parties", "participants", "methodologies", "scopes", "installations", "grounds")
    plain = ("state", "title", "host", "scale", "technology", "kilowatts", "megawatt_hours", "dam_criteria", "activity")
    more = ("unit", "argument", "required_by_law", "ended", "synthetic")
    known: dict[str, Any] = {name: body[name] for name in (*plain, *more) if name in body}
    known |= {name: tuple(body[name]) for name in lists if name in body}
    return Project(
        key=body["key"],
        mechanism=body["mechanism"],
        **known,
        crediting=Crediting(**_dated(crediting, "first_day", "last_day")) if crediting else None,
        baseline=_by_year(body.get("baseline", [])),
        fixed_baseline=body.get("fixed_baseline", False),
        expected=_by_year(body.get("expected", [])),
        opinions=tuple(Opinion(**_dated(row, "on")) for row in body.get("opinions", [])),
        approvals=tuple(Approval(**_dated(row, "on")) for row in body.get("approvals", [])),
        registered=_day(body.get("registered")),
        periods=tuple(_period(row) for row in body.get("periods", [])),
        issuances=tuple(Issuance(**_dated(row, "on")) for row in body.get("issuances", [])),
        set_aside=tuple(SetAside(**_dated(row, "on")) for row in body.get("set_aside", [])),
        reversals=tuple(Reversal(**_dated(row, "on")) for row in body.get("reversals", [])),
        listed=Listed(**{**listed, "notes": tuple(listed["notes"])}) if listed else None,
        events=tuple(Event(**_dated(row, "on", "dated")) for row in body.get("events", [])),
    )


def _period(row: dict[str, Any]) -> Period:
    numbers = {name: row.get(name, 0) for name in ("baseline", "monitored", "leakage", "reductions")}
    days = {name: _day(row.get(name)) for name in ("reported", "verified", "requested_on")}
    known = {**row, **_dated(row, "first_day", "last_day"), **numbers, **days}
    return Period(**known)


def _dated(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """An object whose days are days."""
    return {**row, **{name: date.fromisoformat(row[name]) for name in names}}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _by_year(rows: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((year, tonnes) for year, tonnes in rows)
