"""Which address is which page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter
from django.views.decorators.http import require_safe

from openets.web import (
    accounts,
    charts,
    checks,
    differences,
    entities,
    history,
    home,
    installations,
    notices,
    paper,
    parties,
    projects,
    search,
    sectors,
    states,
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


urlpatterns = [
    page("", home.home, "home"),
    page("states/", states.states, "states"),
    page("states/<slug:code>/", states.state, "state"),
    page("sectors/", sectors.sectors, "sectors"),
    page("sectors/<slug:slug>/", sectors.sector, "sector"),
    page("installations/", installations.installations, "installations"),
    page("installations/<key:key>/", installations.installation, "installation"),
    page("accounts/", accounts.accounts, "accounts"),
    page("accounts/<key:identifier>/", accounts.account, "account"),
    page("transactions/", transactions.transactions, "transactions"),
    page("transactions/<slug:reference>/", transactions.transaction, "transaction"),
    page("compliance/differences/", differences.differences, "differences"),
    page("entities/", entities.entities, "entities"),
    page("entities/<key:key>/", entities.entity, "entity"),
    page("history/", history.history, "history"),
    page("checks/", checks.checks, "checks"),
    page("notices/", notices.notices, "notices"),
    page("notices/<slug:key>/", notices.notice, "notice"),
    page("paper/", paper.paper, "paper"),
    page("paper/<slug:name>/", paper.paper_part, "paper-part"),
    page("parties/", parties.parties, "parties"),
    page("parties/<slug:code>/", parties.party, "party"),
    page("projects/", projects.projects, "projects"),
    page("projects/<slug:key>/", projects.project, "project"),
    page("search", search.search, "search"),
    page("verify/", verify.verify, "verify"),
    page("verify/journal.zip", verify.archive, "archive"),
    page("verify/manifest.json", verify.manifest, "manifest"),
    page("verify/<slug:registry>.jsonl", verify.journal, "journal"),
    page("charts/<slug:name>.svg", charts.chart_svg, "chart"),
    page("charts/<slug:name>.csv", charts.chart_csv, "chart-csv"),
    page("healthz", verify.healthz, "healthz"),
]
