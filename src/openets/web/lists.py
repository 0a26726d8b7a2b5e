"""The pages that show a view and little else."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from openets.compliance.official import CAUSES
from openets.views import summaries
from openets.views.checks import CHECKS
from openets.views.history import HISTORY
from openets.views.installations import INSTALLATIONS
from openets.views.letters import DIFFERENCES
from openets.views.notices import NOTICES
from openets.views.projects import PROJECTS, projects
from openets.views.totals import SECTORS, STATES
from openets.views.transactions import TRANSACTIONS
from openets.web import figures
from openets.web.query import ListQuery
from openets.web.tables import show_list

# --- pages that show a view and little else -------------------------------------------------------


def checks(request: HttpRequest) -> HttpResponseBase:
    """The catalogue of checks: what the transaction log asks of every transaction, and by which law."""
    return show_list(request, "checks.html", CHECKS)


def history(request: HttpRequest) -> HttpResponseBase:
    """The Commission's own transaction file, shown beside the books and never part of them."""
    return show_list(request, "history.html", HISTORY)


def installations(request: HttpRequest) -> HttpResponseBase:
    return show_list(request, "installations.html", INSTALLATIONS)


def notices(request: HttpRequest) -> HttpResponseBase:
    return show_list(request, "notices.html", NOTICES)


def projects_list(request: HttpRequest) -> HttpResponseBase:
    """The public register of projects."""
    found = projects()
    listed = sum(row.imported for row in found)
    return show_list(request, "projects.html", PROJECTS, listed=listed, whole=len(found))


def transactions(request: HttpRequest) -> HttpResponseBase:
    def more(query: ListQuery) -> dict[str, Any]:
        return {"figure": figures.volumes(query["registry"])}

    return show_list(request, "transactions.html", TRANSACTIONS, more=more)


def states(request: HttpRequest) -> HttpResponseBase:
    """Member States in one year, with a chart of them."""

    def more(query: ListQuery) -> dict[str, Any]:
        year = int(query["year"] or 0)
        return {"figure": figures.states(year), "year": year}

    return show_list(request, "states.html", STATES, more=more)


def sectors(request: HttpRequest) -> HttpResponseBase:
    """Sectors in one year, with a chart of them."""

    def more(query: ListQuery) -> dict[str, Any]:
        year = int(query["year"] or 0)
        return {"figure": figures.sectors(year, query["state"]), "year": year}

    return show_list(request, "sectors.html", SECTORS, more=more)


def differences(request: HttpRequest) -> HttpResponseBase:
    """Where the computed letter of a year is not the official one, and why."""
    judgement = summaries.judgement()
    view = DIFFERENCES if judgement is not None else DIFFERENCES.answering(lambda **_: [])

    def more(query: ListQuery) -> dict[str, Any]:
        counts = Counter(each.cause for each in view.ask(**query.values))
        causes = [(name, meaning, counts[name]) for name, meaning in CAUSES.items()]
        return {"causes": causes, "judgement": judgement}

    return show_list(request, "differences.html", view, more=more)
