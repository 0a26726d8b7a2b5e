"""Search by name or id over everything that has a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openets.stores.sql import queries, summaries
from openets.web import words
from openets.web.accounts import ACCOUNTS
from openets.web.installations import INSTALLATIONS
from openets.web.questions import text


def search(request: HttpRequest) -> HttpResponse:
    wanted = text(request, "q")
    found = queries.search(wanted, summaries.latest_year()) if wanted else None
    codes = {code for code, _ in summaries.totals().installations}
    low = wanted.lower()
    places = [
        words.place(code)
        for code in sorted(codes)
        if low and (low in words.state_name(code).lower() or low == code.lower())
    ]
    sectors = [each for each in words.sectors().values() if low and low in each.name.lower()]
    context = {
        "q": wanted,
        "found": found,
        "places": places,
        "sectors": sectors,
        "installations": INSTALLATIONS,
        "accounts": ACCOUNTS,
        "year": summaries.latest_year(),
    }
    return render(request, "search.html", context)
