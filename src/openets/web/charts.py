"""The drawings of the charts, and their numbers as CSV, at addresses of their own."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from threading import Lock

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified

from openets import __version__
from openets.analytics.charts import NARROW, STYLE_HASH, WIDE, draw
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


def chart_svg(request: HttpRequest, name: str) -> HttpResponseBase:
    """A chart's drawing. A browser that has the same drawing already is told so."""
    figure = _figure(request, name)
    width = NARROW if choice(request, "width", ("narrow", "wide"), "wide") == "narrow" else WIDE
    shown = (__version__, name, width, figure.title, figure.table.caption, figure.note, list(figure.rows))
    content = sha256(repr(shown).encode()).hexdigest()
    tag = f'"{content[:32]}"'
    if tag in request.headers.get("If-None-Match", ""):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = HttpResponse(_drawn(content, figure, width), content_type="image/svg+xml")
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"
    response["Content-Security-Policy"] = _POLICY
    return response


@lru_cache(maxsize=1024)
def _kept(content: str) -> list[str]:
    """A place for the drawing with this content."""
    return []


_pen = Lock()


def _drawn(content: str, figure: Figure, width: int) -> str:
    place = _kept(content)
    if not place:
        # one drawing at a time: the engine is not quicker for being asked twice
        with _pen:
            if not place:
                place.append(draw(figure.draw(width, figure.note)))
    return place[0]
