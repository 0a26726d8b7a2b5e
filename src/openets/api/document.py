"""The interface described in OpenAPI 3.1: made from the addresses themselves, with the shape of their errors."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja.responses import NinjaJSONEncoder

from openets.api.interface import interface
from openets.api.problems import KINDS, MEDIA_TYPE, Problem
from openets.laws.law import Law
from openets.views.law import once_for_law

_SCHEMAS = "#/components/schemas/"


@once_for_law
def document(law: Law) -> dict[str, Any]:
    """The document under the law of the books, which decides the codes that can be asked for."""
    found: dict[str, Any] = dict(interface.get_openapi_schema())
    schema = Problem.model_json_schema(ref_template=_SCHEMAS + "{model}", mode="serialization")
    schemas = found["components"]["schemas"]
    schemas.update(schema.pop("$defs"))
    schemas["Problem"] = schema
    found["servers"] = [{"url": "/"}]
    found["paths"] = {path: {"get": _operation(methods["get"])} for path, methods in found["paths"].items()}
    return found


def _operation(operation: dict[str, Any]) -> dict[str, Any]:
    """An operation with its errors, and with parameters of which none is called null."""
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    problem = {"content": {MEDIA_TYPE: {"schema": {"$ref": f"{_SCHEMAS}Problem"}}}}
    errors = {str(status): {"description": title, **problem} for status, (_, title) in KINDS.items()}
    return {**operation, "parameters": list(map(_parameter, operation["parameters"])), "responses": answers | errors}


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """An optional parameter is left out, never null: its schema says only what it may be."""
    schema = parameter["schema"]
    known = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    merged = {**schema, **(known[0] if known else {})}
    kept = {name: value for name, value in merged.items() if name not in ("anyOf", "title", "description")}
    if kept.get("default", "") in ("", None):
        kept.pop("default", None)
    words = {"description": merged["description"]} if "description" in merged else {}
    return {**words, **parameter, "schema": kept}


@once_for_law
def parameters(law: Law) -> dict[str, frozenset[str]]:
    """The name of an address → what may be asked with it."""
    operations = [methods["get"] for methods in document()["paths"].values()]
    return {
        operation["operationId"]: frozenset(each["name"] for each in operation["parameters"] if each["in"] == "query")
        for operation in operations
    }


def openapi(request: HttpRequest) -> HttpResponse:
    """The document as JSON."""
    return JsonResponse(document(), encoder=NinjaJSONEncoder)
