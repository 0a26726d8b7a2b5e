"""Somebody's place at the books of an address: the store opened, and the law that the books name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openets.engine.rights import Actor
from openets.engine.session import Session, SystemClock
from openets.kernel.clock import Clock
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.laws.reading import DEFAULT_LAW, law_named, read_law
from openets.ledger.accounts import TRANSIT
from openets.ledger.holds import HOLDS, REAL
from openets.ledger.store import Needs, Store
from openets.stores.door import new_in_memory, open_store
from openets.views.front import ViewsOf

if TYPE_CHECKING:
    from openets.engine.kind import Kinds


class Books(ViewsOf, Session):
    """A session with the views of its books as methods: what `ets` works with, which loads a command when it is asked
    for."""

    __slots__ = ()


def open_session(
    address: str, actor: Actor, *, law: str = "", clock: Clock | None = None, create: bool = False, holds: str = REAL
) -> Books:
    """Open the books at `address` under the law that they name, or that new books are to have; new ones say for ever
    what they hold, a key of `HOLDS`.

    ``memory:`` is new books in SQLite's memory, so that views work there too; ``plain-memory:`` has none.
    Raises `Misuse` where there are no books and `create` is not set, and where they are kept under another law.
    """
    if holds not in HOLDS:
        raise Misuse(f"holds is '{holds}': expected one of {', '.join(HOLDS)}")
    wanted = read_law(law) if law else None
    store = new_in_memory() if address == "memory:" else open_store(address, create=create)
    found = law_of(store, wanted, holds)
    return Books(store, found, clock or SystemClock(), actor, kinds_of(store, found))


def kinds_of(store: Store, law: Law) -> Kinds | None:
    """The commands that some books take, where they are those of a side of a federation: what others must hear of is
    guarded. `None` for all other books, which take those of the engine: who only looks need not load them."""
    if TRANSIT in law.terms.accounts:
        with store.reading() as books:
            names = {law.terms.standing_account(code, TRANSIT) for code in store.heads()}
            if books.load(Needs(accounts=names)).accounts:
                from openets.federation.kinds import SIDES

                return SIDES
    return None


def law_of(store: Store, wanted: Law | None = None, holds: str = REAL) -> Law:
    """The law of some books; where they have named none yet, the wanted one, which they name from now on, and with it
    what they hold."""
    named = store.law()
    if named is None:
        law = wanted or read_law(DEFAULT_LAW)
        store.begin(law.as_named._replace(holds=holds))
        return law
    if wanted is not None:
        if wanted.id != named.name:
            raise Misuse(f"these books are kept under the law {named.name}, not under {wanted.id}")
        return wanted
    return law_named(named)
