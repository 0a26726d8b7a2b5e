"""The one road by which units move.

`commit` takes a *batch* of commands, so one click and a million rows take the same road at very different prices:
open the store, lock and load what the commands touch, decide each on plain values, write everything at once, or
nothing. Every command is answered for itself: a refused proposal leaves every table as it was, save its own record.
"""

import gc
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from openets.engine.kind import Deciding, Kind, Kinds, not_allowed
from openets.engine.outcomes import Outcome, answered, digest
from openets.engine.posting import Stamp
from openets.engine.rights import NAME_A_DAY, Actor, may
from openets.engine.steps import AnyCommand
from openets.engine.wellformed import stop_other_days, stop_strange_times
from openets.kernel.clock import Clock, instant_text
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.store import Answer, Needs, Store

Progress = Callable[[int], None]
"""Called now and then with the number of commands decided since the last call."""

_REPORT_EVERY = 500


def commit(
    store: Store,
    commands: Sequence[AnyCommand],
    *,
    law: Law,
    clock: Clock,
    actor: Actor,
    kinds: Kinds,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Decide a batch and write what it did; one outcome for each command, in order.

    With `dry_run` everything is decided and nothing written. Raises `Misuse` for a command that makes no sense
    (then nothing of the batch is written), `Unavailable` where the books cannot be used now, `Fault` for books that
    contradict themselves.
    """
    now = stop_strange_times(clock.now())
    among: list[tuple[Kind[Any], Any]] = []
    for command in commands:
        kind = kinds[type(command)]
        kind.well_formed(command, law.terms)
        if day := getattr(command, "on", ""):
            stop_other_days(day, now.date(), law)
        among.append((kind, command))
    types = set(map(type, commands))
    if len(types) > 1:
        kinds.stop_mixed(types)
    under = Deciding(law, actor, Stamp(instant_text(now), actor.name, now.date()))
    holds = store.begin(law.as_named).holds
    # a batch makes hundreds of thousands of records and no cycles; walking them again and again costs a third
    collecting = gc.isenabled()
    gc.disable()
    try:
        with store.work() as work:
            books = Books(work, law.terms, law.as_named._replace(holds=holds))
            _load(books, among, law, now.date())
            under = under.after(max((chain.at for chain in books.chains.values()), default=""))
            books.day = under.mark.entered
            outcomes = _decide(books, among, under, progress)
            if not dry_run:
                work.write(books.finish())
    finally:
        if collecting:
            gc.enable()
    return outcomes


def _load(books: Books, among: Sequence[tuple[Kind[Any], Any]], law: Law, day: date) -> None:
    """Bring to hand what the commands name, with one question for each kind of thing; then what that leads to."""
    needs = Needs(day=day)
    for kind, command in among:
        kind.touches(command, needs, law)
    books.load(needs)
    further = Needs()
    for kind, command in among:
        if kind.leads is not None:
            kind.leads(books, command, further, law)
    if further != _NOTHING:
        books.load(further)


_NOTHING = Needs()


def _decide(
    books: Books, among: Sequence[tuple[Kind[Any], Any]], under: Deciding, progress: Progress | None
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for count, (kind, command) in enumerate(among, start=1):
        known = books.answers.get(command.request)
        if known is not None and _repeats(kind, books, command, known):
            if kind.may(under, command):
                outcomes.append(answered(known, books.vintages.get(known.reference, ())))
                continue
            known = None  # a stored answer is no business of whoever may not ask
        day = getattr(command, "on", "")
        if day and not may(under.actor, NAME_A_DAY):
            outcomes.append(not_allowed(command, NAME_A_DAY))
        else:
            outcomes.append(kind.decide(books, command, known, under.on(day) if day else under))
            if kind.imports and outcomes[-1].accepted:
                under = under._replace(importing=True)
        if progress is not None and count % _REPORT_EVERY == 0:
            progress(_REPORT_EVERY)
    if progress is not None:
        progress(len(among) % _REPORT_EVERY)
    return outcomes


def _repeats(kind: Kind[Any], books: Books, command: Any, known: Answer) -> bool:
    """Whether the answered command with this request id had the same content."""
    if known.digest:
        return known.digest == digest(command)
    return kind.repeats is not None and kind.repeats(books, command, known)
