"""Whole files: the page that lists them, and each of them as CSV and as Parquet."""

from hashlib import sha256

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response

from openets.views import bulk
from openets.views.bulk import DATA, DataSet
from openets.views.csv_files import csv_pieces
from openets.web.query import wants_mark

_TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


def data(request: HttpRequest) -> HttpResponse:
    """Every file with its columns."""
    sets = [(each, bulk.dictionary(each), bulk.citation(each)) for each in DATA.values()]
    context = {"sets": sets, "version": bulk.version(), "source": bulk.source()}
    return render(request, "data.html", context)


def package(request: HttpRequest) -> HttpResponseBase:
    """All files described for programs: columns, types, version, source and licence."""
    made = bulk.package(lambda name: request.build_absolute_uri(_address(name)))
    return JsonResponse(made, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _address(name: str) -> str:
    return reverse("data-file", args=name.split("."))


def file(request: HttpRequest, name: str, format: str) -> HttpResponseBase:
    """A whole file, sent while it is read. Whoever has the same already is told so, and sent nothing."""
    own = DATA.get(name)
    if own is None or format not in _TYPES:
        raise Http404(f"There is no file {name}.{format}. /data/ lists all that there are.")
    marked = wants_mark(request)
    if marked and format != "csv":
        raise BadRequest("“bom” is for CSV: a Parquet file needs no mark.")
    etag = f'"{sha256(f"{bulk.citation(own)} {name}.{format} {marked}".encode()).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=etag) or _answer(request, own, format, marked)
    answer["ETag"] = etag
    answer["Cache-Control"] = "public, no-cache"
    return answer


def _answer(request: HttpRequest, own: DataSet, format: str, marked: bool) -> HttpResponseBase:
    answer: HttpResponseBase
    if request.method == "HEAD":
        answer = HttpResponse(content_type=_TYPES[format])
    elif format == "csv":
        answer = StreamingHttpResponse(csv_pieces(own.view, own.rows(), marked=marked), content_type=_TYPES[format])
    else:
        answer = HttpResponse(bulk.parquet_of(own), content_type=_TYPES[format])
    answer["Content-Disposition"] = f'attachment; filename="{own.name}.{format}"'
    return answer
