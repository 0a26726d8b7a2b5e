"""Which address is which page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter
from django.views.decorators.http import require_safe

from openets.views.finding import check_protocol
from openets.views.known import in_past
from openets.views.law import TIMES, past_shown
from openets.web import (
    accounts,
    charts,
    checkpoints,
    data,
    home,
    installations,
    lists,
    operators,
    paper,
    parties,
    places,
    projects,
    transactions,
    verify,
)
from openets.web.query import text
from openets.web.tables import TIMELESS, keeping_days


class Key(StringConverter):
    """A key or identifier as an address names it. No database is asked for characters that cannot be printed."""

    def to_python(self, value: str) -> str:
        if not value.isprintable():
            raise ValueError("a key can be printed")
        return value


register_converter(Key, "key")


def page(address: str, view: Callable[..., Any], name: str) -> URLPattern:
    """A page that can be read and nothing else. It shows the past that is asked for, if it shows a position."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> Any:
        check_protocol(address)
        if address.partition("/")[0] in TIMELESS:
            return view(request, *args, **named)
        with in_past(*(text(request, name) for name in TIMES)):
            return keeping_days(view(request, *args, **named), past_shown())

    return path(address, require_safe(guarded), name=name)


urlpatterns = [
    page("", home.home, "home"),
    page("states/", lists.states, "states"),
    page("states/<slug:code>/", places.state, "state"),
    page("sectors/", lists.sectors, "sectors"),
    page("sectors/<slug:slug>/", places.sector, "sector"),
    page("installations/", lists.installations, "installations"),
    page("installations/<key:key>/", installations.installation_page, "installation"),
    page("operators/", lists.operators, "operators"),
    page("operators/<key:key>/", operators.operator_page, "operator"),
    page("accounts/", lists.accounts, "accounts"),
    page("accounts/<key:identifier>/", accounts.account_page, "account"),
    page("transactions/", lists.transactions, "transactions"),
    page("transactions/<slug:reference>/", transactions.transaction_page, "transaction"),
    page("changes/", lists.changes, "changes"),
    page("refused/", lists.refused, "refused"),
    page("compliance/missing/", lists.missing, "missing"),
    page("compliance/corrections/", lists.corrections, "corrections"),
    page("compliance/differences/", lists.differences, "differences"),
    page("data/", data.data, "data"),
    page("data/datapackage.json", data.package, "data-package"),
    page("data/<slug:name>.<slug:format>", data.file, "data-file"),
    page("entities/", projects.entity_list, "entities"),
    page("entities/<key:key>/", projects.entity_page, "entity"),
    page("glossary/", lists.glossary, "glossary"),
    page("help/", home.help, "help"),
    page("history/", lists.history, "history"),
    page("checks/", lists.checks, "checks"),
    page("notices/", lists.notices, "notices"),
    page("notices/<slug:key>/", parties.notice_page, "notice"),
    page("paper/", paper.paper, "paper"),
    page("paper/<slug:name>/", paper.paper_part, "paper-part"),
    page("parties/", parties.party_list, "parties"),
    page("parties/<slug:code>/", parties.party_page, "party"),
    page("projects/", lists.projects_list, "projects"),
    page("projects/<slug:key>/", projects.project_page, "project"),
    page("search", lists.search_page, "search"),
    page("verify/", verify.verify, "verify"),
    page("verify/journal.zip", verify.archive, "archive"),
    page("verify/manifest.json", verify.manifest, "manifest"),
    page("verify/checkpoints/", checkpoints.days, "checkpoints"),
    page("verify/checkpoints/<slug:day>.note", checkpoints.note, "checkpoint"),
    page("verify/<slug:registry>.jsonl", verify.journal, "journal"),
    page("charts/<slug:name>.svg", charts.chart_svg, "chart"),
    page("charts/<slug:name>.csv", charts.chart_csv, "chart-csv"),
    page("charts/<slug:name>.json", charts.chart_json, "chart-json"),
    page("charts/<slug:name>.png", charts.chart_png, "chart-png"),
    page("healthz", verify.healthz, "healthz"),
]
