"""What a notebook works with: a session with every command and every view as a method."""

from __future__ import annotations

from openets.commands.verbs import Verbs
from openets.kernel.clock import Clock
from openets.views.front import ViewsOf


class Notebook(ViewsOf, Verbs):
    """A session whose methods are the commands, ``books.surrender(…)``, and the views, ``books.emissions()``."""

    __slots__ = ()

    def at(self, clock: Clock) -> Notebook:
        """The same session under another clock."""
        return self._replace(clock=clock)
