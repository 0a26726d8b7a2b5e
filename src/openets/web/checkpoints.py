"""The checkpoints that the registry has signed: the newest, and one for each day."""

from pathlib import Path
from typing import NamedTuple

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from openets.checkpoints import kept
from openets.checkpoints.note import LONGEST
from openets.kernel.refusals import Misuse
from openets.views.columns import Column
from openets.views.view import View
from openets.web.query import wants_csv
from openets.web.tables import send


class Day(NamedTuple):
    """A day of which there is a checkpoint, and where the last one of it is."""

    day: str
    file: Path

    @property
    def note(self) -> str:
        """The note, to the character; ``""`` where somebody took it away meanwhile."""
        try:
            return kept.read_note(self.file)[:LONGEST]
        except Misuse:
            return ""

    @property
    def root(self) -> str:
        """The root hash that it says, in base64."""
        return (*self.note.split("\n", 3), "", "", "")[2]


_DAYS: View[Day] = View(
    "checkpoints",
    "The last checkpoint of each day",
    "A checkpoint that was signed, the last one of its day.",
    (
        Column("day", "Day", "The day on which it was signed.", "day", link=lambda row: ("checkpoint", row.day)),
        Column("root", "Root hash", "The root of the tree over the heads of all chains.", "hash"),
    ),
    key=lambda row: row.day,
)


def _places() -> kept.Places:
    """Where these books' checkpoints are."""
    name = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite" and not name.startswith("file:")
    return kept.places_of(Path(name) if is_file else None)


def newest() -> str:
    """The day of the newest checkpoint, ``""`` where there is none."""
    return next(iter(kept.kept(_places())), "")


def days(request: HttpRequest) -> HttpResponseBase:
    places = _places()
    rows = [Day(*each) for each in kept.kept(places).items()]
    if wants_csv(request):
        return send(request, _DAYS, rows)
    try:
        key = kept.read_public(places).text()
    except Misuse:
        key = ""
    return render(request, "checkpoints.html", {"table": _DAYS, "days": rows, "key": key})


def note(request: HttpRequest, day: str) -> HttpResponse:
    """The last checkpoint of a day, to the character."""
    file = kept.kept(_places()).get(day)
    if file is None:
        raise Http404(f"There is no checkpoint of “{day}”.")
    return HttpResponse(Day(day, file).note, content_type="text/plain; charset=utf-8")
