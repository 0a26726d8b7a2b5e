"""OpenETS: an open emissions trading system.

This is the Python door. A notebook, a test or a simulation needs nothing else::

    import openets

    store = openets.open("sqlite:///registry.db")
    openets.open("memory:")

What can be done with a store lives in :mod:`openets.operations`, one verb a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openets.ledger.store import Store

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(address: str = "memory:") -> Store:  # noqa: A001 - reads as `openets.open(...)`
    """Open the books at `address` and return their :class:`~openets.ledger.store.Store`.

    `address` is ``memory:``, ``sqlite:///FILE`` or ``postgresql://…``. The books must have been made
    with ``ets init`` (``memory:`` starts empty). Raises :class:`~openets.kernel.refusals.Misuse`.
    """
    from openets.site.door import open_store

    return open_store(address)
