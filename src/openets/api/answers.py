"""What holds of every address of the interface: it is only read, knows its questions, and says what has not changed."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from openets.api.document import parameters
from openets.api.problems import FieldFault, malformed, of_exception, problem
from openets.views.finding import check_protocol, shortened
from openets.views.known import in_past
from openets.views.law import TIMES

View = Callable[..., HttpResponse]


def answering(view: View, name: str = "") -> View:
    """A view that answers GET and HEAD, and refuses all else in the shape of problems."""

    @csrf_exempt  # there is nothing to forge: whatever is not reading is refused here, in words
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        method = request.method
        if method not in ("GET", "HEAD"):
            return _not_allowed(request)
        request.method = "GET"  # what is known of HEAD is its lack of a body
        try:
            check_protocol(request.path.removeprefix("/api/v1/"))
            response = _unasked(request, name)
            if response is None:
                known = parameters().get(name, ())
                with in_past(*(request.GET.get(each, "").strip() if each in known else "" for each in TIMES)):
                    response = view(request, *args, **named)
        except Exception as error:
            response = of_exception(request, error)
        request.method = method
        return _kept(request, response)

    return answer


def _not_allowed(request: HttpRequest) -> HttpResponse:
    response = problem(request, 405, f"This interface only reads: ask with GET or HEAD, not with {request.method}.")
    response["Allow"] = "GET, HEAD"
    return response


def _unasked(request: HttpRequest, name: str) -> HttpResponse | None:
    """A problem where the question has a parameter that the address does not know: it would change nothing unseen.

    Parameters that are left blank are as good as not there.
    """
    if name not in parameters():
        return None
    known = parameters()[name]
    listed = f"it knows {', '.join(sorted(known))}" if known else "it knows none"
    strange = [each for each in request.GET if each not in known]
    if strange:
        detail = f"is no parameter of this address: {listed}"
        return malformed(request, [FieldFault(field=shortened(each), detail=detail) for each in strange])
    blank = [each for each in request.GET if not request.GET[each].strip()]
    if blank:
        told = request.GET.copy()
        for each in blank:
            del told[each]
        request.GET = told  # type: ignore[assignment]
    return None


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with a mark of its content. Whoever has the same already is told so, and sent nothing."""
    if response.status_code != 200:
        response["Cache-Control"] = "no-store"
        return response
    response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["Cache-Control"] = "public, no-cache"
    response["Content-Length"] = str(len(response.content))
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(found, HttpResponse)
    return found


def unknown(request: HttpRequest) -> HttpResponse:
    """Any address under ``/api/`` that there is not."""
    raise Http404(f"This interface has no address {request.path[:120]}. The page /api/ names all that there are.")
