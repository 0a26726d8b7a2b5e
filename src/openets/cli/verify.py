"""`ets verify`: written by hand, since it reads a journal and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openets.cli.console import DEFAULT_STORE, JsonOption, LawOption, StoreOption, out, progress, session, show, table
from openets.kernel.refusals import Misuse
from openets.stores.addresses import public, sqlite_file

if TYPE_CHECKING:
    from openets.checkpoints.checkpoint import Checkpoint
    from openets.ledger.replay import Replay


def verify(
    path: Annotated[
        Path | None, typer.Argument(help="A folder from `ets export journal`; without it, --store.")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    law: LawOption = "",
    against: Annotated[
        list[Path] | None,
        typer.Option(help="A checkpoint before which nothing may have changed; may be given several times."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Follow what the entries say, without deciding each of them again.")
    ] = False,
    key: Annotated[
        str, typer.Option(help="The public key of the checkpoints: its line, or a file; beside the store by default.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Replay a journal from nothing, decide every entry again, and hold both against hashes (and the tables).

    ets verify
    ets verify journal
    """
    from openets.engine.verify import other_law
    from openets.laws.reading import read_law
    from openets.verifying import verify_folder, verify_store

    if path is not None and not path.is_dir():
        raise Misuse(f"{path} is no folder: give the one that `ets export journal` wrote")
    under = read_law(law) if law else None
    past = _checkpoints(against or (), key, store if path is None else "")
    with progress(as_json, "Replaying the journal"):
        if path is not None:
            found = verify_folder(path, under, past, quick=quick)
        else:
            here = session(store, law=law)
            under, found = here.law, verify_store(here.store, here.law, past, quick=quick)
    named = next((name for name, *_ in sorted(found.laws)), "")
    other = other_law(found, under or read_law(named)) if under or named else ""
    _show_replay(found, str(path or public(store)), other, past, as_json)


def _checkpoints(files: Sequence[Path], key: str, store: str) -> list[Checkpoint]:
    """The checkpoints in some files, each with a good signature. `store` is where a key may lie; ``""`` for nowhere."""
    if not files:
        return []
    from openets.checkpoints import kept
    from openets.checkpoints.checkpoint import checkpoint_from

    signer = kept.read_public(kept.places_of(sqlite_file(store)) if store else kept.Places(None, None), key)
    found = []
    for file in files:
        try:
            found.append(checkpoint_from(kept.read_note(file), signer))
        except Misuse as error:
            raise Misuse(f"{file}: {error}") from None
    return found


def _show_replay(state: Replay, what: str, other: str, past: Sequence[Checkpoint], as_json: bool) -> None:
    totals = state.totals()
    answer = {
        "books": what,
        "depth": "quick" if state.unjudged else "full",
        "decided again": state.judged,
        "not decided again": state.unjudged,
        "entries": state.entries,
        "transactions": state.transactions,
        "heads": {code: link._asdict() for code, link in sorted(state.links.items())},
        "other law": other,
        "against": [{"origin": each.origin, "at": each.at, "entries": each.entries} for each in past],
        "units": {unit: {"issued": state.issued[unit], **totals[unit]} for unit in sorted(totals)},
    }
    rows = [(unit, state.issued[unit], *totals[unit].values()) for unit in sorted(totals)]
    title = (
        f"{what} is sound.\nEntries: {state.entries:,}. Transactions: {state.transactions:,}."
        " Every hash is right; no serial number is held twice."
    )
    title += "\n" + (state.unjudged or "Each entry was decided again under its law and came out as it stands.")
    for each in past:
        title += f"\nNothing has changed before the checkpoint of {each.at} by {each.origin}: {each.entries:,} entries."
    columns = ("Unit", "Issued =", "Held +", "Surrendered +", "Cancelled +", "Retired +", "Replacement")
    show(answer, table(title, columns, rows), as_json)
    if other and not as_json:
        out.print(f"The law has changed since: {other}.", markup=False)
