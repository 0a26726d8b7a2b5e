"""The tables of one project's page: monitoring periods, and the years of its design."""

from __future__ import annotations

from typing import NamedTuple

from openets.projects.project import Period, Project
from openets.views.columns import Column
from openets.views.view import View

PERIODS: View[Period] = View(
    "monitoring-periods",
    "Monitoring periods, tonnes of CO₂ equivalent",
    "A monitoring period.",
    (
        Column("number", "Period", lambda row: row.number, "Its number.", "year"),
        Column("first_day", "From", lambda row: row.first_day, "Its first day.", "day"),
        Column("last_day", "To", lambda row: row.last_day, "Its last day.", "day"),
        Column("baseline", "Baseline", lambda row: row.baseline, "Tonnes that would have been.", "number", "t CO2e"),
        Column("monitored", "Monitored", lambda row: row.monitored, "Tonnes that were measured.", "number", "t CO2e"),
        Column("leakage", "Leakage", lambda row: row.leakage, "Tonnes that it caused elsewhere.", "number", "t CO2e"),
        Column("reductions", "Reductions", lambda row: row.reductions, "What is left of the baseline.", "number",
               "t CO2e"),
        Column("certified", "Certified", lambda row: row.certified or None, "Tonnes certified.", "number", "t CO2e",
               null=True),
        Column("verifier", "Verified by", lambda row: row.verifier or None, "Id of the operational entity.",
               null=True, link=lambda row: ("entity", row.verifier) if row.verifier else ()),
        Column("reported", "Reported", lambda row: row.reported, "The day of the report.", "day", on="data",
               null=True),
        Column("verified", "Verified", lambda row: row.verified, "The day of the verification.", "day", on="data",
               null=True),
        Column("requested", "Requested", lambda row: row.requested or None, "Units asked for.", "number", "units",
               null=True),
        Column("requested_on", "Requested on", lambda row: row.requested_on, "The day of that.", "day", on="data",
               null=True),
        Column("reviewed", "Reviewed", lambda row: row.reviewed, "Whether the request is under review.", "flag",
               on="data"),
        Column("issued", "Issued", lambda row: row.issued or None, "Units issued for it.", "number", "units",
               null=True),
        Column("state", "State", lambda row: row.state, "How far it has come.", "short"),
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
        Column("year", "Year", lambda row: row.year, "The year.", "year"),
        Column("baseline", "Baseline", lambda row: row.baseline, "Tonnes without the project.", "number", "t CO2e"),
        Column("expected", "Expected", lambda row: row.expected, "Reductions expected.", "number", "t CO2e"),
    ),
)


def design_years(found: Project) -> list[DesignYear]:
    expected = dict(found.expected)
    return [DesignYear(year, baseline, expected.get(year, 0)) for year, baseline in found.baseline]
