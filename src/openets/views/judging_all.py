"""Every installation-year judged by the scheme's rules, kept in process as the totals are."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, reduce
from itertools import groupby
from operator import or_
from typing import NamedTuple

from django.db import connections
from django.db.models import Q

from openets.compliance.official import AGREES, NOT_COMPARED, Standing, is_compared, standings
from openets.compliance.status import NOT_YET, Surrendered
from openets.laws.law import Law
from openets.ledger.accounts import AIRCRAFT, Installation
from openets.ledger.store import SupersededYear, YearRecord
from openets.stores.sql import models
from openets.views import known, summaries
from openets.views.judging import cycles_of, letters_of, superseded
from openets.views.kept import Kept
from openets.views.known import present
from openets.views.law import Past, books_law, day_known, past_shown, today
from openets.views.settled import Settled, told_again
from openets.views.summaries import KEPT_DAYS, judged_years, totals

JUDGED_AT_ONCE = 500
SMALL_ROWS = 3000
"""Installation-years that are judged within a request; more than that are judged in the background."""

WORKED_OUT = "the computed letters are being worked out: ask again in a few seconds"

_log = logging.getLogger(__name__)


class Difference(NamedTuple):
    """An installation's year whose computed letter is not the official one."""

    installation: str
    member_state: str
    activity: int
    name: str
    synthetic: bool
    year: int
    official: str
    computed: str
    cause: str
    verified: int | None
    surrendered: int
    penalised: int
    """Tonnes that the rules alone would penalise."""


@dataclass(frozen=True, eq=False)
class Computed:
    """The computed letters of a year, of the installations that have no official one."""

    keys: dict[str, list[str]] = field(default_factory=dict)
    """By letter, the installations."""
    counts: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    """How many, by (member, activity, letter)."""

    def add(self, key: str, state: str, activity: int, letter: str) -> None:
        self.keys.setdefault(letter, []).append(key)
        self.counts[state, activity, letter] += 1


NOBODY = Computed()


class Place(NamedTuple):
    """Of an installation what letters are told with."""

    key: str
    member_state: str
    activity: int
    name: str
    synthetic: bool


@dataclass(eq=False)
class Judgement:
    """Every installation-year judged by the scheme's rules on the books as they are."""

    entries: int
    letters: Counter[tuple[str, int, int, str]] = field(default_factory=Counter)
    """Installation-years by (member, activity, year, computed letter)."""
    compared: int = 0
    differences: list[Difference] = field(default_factory=list)
    unofficial: dict[int, Computed] = field(default_factory=dict)
    """By year, those where no official letter exists."""
    settled: Settled = field(default_factory=Settled)

    def add(self, place: Place, record: YearRecord, letter: str, *, compared: bool) -> None:
        """Count a year."""
        self.letters[place.member_state, place.activity, record.year, letter] += 1
        self.compared += compared
        if not record.official and letter != NOT_YET:
            of_year = self.unofficial.setdefault(record.year, Computed())
            of_year.add(place.key, place.member_state, place.activity, letter)


class _Known(NamedTuple):
    """What is known of installations besides the figures of their years."""

    places: dict[str, Place]
    late: dict[str, list[Surrendered]]
    before: dict[str, list[SupersededYear]]

    def is_plain(self, place: Place) -> bool:
        """Whether letters follow from the figures of its years alone."""
        return place.activity != AIRCRAFT and place.key not in self.late and place.key not in self.before


def judged() -> Iterator[tuple[Place, Standing]]:
    """Every year of every installation, judged by all that the books hold."""
    known = _known()
    return ((known.places[each.record.installation], each) for each in _standings(known, summaries.records()))


def _known() -> _Known:
    rows = map(Installation._make, models.Installation.objects.values_list(*Installation._fields))
    places = {each.key: Place(each.key, each.member_state, each.activity, each.called, each.synthetic) for each in rows}
    return _Known(places, late(books_law()), superseded())


def _standings(known: _Known, records: Iterable[YearRecord]) -> Iterator[Standing]:
    law = books_law()
    return standings(
        law,
        records,
        today(),
        aircraft={key for key, place in known.places.items() if place.activity == AIRCRAFT},
        judged=judged_years(),
        late=known.late,
        before=known.before,
        known=day_known(),
        cycles=cycles_of(law),
    )


