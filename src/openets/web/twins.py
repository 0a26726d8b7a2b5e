"""Every page's twin: the address at which the read-only interface answers as JSON with what the page shows."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.urls import reverse

TWINS = {
    "home": "totals",
    "states": "states",
    "state": "states/{code}",
    "sectors": "sectors",
    "sector": "sectors/{slug}",
    "installations": "installations",
    "installation": "installations/{key}",
    "operators": "operators",
    "operator": "operators/{key}",
    "accounts": "accounts",
    "account": "accounts/{identifier}",
    "transactions": "transactions",
    "transaction": "transactions/{reference}",
    "changes": "changes",
    "refused": "refused",
    "missing": "missing-reports",
    "corrections": "corrections",
    "differences": "differences",
    "entities": "entities",
    "entity": "entities/{key}",
    "glossary": "glossary",
    "history": "history",
    "checks": "checks",
    "notices": "notices",
    "notice": "notices/{key}",
    "paper": "paper",
    "paper-part": "paper/{name}",
    "parties": "parties",
    "party": "parties/{code}",
    "projects": "projects",
    "project": "projects/{key}",
    "search": "search",
    "verify": "registries",
}
"""Name of a page → its twin, below ``/api/v1/``. A page of files has their own description as JSON."""
WITHIN = {"account": "accounts/{identifier}/blocks", "operator": "installations?operator={key}"}
"""Name of a page of one thing → the twin of the list on it."""
ASKED = {"party": ("buy", "sell", "inventory", "price"), "search": ("q",)}
"""What else than a day a page and its twin are asked for, where it is no list."""


def twin_of(request: HttpRequest) -> str:
    """The twin of a page that shows no list, or of the thing that a page with a list is of; ``""`` where there is none.
    The days of the past are added to the finished page."""
    name = _name(request)
    if name == "data":
        return reverse("data-package")
    asked = {each: request.GET[each].strip() for each in ASKED.get(name, ()) if request.GET.get(each, "").strip()}
    return _address(request, TWINS.get(name, ""), asked)


def list_twin(request: HttpRequest, asked: Mapping[str, str]) -> str:
    """The twin of the list on a page, with the same filters and order."""
    name = _name(request)
    return _address(request, WITHIN.get(name) or TWINS.get(name, ""), asked)


def _name(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.url_name if match is not None else "") or ""


def _address(request: HttpRequest, pattern: str, asked: Mapping[str, str]) -> str:
    if not pattern:
        return ""
    assert request.resolver_match is not None
    keys = {name: quote(str(key), safe="") for name, key in request.resolver_match.kwargs.items()}
    own = f"{reverse('api')}v1/{pattern.format(**keys)}"
    return f"{own}{'&' if '?' in own else '?'}{urlencode(asked)}" if asked else own
