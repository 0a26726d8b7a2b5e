"""Commands about the books themselves: make, verify, back up, open registries and accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    DryRunOption,
    JsonOption,
    RequestOption,
    StoreOption,
    desk,
    fresh,
    progress,
    settle,
    show,
    table,
)
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import Installation, Opening
from openets.ledger.replay import Replay
from openets.operations import open_account as accounts
from openets.operations.report_emissions import registry_of
from openets.schemes.eu_ets import eu_ets


def add_to(app: typer.Typer) -> None:
    app.command()(init)
    app.command()(verify)
    app.command()(backup)
    app.command("open-registry")(open_registry)
    app.command("open-account")(open_account)


def init(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """Make the books at --store, or bring them up to date."""
    desk(store, create=True)
    show({"store": store, "ready": True}, f"The books at {store} are ready.", as_json)


def verify(
    path: Annotated[Path | None, typer.Argument(help="A folder from `ets export journal`; without it, --store.")] = None,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Replay a journal from nothing and hold the result against the hashes (and the store's tables)."""
    from openets.operations.verify import verify_folder, verify_store

    with progress(as_json) as bar:
        bar.add_task("Replaying the journal", total=None)
        state = verify_folder(path) if path is not None else verify_store(desk(store).store)
    _show_replay(state, str(path or store), as_json)


def _show_replay(state: Replay, what: str, as_json: bool) -> None:
    totals = state.totals()
    answer = {
        "verified": what,
        "entries": state.entries,
        "transactions": state.transactions,
        "heads": {code: link._asdict() for code, link in sorted(state.links.items())},
        "units": {unit: {"issued": state.issued[unit], **totals[unit]} for unit in sorted(totals)},
    }
    rows = [(unit, state.issued[unit], *totals[unit].values()) for unit in sorted(totals)]
    title = f"{what} holds: {state.entries:,} entries, {state.transactions:,} transactions, no overlap, every hash right."
    columns = ("Unit", "Issued =", "Held +", "Surrendered +", "Cancelled +", "Retired")
    show(answer, table(title, columns, rows), as_json)


def backup(
    output: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Copy the books of a SQLite store into one file while they are in use."""
    from openets.stores.sql.copying import back_up

    opened = desk(store).store
    if not store.startswith("sqlite:///"):
        raise Misuse("for PostgreSQL, use pg_dump: it makes a consistent copy while the books are in use")
    with progress(as_json) as bar:
        bar.add_task("Copying", total=None)
        size = back_up(opened, output)
    show({"backup": str(output), "bytes": size}, f"{output}: {size:,} bytes, checked.", as_json)


def open_registry(
    registry: Annotated[str, typer.Argument(help="Two letters of a Member State, or CDM, or EU.")],
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    as_json: JsonOption = False,
) -> None:
    """Open a registry with its government accounts."""
    outcomes = accounts.open_registry(desk(store), registry, request=request or f"open:{registry}")
    opened = [outcome.reference for outcome in outcomes[1:]]
    show(outcomes, f"Registry {registry} is open with {', '.join(opened)}.", as_json)


def open_account(
    registry: Annotated[str, typer.Argument(help="The registry's code.")],
    name: Annotated[str, typer.Argument(help="Name of the account or installation.")],
    holder: Annotated[str, typer.Option(help="Account holder; by default the name.")] = "",
    type: Annotated[str, typer.Option(help="120 operator, 100-9 aircraft operator, 121 person.")] = "120",
    installation: Annotated[str, typer.Option(help="Installation id such as AT_1, for operators.")] = "",
    activity: Annotated[int, typer.Option(help="Activity code of the installation.")] = 1,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Open an account; operators' accounts name their installation."""
    place = None
    if type in ("120", "100-9"):
        if not installation:
            raise Misuse("an operator's account needs --installation, such as AT_1")
        if registry_of(eu_ets(), installation) != registry:
            raise Misuse(f"installation {installation} belongs to another registry than {registry}")
        place = Installation(installation, installation.partition("_")[0], name, holder or name, activity, "")
    opening = Opening(registry, type, name, holder or name, place)
    outcome = accounts.open_account(desk(store), opening, request=fresh(request), dry_run=dry_run)
    settle(outcome, f"account of {name} opened", as_json, dry_run=dry_run)
