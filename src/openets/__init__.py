"""OpenETS: an open emissions trading system.

This is what a notebook, a test or a simulation needs. Here a registry of the UK's scheme opens, and allowances are
issued and found again; nothing is written to disk.

>>> import openets
>>> books = openets.connect("memory:", law="uk_ets")
>>> opened = books.open_registry("UK")
>>> books.issue(registry="UK", quantity=1_000, unit="UKA").accepted
True
>>> [(row.identifier, row.units) for row in books.accounts() if row.units]
[('UK-100-1-0-48', 1000)]

What breaks a rule is answered, with every reason, and changes nothing:

>>> refused = books.issue(registry="UK", quantity=2_000_000_000, unit="UKA")
>>> [refusal.name for refusal in refused.refusals]
['issuance_is_within_the_cap']

What makes no sense raises :class:`~openets.kernel.refusals.Misuse`. The views of the books are methods as well:
``books.emissions()``, ``.installations()``, ``.holdings(account)`` and so on. Each is walked through row by row, or
taken whole as a frame:

>>> books.units().to_polars()["held"].to_list()
[1000]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openets.kernel.clock import Clock
    from openets.notebook import Notebook

__version__ = "0.1.0"
__all__ = ["__version__", "connect"]


def connect(
    address: str = "memory:",
    *,
    law: str = "",
    name: str = "notebook",
    clock: Clock | None = None,
    create: bool = False,
    holds: str = "real",
) -> Notebook:
    """The administrator's session at the books of `address`, under the law that they name; commands and views are its
    methods.

    `address` is ``memory:``, ``plain-memory:``, ``sqlite:///FILE`` or ``postgresql://…``. With `create`, new books are
    made where there are none, under `law`: the name of a law of the package or a folder (the EU ETS where none is
    named). What they hold, they say for ever: ``real``, ``imported`` for a public record that is replayed, or
    ``synthetic`` for a demonstration. Without `create` a mistyped address is refused and makes no file. `name` stands
    in the journal beside every command; `clock` may be a :class:`~openets.kernel.clock.FixedClock` for work in the
    past. Books in memory end with the process; those of ``plain-memory:`` have no views.

    >>> books = connect()
    >>> books.law.name
    'European Union Emissions Trading Scheme'
    >>> books.accounts().rows()
    []
    """
    from openets.engine.rights import administrator
    from openets.notebook import Notebook
    from openets.opening import open_session

    return Notebook(*open_session(address, administrator(name), law=law, clock=clock, create=create, holds=holds))
