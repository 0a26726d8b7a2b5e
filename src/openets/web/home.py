"""The first page: the scheme by year, its compliance, its biggest emitters, and whether the books balance."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openets.laws.now import eu_ets
from openets.ledger.accounts import Bucket
from openets.stores.sql import chains, queries, queries_projects, summaries
from openets.web import figures, words
from openets.web.installations import emitters
from openets.web.parties import STANDING, parties_on_record


class Balance(NamedTuple):
    """Where the units of one type are that were ever issued."""

    unit: str
    issued: int
    converted: int
    """Units that have become another type: assigned amount units turned into allowances."""
    held: int
    surrendered: int
    cancelled: int
    retired: int
    replacement: int

    @property
    def holds(self) -> bool:
        return self.issued == sum(units for _, units in self.parts)

    @property
    def parts(self) -> list[tuple[str, int]]:
        """(name, units) in the order in which the bar shows them."""
        named = [("surrendered", self.surrendered), ("retired", self.retired), ("cancelled", self.cancelled)]
        return [("held", self.held), *named, ("replacement", self.replacement), ("converted", self.converted)]


def balances(registry: str = "") -> list[Balance]:
    """The balance of every unit type in the books, or in the accounts of one registry."""
    totals = queries.totals(registry)
    return [
        Balance(unit, *(totals.get((unit, what), 0) for what in ("issued", "converted", *Bucket)))
        for unit in sorted({unit for unit, _ in totals})
    ]


def home(request: HttpRequest) -> HttpResponse:
    totals = summaries.totals()
    year = summaries.latest_year()
    law = eu_ets()
    parties = parties_on_record()
    context = {
        "law": law,
        "totals": totals,
        "year": year,
        "numbers": _numbers(totals, len(parties), queries_projects.number()),
        "years": figures.years(),
        "letters": figures.letters(),
        "judgement": summaries.judgement(),
        "amended": [state.name for state in law.members.values() if state.cap_amended],
        "emitters": emitters(year),
        "balances": balances(),
        "heads": chains.heads(),
        "history": queries.any_history(),
        "parties": (STANDING, parties),
        "synthetic": queries.any_synthetic(),
    }
    return render(request, "home.html", context)


def _numbers(totals: summaries.Totals, parties: int, projects: int) -> list[tuple[str, int, str]]:
    """(what, how many, page) for the strip at the top: of books that only Parties use, without installations."""
    found = [
        ("Parties", parties, "parties"),
        (
            "States",
            len({state for state, _ in totals.installations} - {words.NORTHERN_IRELAND}),
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
