"""One notification of the international transaction log, with what settles it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from openets.compliance.notices_record import NoticeType, answers_of, outstanding
from openets.views.names import account_type_name, transaction_type_name
from openets.views.notices import notice, type_of
from openets.views.parties import party_name, reference


def notice_page(request: HttpRequest, key: str) -> HttpResponse:
    row = notice(key)
    if row is None:
        raise Http404(f"No notification has the number “{key}”.")
    found, kind = row.notice, type_of(row.notice)
    context = {
        "notice": found,
        "status": row.status,
        "outstanding": outstanding(found),
        "type": kind,
        "answers": answers_of(kind),
        "answer_names": _answer_names(kind),
        "party_name": party_name(found.party),
        "synthetic": row.synthetic,
        "reference": reference("notice", key),
    }
    return render(request, "notice.html", context)


def _answer_names(kind: NoticeType) -> list[tuple[str, str, str, str]]:
    """(transaction type, its name, account type, its name) of all that would settle a notification."""
    return [
        (type, transaction_type_name(type), account, account_type_name(account) if account else "")
        for type, account in kind.answers
    ]
