"""A session: who acts, on which books, under which law and clock. What every verb is given first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from openets.engine.rights import Actor
from openets.kernel.clock import Clock
from openets.laws.law import Law
from openets.ledger.store import Store

if TYPE_CHECKING:
    from openets.engine.acts import Act, Outcome
    from openets.engine.commit import Progress


class SystemClock:
    """The machine's clock; the only place where the product reads it."""

    def now(self) -> datetime:
        return datetime.now(timezone.utc)


class Session(NamedTuple):
    """Somebody's place at the books."""

    store: Store
    law: Law
    clock: Clock
    actor: Actor

    def commit(self, acts: Sequence[Act], *, dry_run: bool = False, progress: Progress | None = None) -> list[Outcome]:
        """Send a batch down the one road."""
        from openets.engine.commit import commit  # who only looks does not load the road and all its rules

        return commit(
            self.store,
            acts,
            law=self.law,
            clock=self.clock,
            actor=self.actor,
            dry_run=dry_run,
            progress=progress,
        )

    def one(self, act: Act, *, dry_run: bool = False) -> Outcome:
        """Send a single act down the same road."""
        return self.commit([act], dry_run=dry_run)[0]

    def at(self, clock: Clock) -> Session:
        """The same session under another clock."""
        return self._replace(clock=clock)
