"""The explorer's pages as they were known, and as they were in effect, on a past day, beside the same pages now, over
the full import.

And how long it takes to judge every installation of every year as of a day that nobody has asked for yet: while the
letters of now are at hand, as they are in a program that serves, and from nothing, as when it starts. Each page is
asked twice in turn, with a day and without. Without --store, the whole public record is imported first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from bench import places
from bench.eutl import DATA
from bench.machine import print_header
from bench.pages import FLOOR, KINDS, SEED, Things, ask, books, found_there, things
from bench.rounds import Figure, Rounds, parser, publish
from openets.stores.door import open_store

SCRIPT = "past"
Application = Callable[..., Any]
DAY = "2010-06-01"
COLD_DAYS = ("2009-06-02", "2013-06-02", "2018-06-02", "2023-06-02")
"""Days of which nothing is kept yet; after the last everything in the public record is known."""
MOST_SECONDS = 3
TIMELESS = ("checks", "history", "verify", FLOOR)
"""Kinds of pages that take no day."""


def measure(address: str, requests: int) -> list[Figure]:
    """The figures: the ratio of pages of a past day to those of now, and the time to judge everything as of a day."""
    store = open_store(address)
    from openets.site.wsgi import application
    from openets.web.warm import warm

    warm()
    here = things(store)
    figures = [
        compared(application, here, requests, "as_of", "Pages as they were known on a day, warm"),
        compared(application, here, requests, "on", "Pages as they were in effect on a day, warm"),
    ]
    seconds = [judged(application, day) for day in COLD_DAYS]
    nothing = judged_from_nothing()
    places.close(store)
    print(f"\nEverything judged as of a new day: {', '.join(f'{each:.1f} s' for each in seconds)}")
    beside = f"the limit: {MOST_SECONDS} s"
    return [
        *figures,
        Figure("Every installation of every year judged as of a new day, the slowest day", f"{max(seconds):.1f} s",
               beside, f"{max(seconds) / MOST_SECONDS:.2f}", "≤ 1", SCRIPT),
        Figure("Every installation of every year judged from nothing, as when a program starts", f"{nothing:.1f} s",
               beside, f"{nothing / MOST_SECONDS:.2f}", "≤ 1", SCRIPT),
    ]  # fmt: skip


def compared(application: Application, here: Things, requests: int, name: str, title: str) -> Figure:
    """The ratio of pages that are asked for a past day, by the name of the question, to those of now."""
    ask(application, f"/?{name}={DAY}")
    ask(application, f"/compliance/differences/?{name}={DAY}")
    random = Random(SEED)
    every, ratios = Rounds("ms"), []
    print(f"\n{'page':28} {'now':>8} {name:>8} {'ratio':>6}   (ms, medians)")
    for kind, make in KINDS.items():
        if kind in TIMELESS:
            continue
        now, then = [], []
        for page in (make(here, random) for _ in range(requests)):
            past = ask(application, f"{page}{'&' if '?' in page else '?'}{name}={DAY}")
            present = ask(application, page)
            if found_there(past) and found_there(present):
                now.append(present.seconds * 1000)
                then.append(past.seconds * 1000)
        if now:
            ratios.append(median(then) / median(now))
            every.ours += then
            every.beside += now
            print(f"{kind:28} {median(now):8.1f} {median(then):8.1f} {ratios[-1]:6.2f}", flush=True)
    ratio = f"{sum(every.ours) / sum(every.beside):.2f} (kinds: {min(ratios):.2f} to {max(ratios):.2f})"
    beside = f"the same pages now: {median(every.beside):.1f} ms"
    return Figure(title, f"{median(every.ours):.1f} ms, median", beside, ratio, "≤ 1.5", SCRIPT)


def judged(application: Application, day: str) -> float:
    """Seconds until a page that compares every letter of a day is there."""
    started = perf_counter()
    answer = ask(application, f"/compliance/differences/?as_of={day}")
    assert found_there(answer), answer.status
    return perf_counter() - started


def judged_from_nothing() -> float:
    """Seconds until every letter of now is worked out, with nothing kept."""
    from openets.views import judging_all
    from openets.views.kept import patient

    judging_all.forget()
    started = perf_counter()
    with patient():
        judging_all.judgement()
    return perf_counter() - started


def main() -> None:
    command = parser(__doc__ or "")
    command.add_argument("data", type=Path, nargs="?", default=DATA, help="folder with the public panel")
    command.add_argument("--store", default="", help="books that are there already, such as sqlite:///full.db")
    asked = command.parse_args()
    print_header("Pages of a past day")
    with books(asked.store, asked.data, asked.quick) as address:
        if address is not None:
            publish(measure(address, 3 if asked.quick else 30), asked.json)


if __name__ == "__main__":
    main()
