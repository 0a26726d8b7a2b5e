"""One project: its cycle, what may be issued, what its units are good for, and the tables of its page."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from openets.engine.evidence import eligibility
from openets.kernel.refusals import Refusal
from openets.laws.law import Law
from openets.ledger.records import Body, Record
from openets.projects.project import Event, Period, Project
from openets.projects.reckoning import Issuable, certification_due, issuable
from openets.projects.usability import Usability, counts_for_parties, usability, warnings
from openets.records.bodies import record_from
from openets.views import records
from openets.views.columns import Column
from openets.views.detail import fact, grown, many, one, shape, stated, within
from openets.views.law import books_law, today
from openets.views.projects import PROJECTS
from openets.views.records import StepEntry
from openets.views.view import View

PERIODS: View[Period] = View(
    "monitoring-periods",
    "Monitoring periods, tonnes of CO₂ equivalent",
    "A monitoring period.",
    (
        Column("number", "Period", "Its number.", "year"),
        Column("first_day", "From", "Its first day.", "day"),
        Column("last_day", "To", "Its last day.", "day"),
        Column("baseline", "Baseline", "Tonnes that would have been.", "number", "t CO2e"),
        Column("monitored", "Monitored", "Tonnes that were measured.", "number", "t CO2e"),
        Column("leakage", "Leakage", "Tonnes that it caused elsewhere.", "number", "t CO2e"),
        Column("reductions", "Reductions", "What is left of the baseline.", "number", "t CO2e"),
        Column("certified", "Certified", "Tonnes certified.", "number", "t CO2e",
               value=lambda row: row.certified or None, null=True),
        Column("verifier", "Verified by", "Id of the operational entity.", value=lambda row: row.verifier or None,
               null=True, link=lambda row: ("entity", row.verifier) if row.verifier else ()),
        Column("reported_on", "Reported on", "The day of the report.", "day", value="reported", on="data", null=True),
        Column("verified_on", "Verified on", "The day of the verification.", "day", value="verified", on="data",
               null=True),
        Column("requested", "Requested", "Units asked for.", "number", "units", value=lambda row: row.requested or None,
               null=True),
        Column("requested_on", "Requested on", "The day of that.", "day", on="data", null=True),
        Column("under_review", "Under review", "Whether the request is under review.", "flag", value="reviewed",
               on="data"),
        Column("issued", "Issued", "Units issued for it.", "number", "units", value=lambda row: row.issued or None,
               null=True),
        Column("vintages", "Vintages", "Tonnes by the year in which they were reduced, where they are told apart.",
               "counts", value=lambda row: {str(year): tonnes for year, tonnes in row.vintages}, on="data"),
        Column("status", "Status", "How far it has come.", "short", value="state"),
    ),
)  # fmt: skip


class DesignYear(NamedTuple):
    """What the design document says of a year."""

    year: int
    baseline: int
    expected: int


YEARS: View[DesignYear] = View(
    "design-years",
    "Baseline and expected reductions by year, tonnes of CO₂ equivalent",
    "What the design document says of a year.",
    (
        Column("year", "Year", "The year.", "year"),
        Column("baseline", "Baseline", "Tonnes without the project.", "number", "t CO2e"),
        Column("expected", "Expected", "Reductions expected.", "number", "t CO2e"),
    ),
)


def design_years(found: Project) -> list[DesignYear]:
    expected = dict(found.expected)
    return [DesignYear(year, baseline, expected.get(year, 0)) for year, baseline in found.baseline]


class Taken(NamedTuple):
    """A step that was taken, and the journal entry that wrote it."""

    event: Event
    entry: StepEntry | None


@dataclass(frozen=True)
class ProjectFile:
    """A project and all that these books have of it, on a day. What takes a query is found when it is asked for."""

    record: Record
    body: Body
    project: Project
    law: Law
    today: date

    @cached_property
    def steps(self) -> list[Taken]:
        """What was done, oldest first. There is an entry for each step, in the same order; else none is named."""
        events = self.project.events
        entries: list[StepEntry | None] = [*records.steps(self.record)]
        if len(entries) != len(events):
            entries = [None] * len(events)
        return list(map(Taken, events, entries))

    @cached_property
    def issuable(self) -> Issuable | None:
        """What may be issued today; null for a project that is not registered, or imported."""
        if self.project.registered is None or self.project.imported:
            return None
        host = records.body("party", self.project.host)
        return issuable(self.law, self.body, self.today, eligibility(self.law, host, self.today))

    @property
    def usable_here(self) -> Usability:
        """Whether operators may use its units for their obligation under the law of these books today."""
        return usability(self.law, self.project, self.today)

    @property
    def certification_due(self) -> date | None:
        """The day on which its next certification report is due."""
        return certification_due(self.law, self.project)

    @property
    def counts_for_parties(self) -> bool:
        """Whether Parties may meet their commitments with its units."""
        return counts_for_parties(self.law, self.project)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know of it and no rule forbids."""
        return warnings(self.law, self.project)


def project_file(key: str) -> ProjectFile | None:
    """One project."""
    record = records.record("project", key)
    if record is None:
        return None
    body = json.loads(record.body)
    return ProjectFile(record, body, record_from(Project, body), books_law(), today())


STEPS = shape(
    Taken,
    "event.step", "event.on", "event.dated", "event.by", "event.text",
    fact("reference", "The journal entry that wrote it.",
         value=lambda row: row.entry.reference if row.entry is not None else None, null=True),
    name="ProjectStep",
)  # fmt: skip
ISSUABLE = shape(
    Issuable,
    "unit", "quantity", "share_of_proceeds",
    fact("vintages", "The quantity by the years in which the tonnes were reduced, of units that name one.", "counts",
         lambda row: {str(year): units for year, units in row.vintages if year}),
    stated("expiry", help="The last day on which they would be valid, where they expire."),
    many("refusals", shape(Refusal, name="IssuanceRefusal"), "Why nothing may be issued, where that is so."),
    name="Issuable",
)  # fmt: skip
CYCLE = shape(
    Project,
    "participants", "scopes", "technology",
    stated("kilowatts", "number", "Installed capacity."),
    stated("megawatt_hours", "number", "Energy that it saves in a year."),
    stated("activity", "number", "Land-use activity of a sink."),
    "installations", "crediting",
    many("years", YEARS, "What the design expects, by year.", design_years),
    "fixed_baseline",
    fact("grounds", "Of its additionality.", "texts"),
    stated("argument", help="Why it would not happen without credits."),
    "required_by_law", "opinions", "approvals", "registered",
    stated("ended", help="Why it was rejected or its registration withdrawn."),
    many("periods", PERIODS, "What was monitored, verified and requested."),
    "issuances", "set_aside", "reversals", "listed",
)  # fmt: skip
WHOLE = grown(
    PROJECTS,
    lambda file: file.project,
    "WholeProject",
    "A project with its cycle.",
    *within(lambda file: file.project, CYCLE),
    *shape(ProjectFile, "certification_due", "counts_for_parties", "warnings").columns,
    many("steps", STEPS, "What was done, oldest first."),
    one("issuable", ISSUABLE, "What may be issued today; null for a project that is not registered, or imported.",
        null=True),
    *shape(ProjectFile, "usable_here").columns,
    fact("registry", "Whose journal has its record.", value=lambda file: file.record.registry),
    fact("reference", "The journal entry that made the record what it is.", value=lambda file: file.record.reference),
)  # fmt: skip
