"""The first page: the scheme by year, its compliance, its biggest emitters, and whether the books balance."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openets.ledger.accounts import ACCOUNT_TYPES, Bucket
from openets.schemes.eu_ets import eu_ets
from openets.stores.sql import chains, queries, summaries
from openets.web import figures, words
from openets.web.installations import emitters

CONVERSION = "10-52"


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

    @property
    def holds(self) -> bool:
        return self.issued == self.converted + self.held + self.surrendered + self.cancelled + self.retired

    @property
    def parts(self) -> list[tuple[str, int]]:
        """(name, units) in the order in which the bar shows them."""
        named = [("surrendered", self.surrendered), ("retired", self.retired), ("cancelled", self.cancelled)]
        return [("held", self.held), *named, ("converted", self.converted)]


def balances(registry: str = "") -> list[Balance]:
    """The balance of every unit type in the books, or in the accounts of one registry."""
    totals = summaries.totals()
    found: dict[str, Counter[Bucket]] = {}
    for (home, kind, unit), units in totals.balances.items():
        if registry in ("", home):
            found.setdefault(unit, Counter())[ACCOUNT_TYPES[kind].bucket] += units
    converted: Counter[str] = Counter()
    for (home, kind, unit, _, _), volume in totals.transactions.items():
        if kind == CONVERSION and registry in ("", home):
            converted[unit] += volume.units
    issued = queries.issued_units(registry)
    return [
        Balance(
            unit,
            issued.get(unit, 0),
            converted[unit],
            *(found.get(unit, Counter())[bucket] for bucket in Bucket),
        )
        for unit in sorted({*issued, *found})
    ]


def home(request: HttpRequest) -> HttpResponse:
    totals = summaries.totals()
    year = summaries.latest_year()
    scheme = eu_ets()
    context = {
        "scheme": scheme,
        "totals": totals,
        "year": year,
        "numbers": _numbers(totals),
        "years": figures.years(),
        "letters": figures.letters(),
        "judgement": summaries.judgement(),
        "amended": [state.name for state in scheme.states.values() if state.cap_amended],
        "emitters": emitters(year),
        "balances": balances(),
        "heads": chains.heads(),
        "history": queries.any_history(),
    }
    return render(request, "home.html", context)


def _numbers(totals: summaries.Totals) -> list[tuple[str, int, str]]:
    """(what, how many, page) for the strip at the top."""
    return [
        (
            "States",
            len({state for state, _ in totals.installations} - {words.NORTHERN_IRELAND}),
            "states",
        ),
        ("installations", sum(totals.installations.values()), "installations"),
        ("accounts", sum(totals.accounts.values()), "accounts"),
        ("transactions", sum(volume.number for volume in totals.transactions.values()), "transactions"),
        ("journal entries", totals.entries, "verify"),
    ]
