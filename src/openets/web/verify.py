"""“Verify this registry yourself”: the heads of all chains, the journals, and how to check them."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import DEFAULT_DB_ALIAS
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from openets.engine.verify import MANIFEST, export_journal, journal_line, manifest_text
from openets.stores.sql import chains
from openets.stores.sql.chains import Head
from openets.stores.sql.store import SqlStore
from openets.views.columns import Column
from openets.views.registries import REGISTRIES
from openets.views.view import View
from openets.web import checkpoints
from openets.web.query import wants_csv, whole
from openets.web.tables import send

LAST_POSITION = 10**15 - 1


def _heads(upto: int) -> View[Head]:
    """The heads of all chains; their journals end at a position, so that they fit the manifest that does too."""
    journal = Column(
        "journal",
        "Journal",
        "The registry's journal.",
        value=lambda row: f"{row.registry}.jsonl",
        on="page",
        link=lambda row: ("journal", row.registry, f"?upto={upto}"),
    )
    return replace(REGISTRIES, name="heads", columns=(*REGISTRIES.columns, journal))


def verify(request: HttpRequest) -> HttpResponseBase:
    upto = chains.last_position()
    heads, table = chains.heads(upto), _heads(upto)
    if wants_csv(request):
        return send(request, table, heads)
    entries = sum(head.sequence for head in heads)
    shown = {"table": table, "heads": heads, "entries": entries, "upto": upto, "newest": checkpoints.newest()}
    return render(request, "verify.html", shown)


def _upto(request: HttpRequest) -> int | None:
    return whole(request, "upto", 0, LAST_POSITION)


def archive(request: HttpRequest) -> HttpResponseBase:
    """Manifest and journals of one moment in one file, as `ets export journal` writes them."""
    return FileResponse(_zipped(), as_attachment=True, filename="journal.zip", content_type="application/zip")


def _zipped() -> IO[bytes]:
    """The export in a file that is gone when it is closed. The books are let go before anybody reads it."""
    with ExitStack() as unless_done:
        file = unless_done.enter_context(TemporaryFile())
        with TemporaryDirectory() as folder, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as packed:
            export_journal(SqlStore("", DEFAULT_DB_ALIAS), Path(folder))
            for each in sorted(Path(folder).iterdir()):
                packed.write(each, each.name)
        file.seek(0)
        unless_done.pop_all()
    return file


def journal(request: HttpRequest, registry: str) -> HttpResponseBase:
    """A registry's chain, whole or up to a position, as `ets export journal` writes it, sent while it is read."""
    upto = _upto(request)
    if registry not in {head.registry for head in chains.heads(upto)}:
        raise Http404(f"There is no registry “{registry}”.")
    lines = (journal_line(place, entry) + "\n" for place, entry in chains.chain(registry, upto))
    return download(f"{registry}.jsonl", StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8"))


def manifest(request: HttpRequest) -> HttpResponseBase:
    """The heads of all chains, now or at a position, as `ets verify` wants to find them beside the journals."""
    text = manifest_text(chains.manifest(_upto(request)))
    return download(MANIFEST, HttpResponse(text, content_type="application/json; charset=utf-8"))


def download(name: str, response: HttpResponseBase) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process reaches its books: the number of journal entries, as plain text."""
    entries = sum(head.sequence for head in chains.heads())
    return HttpResponse(f"ok {entries}\n", content_type="text/plain; charset=utf-8")
