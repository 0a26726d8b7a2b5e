"""What a browser may load for our pages, only what comes from this host and no script at all; and what pages of other
sites may read of ours."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that gives every answer the policy, unless it brought a stricter one of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


OPEN = ("/api/", "/data/")
"""What addresses begin with that other sites' pages may read: nothing there depends on who asks."""
_READING = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Content-Disposition, ETag"}
_ASKED_BEFORE = {
    **_READING,
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def reading_from_elsewhere(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that lets pages of any site read data, and every CSV, as this site's own pages can."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_open = request.path.startswith(OPEN)
        if is_open and request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return HttpResponse(status=204, headers=_ASKED_BEFORE)
        response = get_response(request)
        if is_open or response.headers.get("Content-Type", "").startswith("text/csv"):
            for name, value in _READING.items():
                response.headers[name] = value
        return response

    return middleware
