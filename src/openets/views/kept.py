"""What takes long to work out, kept in process for a state of the journal."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from datetime import date
from threading import Lock, Thread
from time import perf_counter
from typing import Generic, TypeVar

from django.db import connections
from django.db.models import Sum
from django.utils import timezone

from openets.stores.sql import models
from openets.views.known import stand
from openets.views.law import Past, books_name, past_shown

Value = TypeVar("Value")
Key = tuple[str, date, int]
"""The books, the day, and the journal's state."""
QUICK_SECONDS = 0.05
DAYS_KEPT = 4
"""Past days, or pairs of them, of which a value is kept."""

_log = logging.getLogger(__name__)


def state() -> int:
    """The journal's state: the number of entries in all chains."""
    return models.Registry.objects.aggregate(entries=Sum("sequence"))["entries"] or 0


_patient: ContextVar[bool] = ContextVar("patient", default=False)


@contextmanager
def patient() -> Iterator[None]:
    """Wait for whatever is asked inside: a program, which asks once, has no use for what it cannot be told yet."""
    token = _patient.set(True)
    try:
        yield
    finally:
        _patient.reset(token)


def _key_now() -> Key:
    # what is silent counts from a day on, so that the day is part of what is kept
    return books_name(), timezone.now().date(), state()


class Kept(Generic[Value]):
    """What `work` returned for a state of the journal. `work` is given that state."""

    def __init__(self, work: Callable[[int], Value]) -> None:
        self._work = work
        self._lock = Lock()
        self._seconds = 0.0
        self._key: Key | None = None
        self._value: Value | None = None
        self._making: Key | None = None
        self._past: dict[tuple[str, Past, int], Value] = {}
        self._past_lock = Lock()

    def get(self, *, wait: bool) -> Value | None:
        """The value for the journal as it is, or as it was while that takes long; `None` at first. Who is `patient`
        gets it as it is."""
        if past := past_shown():
            return self._known(past)
        key = _key_now()
        kept, value = self._key, self._value
        if kept == key:
            return value
        same_books = kept is not None and kept[0] == key[0]
        if _patient.get() or (wait and not same_books) or (same_books and self._seconds < QUICK_SECONDS):
            with self._lock:
                return self._value if self._key == key else self._make(key)
        if self._making != key:
            self._making = key
            # in the same context, so that it reads the same books
            Thread(target=copy_context().run, args=(self._make_behind, key), daemon=True).start()
        return value if same_books else None

    def at_hand(self) -> Value | None:
        """The value for the journal as it is, where it is worked out already."""
        return self._value if self._key == _key_now() else None

    def ready(self) -> Value:
        """The value; the first is waited for."""
        found = self.get(wait=True)
        assert found is not None
        return found

    def _known(self, past: Past) -> Value:
        """The value for what was known on one day and in effect on another; the last few are kept."""
        key = stand(past)
        with self._past_lock:  # one of its own: who asks for the present need not wait for the past
            found = self._past.pop(key, None)
            self._past[key] = found if found is not None else self._work(state())
            while len(self._past) > DAYS_KEPT:
                del self._past[next(iter(self._past))]
            return self._past[key]

    def forget(self) -> None:
        self._key = self._value = self._making = None
        self._past.clear()

    def _make(self, key: Key) -> Value:
        started = perf_counter()
        value = self._work(key[2])
        self._seconds = perf_counter() - started
        self._value = value
        self._key = key
        return value

    def _make_behind(self, key: Key) -> None:
        try:
            with self._lock:
                self._make(key)
        except Exception:
            _log.exception("the totals of the books could not be worked out")
        finally:
            self._making = None
            connections.close_all()
