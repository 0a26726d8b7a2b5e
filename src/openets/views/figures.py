"""Figures: every installation's every year as it is on record, in one list."""

from typing import Any, NamedTuple

from openets.ledger.accounts import Installation
from openets.ledger.store import YearRecord
from openets.stores.sql import models
from openets.views import choices
from openets.views.columns import Column, synthetic_column
from openets.views.installations import installations_by_key
from openets.views.letters import OF_YEAR
from openets.views.names import activity_name
from openets.views.places import activities_of, sector_of
from openets.views.rows import Rows
from openets.views.view import View


class Figure(NamedTuple):
    """An installation, the words of its activity, and a year of its."""

    installation: Installation
    sector: str
    activity_name: str
    year: YearRecord


FIGURES: View[Figure] = View(
    "all_years",
    "Installations with all their years",
    "An installation's year as it is on record, in the denomination of the law's units.",
    (
        Column("installation", "Id", "Id of the installation.", "code", value="installation.key", sort="id",
               link=lambda row: ("installation", row.installation.key)),
        Column("name", "Installation", "Its name.", value="installation.called"),
        Column("operator", "Operator", "Who operates it.", "long", value="installation.operator"),
        Column("member_state", "State", "Code of its Member State.", value="installation.member_state"),
        Column("city", "Place", "Where it stands.", value="installation.city"),
        Column("sector", "Sector", "Its sector of activities."),
        Column("activity", "Activity", "The code of its activity.", "number", value="installation.activity"),
        Column("activity_name", "Activity", "The name of its activity."),
        Column("year", "Year", "The year.", "year", value="year.year", sort="year"),
        Column("free", "Free allocation", "Allocated free of charge by the plan.", "number", "units",
               value="year.free"),
        Column("planned", "Planned", "Units that the plan gives it.", "number", "units", value="year.planned"),
        Column("allocated", "Allocated", "Units allocated.", "number", "units", value="year.allocated"),
        Column("verified", "Verified emissions", "Verified emissions; null where none are on record.", "number", "t",
               value="year.verified", null=True),
        Column("report", "Report", "What was heard: reported, not reported, excluded, not required.",
               value="year.report", null=True),
        Column("reported_on", "Reported on", "The day on which the report was entered.", "day",
               value="year.reported_on", null=True),
        Column("surrendered", "Surrendered", "Units surrendered.", "number", "units", value="year.surrendered"),
        Column("surrendered_allowances", "Of which allowances", "Allowances among them; the others are credits.",
               "number", "units", value="year.surrendered_allowances"),
        Column("official", "Letter", "The official compliance letter; null where there is none.", "letter",
               value="year.official", null=True),
        synthetic_column("Generated for demonstration: no real installation.", value="installation.synthetic"),
    ),
    query=lambda member_state="", sector="", year="": _figures(member_state, sector, year),
    filters=(choices.MEMBER, choices.SECTOR, OF_YEAR),
    sort="id",
    measured=True,
)  # fmt: skip
ORDERS = {"id": ("installation", "year"), "year": ("year", "installation")}


def _figures(state: str, sector: str, year: str) -> Rows[Figure]:
    query = models.InstallationYear.objects.all()
    if state or sector:
        own = models.Installation.objects.all()
        own = own.filter(member_state=state) if state else own
        own = own.filter(activity__in=activities_of(sector) or ()) if sector else own
        query = query.filter(installation__in=own.values("key"))
    if year:
        query = query.filter(year=int(year))
    return Rows(query, _with_installations, ORDERS, YearRecord._fields)


def _with_installations(rows: list[Any]) -> list[Figure]:
    found = [YearRecord(*row) for row in rows]
    known = installations_by_key(each.installation for each in found)
    words = {code: (sector_of(code).name, activity_name(code)) for code in {each.activity for each in known.values()}}
    return [Figure(own, *words[own.activity], each) for each in found for own in (known[each.installation],)]
