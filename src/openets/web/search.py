"""Search by name or id over everything that has a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openets.views import search
from openets.web.query import text


def search_page(request: HttpRequest) -> HttpResponse:
    wanted = text(request, "q")
    return render(request, "search.html", {"q": wanted, "found": search.search(wanted) if wanted else None})
