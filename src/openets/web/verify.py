"""“Verify this registry yourself”: the heads of all chains, the journals, and how to check them."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from openets.operations.verify import MANIFEST, journal_line
from openets.stores.sql import queries
from openets.web import words
from openets.web.jinja import url
from openets.web.questions import wants_csv
from openets.web.tables import Column, Table, send

HEADS = Table(
    "heads",
    "The head of every registry's chain",
    (
        Column("registry", "Registry", lambda row: row.registry, kind="code"),
        Column("name", "Name", lambda row: words.state_name(row.registry)),
        Column("sequence", "Entries", lambda row: row.sequence, kind="number"),
        Column("hash", "Hash of the last entry", lambda row: row.hash, kind="hash"),
        Column(
            "journal",
            "Journal",
            lambda row: f"{row.registry}.jsonl",
            link=lambda row: url("journal", row.registry),
            page_only=True,
        ),
    ),
)


def verify(request: HttpRequest) -> HttpResponseBase:
    heads = queries.heads()
    if wants_csv(request):
        return send(HEADS, heads)
    return render(request, "verify.html", {"table": HEADS, "heads": heads, "entries": sum(h.sequence for h in heads)})


def journal(request: HttpRequest, registry: str) -> HttpResponseBase:
    """A registry's whole chain as `ets export journal` writes it, sent while it is read."""
    if registry not in {head.registry for head in queries.heads()}:
        raise Http404(f"There is no registry “{registry}”.")
    lines = (journal_line(place, entry) + "\n" for place, entry in queries.chain(registry))
    return _download(f"{registry}.jsonl", StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8"))


def manifest(request: HttpRequest) -> HttpResponseBase:
    """The heads of all chains, as `ets verify` wants to find them beside the journals."""
    text = json.dumps(queries.manifest(), indent=1) + "\n"
    return _download(MANIFEST, HttpResponse(text, content_type="application/json; charset=utf-8"))


def _download(name: str, response: HttpResponseBase) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process reaches its books: the number of journal entries, as plain text."""
    entries = sum(head.sequence for head in queries.heads())
    return HttpResponse(f"ok {entries}\n", content_type="text/plain; charset=utf-8")
