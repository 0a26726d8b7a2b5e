"""OpenETS: an open emissions trading system.

This is the Python door. A notebook, a test or a simulation needs nothing else::

    import openets
    from openets.operations.surrender import surrender

    desk = openets.desk("sqlite:///registry.db")
    surrender(desk, account="AT-120-6-0-33", unit="EUA1", quantity=100, year=2005, request="mine-1")

What can be done at a desk lives in :mod:`openets.operations`, one verb a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openets.kernel.clock import Clock
    from openets.ledger.store import Store
    from openets.operations.desk import Desk

__version__ = "0.1.0"
__all__ = ["__version__", "desk", "open"]


def open(address: str = "memory:", *, create: bool = False) -> Store:
    """Open the books at `address` and return their :class:`~openets.ledger.store.Store`.

    `address` is ``memory:``, ``sqlite:///FILE`` or ``postgresql://…``; with `create`, tables are made or brought
    up to date. Raises :class:`~openets.kernel.refusals.Misuse`.
    """
    from openets.stores.door import open_store

    return open_store(address, create=create)


def desk(address: str = "memory:", *, name: str = "notebook", clock: Clock | None = None, create: bool = True) -> Desk:
    """The administrator's desk at the books of `address`, under the rules of the EU ETS.

    `name` stands in the journal beside every act; `clock` may be a :class:`~openets.kernel.clock.FixedClock`
    for work in the past. Books in memory end with the process.
    """
    from openets.operations.desk import Desk, SystemClock
    from openets.operations.rights import administrator
    from openets.schemes.eu_ets import eu_ets

    return Desk(open(address, create=create), eu_ets(), clock or SystemClock(), administrator(name))
