"""The drawings of the charts as SVG and PNG, and their numbers as CSV and JSON, at addresses of their own."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from threading import Lock

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified

from openets import __version__
from openets.analytics.charts import NARROW, STYLE_HASH, WIDE, draw, png
from openets.views import summaries
from openets.views.choices import MEMBER, REGISTRY, SECTOR
from openets.views.finding import found
from openets.views.installations import installation
from openets.views.law import books_law
from openets.views.view import Filter
from openets.web import figures, paper, parties
from openets.web.figures import Figure
from openets.web.query import choice, text, whole
from openets.web.tables import send

_POLICY = f"default-src 'none'; style-src '{STYLE_HASH}'; frame-ancestors 'none'"


def _chosen(request: HttpRequest, offered: Filter) -> str:
    """One of what a filter of the lists offers, too."""
    assert offered.choices is not None
    return choice(request, offered.name, [value for value, _ in offered.choices()])


def _year(request: HttpRequest) -> int:
    own = books_law().periods
    return whole(request, "year", own[0].first_year, own[-1].last_year) or summaries.totals().latest_year


def _installation(request: HttpRequest) -> Figure:
    key = text(request, "installation")
    return figures.installation(found("installation", installation(key), key))


FIGURES: dict[str, Callable[[HttpRequest], Figure]] = {
    "years": lambda request: figures.years(_chosen(request, MEMBER), _chosen(request, SECTOR)),
    "letters": lambda request: figures.letters(_chosen(request, MEMBER), _chosen(request, SECTOR)),
    "states": lambda request: figures.states(_year(request)),
    "sectors": lambda request: figures.sectors(_year(request), _chosen(request, MEMBER)),
    "installation": _installation,
    "volumes": lambda request: figures.volumes(_chosen(request, REGISTRY)),
    **paper.FIGURES,
    **parties.FIGURES,
}


def _figure(request: HttpRequest, name: str) -> Figure:
    if name not in FIGURES:
        raise Http404(f"There is no chart “{name}”.")
    return FIGURES[name](request)


def chart_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """The numbers of a chart."""
    figure = _figure(request, name)
    return send(request, figure.table, figure.rows)


def chart_json(request: HttpRequest, name: str) -> HttpResponseBase:
    """What a chart says and its rows, by the names of the view's columns."""
    figure = _figure(request, name)
    content = {
        "chart": name,
        "title": figure.title,
        "takeaway": figure.takeaway,
        "basis": figure.basis,
        "note": figure.note,
        "rows": [figure.table.item(row) for row in figure.rows],
    }
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False)
    return _tagged(request, sha256(text.encode()).hexdigest(), lambda: text.encode(), "application/json")


def chart_svg(request: HttpRequest, name: str) -> HttpResponseBase:
    """A chart's drawing."""
    content, drawn = _drawing(request, name)
    response = _tagged(request, content, lambda: drawn().encode(), "image/svg+xml")
    response["Content-Security-Policy"] = _POLICY
    return response


def chart_png(request: HttpRequest, name: str) -> HttpResponseBase:
    """The same as pixels, two for each of the drawing's, on light paper."""
    content, drawn = _drawing(request, name)
    return _tagged(request, f"png{content}", lambda: _inked(content, drawn), "image/png")


def _drawing(request: HttpRequest, name: str) -> tuple[str, Callable[[], str]]:
    """What tells a drawing from all others, and what draws it."""
    figure = _figure(request, name)
    if choice(request, "heading", ("page", "drawing"), "drawing") == "page":
        figure = replace(figure, takeaway="", title="")  # the page says both above the drawing
    width = NARROW if choice(request, "width", ("narrow", "wide"), "wide") == "narrow" else WIDE
    shown = (__version__, name, width, figure.heading, figure.table.caption, list(figure.rows))
    content = sha256(repr(shown).encode()).hexdigest()
    return content, lambda: _drawn(content, figure, width)


def _tagged(request: HttpRequest, content: str, make: Callable[[], bytes], kind: str) -> HttpResponseBase:
    """An answer with its tag. A browser that has the same already is told so."""
    tag = f'"{content[:32]}"'
    if tag in request.headers.get("If-None-Match", ""):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = HttpResponse(make(), content_type=kind)
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"
    return response


@lru_cache(maxsize=1024)
def _kept(content: str) -> list[str]:
    """A place for the drawing with this content."""
    return []


@lru_cache(maxsize=64)
def _kept_pixels(content: str) -> list[bytes]:
    """The same for its pixels."""
    return []


_pen = Lock()


def _drawn(content: str, figure: Figure, width: int) -> str:
    place = _kept(content)
    if not place:
        # one drawing at a time: the engine is not quicker for being asked twice
        with _pen:
            if not place:
                place.append(draw(figure.draw(width, figure.heading)))
    return place[0]


def _inked(content: str, drawn: Callable[[], str]) -> bytes:
    place = _kept_pixels(content)
    if not place:
        svg = drawn()
        with _pen:
            if not place:
                place.append(png(svg))
    return place[0]
