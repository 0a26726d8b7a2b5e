"""The pages for what went wrong, each with a sentence that says what and what to do."""

from collections.abc import Callable

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from openets.kernel.refusals import Misuse, Unavailable
from openets.views.finding import TOO_MANY
from openets.views.formatting import sentence

_AGAIN_AFTER = 5
"""Seconds after which a browser may ask anew for what could not be answered yet."""


class OurErrors:
    """Middleware that answers what OpenETS raises on purpose with a page of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a misuse or for books that cannot be used now; anything else is left to Django."""
        match error:
            case Unavailable():
                return unavailable(request, error)
            case Misuse():
                return bad_request(request, error)
        return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the question makes no sense."""
    said = sentence(exception) or "This address asks for something that this page cannot answer."
    if isinstance(exception, TooManyFieldsSent):
        said = TOO_MANY
    return _page(request, 400, "This question cannot be answered", said)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing is here."""
    said = str(exception.args[0]) if exception.args and isinstance(exception.args[0], str) else ""
    return _page(request, 404, "There is nothing here", said or "No page has this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page asks nothing of the books, which may be what failed."""
    said = "Something went wrong on our side. Nothing was changed: this site only reads."
    return _page(request, 500, "Something went wrong", said)


def unavailable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """503: the same question may be answered later."""
    response = _page(request, 503, "Not available now", sentence(exception))
    response["Retry-After"] = str(_AGAIN_AFTER)
    return response


def _page(request: HttpRequest, status: int, title: str, said: str) -> HttpResponse:
    # only an address that is a page's own can be asked again without its question
    # its question is not read here: that may be what failed
    again = request.path if status == 400 and request.META.get("QUERY_STRING") else ""
    context = {"status": status, "title": title, "sentence": said, "again": again}
    # without the request, for which Django would ask the books what every other page says
    return HttpResponse(render_to_string("error.html", context), status=status)
