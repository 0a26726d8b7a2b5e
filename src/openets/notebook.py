"""What a notebook works with: a session with every command and every view as a method."""

from openets.commands.verbs import Verbs
from openets.views.front import ViewsOf


class Notebook(ViewsOf, Verbs):
    """A session whose methods are the commands, ``books.surrender(…)``, and the views, ``books.emissions()``."""

    __slots__ = ()

    def __repr__(self) -> str:
        registries = ", ".join(sorted(self.store.heads())) or "none yet"
        return f"<books under {self.law.id}, as {self.actor.name}; registries: {registries:.60}>"