def _judge(entries: int) -> Judgement:
    found, known, law = Judgement(entries), _known(), books_law()
    for key, group in groupby(
        _standings(known, _left_to_judge(found, known)), key=lambda each: each.record.installation
    ):
        place, own = known.places[key], list(group)
        differing = [each for each in own if each.cause not in (AGREES, NOT_COMPARED)]
        for each in own:
            found.add(place, each.record, each.status.letter, compared=each.cause != NOT_COMPARED)
        found.differences += [_difference(place, each) for each in differing]
        if not differing and not law.terms.cycles and known.is_plain(place):
            found.settled.keep(key, (each.status.year for each in own), (each.status.letter for each in own))
    return found


def _difference(place: Place, found: Standing) -> Difference:
    record, status = found.record, found.status
    compared = (record.year, record.official, status.letter, found.cause)
    return Difference(*place, *compared, record.verified, record.surrendered, status.penalised)


def _left_to_judge(found: Judgement, known: _Known) -> Iterator[YearRecord]:
    """The years that must be judged: of a past day those only that something entered since has touched. The others are
    counted in `found` as they are judged now, where that is at hand."""
    past = past_shown()
    if past is not None:
        with present():
            now = _judgement.at_hand()
    if past is None or now is None:
        yield from summaries.records()
        return
    letters = books_law().letters
    others = {key for key, place in known.places.items() if not known.is_plain(place)}
    for record, letter in told_again(now.settled, books_law(), today(), summaries.records_known(past), others):
        if letter is None:
            yield record
        else:
            compared = is_compared(letters, record.official, letter)
            found.add(known.places[record.installation], record, letter, compared=compared)


def late(law: Law) -> dict[str, list[Surrendered]]:
    """The surrenders, with their days, of the installations of which any came after the day of its year, or of which a
    report was corrected."""
    signs = {code: kind.sign for code, kind in law.terms.transactions.items() if kind.record == "surrendered"}
    years = [year for period in law.periods for year in period.years]
    days = {year: law.deadline("surrender", year) for year in years if law.is_over("surrender", year, date.max)}
    given = models.Transaction.objects.filter(type__in=signs)
    if days:  # else they are another in each cycle
        after = reduce(or_, (Q(year=year, effective__gt=day.isoformat()) for year, day in days.items()))
        known = set(given.filter(after).values_list("installation", flat=True)) | superseded().keys()
        given = given.filter(installation__in=known)
    rows = given.order_by("at", "sequence")
    found: dict[str, list[Surrendered]] = {}
    fields = ("installation", "year", "effective", "type", "quantity", "at")
    for key, year, day, type, quantity, at in rows.values_list(*fields):
        own = Surrendered(year, date.fromisoformat(day), signs[type] * quantity, date.fromisoformat(at[:10]))
        found.setdefault(key, []).append(own)
    return found


_judgement = Kept(_judge)


def judgement() -> Judgement | None:
    """Every installation-year judged, or `None` while that is still being worked out for the first time."""
    if past_shown():
        return _judgement.ready()
    few = sum(cell.installations for cell in totals().cells) <= SMALL_ROWS
    return _judgement.get(wait=few)


def without_official(year: int) -> Computed | None:
    """Those without an official letter of a year, by computed letter; `None` while that is being worked out."""
    if past := past_shown():
        return _without_official_then(*known.stand(past), year)
    found = judgement()
    return None if found is None else found.unofficial.get(year, NOBODY)


@lru_cache(maxsize=KEPT_DAYS)
def _without_official_then(books: str, past: Past, entries: int, year: int) -> Computed:
    """The same in a past. Only those are judged, which are few in most books: to judge all takes seconds."""
    silent = models.InstallationYear.objects.filter(year=year, official="").values("installation")
    rows = models.Installation.objects.filter(key__in=silent).order_by("key").values_list(*Installation._fields)
    things, found = [Installation(*row) for row in rows], Computed()
    for start in range(0, len(things), JUDGED_AT_ONCE):
        some = things[start : start + JUDGED_AT_ONCE]
        letters = letters_of(some, year)
        for each in some:
            if each.key in letters:
                found.add(each.key, each.member_state, each.activity, letters[each.key])
    return found


def forget() -> None:
    """Keep nothing, no totals either: for tests, and for whoever exchanges the books under a running process."""
    summaries.forget()
    _judgement.forget()
    _without_official_then.cache_clear()


def warm() -> None:
    """Work everything out, so that the first visitor need not wait."""
    try:
        totals()
        _judgement.get(wait=True)
    except Exception:
        _log.exception("the totals of the books could not be worked out")
    finally:
        connections.close_all()
