"""Notifications of the international transaction log: the list, and one with what settles it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from openets.compliance.notices_record import Notice, NoticeStatus, answers_of, notice_types, outstanding
from openets.laws.now import TRANSACTION_TYPES, eu_ets, kyoto
from openets.stores.sql import queries, queries_parties
from openets.web import words
from openets.web.jinja import url
from openets.web.questions import Filter, Kind, ask
from openets.web.tables import Column, Table, in_order, show


def _number(row: Notice) -> int:
    return int(row.key.removeprefix("ITL"))


def _status(row: Notice) -> str:
    return NoticeStatus(row.status).word


def marked(synthetic: Collection[str]) -> Table:
    """The columns of notifications, with a mark beside Parties that were made up."""

    def tags(row: Notice) -> list[str]:
        return ["synthetic"] if row.party in synthetic else []

    def made_up(row: Notice) -> bool:
        return row.party in synthetic

    columns = [replace(column, tags=tags) if column.name == "key" else column for column in NOTICES.columns]
    return replace(NOTICES, columns=(*columns, Column("synthetic", "Synthetic", made_up, csv_only=True)))


NOTICES = Table(
    "notices",
    "Notifications of the international transaction log",
    (
        Column("number", "Number", _number, csv_only=True, sort="number"),
        Column("key", "Notification", lambda row: row.key, kind="code", link=lambda row: url("notice", row.key)),
        Column("code", "Code", lambda row: row.code, kind="year", sort="code"),
        Column("name", "About", lambda row: notice_types(eu_ets())[row.code].name, kind="long"),
        Column("party", "Party", lambda row: row.party, link=lambda row: url("party", row.party), sort="party"),
        Column("issued_on", "Issued", lambda row: row.issued_on, kind="short", sort="issued"),
        Column("deadline", "Deadline", lambda row: row.deadline, kind="short", sort="deadline"),
        Column("quantity", "Asked for", lambda row: row.quantity or None, kind="number", sort="quantity"),
        Column("outstanding", "Outstanding", lambda row: outstanding(row) or None, kind="number"),
        Column("unit", "Unit type", lambda row: row.unit, csv_only=True),
        Column("project", "Project", lambda row: row.project, csv_only=True),
        Column("status", "Status", _status, kind="short", sort="status"),
    ),
)


def notices(request: HttpRequest) -> HttpResponseBase:
    found = queries_parties.notices()
    parties = sorted({each.party for each in found})
    filters = [
        Filter("party", "Party", Kind.CHOICE, [("", "All"), *((code, party_name(code)) for code in parties)]),
        Filter("code", "About", Kind.CHOICE, [("", "All"), *((str(k), f"{k} {v.name}") for k, v in _types())]),
        Filter("status", "Status", Kind.CHOICE, [("", "All"), *((each.word, each.word) for each in NoticeStatus)]),
    ]
    asked = ask(request, filters, NOTICES.sorts, "-number")
    rows = [
        each
        for each in found
        if asked["party"] in ("", each.party)
        and asked["code"] in ("", str(each.code))
        and asked["status"] in ("", _status(each))
    ]
    table = marked(queries.synthetic_registries())
    return show(request, "notices.html", table, filters, asked, in_order(rows, table, asked.sort))


def notice(request: HttpRequest, key: str) -> HttpResponse:
    found = queries_parties.notice(key)
    if found is None:
        raise Http404(f"No notification has the number “{key}”.")
    context = {
        "notice": found,
        "status": _status(found),
        "outstanding": outstanding(found),
        "type": notice_types(eu_ets())[found.code],
        "answers": answers_of(notice_types(eu_ets())[found.code]),
        "answer_names": _answer_names(found),
        "party_name": party_name(found.party),
        "synthetic": found.party in queries.synthetic_registries(),
        "reference": queries_parties.reference("notice", key),
    }
    return render(request, "notice.html", context)


def party_name(code: str) -> str:
    target = kyoto().targets.get(code)
    return target.name if target is not None else code


def _types() -> list[tuple[int, Any]]:
    return list(notice_types(eu_ets()).items())


def _answer_names(notice: Notice) -> list[tuple[str, str, str, str]]:
    """(transaction type, its name, account type, its name) of all that would settle a notification."""
    return [
        (type, TRANSACTION_TYPES[type].name, account, words.account_type_name(account) if account else "")
        for type, account in notice_types(eu_ets())[notice.code].answers
    ]
