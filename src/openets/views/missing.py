"""Reports that have not come: who is late, since when."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from openets.kernel.folding import slug
from openets.ledger.accounts import Installation
from openets.ledger.store import YearRecord
from openets.stores.sql import models
from openets.views import choices
from openets.views.columns import Column, marks, synthetic_column
from openets.views.installations import installations_by_key
from openets.views.judging import cycles_of
from openets.views.law import books_law, today
from openets.views.letters import OF_YEAR
from openets.views.places import sector_of
from openets.views.rows import Rows
from openets.views.view import View


class MissingRow(NamedTuple):
    """An installation's year of which no report has come."""

    installation: Installation
    year: YearRecord
    due: date


COLUMNS = (
    Column("installation", "Id", "Id of the installation.", "code", value="installation.key", sort="installation",
           link=lambda row: ("installation", row.installation.key)),
    Column("name", "Installation", "Its name.", value="installation.called", tags=marks("installation.synthetic")),
    Column("member_state", "State", "Code of its Member State.", value="installation.member_state"),
    Column("sector", "Sector", "Its sector of activities.", value=lambda row: sector_of(row.installation.activity).name,
           on="csv data"),
    Column("operator", "Operator", "Who operates it.", "long", value="installation.operator",
           link=lambda row: ("operator", key) if (key := slug(row.installation.operator)) else ()),
    Column("year", "Year", "The year of the report.", "year", value="year.year", sort="year"),
    Column("allocated", "Allocated", "Units allocated for the year.", "number", "units", value="year.allocated",
           sort="allocated"),
    Column("due", "Due", "The day by which it had to come.", "day"),
    Column("stated", "Stated", "Whether somebody stated that nothing was reported; else nothing was heard.", "flag",
           value=lambda row: row.year.report == "not reported", on="csv data"),
    synthetic_column("Generated for demonstration: no real installation.", value="installation.synthetic"),
)  # fmt: skip
ORDERS = {
    "year": ("year", "installation"),
    "installation": ("installation", "year"),
    "allocated": ("allocated", "installation", "year"),
}


def _missing(member_state: str = "") -> Rows[MissingRow]:
    silent = Q(report="") & (Q(planned__gt=0) | Q(allocated__gt=0))
    query = models.InstallationYear.objects.filter(_over(), silent | Q(report="not reported"), verified=None)
    if member_state:
        own = models.Installation.objects.filter(member_state=member_state)
        query = query.filter(installation__in=own.values("key"))
    return Rows(query, _with_installations, ORDERS, YearRecord._fields)


def _over() -> Q:
    """Years whose reports were due before the day that is shown, by the days of each installation's own cycle."""
    law, day, found = books_law(), today(), Q(pk__in=[])
    years = [year for period in law.periods for year in period.years]
    for cycle in law.cycles or ("",):
        kinds = [code for code, own in law.terms.cycles.items() if own == cycle]
        accounts = models.Account.objects.filter(type__in=kinds).exclude(installation="")
        own = Q(installation__in=accounts.values("installation")) if cycle else Q()
        found |= own & Q(year__in=[year for year in years if law.is_over("report", year, day, cycle)])
    return found


def _with_installations(rows: list[Any]) -> list[MissingRow]:
    records = [YearRecord(*row[: len(YearRecord._fields)]) for row in rows]
    keys = {record.installation for record in records}
    law, known, cycles = books_law(), installations_by_key(keys), cycles_of(books_law(), keys)
    return [
        MissingRow(known[each.installation], each, law.deadline("report", each.year, cycles.get(each.installation, "")))
        for each in records
    ]


MISSING: View[MissingRow] = View(
    "missing_reports",
    "Reports that have not come",
    "An installation's year of which no verified report has come by the law's day. In the denomination of the law's"
    " units.",
    COLUMNS,
    query=_missing,
    filters=(choices.MEMBER, OF_YEAR),
    sort="-year",
    measured=True,
)
