"""Commands about the books themselves: make, verify, back up, open registries and accounts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    DryRunOption,
    JsonOption,
    RequestOption,
    StoreOption,
    fresh,
    plain,
    progress,
    registry_code,
    session,
    settle,
    shortened,
    show,
    table,
    words,
)
from openets.commands import open_account as accounts
from openets.commands.report_emissions import registry_of
from openets.kernel.refusals import Misuse, Refused
from openets.laws.now import ACCOUNT_TYPES, OPERATORS, eu_ets
from openets.ledger.accounts import Installation, Opening
from openets.ledger.replay import Replay
from openets.stores.addresses import public, sqlite_file

_OPENED_BY_HAND = ("120", "100-9", "121")
_INSTALLATION = re.compile(r"[A-Z]{2}_[A-Za-z0-9-]{1,30}", re.ASCII)


def add_to(app: typer.Typer) -> None:
    app.command()(init)
    app.command()(verify)
    app.command()(backup)
    app.command("open-registry")(open_registry)
    app.command("open-account")(open_account)


def init(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """Make the books at --store, or bring them up to date."""
    session(store, create=True)
    shown = public(store)
    show({"store": shown, "ready": True}, f"The books at {shown} are ready.", as_json)


def verify(
    path: Annotated[
        Path | None, typer.Argument(help="A folder from `ets export journal`; without it, --store.")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Replay a journal from nothing and hold the result against the hashes (and the store's tables)."""
    from openets.verifying import verify_folder, verify_store

    if path is not None and not path.is_dir():
        raise Misuse(f"{path} is no folder: give the one that `ets export journal` wrote")
    with progress(as_json) as bar:
        bar.add_task("Replaying the journal", total=None)
        state = verify_folder(path) if path is not None else verify_store(session(store).store)
    _show_replay(state, str(path or public(store)), as_json)


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
    title = (
        f"{what} is sound.\nEntries: {state.entries:,}. Transactions: {state.transactions:,}."
        " Every hash is right; no serial number is held twice."
    )
    columns = ("Unit", "Issued =", "Held +", "Surrendered +", "Cancelled +", "Retired +", "Replacement")
    show(answer, table(title, columns, rows), as_json)


def backup(
    output: Annotated[
        Path | None,
        typer.Argument(help="The file to write; it must not exist yet. By default named after the time."),
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Copy the books of a SQLite store into one file while they are in use."""
    from openets.stores.sql.copying import back_up

    here = session(store)
    file = sqlite_file(store)
    if file is None:
        raise Misuse("for PostgreSQL, use pg_dump: it makes a consistent copy while the books are in use")
    copy = output or Path(f"{file.stem}-{here.clock.now():%Y%m%dT%H%M%SZ}.db")
    with progress(as_json) as bar:
        bar.add_task("Copying", total=None)
        size = back_up(here.store, copy)
    show({"backup": str(copy), "bytes": size}, f"{copy}: {size:,} bytes, checked.", as_json)


def open_registry(
    registry: Annotated[str, typer.Argument(help="Two letters of a Member State, or CDM, or EU.")],
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Open a registry with its government accounts."""
    code = registry_code(registry)
    request = fresh(request) if request else f"open:{code}"
    outcomes = accounts.open_registry(session(store), code, request=request, dry_run=dry_run)
    for outcome in outcomes:
        if not outcome.accepted:
            raise Refused(outcome.refusals)
    opened = ", ".join(outcome.reference for outcome in outcomes[1:])
    text = f"Registry {code} {'would be' if dry_run else 'is'} open with {opened}."
    show([{**plain(outcome), "dry_run": dry_run} for outcome in outcomes], text, as_json)


def open_account(
    registry: Annotated[str, typer.Argument(help="The registry's code.")],
    name: Annotated[str, typer.Argument(help="Name of the account or installation.")],
    holder: Annotated[str, typer.Option(help="Account holder; by default the name.")] = "",
    type: Annotated[str, typer.Option(help="120 operator, 100-9 aircraft operator, 121 person.")] = "120",
    installation: Annotated[str, typer.Option(help="Installation id such as AT_1, for operators.")] = "",
    activity: Annotated[int, typer.Option(help="Activity code of the installation; aircraft operators have 10.")] = 1,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Open an account; operators' accounts name their installation."""
    code, name = registry_code(registry), words(name, "NAME", needed=True)
    holder = words(holder, "--holder") or name
    if type not in _OPENED_BY_HAND:
        known = ", ".join(f"{kind} {ACCOUNT_TYPES[kind].name.lower()}" for kind in _OPENED_BY_HAND)
        raise Misuse(
            f"--type is '{type}': expected {known}; a registry opens its own accounts with `ets open-registry`"
        )
    place = _installation(code, installation, name, holder, activity) if type in OPERATORS else None
    opening = Opening(code, type, name, holder, place)
    outcome = accounts.open_account(session(store), opening, request=fresh(request), dry_run=dry_run)
    settle(outcome, f"account of {name} opened", as_json, dry_run=dry_run)


def _installation(registry: str, key: str, name: str, operator: str, activity: int) -> Installation:
    if not key:
        raise Misuse("an operator's account needs --installation, such as AT_1")
    if not _INSTALLATION.fullmatch(key):
        raise Misuse(f"--installation is '{shortened(key)}': expected CC_ID, such as AT_1")
    if registry_of(eu_ets(), key) != registry:
        raise Misuse(f"installation {key} belongs to another registry than {registry}")
    if activity not in eu_ets().activities:
        known = ", ".join(map(str, eu_ets().activities))
        raise Misuse(f"--activity is {activity}: the scheme knows {known}")
    return Installation(key, key.partition("_")[0], name, operator, activity, "")
