"""The books at hand, their law and the day: what queries and pages ask instead of naming any of them themselves.

A web server has one set of books, which is Django's default database. A notebook may have several at once: whoever
reads others than the default says so with `books_at`, and every query inside reads those.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from openets.laws.law import Law
from openets.laws.reading import DEFAULT_LAW, law_named, read_law
from openets.ledger.holds import REAL
from openets.ledger.store import BooksLaw

Made = TypeVar("Made")


LAST = "9999-12-31"
"""Stands for a day that nobody asked for."""


class Past(NamedTuple):
    """Which past is asked for: what was known at the end of one day and in effect at the end of another, of which the
    second is the first or an earlier one; `LAST` where only the other is asked for."""

    known: str = LAST
    on: str = LAST

    @property
    def entered(self) -> str:
        """The last day of entry that counts, of what has no day of effect; and the day for which is judged."""
        return min(self)

    @property
    def asked(self) -> dict[str, str]:
        """The days as they are asked for, by name."""
        return {name: day for name, day in zip(TIMES, self, strict=True) if day != LAST}


TIMES = ("as_of", "on")
"""What every entrance calls the day on which it was known what is shown, and the one on which that was in effect."""


class AtHand(NamedTuple):
    """Django's name for a database, and the law of its books where it is known already."""

    alias: str
    law: Law | None
    past: Past | None = None
    """The past that is shown; `None` for the present."""


_DEFAULT = AtHand(DEFAULT_DB_ALIAS, None)
_at_hand: ContextVar[AtHand] = ContextVar("books at hand", default=_DEFAULT)
_laws: dict[str, Law] = {}
_holds: dict[str, str] = {}


@contextmanager
def books_at(alias: str, law: Law | None = None, past: Past | None = None) -> Iterator[None]:
    """Let every query inside read these books. Who wants those of a day asks `in_past` of `views.known` besides."""
    token = _at_hand.set(AtHand(alias, law, past))
    try:
        yield
    finally:
        _at_hand.reset(token)


def at_hand() -> AtHand:
    """The books at hand."""
    return _at_hand.get()


def past_shown() -> Past | None:
    """The past that is shown; `None` for the present."""
    return _at_hand.get().past


def today() -> date:
    """The day for which pages and answers judge: the one on which what they show was in effect."""
    past = past_shown()
    return date.fromisoformat(past.entered) if past else timezone.now().date()


def day_known() -> date:
    """The day on which it was known what is shown."""
    past = past_shown()
    return date.fromisoformat(past.known) if past and past.known != LAST else timezone.now().date()


class Router:
    """Sends what Django's models read to the books at hand. Named in the settings."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return _at_hand.get().alias


def asked(question: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows that the books at hand answer to a question in SQL."""
    with connections[_at_hand.get().alias].cursor() as cursor:
        cursor.execute(question, given)
        return list(cursor.fetchall())


def books_name() -> str:
    """What tells these books from others in this process."""
    # from the settings and not from a connection: this is asked for every cell of a page
    return str(connections.databases[_at_hand.get().alias]["NAME"])


def books_law() -> Law:
    """The law of the books at hand. Books that have named none yet are shown under the law that they would be given.

    Raises `Misuse` where the folder of their law is no longer where it was.
    """
    known = _at_hand.get().law or _laws.get(books_name())
    if known is not None:
        return known
    # here, so that views can be declared before Django has read its settings
    from openets.stores.sql import models

    row = models.BooksLaw.objects.values_list(*BooksLaw._fields).first()
    if row is None:
        return read_law(DEFAULT_LAW)
    # books never change their law, so it is asked for once
    return _laws.setdefault(books_name(), law_named(BooksLaw(*row)))


def once_for_law(make: Callable[[Law], Made]) -> Callable[[], Made]:
    """What is made of a law, for whoever asks under the law of the books: it is made once for each law."""
    known: dict[str, Made] = {}

    @wraps(make)
    def made() -> Made:
        law = books_law()
        if law.digest not in known:
            known[law.digest] = make(law)
        return known[law.digest]

    return made


def protocol() -> Law:
    """The law with Parties from which the books' law hangs. Raises `Misuse` where there is none."""
    return books_law().required_protocol


def forget() -> None:
    """Keep nothing: for whoever exchanges the books under a running process."""
    _laws.clear()
    _holds.clear()


def books_hold() -> str:
    """What the books at hand say that they hold; ``""`` where they do not say it. They never change it."""
    from openets.stores.sql import models

    known = _holds.get(books_name())
    if known is None:
        known = models.BooksLaw.objects.values_list("holds", flat=True).first()
        if known is None:  # they have not begun
            return REAL
        _holds[books_name()] = known
    return known
