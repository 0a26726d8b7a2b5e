"""What went wrong, in the one shape that all errors have: problem details of RFC 9457.

A question that cannot be read is 422 and names the field, a cursor that is not of its list 400, what is not there 404,
another verb than reading 405, a rule that says no 422 with every refusal, and our own fault 500.
"""

import json
import logging
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import ValidationError
from pydantic import BaseModel, Field

from openets.kernel.refusals import Misuse, Refusal, Refused, Unavailable
from openets.views.finding import TOO_MANY, WrongFilter
from openets.views.formatting import sentence

MEDIA_TYPE = "application/problem+json"
KINDS = {
    400: ("bad-request", "This question cannot be answered"),
    404: ("not-found", "There is nothing here"),
    405: ("read-only", "This address can only be read"),
    422: ("malformed", "Something that was asked makes no sense"),
    500: ("fault", "Something went wrong on our side"),
    503: ("unavailable", "The books cannot be read now"),
}
"""Status → the anchor on the page ``/api/`` that explains it, and so the type of the problem; and its title."""

_log = logging.getLogger(__name__)


class FieldFault(BaseModel):
    """A parameter and what is wrong with it."""

    field: str
    detail: str


class RefusalSchema(BaseModel):
    """A rule that said no."""

    code: str = Field(description="The field's number, or ours, which begins with P-.")
    name: str
    sentence: str = Field(description="What the rule asks.")
    field: str = Field(description="The part of the question to look at.")
    detail: str = Field(description="What was found.")
    citation: str = Field(description="Where the law says so.")


class Problem(BaseModel):
    """Problem details of RFC 9457."""

    type: str = Field(description="Address of the words that explain this kind of problem.")
    title: str
    status: int
    detail: str = Field(description="What is wrong here, and what to do.")
    instance: str = Field(description="The address that was asked.")
    errors: list[FieldFault] = Field(default_factory=list, description="The parameters concerned, with status 422.")
    refusals: list[RefusalSchema] = Field(default_factory=list, description="Every rule that said no.")


def problem(
    request: HttpRequest, status: int, detail: str, errors: Sequence[FieldFault] = (), refusals: Sequence[Refusal] = ()
) -> HttpResponse:
    """An answer that says what went wrong."""
    name, title = KINDS[status]
    body = Problem(
        type=f"/api/#{name}",
        title=title,
        status=status,
        detail=detail,
        instance=request.get_full_path(),
        errors=list(errors),
        refusals=[RefusalSchema(**each.as_dict()) for each in refusals],
    )
    return HttpResponse(json.dumps(body.model_dump(), ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def malformed(request: HttpRequest, errors: Sequence[FieldFault]) -> HttpResponse:
    """422 with the fields and what is wrong with each."""
    return problem(request, 422, " ".join(f"“{each.field}” {each.detail}." for each in errors), errors)


def of_exception(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """The problem that an exception stands for. What nobody foresaw is logged, and said without its innards."""
    match error:
        case ValidationError():
            return malformed(request, [_fault(each) for each in error.errors])
        case WrongFilter():
            return malformed(request, [FieldFault(field=error.field, detail=error.detail)])
        case Http404():
            return problem(request, 404, str(error.args[0]) if error.args else "No address of this interface is so.")
        case Refused():
            return problem(request, 422, "A rule says no.", refusals=error.refusals)
        case TooManyFieldsSent():
            return problem(request, 400, TOO_MANY)
        case Unavailable():
            return problem(request, 503, sentence(error))
        case Misuse():
            return problem(request, 400, sentence(error))
    _log.error(
        "an address of the interface failed: %s", request.path, exc_info=error if isinstance(error, Exception) else True
    )
    return problem(request, 500, "Nothing was changed: this interface only reads. Ask again, or tell the registry.")


_WORDS = {"string_too_long": "is too long: at most {max_length} characters"}


def _fault(found: dict[str, Any]) -> FieldFault:
    """What pydantic found, in our words."""
    said = _WORDS.get(found["type"], "").format(**found.get("ctx", {})) or found["msg"].removeprefix("Value error, ")
    return FieldFault(field=str(found["loc"][-1]), detail=said)
