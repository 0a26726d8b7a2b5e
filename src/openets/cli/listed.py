"""Lists of the books as commands: what is typed follows from the view's filters, what is shown from its columns.

The filters of each stand in `filters.json`, which `python -m tools.index src/openets` writes from the views, so that
help and completion import none of them.
"""

import inspect
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from openets.cli.console import DEFAULT_STORE, AsOfOption, JsonOption, OnOption, StoreOption, session
from openets.cli.lists import Most, show_list
from openets.commands import reading

FILE = Path(__file__).with_name("filters.json")
FILTERS: dict[str, dict[str, str]] = json.loads(FILE.read_text("utf-8"))
"""Name of a view → its filters, each with its help."""
TYPED = {"q": "find"}
"""Filters that have another name on the command line."""


class Listed(NamedTuple):
    """A view as a command: `view` is its name as a method of a session."""

    view: str
    sentence: str
    columns: tuple[str, ...]
    """What people are shown; programs get everything."""
    example: str
    """What may be typed after the command."""
    key: str = ""
    """What must be said, such as the registry of which the entries are: a kind of `commands.reading`."""
    sort: str = ""
    """Its order unless another is asked for."""


_SUMS = ("installations", "cap", "allocated", "verified", "surrendered", "judged", "complying")
_MOVED = ("id", "effective", "type_name", "transferring_account", "acquiring_account", "unit", "quantity", "year")
LISTS = {
    "accounts": Listed(
        "accounts",
        "List accounts.",
        ("identifier", "type_name", "name", "holder", "status", "blocked", "units"),
        "--registry AT --status blocked",
    ),
    "installation list": Listed(
        "installations",
        "List installations with the figures of a year.",
        ("id", "name", "member_state", "sector", "year", "verified", "allocated", "surrendered", "letter"),
        "--member-state AT --sort -verified --most 10",
    ),
    "operators": Listed(
        "operators",
        "List operators and companies with their installations added up.",
        ("name", "key", "states", "installations", "accounts", "year", "verified", "allocated", "surrendered"),
        "--find cement --most 10",
    ),
    "figures": Listed(
        "figures",
        "All years of all installations, in one list.",
        ("installation", "name", "year", "allocated", "verified", "surrendered", "official"),
        "--member-state AT --year 2006",
    ),
    "years": Listed(
        "years",
        "The years of an installation: figures, obligation, both letters, penalty.",
        ("year", "allocated", "verified", "obligation", "surrendered", "balance", "penalty", "official", "computed"),
        "AT_1",
        "installation",
    ),
    "transactions": Listed(
        "transactions", "List completed transactions, the latest first.", _MOVED, "--account AT-120-6-0-33"
    ),
    "compliance": Listed(
        "letters",
        "Installations by compliance letter and year: official, computed, and where the two differ.",
        ("year", "official", "computed", "differ"),
        "--member-state AT",
    ),
    "differences": Listed(
        "differences",
        "Years of installations whose computed letter is not the official one, and why.",
        ("installation", "name", "year", "verified", "surrendered", "official", "computed", "meaning"),
        "--member-state AT --year 2006",
    ),
    "emissions": Listed(
        "emissions",
        "Emissions, allocation and surrender by year, Member State and sector.",
        ("year", "member_state", "sector", "installations", "verified", "allocated", "surrendered"),
        "--member-state AT",
    ),
    "totals": Listed(
        "totals",
        "Years added up, with the cap: of all installations, or of a Member State's or sector's.",
        ("year", "phase", "cap", "allocated", "verified", "surrendered", "reports"),
        "--member-state AT",
    ),
    "states": Listed(
        "states", "Member States in one year.", ("code", "name", "year", *_SUMS), "--year 2006 --sort -verified"
    ),
    "sectors": Listed(
        "sectors", "Sectors of activities in one year.", ("name", "year", *_SUMS), "--year 2006 --member-state AT"
    ),
    "units": Listed(
        "units",
        "Where units are, and what came and went, by registry and type.",
        ("registry", "unit", "issued", "converted", "held", "surrendered", "retired", "cancelled", "replacement"),
        "--registry AT",
    ),
    "registries": Listed(
        "registries", "Registries and the heads of their journals.", ("registry", "name", "sequence", "hash"), ""
    ),
    "entries": Listed(
        "entries", "The journal of a registry, entry by entry.", ("sequence", "at", "kind", "text"), "AT", "registry"
    ),
    "checks": Listed(
        "checks",
        "The checks of the law's transaction log, with their sources.",
        ("code", "sentence", "citation", "source_seen"),
        "--find surrender",
    ),
    "glossary": Listed(
        "glossary", "The words of the product, each with its one meaning.", ("word", "meaning"), "--find surrender"
    ),
    "missing-reports": Listed(
        "missing_reports",
        "List the reports that have not come by the law's day.",
        ("installation", "name", "operator", "year", "allocated", "due"),
        "--member-state AT",
    ),
    "refused": Listed(
        "refused",
        "List the proposals that the log refused, with every reason.",
        ("number", "at", "registry", "type_name", "unit", "quantity", "checks", "reasons"),
        "--registry AT",
    ),
    "changes": Listed(
        "changes",
        "List what was written on a day, in all journals.",
        ("at", "entry", "kind", "says"),
        "--day 2006-05-01",
    ),
}


def listing(name: str, listed: Listed) -> Callable[..., None]:
    """The function that Typer runs for a list."""

    def run(store: str, as_json: bool, most: int | None, sort: str, **typed: Any) -> None:
        here, key = session(store), []
        if listed.key:
            key = [getattr(reading, listed.key)(typed.pop(listed.key), listed.key.upper(), here)]
        filters = {each: typed[TYPED.get(each, each)] for each in FILTERS[listed.view]}
        found = getattr(here, listed.view)(*key, sort=sort, **filters)
        show_list(found, found.view.title, listed.columns, as_json=as_json, most=most)

    parameters = list(_parameters(listed))
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    run.__name__ = name.replace(" ", "_")
    run.__doc__ = f"{listed.sentence}\n\nets {name} {listed.example}".rstrip()
    return run


def _parameters(listed: Listed) -> Iterator[inspect.Parameter]:
    """What is typed: the key, the filters, the order, and what every list is told."""
    days = {"as_of": AsOfOption, "on": OnOption}
    if listed.key:
        yield _parameter(listed.key, Annotated[str, typer.Argument(help=f"Of which {listed.key}.")], ...)
    for name, help in FILTERS.get(listed.view, {}).items():
        option = Annotated[
            str, typer.Option(f"--{TYPED.get(name, name).replace('_', '-')}", help=help, show_default=False)
        ]
        yield _parameter(TYPED.get(name, name), days.get(name, option), "")
    order = "The order, by the name of a column; a minus sign before it turns it round."
    yield _parameter("sort", Annotated[str, typer.Option(help=order, show_default=False)], listed.sort)
    yield _parameter("most", Most, None)
    yield _parameter("store", StoreOption, DEFAULT_STORE)
    yield _parameter("as_json", JsonOption, False)


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    default = inspect.Parameter.empty if default is ... else default
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


COMMANDS = {name: listing(name, listed) for name, listed in LISTS.items()}
