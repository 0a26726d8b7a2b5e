"""OpenETS: an open emissions trading system.

This is what a notebook, a test or a simulation needs::

    import openets

    books = openets.connect("sqlite:///registry.db")
    books.surrender(account="AT-120-6-0-33", quantity=100, unit="EUA1", year=2005)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openets.commands.verbs import Verbs
    from openets.kernel.clock import Clock

__version__ = "0.1.0"
__all__ = ["__version__", "connect"]


def connect(
    address: str = "memory:",
    *,
    law: str = "",
    name: str = "notebook",
    clock: Clock | None = None,
    create: bool = False,
) -> Verbs:
    """The administrator's session at the books of `address`, under the law that they name; commands are its methods.

    `address` is ``memory:``, ``sqlite:///FILE`` or ``postgresql://…``. With `create`, new books are made where there
    are none, under `law`: the name of a law of the package or a folder (the EU ETS where none is named). Without it a
    mistyped address is refused and makes no file. `name` stands in the journal beside every command; `clock` may be a
    :class:`~openets.kernel.clock.FixedClock` for work in the past. Books in memory end with the process.

    >>> books = connect()
    >>> books.law.name
    'European Union Emissions Trading Scheme'
    """
    from openets.commands.verbs import Verbs
    from openets.engine.rights import administrator
    from openets.opening import open_session

    here = open_session(address, administrator(name), law=law, clock=clock, create=create or address == "memory:")
    return Verbs(*here)
