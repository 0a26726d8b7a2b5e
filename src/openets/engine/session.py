"""A session: who acts, on which books, under which law and clock. What every verb is given first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple, Self

from openets.engine.rights import Actor
from openets.kernel.clock import Clock
from openets.laws.law import Law
from openets.ledger.store import Store

if TYPE_CHECKING:
    from openets.engine.commit import Progress
    from openets.engine.group_commit import GroupCommit
    from openets.engine.kind import Kinds
    from openets.engine.outcomes import Outcome
    from openets.engine.steps import AnyCommand


class SystemClock:
    """The machine's clock; the only place where the product reads it."""

    def now(self) -> datetime:
        return datetime.now(timezone.utc)


class Session(NamedTuple):
    """Somebody's place at the books. `kinds` are the commands that it takes: a side of a federation takes more."""

    store: Store
    law: Law
    clock: Clock
    actor: Actor
    kinds: Kinds | None = None
    """The kinds of commands that it takes; those of the engine alone where none are named."""

    def commit(
        self, commands: Sequence[AnyCommand], *, dry_run: bool = False, progress: Progress | None = None
    ) -> list[Outcome]:
        """Send a batch down the one road."""
        # who only looks does not load the road and all its rules
        from openets.engine.commit import commit
        from openets.engine.kinds import KINDS

        store, law, clock, actor, own = self
        kinds = own or KINDS
        return commit(
            store, commands, law=law, clock=clock, actor=actor, kinds=kinds, dry_run=dry_run, progress=progress
        )

    def one(self, command: AnyCommand, *, dry_run: bool = False) -> Outcome:
        """Send a single command down the same road."""
        return self.commit([command], dry_run=dry_run)[0]

    def grouped(self, most: int = 500) -> GroupCommit:
        """The same place for many threads at once: commands that come together share a commit of at most so many."""
        from openets.engine.group_commit import GroupCommit

        return GroupCommit(self.commit, most)

    def at(self, clock: Clock) -> Self:
        """The same session under another clock."""
        return self._replace(clock=clock)
