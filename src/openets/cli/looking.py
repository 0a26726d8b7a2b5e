"""Commands that only look: the whole registry, accounts, holdings."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    JsonOption,
    StoreOption,
    identifier,
    out,
    plain,
    print_table,
    progress,
    registry_code,
    session,
    show,
    table,
)
from openets.kernel.refusals import Misuse
from openets.kernel.units import MOST_UNITS
from openets.laws.now import ACCOUNT_TYPES, UNIT_TYPES, serial_number
from openets.views import status as stocktaking

_YEAR_COLUMNS = ("Year", "Installations", "Allocated", "Verified", "Surrendered", "of which allowances")
_UNIT_COLUMNS = ("Unit", "Issued =", "Held +", "Surrendered +", "Cancelled +", "Retired +", "Replacement", "Balances")
_LETTER_COLUMNS = ("Period", "Official A, B, C", "Computed alike", "Share")


def add_to(app: typer.Typer) -> None:
    app.command()(status)
    app.command()(accounts)
    app.command()(holdings)


def status(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """How the registry stands: totals by year, units by type, agreement with the official letters."""
    here = session(store)
    with progress(as_json) as bar:
        bar.add_task("Taking stock", total=None)
        found = stocktaking.status(here.store, here.law)
    if as_json:
        show(_as_json(found), "", True)
        return
    synthetic = f", {found.synthetic:,} of them synthetic" if found.synthetic else ""
    out.print(f"Registries: {found.registries}. Accounts: {found.accounts:,}.")
    out.print(f"Installations: {found.installations:,}{synthetic}.")
    print_table(table("Stationary installations, tonnes", _YEAR_COLUMNS, _years(found.stationary)))
    if found.aviation:
        print_table(table("Aircraft operators, tonnes", _YEAR_COLUMNS, _years(found.aviation)))
    units = [(*row, "yes" if row.balances else "NO") for row in found.units]
    print_table(table("Units", _UNIT_COLUMNS, units))
    letters = [
        (f"Phase {row.phase}", row.compared, row.agree, f"{row.agree / row.compared:.2%}") for row in found.agreement
    ]
    if letters:
        print_table(table("Agreement with the official compliance letters", _LETTER_COLUMNS, letters))


def _years(totals: list[stocktaking.YearTotals]) -> list[tuple[object, ...]]:
    return [(str(row.year), *row[1:]) for row in totals]


def _as_json(found: stocktaking.Status) -> dict[str, object]:
    answer: dict[str, object] = plain(found)
    answer["units"] = [{**plain(row), "balances": row.balances} for row in found.units]
    answer["agreement"] = [{**plain(row), "share": round(row.agree / row.compared, 6)} for row in found.agreement]
    return answer


def accounts(
    registry: Annotated[str, typer.Option(help="Only accounts of this registry.")] = "",
    find: Annotated[str, typer.Option(help="Only accounts with this text in name, holder or identifier.")] = "",
    most: Annotated[int, typer.Option("--most", min=1, help="How many to list.")] = 50,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List accounts."""
    text = find.lower()
    here = session(store)
    if registry:
        registry_code(registry, here.law)
    matching = (
        row
        for row in here.store.all_accounts()
        if registry in ("", row.registry) and text in f"{row.identifier} {row.name} {row.holder}".lower()
    )
    found = list(islice(matching, most + 1))
    rows = [
        (
            row.identifier,
            ACCOUNT_TYPES[row.type].name,
            row.name,
            row.holder,
            "blocked" if row.blocked else str(row.state),
        )
        for row in found[:most]
    ]
    more = f" (the first {most}; --most lists more)" if len(found) > most else ""
    columns = ("Account", "Type", "Name", "Holder", "State")
    answer = [dict(zip(("account", "type", "name", "holder", "state"), row, strict=True)) for row in rows]
    show(answer, table(f"Accounts{more}", columns, rows), as_json)


def holdings(
    account: Annotated[str, typer.Argument(help="Account identifier, such as AT-120-6-0-33.")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """The serial blocks that an account holds."""
    here = session(store)
    with here.store.reading() as books:
        found = books.accounts([identifier(account)])
        if not found:
            raise Misuse(f"no account '{account}' is known: `ets accounts --find TEXT` lists accounts")
        blocks = sorted(held.block for held in books.largest_blocks(_everything(found[account].key)))
    rows = [(serial_number(block), block.series.unit, block.start, block.end, block.quantity) for block in blocks]
    columns = ("Serial numbers", "Unit", "Start", "End", "Quantity")
    answer = [dict(zip(("serial", "unit", "start", "end", "quantity"), row, strict=True)) for row in rows]
    total = sum(block.quantity for block in blocks)
    show(answer, table(f"{account}: {total:,} units, blocks: {len(blocks):,}", columns, rows), as_json)


def _everything(account: int) -> dict[tuple[int, str], int]:
    """What to ask a store for, to be shown all blocks of an account."""
    return {(account, unit): MOST_UNITS for unit in UNIT_TYPES}
