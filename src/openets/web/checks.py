"""The catalogue of checks: what the transaction log asks of every transaction, and by which law."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponseBase

from openets.checks.check import Check
from openets.laws.now import TRANSACTION_TYPES, eu_ets
from openets.web import words
from openets.web.questions import Filter, Kind, ask
from openets.web.tables import Column, Table, in_order, show


class CheckRow(NamedTuple):
    """A check and the transaction types that must pass it."""

    check: Check[Any]
    types: tuple[str, ...]


CHECKS = Table(
    "checks",
    "The checks of the transaction log",
    (
        Column("code", "Code", lambda row: row.check.code, kind="code", sort="code"),
        Column("name", "Name", lambda row: row.check.name, csv_only=True),
        Column(
            "sentence",
            "What it asks",
            lambda row: row.check.sentence,
            kind="long",
            tags=lambda row: [] if row.check.verified else ["unverified"],
            sort="sentence",
        ),
        Column("citation", "Source", lambda row: row.check.citation, kind="long", sort="citation"),
        Column("verified", "Verified", lambda row: row.check.verified, csv_only=True),
        Column("types", "Asked of", lambda row: " ".join(row.types), csv_only=True),
        Column("types_count", "Types", lambda row: len(row.types), kind="number", sort="types", page_only=True),
    ),
)


def rows() -> list[CheckRow]:
    """Every check of the law, in the order in which the catalogue first names it."""
    found: dict[str, Check[Any]] = {}
    types: dict[str, list[str]] = {}
    for code, listed in eu_ets().catalogue.items():
        for each in listed:
            found[each.name] = each
            types.setdefault(each.name, []).append(code)
    return [CheckRow(each, tuple(types[name])) for name, each in found.items()]


def checks(request: HttpRequest) -> HttpResponseBase:
    kinds = [(code, f"{code} {words.transaction_type_name(code)}") for code in TRANSACTION_TYPES]
    filters = [
        Filter("q", "Code or words"),
        Filter("type", "Transaction type", Kind.CHOICE, [("", "All"), *kinds]),
        Filter("verified", "Source", Kind.CHOICE, [("", "Any"), ("yes", "Verified"), ("no", "Unverified")]),
    ]
    asked = ask(request, filters, CHECKS.sorts, "code")
    wanted = asked["q"].lower()
    found = [
        row
        for row in rows()
        if wanted in f"{row.check.code} {row.check.name} {row.check.sentence}".lower()
        and asked["type"] in ("", *row.types)
        and asked["verified"] in ("", "yes" if row.check.verified else "no")
    ]
    return show(request, "checks.html", CHECKS, filters, asked, in_order(found, CHECKS, asked.sort))
