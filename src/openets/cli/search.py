"""`ets search`: what has some words in its name, or this very id, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    AsOfOption,
    JsonOption,
    OnOption,
    StoreOption,
    out,
    print_table,
    session,
    show,
    table,
)
from openets.cli.lists import table_of
from openets.commands.reading import shortened

if TYPE_CHECKING:
    from rich.table import Table

    from openets.views.search import Found

_SHOWN = 5
"""Columns of a table that people are shown."""


def search(
    words: Annotated[list[str], typer.Argument(help="Words of a name, or an id.")],
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Search all that has a name or an id: installations, operators, accounts, transactions, States, Parties, projects.

    ets search paper mill
    """
    here, wanted = session(store), " ".join(words)
    from openets.views.kept import patient
    from openets.views.search import WHOLE
    from openets.views.search import search as find

    with here.reading(as_of, on), patient():
        found = find(wanted)
        if as_json:
            show(WHOLE.item(found), "", True)
            return
        for each in _tables(found):
            print_table(each)
        if not found.anything:
            meant = found.did_you_mean
            hint = f" Did you mean {' or '.join(meant)}?" if meant else ""
            out.print(f"Nothing has the name or id '{shortened(wanted)}'.{hint}", markup=False)


def _tables(found: Found) -> Iterator[Table]:
    """For people: a table of each kind, with how many there are."""
    if found.transaction:
        own = found.transaction.transaction
        row = (own.id, own.type, own.unit, own.quantity, own.at)
        yield table("Transaction", ("Id", "Type", "Unit type", "Units", "Completed"), [row])
    for title, things in (("Member States", found.members), ("Sectors", found.sectors), ("Parties", found.parties)):
        if things:
            yield table(title, ("Code", "Name"), [each[:2] for each in things])
    for name, view, rows, count, _ in found.tables:
        more = f" (the first {len(rows)})" if count > len(rows) else ""
        names = [column.name for column in view.on("data") if "page" in column.on][:_SHOWN]
        yield table_of(view, map(view.item, rows), f"{name.capitalize()}: {count:,}{more}", names)
