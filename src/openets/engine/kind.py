"""What a kind of command is. Each stands in a module of its own in `kinds/`, or in a plug-in above the engine.

A kind says what its command touches, how it is decided, who may give it, which journal entries it writes and how a
replay applies them. `commit` goes through the kinds of a batch and knows none by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from openets.checks.check import CHECKS, examine, named, refuse, request_fault
from openets.engine.outcomes import Outcome, keep_answer, record_refusal, refused
from openets.engine.posting import Stamp
from openets.engine.rights import Actor, may
from openets.engine.steps import AnyCommand
from openets.engine.wellformed import stop_malformed
from openets.kernel.clock import instant
from openets.kernel.refusals import Misuse, Refused
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.replay import EntryKind, EntryKinds
from openets.ledger.store import Answer, Needs
from openets.ledger.terms import Terms

MOST_BEHIND = timedelta(minutes=1)
"""By how much the clocks of two machines at the same books may differ."""

C = TypeVar("C", bound=Any)


class Deciding(NamedTuple):
    """Under what a batch is decided."""

    law: Law
    actor: Actor
    mark: Stamp
    importing: bool = False
    """Whether an import has marked its step: what comes after in the same batch it may have inferred."""

    def after(self, last: str) -> Deciding:
        """The same after entries of which the last was written at `last`: where this clock is a little behind the one
        that wrote them, the time is theirs."""
        behind = instant(last) - instant(self.mark.at) if last > self.mark.at else timedelta()
        return self._replace(mark=self.mark._replace(at=last)) if timedelta() < behind <= MOST_BEHIND else self

    def on(self, day: str) -> Deciding:
        """The same for a command that takes effect on a day of its own."""
        return self._replace(mark=self.mark._replace(day=date.fromisoformat(day), on=day))


@dataclass(frozen=True)
class Kind(Generic[C]):
    """A kind of command."""

    command: type[C]
    touches: Callable[[C, Needs, Law], None]
    """Adds to the needs of the batch what this command needs, from what it says alone."""
    decide: Callable[[Books, C, Answer | None, Deciding], Outcome]
    """Carries the command out or refuses it. The answer is that of an earlier request of the same id which does not
    repeat itself. Raises `Misuse` where the command makes no sense."""
    may: Callable[[Deciding, C], bool]
    """Whether the actor may give it at all."""
    entries: tuple[EntryKind[Any], ...] = ()
    """The kinds of journal entries that it writes, where no other kind of command does."""
    leads: Callable[[Books, C, Needs, Law], None] | None = None
    """Adds what it needs that only the books can tell, once all that `touches` named is at hand."""
    well_formed: Callable[[C, Terms], None] = stop_malformed
    """Raises `Misuse` for a command that is not made of what it should be made of."""
    repeats: Callable[[Books, C, Answer], bool] | None = None
    """Whether a command repeats one whose answer has no digest."""
    imports: bool = False
    """Whether it marks the rest of its batch as a step of an import."""
    beside: frozenset[type] | None = None
    """The only commands with which it may stand in one batch; `None` where it goes with all."""


class Kinds(dict[type, Kind[Any]]):
    """The kinds of commands that a session takes, by the type of the command."""

    def __init__(self, kinds: Iterable[Kind[Any]]) -> None:
        super().__init__((kind.command, kind) for kind in kinds)

    def __missing__(self, command: type) -> Kind[Any]:
        raise Misuse(f"{command.__name__} is no command")

    def stop_mixed(self, commands: set[type]) -> None:
        """Raise `Misuse` for commands that may not stand in one batch."""
        for command in commands:
            beside = self[command].beside
            if beside is not None and not commands <= beside:
                raise Misuse(
                    "a batch that proposes to other sides does nothing else: send the other commands by themselves"
                )

    def also(self, *kinds: Kind[Any]) -> Kinds:
        """These kinds and some more; of two for the same command the later one is meant."""
        return Kinds([*self.values(), *kinds])

    @cached_property
    def entries(self) -> EntryKinds:
        """The kinds of journal entries that they write: what a replay must know."""
        return EntryKinds(entry for kind in self.values() for entry in kind.entries)


def entering(
    command: type[C],
    *,
    right: Callable[[C], str] | str,
    enter: Callable[[Books, C, Deciding], str],
    entry: EntryKind[Any],
    touches: Callable[[C, Needs, Law], None] | None = None,
    opens: bool = False,
    about: Callable[[Books, C], str] | None = None,
    **more: Any,
) -> Kind[C]:
    """A kind of command that writes one entry and has nothing to check but who gives it and that it makes sense.

    `enter` returns the reference with which it is answered. It raises `Misuse` for nonsense, `Refused` where a rule
    says no. The registry must be open, unless the command `opens` it; `touches` adds what is needed besides it.
    `about` says which account a command is about, where who has the right has it for some accounts only.
    """

    def called(given: C) -> str:
        return right if isinstance(right, str) else right(given)

    def touch(given: C, needs: Needs, law: Law) -> None:
        needs.registries.add(given.registry)
        needs.requests.append(given.request)
        if touches is not None:
            touches(given, needs, law)

    def decide(books: Books, given: C, known: Answer | None, under: Deciding) -> Outcome:
        if not may(under.actor, called(given), about(books, given) if about is not None else ""):
            return not_allowed(given, called(given))
        fault = request_fault(given.request, known.reference or "refused" if known is not None else "")
        if fault is not None:
            return refused(given, [refuse(CHECKS["request_id_is_new_or_repeats_itself"], fault)])
        if not opens and given.registry not in books.chains:
            raise Misuse(f"registry '{given.registry}' is not open in these books")
        try:
            reference = enter(books, given, under)
        except Refused as found:
            record_refusal(books, given, given.registry, found.refusals, under.mark)
            return refused(given, found.refusals)
        keep_answer(books, given, reference)
        return Outcome(given.request, True, reference)

    return Kind(command, touch, decide, lambda under, given: may(under.actor, called(given)), (entry,), **more)


def stop(checks: str, facts: Any) -> None:
    """Raise `Refused` where some of the named checks say no to the facts of an entry."""
    if refusals := examine(named(checks.split()), facts):
        raise Refused(refusals)


def not_allowed(given: AnyCommand, right: str) -> Outcome:
    """The refusal of a command that the actor's role does not cover. It leaves no trace."""
    detail = f"'{right}' needs another role: ask the registry administrator."
    return refused(given, [refuse(CHECKS["actor_has_the_right"], detail)])
