"""A desk: who acts, on which books, under which law and clock. What every verb is given first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import NamedTuple

from openets.kernel.clock import Clock
from openets.ledger.store import Store
from openets.operations.acts import Act, Outcome
from openets.operations.commit import Progress, commit
from openets.operations.rights import Actor
from openets.schemes.scheme import Scheme


class SystemClock:
    """The machine's clock; the only place where the product reads it."""

    def now(self) -> datetime:
        return datetime.now(timezone.utc)


class Desk(NamedTuple):
    """Somebody's place at the books."""

    store: Store
    scheme: Scheme
    clock: Clock
    actor: Actor

    def commit(self, acts: Sequence[Act], *, dry_run: bool = False, progress: Progress | None = None) -> list[Outcome]:
        """Send a batch down the one road."""
        return commit(
            self.store,
            acts,
            scheme=self.scheme,
            clock=self.clock,
            actor=self.actor,
            dry_run=dry_run,
            progress=progress,
        )

    def one(self, act: Act, *, dry_run: bool = False) -> Outcome:
        """Send a single act down the same road."""
        return self.commit([act], dry_run=dry_run)[0]

    def at(self, clock: Clock) -> Desk:
        """The same desk under another clock."""
        return self._replace(clock=clock)
