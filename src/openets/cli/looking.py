"""Commands that only look: the whole registry, accounts, holdings."""

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
from openets.cli.lists import show_list, show_one
from openets.commands import reading
from openets.compliance.official import whose
from openets.kernel.refusals import Misuse
from openets.ledger.holds import HOLDS
from openets.views import status as stocktaking

_YEAR_COLUMNS = ("Year", "Installations", "Allocated", "Verified", "Surrendered", "of which allowances")
_UNIT_COLUMNS = ("Unit", "Issued =", "Held +", "Surrendered +", "Cancelled +", "Retired +", "Replacement", "Balances")
_FACTS = (
    "id", "type_name", "at", "effective", "by", "transferring_account", "transferring_name", "acquiring_account",
    "acquiring_name", "unit", "quantity", "year", "installation", "reverses", "reversed_by", "note", "reconstructed",
    "synthetic", "blocks", "created", "checks",
)  # fmt: skip
_LETTER_COLUMNS = ("Period", "Official letters", "Computed alike", "Share")


def status(
    store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False, as_of: AsOfOption = "", on: OnOption = ""
) -> None:
    """How the registry stands: totals by year, units by type, agreement with the official letters.

    ets status --as-of 2006-05-15
    """
    here = session(store)
    with progress(as_json, "Taking stock"):
        found: stocktaking.Status = here.status(as_of=as_of, on=on)
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


def holdings(
    account: Annotated[str, typer.Argument(help="Account identifier, such as AT-120-6-0-33.")],
    vintage: Annotated[str, typer.Option(help="Only units of this year, of types that have one.")] = "",
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """The serial blocks that an account holds.

    ets holdings AT-120-6-0-33
    """
    here = session(store)
    found = here.holdings(reading.account(account, "ACCOUNT", here), sort="serial", vintage=vintage, as_of=as_of, on=on)
    total, blocks = sum(row.quantity for row in found), len(found)
    title = f"{account}: {total:,} units, blocks: {blocks:,}"
    columns = ("serial", "unit", *(("vintage",) if any(row.vintage for row in found) else ()))
    show_list(found, title, (*columns, "start", "end", "quantity"), as_json=as_json)


def show_transaction(
    transaction: Annotated[str, typer.Argument(help="Its id, such as AT13.")],
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show a transaction: what moved from where to where, its serial numbers, and the checks that it passed.

    ets transaction AT13
    """
    here = session(store)
    from openets.views.transaction import WHOLE, transaction_file

    reference = transaction.strip().upper()
    with here.reading(as_of, on):
        found = transaction_file(reference)
        if found is None:
            raise Misuse(f"no transaction '{reading.shortened(transaction)}' is known: `ets transactions` lists them")
        show_one(WHOLE, found, _FACTS, as_json=as_json)


COMMANDS = {"status": status, "holdings": holdings, "transaction": show_transaction}
