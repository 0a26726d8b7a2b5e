"""Commands that move units, and the reports by which they are owed."""

from __future__ import annotations

from typing import Annotated

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    DryRunOption,
    JsonOption,
    RequestOption,
    StoreOption,
    compliance_year,
    fresh,
    identifier,
    registry_code,
    session,
    settle,
    shortened,
    whole,
    words,
)
from openets.commands import allocate as allocating
from openets.commands import cancel as cancelling
from openets.commands import issue as issuing
from openets.commands import report_emissions as reporting
from openets.commands import retire as retiring
from openets.commands import reverse as reversing
from openets.commands import surrender as surrendering
from openets.commands import transfer as transferring
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.laws.now import UNIT_TYPES

Quantity = Annotated[str, typer.Argument(help="Whole number of units, such as 1000 or 1,000.")]
Unit = Annotated[str, typer.Option("--unit", help=f"Unit type: {', '.join(UNIT_TYPES)}.")]
Account = Annotated[str, typer.Argument(help="Account identifier, such as AT-120-6-0-33.")]
Year = Annotated[int, typer.Option("--year", min=1, max=9999, help="The year of the emissions.")]
Registry = Annotated[str, typer.Argument(help="The registry's code, such as AT.")]


def add_to(app: typer.Typer) -> None:
    for command in (issue, plan, allocate, report, transfer, surrender, cancel, retire, reverse):
        app.command()(command)


def issue(
    registry: Registry,
    quantity: Quantity,
    unit: Unit,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Issue units into a registry's Party holding account, within the cap."""
    units = whole(quantity, "QUANTITY")
    outcome = issuing.issue(
        session(store),
        registry=registry_code(registry),
        unit=unit,
        quantity=units,
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{units:,} {unit} issued in {registry}", as_json, dry_run=dry_run)


def plan(
    installation: Annotated[str, typer.Argument(help="Installation id, such as AT_1.")],
    quantity: Quantity,
    year: Year,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Enter what the national allocation plan gives an installation for a year."""
    here = session(store)
    units = whole(quantity, "QUANTITY")
    registry = _installation(here, installation)
    rows = ((installation, units, units),)
    outcome = allocating.enter_plan(
        here,
        registry=registry,
        year=compliance_year(year),
        rows=rows,
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"plan of {units:,} t for {installation}, {year}, entered", as_json, dry_run=dry_run)


def allocate(
    account: Account,
    quantity: Quantity,
    unit: Unit,
    year: Year,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Allocate allowances of a year to an operator, within the plan."""
    units = whole(quantity, "QUANTITY")
    outcome = allocating.allocate(
        session(store),
        account=identifier(account),
        unit=unit,
        quantity=units,
        year=year,
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{units:,} {unit} of {year} allocated to {account}", as_json, dry_run=dry_run)


def report(
    installation: Annotated[str, typer.Argument(help="Installation id, such as AT_1.")],
    year: Year,
    verified: Annotated[
        str | None,
        typer.Option(help="Verified tonnes; leave out for a missing report, which blocks the account."),
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Enter verified emissions of a year, or (without --verified) that the report is missing."""
    here = session(store)
    tonnes = None if verified is None else whole(verified, "--verified")
    _installation(here, installation)
    outcome = reporting.report_emissions(
        here,
        installation=installation,
        year=compliance_year(year),
        verified=tonnes,
        request=fresh(request),
        dry_run=dry_run,
    )
    done = "missing report entered, account blocked" if tonnes is None else f"{tonnes:,} t entered"
    settle(outcome, f"{installation}, {year}: {done}", as_json, dry_run=dry_run)


def transfer(
    source: Account,
    target: Annotated[str, typer.Argument(help="Identifier of the acquiring account.")],
    quantity: Quantity,
    unit: Unit,
    note: Annotated[str, typer.Option(help="A note that stands in the journal.")] = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Transfer units to another account, in the same registry or another."""
    units = whole(quantity, "QUANTITY")
    outcome = transferring.transfer(
        session(store),
        source=identifier(source),
        target=identifier(target),
        unit=unit,
        quantity=units,
        request=fresh(request),
        note=words(note, "--note"),
        dry_run=dry_run,
    )
    settle(outcome, f"{units:,} {unit} transferred to {target}", as_json, dry_run=dry_run)


def surrender(
    account: Account,
    quantity: Quantity,
    unit: Unit,
    year: Year,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Surrender units for the emissions of a year."""
    units = whole(quantity, "QUANTITY")
    outcome = surrendering.surrender(
        session(store),
        account=identifier(account),
        unit=unit,
        quantity=units,
        year=year,
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{units:,} {unit} surrendered for {year}", as_json, dry_run=dry_run)


def cancel(
    account: Account,
    quantity: Quantity,
    unit: Unit,
    note: Annotated[str, typer.Option(help="A note that stands in the journal.")] = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Cancel units of an account for good."""
    units = whole(quantity, "QUANTITY")
    outcome = cancelling.cancel(
        session(store),
        account=identifier(account),
        unit=unit,
        quantity=units,
        request=fresh(request),
        note=words(note, "--note"),
        dry_run=dry_run,
    )
    settle(outcome, f"{units:,} {unit} cancelled", as_json, dry_run=dry_run)


def retire(
    registry: Registry,
    quantity: Quantity,
    unit: Unit,
    surrendered: Annotated[bool, typer.Option(help="Retire surrendered units, or those of the Party account.")] = True,
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Retire a registry's surrendered units for the State's own compliance."""
    units = whole(quantity, "QUANTITY")
    outcome = retiring.retire(
        session(store),
        registry=registry_code(registry),
        unit=unit,
        quantity=units,
        request=fresh(request),
        surrendered=surrendered,
        dry_run=dry_run,
    )
    settle(outcome, f"{units:,} {unit} retired in {registry}", as_json, dry_run=dry_run)


def reverse(
    transaction: Annotated[str, typer.Argument(help="Id of the transaction to undo, such as AT13.")],
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Reverse a surrender or an allocation made in error; the same serial numbers go back."""
    outcome = reversing.reverse(session(store), transaction=transaction, request=fresh(request), dry_run=dry_run)
    settle(outcome, f"{transaction} reversed", as_json, dry_run=dry_run)


def _installation(here: Session, key: str) -> str:
    """The registry of an installation that the books know. Raises `Misuse` for any other."""
    registry = reporting.registry_of(here.law, key)
    with here.store.reading() as books:
        if key not in books.installation_accounts([key]):
            raise Misuse(f"no installation '{shortened(key)}' is known: `ets accounts --find TEXT` lists accounts")
    return registry
