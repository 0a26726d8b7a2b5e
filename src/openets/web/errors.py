"""The pages for what went wrong, each with a sentence that says what and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the question makes no sense."""
    sentence = str(exception) or "This address asks for something that this page cannot answer."
    return _page(request, 400, "This question cannot be answered", sentence)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing is here."""
    said = str(exception.args[0]) if exception.args and isinstance(exception.args[0], str) else ""
    return _page(request, 404, "There is nothing here", said or "No page has this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page asks nothing of the books, which may be what failed."""
    sentence = "Something went wrong on our side. Nothing was changed: this site only reads."
    return _page(request, 500, "Something went wrong", sentence)


def _page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    # only an address that is a page's own can be asked again without its question
    again = request.path if status == 400 and request.GET else ""
    context = {"status": status, "title": title, "sentence": sentence, "again": again}
    return render(request, "error.html", context, status=status)
