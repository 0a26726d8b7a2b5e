"""Commands that only look: the whole registry, accounts, holdings."""

from datetime import date
from typing import Annotated

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    AsOfOption,
    JsonOption,
    OnOption,
    StoreOption,
    out,
    plain,
    print_table,
    progress,
    session,
    show,
    table,
)
from openets.cli.lists import Most, show_list
from openets.commands import reading
from openets.compliance.official import whose
from openets.ledger.holds import HOLDS
from openets.views import status as stocktaking

_YEAR_COLUMNS = ("Year", "Installations", "Allocated", "Verified", "Surrendered", "of which allowances")
_UNIT_COLUMNS = ("Unit", "Issued =", "Held +", "Surrendered +", "Cancelled +", "Retired +", "Replacement", "Balances")
_ACCOUNT_COLUMNS = ("identifier", "type_name", "name", "holder", "state", "blocked")
_LETTER_COLUMNS = ("Period", "Official letters", "Computed alike", "Share")


def add_to(app: typer.Typer) -> None:
    app.command()(status)
    app.command()(accounts)
    app.command()(holdings)


def status(
    store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False, as_of: AsOfOption = "", on: OnOption = ""
) -> None:
    """How the registry stands: totals by year, units by type, agreement with the official letters."""
    from openets.views import law  # which needs Django's settings

    here = session(store)
    with progress(as_json, "Taking stock"), here.reading(as_of, on):
        today, known = (law.today(), law.day_known()) if as_of or on else (date.max, None)
        found = stocktaking.status(here.store, here.law, today=today, known=known)
    if as_json:
        show(_as_json(found), "", True)
        return
    out.print(f"The books at {here.store.shown} hold {HOLDS[found.holds]} ({found.holds}).", markup=False)
    synthetic = f", {found.synthetic:,} of them synthetic" if found.synthetic else ""
    out.print(f"Registries: {found.registries}. Accounts: {found.accounts:,}.")
    out.print(f"Installations: {found.installations:,}{synthetic}.")
    print_table(table(f"Stationary installations, {here.law.measure}", _YEAR_COLUMNS, _years(found.stationary)))
    if found.aviation:
        print_table(table(f"Aircraft operators, {here.law.measure}", _YEAR_COLUMNS, _years(found.aviation)))
    units = [(*row, "yes" if row.balances else "NO") for row in found.units]
    print_table(table("Units", _UNIT_COLUMNS, units))
    letters = [
        (f"Phase {row.phase}", row.compared, row.agree, f"{row.agree / row.compared:.2%}") for row in found.agreement
    ]
    if letters:
        print_table(table("Agreement with the official compliance letters", _LETTER_COLUMNS, letters))
        out.print(whose(found.holds, judged=True))


def _years(totals: list[stocktaking.YearTotals]) -> list[tuple[object, ...]]:
    return [(str(row.year), *row[1:]) for row in totals]


def _as_json(found: stocktaking.Status) -> dict[str, object]:
    answer: dict[str, object] = plain(found)
    answer["units"] = [{**plain(row), "balances": row.balances} for row in found.units]
    answer["agreement"] = [{**plain(row), "share": round(row.agree / row.compared, 6)} for row in found.agreement]
    return answer


def accounts(
    registry: Annotated[str, typer.Option(help="Only accounts of this registry.")] = "",
    find: Annotated[str, typer.Option(help="Only accounts with these words in name, holder or identifier.")] = "",
    most: Most = None,
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List accounts."""
    here = session(store)
    if registry:
        reading.registry(registry, "--registry", here)
    found = here.accounts(q=find, registry=registry, as_of=as_of, on=on)
    show_list(found, "Accounts", _ACCOUNT_COLUMNS, as_json=as_json, most=most)


def holdings(
    account: Annotated[str, typer.Argument(help="Account identifier, such as AT-120-6-0-33.")],
    vintage: Annotated[str, typer.Option(help="Only units of this year, of types that have one.")] = "",
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """The serial blocks that an account holds."""
    here = session(store)
    found = here.holdings(reading.account(account, "ACCOUNT", here), sort="serial", vintage=vintage, as_of=as_of, on=on)
    total, blocks = sum(row.quantity for row in found), len(found)
    title = f"{account}: {total:,} units, blocks: {blocks:,}"
    columns = ("serial", "unit", *(("vintage",) if any(row.vintage for row in found) else ()))
    show_list(found, title, (*columns, "start", "end", "quantity"), as_json=as_json)
