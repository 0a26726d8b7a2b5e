"""The pages that show a view and little else, and the page that searches all of them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from openets.compliance.official import CAUSES
from openets.views import judging_all
from openets.views.accounts import ACCOUNTS
from openets.views.changes import CHANGES
from openets.views.codes import CHECKS
from openets.views.corrections import CORRECTIONS
from openets.views.glossary import GLOSSARY
from openets.views.history import HISTORY
from openets.views.installations import INSTALLATIONS
from openets.views.letters import DIFFERENCES
from openets.views.missing import MISSING
from openets.views.notices import NOTICES
from openets.views.operators import OPERATORS
from openets.views.projects import PROJECTS, projects
from openets.views.refused import REFUSED
from openets.views.search import search
from openets.views.totals import SECTORS, STATES
from openets.views.transactions import TRANSACTIONS
from openets.views.view import View
from openets.web import figures
from openets.web.figures import Figure
from openets.web.query import ListQuery, text
from openets.web.tables import show_list

Page = Callable[[HttpRequest], HttpResponseBase]


def page_of(
    view: View[Any], template: str, figure: Callable[[ListQuery], Figure] | None = None, lead: str = ""
) -> Page:
    """The page of a list, with a chart of what was asked for where there is one, and a sentence about it all where the
    template has none."""

    def more(query: ListQuery) -> dict[str, Any]:
        return {"lead": lead} | ({"figure": figure(query)} if figure is not None else {})

    return lambda request: show_list(request, template, view, more=more)


def _year(query: ListQuery) -> int:
    """The year of a list's figures; new books have none yet."""
    return int(query["year"] or 0)


# --- pages that show a view and little else -------------------------------------------------------

accounts = page_of(ACCOUNTS, "accounts.html")
checks = page_of(CHECKS, "checks.html")
changes = page_of(
    CHANGES, "register.html", lead="What was written in all journals on one day, the last unless you say."
)
corrections = page_of(CORRECTIONS, "corrections.html")
glossary = page_of(GLOSSARY, "register.html", lead="One word, one meaning, everywhere in the product.")
history = page_of(HISTORY, "history.html")
installations = page_of(INSTALLATIONS, "installations.html")
missing = page_of(
    MISSING, "register.html", lead="Installations whose verified report of a year has not come by the law’s day."
)
notices = page_of(NOTICES, "notices.html")
operators = page_of(
    OPERATORS,
    "register.html",
    lead="Companies and others who operate installations, with all of theirs added up. Names of the same letters and"
    " digits are one operator; every other spelling is one of its own, for nobody has said that they are the same.",
)
refused = page_of(REFUSED, "register.html", lead="What was asked for and did not happen, with every reason.")
sectors = page_of(SECTORS, "sectors.html", lambda query: figures.sectors(_year(query), query["member_state"]))
states = page_of(STATES, "states.html", lambda query: figures.states(_year(query)))
transactions = page_of(TRANSACTIONS, "transactions.html", lambda query: figures.volumes(query["registry"]))


def projects_list(request: HttpRequest) -> HttpResponseBase:
    """The public register of projects."""
    found = projects()
    listed = sum(row.imported for row in found)
    return show_list(request, "projects.html", PROJECTS, listed=listed, whole=len(found))


def differences(request: HttpRequest) -> HttpResponseBase:
    """Where the computed letter of a year is not the official one, and why."""
    judgement = judging_all.judgement()
    view = DIFFERENCES if judgement is not None else replace(DIFFERENCES, query=lambda **_: [])

    def more(query: ListQuery) -> dict[str, Any]:
        counts = Counter(each.cause for each in view.ask(**query.values))
        causes = [(name, meaning, counts[name]) for name, meaning in CAUSES.items()]
        return {"causes": causes, "judgement": judgement}

    return show_list(request, "differences.html", view, more=more)


def search_page(request: HttpRequest) -> HttpResponseBase:
    """What has some words in its name, or this very id, of everything that has a page."""
    wanted = text(request, "q")
    return render(request, "search.html", {"q": wanted, "found": search(wanted)})
