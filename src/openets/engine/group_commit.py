"""Many callers, one batch: concurrent requests share a commit, and each is still answered for itself.

Whoever finds nobody at work leads: it takes everything that waits, commits it, hands out the answers, and passes
the lead to one of those who came meanwhile. Where several callers came at a time before, the leader lingers for
as many, two milliseconds at most; a lone caller never waits.
"""

from collections.abc import Callable, Sequence
from threading import Condition, Event

from openets.engine.outcomes import Outcome
from openets.engine.steps import AnyCommand
from openets.kernel.refusals import Fault, Unavailable

_LINGER_SECONDS = 0.002


class _Ticket:
    """One caller's command, and in time its answer. `called` is set when it is answered or made the leader."""

    __slots__ = ("answer", "called", "command")

    def __init__(self, command: AnyCommand) -> None:
        self.command = command
        self.called = Event()
        self.answer: Outcome | BaseException | None = None


class GroupCommit:
    """Where concurrent callers of one session hand in their commands. Safe to call from many threads.

    `commit` takes a batch and gives one outcome for each command. Whoever serves callers in threads makes one with
    `Session.grouped()`; a plain session commits each call by itself.
    """

    def __init__(self, commit: Callable[[Sequence[AnyCommand]], list[Outcome]], most: int = 500) -> None:
        self.commit = commit
        self.most = most
        self._arrived = Condition()
        self._waiting: list[_Ticket] = []
        self._led = False
        self._expected = 1

    def one(self, command: AnyCommand) -> Outcome:
        """Have a command decided; returns when it is durable. Raises what `commit` raises for it."""
        ticket = _Ticket(command)
        with self._arrived:
            self._waiting.append(ticket)
            leads, self._led = not self._led, True
            if not leads:
                self._arrived.notify()
        if not leads:
            ticket.called.wait()
        if ticket.answer is None:
            self._lead()
        if isinstance(ticket.answer, BaseException):
            raise ticket.answer
        assert ticket.answer is not None
        return ticket.answer

    def _lead(self) -> None:
        """Commit what waits, the leader's own ticket among it, and pass the lead on."""
        with self._arrived:
            self._arrived.wait_for(lambda: len(self._waiting) >= self._expected, _LINGER_SECONDS)
            batch, self._waiting = self._waiting[: self.most], self._waiting[self.most :]
        try:
            self._answer(batch)
        finally:
            with self._arrived:
                self._expected = len(batch) + len(self._waiting)
                self._led = bool(self._waiting)
                successor = self._waiting[0] if self._waiting else None
            for ticket in batch:
                ticket.called.set()
            if successor is not None:
                successor.called.set()

    def _answer(self, batch: list[_Ticket]) -> None:
        try:
            for ticket, outcome in zip(batch, self.commit([ticket.command for ticket in batch]), strict=True):
                ticket.answer = outcome
        except BaseException as error:
            if isinstance(error, Exception) and not isinstance(error, Unavailable | Fault) and len(batch) > 1:
                # one command made no sense and took the batch with it: decide each for itself
                for ticket in batch:
                    self._answer([ticket])
                return
            for ticket in batch:
                ticket.answer = error
