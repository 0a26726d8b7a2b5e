"""`ets verify`: written by hand, since it reads a journal and changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openets.cli.console import DEFAULT_STORE, JsonOption, LawOption, StoreOption, out, progress, session, show, table
from openets.kernel.refusals import Misuse
from openets.stores.addresses import public

if TYPE_CHECKING:
    from openets.ledger.replay import Replay


def verify(
    path: Annotated[
        Path | None, typer.Argument(help="A folder from `ets export journal`; without it, --store.")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    law: LawOption = "",
    as_json: JsonOption = False,
) -> None:
    """Replay a journal from nothing and hold the result against the hashes (and the store's tables)."""
    from openets.engine.verify import other_law
    from openets.laws.reading import read_law
    from openets.verifying import verify_folder, verify_store

    if path is not None and not path.is_dir():
        raise Misuse(f"{path} is no folder: give the one that `ets export journal` wrote")
    under = read_law(law) if law else None
    with progress(as_json, "Replaying the journal"):
        if path is not None:
            state = verify_folder(path, under)
        else:
            here = session(store, law=law)
            under, state = here.law, verify_store(here.store, here.law)
    named = next((name for name, _ in sorted(state.laws)), "")
    other = other_law(state, under or read_law(named)) if under or named else ""
    _show_replay(state, str(path or public(store)), other, as_json)


def _show_replay(state: Replay, what: str, other: str, as_json: bool) -> None:
    totals = state.totals()
    answer = {
        "verified": what,
        "entries": state.entries,
        "transactions": state.transactions,
        "heads": {code: link._asdict() for code, link in sorted(state.links.items())},
        "other law": other,
        "units": {unit: {"issued": state.issued[unit], **totals[unit]} for unit in sorted(totals)},
    }
    rows = [(unit, state.issued[unit], *totals[unit].values()) for unit in sorted(totals)]
    title = (
        f"{what} is sound.\nEntries: {state.entries:,}. Transactions: {state.transactions:,}."
        " Every hash is right; no serial number is held twice."
    )
    columns = ("Unit", "Issued =", "Held +", "Surrendered +", "Cancelled +", "Retired +", "Replacement")
    show(answer, table(title, columns, rows), as_json)
    if other and not as_json:
        out.print(f"The law has changed since: {other}.", markup=False)
