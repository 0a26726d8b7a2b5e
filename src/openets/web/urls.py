"""Which address is which page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter
from django.views.decorators.http import require_safe

from openets.views.law import books_law, no_protocol
from openets.web import (
    accounts,
    charts,
    home,
    installations,
    lists,
    paper,
    parties,
    places,
    projects,
    transactions,
    verify,
)


class Key(StringConverter):
    """A key or identifier as an address names it. No database is asked for characters that cannot be printed."""

    def to_python(self, value: str) -> str:
        if not value.isprintable():
            raise ValueError("a key can be printed")
        return value


register_converter(Key, "key")


def page(address: str, view: Callable[..., Any], name: str) -> URLPattern:
    """A page that can be read and nothing else."""
    return path(address, require_safe(view), name=name)


def protocol_page(address: str, view: Callable[..., Any], name: str) -> URLPattern:
    """A page that is there only where the books' law hangs from a protocol between States."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> Any:
        law = books_law()
        if law.protocol is None:
            sentence = no_protocol(law)
            raise Http404(f"{sentence[:1].upper()}{sentence[1:]}.")
        return view(request, *args, **named)

    return page(address, guarded, name)


urlpatterns = [
    page("", home.home, "home"),
    page("states/", lists.states, "states"),
    page("states/<slug:code>/", places.state, "state"),
    page("sectors/", lists.sectors, "sectors"),
    page("sectors/<slug:slug>/", places.sector, "sector"),
    page("installations/", lists.installations, "installations"),
    page("installations/<key:key>/", installations.installation_page, "installation"),
    page("accounts/", accounts.account_list, "accounts"),
    page("accounts/<key:identifier>/", accounts.account_page, "account"),
    page("transactions/", lists.transactions, "transactions"),
    page("transactions/<slug:reference>/", transactions.transaction_page, "transaction"),
    page("compliance/differences/", lists.differences, "differences"),
    protocol_page("entities/", projects.entity_list, "entities"),
    protocol_page("entities/<key:key>/", projects.entity_page, "entity"),
    page("history/", lists.history, "history"),
    page("checks/", lists.checks, "checks"),
    protocol_page("notices/", lists.notices, "notices"),
    protocol_page("notices/<slug:key>/", parties.notice_page, "notice"),
    page("paper/", paper.paper, "paper"),
    page("paper/<slug:name>/", paper.paper_part, "paper-part"),
    protocol_page("parties/", parties.party_list, "parties"),
    protocol_page("parties/<slug:code>/", parties.party_page, "party"),
    protocol_page("projects/", lists.projects_list, "projects"),
    protocol_page("projects/<slug:key>/", projects.project_page, "project"),
    page("search", lists.search_page, "search"),
    page("verify/", verify.verify, "verify"),
    page("verify/journal.zip", verify.archive, "archive"),
    page("verify/manifest.json", verify.manifest, "manifest"),
    page("verify/<slug:registry>.jsonl", verify.journal, "journal"),
    page("charts/<slug:name>.svg", charts.chart_svg, "chart"),
    page("charts/<slug:name>.csv", charts.chart_csv, "chart-csv"),
    page("healthz", verify.healthz, "healthz"),
]
