"""The first page: the scheme by year, its compliance, its biggest emitters, and whether the books balance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openets.stores.sql import chains
from openets.views import judging_all, projects, summaries
from openets.views.history import any_history
from openets.views.installations import EMITTERS, any_synthetic, biggest_emitters
from openets.views.law import books_law
from openets.views.parties import STANDING, parties_on_record
from openets.views.places import registry_of
from openets.views.units import balances
from openets.web import figures


def home(request: HttpRequest) -> HttpResponse:
    totals = summaries.totals()
    year = summaries.totals().latest_year
    parties = parties_on_record()
    context = {
        "totals": totals,
        "year": year,
        "numbers": _numbers(totals, len(parties), projects.number()),
        "years": figures.years(),
        "letters": figures.letters(),
        "judgement": judging_all.judgement(),
        "amended": [state.name for state in books_law().members.values() if state.cap_amended],
        "emitters": (EMITTERS, biggest_emitters(year)),
        "balances": balances(),
        "heads": chains.heads(),
        "history": any_history(),
        "parties": (STANDING, parties),
        "synthetic": any_synthetic(),
    }
    return render(request, "home.html", context)


def help(request: HttpRequest) -> HttpResponse:
    """How to find something, and how to read it."""
    return render(request, "help.html")


def _numbers(totals: summaries.Totals, parties: int, projects: int) -> list[tuple[str, int, str]]:
    """(what, how many, page) for the strip at the top: of books that only Parties use, without installations."""
    found = [
        ("Parties", parties, "parties"),
        (
            "States",
            # what is kept apart within another State's registry is no State of its own
            len({registry_of(state) for state, _ in totals.installations}),
            "states",
        ),
        ("installations", sum(totals.installations.values()), "installations"),
        ("projects", projects, "projects"),
        ("accounts", sum(totals.accounts.values()), "accounts"),
        ("transactions", sum(volume.number for volume in totals.transactions.values()), "transactions"),
        ("journal entries", totals.entries, "verify"),
    ]
    idle = {"States", "installations"} if (parties or projects) and not totals.installations else set()
    return [row for row in found if row[0] not in idle and (row[1] or row[0] not in ("Parties", "projects"))]
