"""One installation with its years and how it complied."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from openets.compliance.status import YearStatus, total_penalty
from openets.views.accounts import accounts_of, holdings
from openets.views.history import history_beside
from openets.views.installations import installation, years_of
from openets.views.judged import judged_years
from openets.views.law import books_law
from openets.views.names import activity_name
from openets.views.places import sector_of
from openets.views.years import years_view
from openets.web import figures
from openets.web.query import day, wants_csv
from openets.web.tables import send


def installation_page(request: HttpRequest, key: str) -> HttpResponseBase:
    found = installation(key)
    if found is None:
        raise Http404(f"No installation has the id “{key}”.")
    as_of = day(request, "as_of")
    records = years_of(key)
    years, view = judged_years(key, records, as_of), years_view()
    if wants_csv(request):
        return send(view.marked(found.synthetic), years)
    accounts = accounts_of(key)
    context = {
        "installation": found,
        "sector": sector_of(found.activity),
        "activity": activity_name(found.activity),
        "as_of": as_of.isoformat() if as_of else "",
        "years": years,
        "table": view,
        "figure": figures.installation(found, records),
        "penalties": _penalties([year.status for year in years if year.status]),
        "causes": {year.cause: year.meaning for year in years if year.meaning},
        "accounts": accounts,
        "held": holdings([account.key for account in accounts]),
        "history": history_beside([account.identifier for account in accounts]),
    }
    return render(request, "installation.html", context)


def _penalties(years: list[YearStatus]) -> list[tuple[str, int, str]]:
    """(phase, tonnes, money) of every phase in which a penalty is due."""
    found = []
    for phase in books_law().periods:
        tonnes = total_penalty(years, phase.number)
        if tonnes:
            found.append((phase.name, tonnes, str(books_law().penalty(phase.first_year).times(tonnes))))
    return found
