"""The page ``/api/``: every address with what can be asked of it, in the look of the other pages."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from openets.api.document import document
from openets.api.filters import MOST_ROWS, USUAL_ROWS
from openets.api.problems import KINDS

_LISTS = ("limit", "cursor")
"""Parameters that every list has; they are explained once."""


class Parameter(NamedTuple):
    """Something that can be asked."""

    name: str
    what: str
    one_of: list[str]
    usual: str


class Address(NamedTuple):
    """An address, what it answers and what can be asked of it."""

    path: str
    summary: str
    parameters: list[Parameter]
    is_list: bool

    @property
    def example(self) -> str:
        """The address as a link; ``""`` where it needs a key."""
        return "" if "{" in self.path else f"{self.path}{'?limit=2' if self.is_list else ''}"


@csrf_exempt
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    problems = [(status, *kind) for status, kind in KINDS.items()]
    context = {"families": families(), "problems": problems, "usual": USUAL_ROWS, "most": MOST_ROWS}
    return render(request, "api.html", context)


def index(request: HttpRequest) -> HttpResponse:
    """Every address as data."""
    listed = [
        {"address": each.path, "family": family, "says": each.summary, "is_list": each.is_list,
         "parameters": [asked.name for asked in each.parameters]}
        for family, addresses in families().items() for each in addresses
    ]  # fmt: skip
    links = {"page": reverse("api"), "document": reverse("api-document"), "files": reverse("data-package")}
    return JsonResponse({**links, "addresses": listed}, json_dumps_params={"ensure_ascii": False})


def families() -> dict[str, list[Address]]:
    """Addresses by family, in the order of the document."""
    found: dict[str, list[Address]] = {}
    for path, methods in document()["paths"].items():
        found.setdefault(methods["get"]["tags"][0], []).append(_address(path, methods["get"]))
    return found


def _address(path: str, operation: dict[str, Any]) -> Address:
    asked = [each for each in operation["parameters"] if each["in"] == "query"]
    shown = [_parameter(each) for each in asked if each["name"] not in _LISTS]
    return Address(path, operation["summary"], shown, any(each["name"] == "cursor" for each in asked))


def _parameter(parameter: dict[str, Any]) -> Parameter:
    schema = parameter["schema"]
    usual = schema.get("default")
    return Parameter(
        parameter["name"],
        parameter.get("description", ""),
        [str(each) for each in schema.get("enum", ())],
        "" if usual is None else str(usual),
    )
