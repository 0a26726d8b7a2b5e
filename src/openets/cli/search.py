"""`ets search`: what has some words in its name, or this very id, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openets.cli.console import DEFAULT_STORE, JsonOption, StoreOption, plain, print_table, session, show, table
from openets.cli.lists import table_of
from openets.commands.reading import shortened

if TYPE_CHECKING:
    from rich.table import Table

_SHOWN = 5
"""Columns of a table that people are shown."""


def search(
    words: Annotated[list[str], typer.Argument(help="Words of a name, or an id.")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Search all that has a name or an id: installations, accounts, transactions, Member States, Parties, projects.

    ets search paper mill
    """
    here, wanted = session(store), " ".join(words)
    from openets.views.search import search as find

    with here.reading():
        found = {name: each for name, each in find(wanted)._asdict().items() if _is_found(each)}
        tables = list(_tables(found)) if not as_json else []
        answer = {name: _as_data(each) for name, each in found.items()}
    if tables:
        for each in tables:
            print_table(each)
    else:
        show(answer, f"Nothing has the name or id '{shortened(wanted)}'.", as_json)


def _is_found(what: Any) -> bool:
    """Whether there is anything of a kind: a row, rows, or a table of which the first rows are told."""
    return bool(what[1] if _is_table(what) else what) and not isinstance(what, int)


def _is_table(what: Any) -> bool:
    return isinstance(what, tuple) and len(what) == 3 and hasattr(what[0], "item")


def _as_data(what: Any) -> Any:
    if _is_table(what):
        view, rows, count = what
        return {"count": count, "items": [view.item(row) for row in rows]}
    return plain(what)


def _tables(found: Mapping[str, Any]) -> Iterator[Table]:
    """For people: a table of each kind, with how many there are."""
    for name, what in found.items():
        title = name.capitalize()
        if _is_table(what):
            view, rows, count = what
            more = f" (the first {len(rows)})" if count > len(rows) else ""
            names = [column.name for column in view.on("data") if "page" in column.on][:_SHOWN]
            yield table_of(view, map(view.item, rows), f"{title}: {count:,}{more}", names)
        elif isinstance(what, list):
            yield table(title, what[0]._fields, [list(map(str, row)) for row in what])
        else:
            yield table(title, ("", ""), [(key, str(value)) for key, value in plain(what).items()])
