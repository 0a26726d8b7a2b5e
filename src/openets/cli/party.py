"""`ets party` and `ets kyoto`: what is recorded of Parties and what they do, both declared, and where they stand."""

from decimal import Decimal
from typing import Annotated, Any

import typer

from openets.cli.console import DEFAULT_STORE, AsOfOption, JsonOption, OnOption, StoreOption, out, session, show, table
from openets.cli.lists import show_list, show_one
from openets.commands.parties import party_of, position_of
from openets.commands.reading import shortened, whole
from openets.kernel.refusals import Misuse

_LIST_COLUMNS = (
    "code", "name", "percent", "assigned_amount", "register", "emissions", "distance", "reserve", "margin", "eligible",
)  # fmt: skip
_FACTS = (
    "code", "name", "synthetic", "record.on", "record.base_year_emissions", "record.percent", "record.assigned_amount",
    "record.fixed", "record.eligibility", "record.supplementarity_percent", "record.reserve", "record.true_up",
    "record.years", "record.suspensions", "record.end",
)  # fmt: skip
_CHANGE_COLUMNS = ("", "Now", "Then", "Change")


def list_parties(
    as_of: AsOfOption = "", on: OnOption = "", store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False
) -> None:
    """List the Parties on record and where they stand at true-up.

    ets party list
    """
    title = "Parties; tonnes of CO2 equivalent, emissions of the whole period (missing years like the latest known)"
    show_list(
        session(store).parties(record="yes", sort="code", as_of=as_of, on=on), title, _LIST_COLUMNS, as_json=as_json
    )


def show_party(
    party: Annotated[str, typer.Argument(help="The Party's code, such as AT, or that of a bubble together.")],
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show where a Party stands: balance, reserve, eligibility, inventories.

    ets party show AT --as-of 2010-12-31
    """
    here = session(store)
    from openets.views.party import WHOLE, party_file

    with here.reading(as_of, on):
        party_of(here.store, party)  # on record on the day
        show_one(WHOLE, party_file(party), _FACTS, as_json=as_json)


def what_if_party(
    party: Annotated[str, typer.Argument(help="The Party's code, such as AT.")],
    buy: Annotated[str, typer.Option(help="AAUs that it would buy.")] = "0",
    sell: Annotated[str, typer.Option(help="AAUs that it would sell.")] = "0",
    inventory: Annotated[str, typer.Option(help="Tonnes to which its latest inventory would be revised.")] = "",
    price: Annotated[
        str, typer.Option(help="Price a tonne in the law's currency, for the paper's penalty, such as 22.50.")
    ] = "",
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show where a Party would stand if it bought, sold, or had its inventory revised. Nothing is written.

    ets party what-if AT --sell 60,000,000 --inventory 90,000,000
    """
    here = session(store)
    from openets.views.law import today
    from openets.views.party import PRICE, THEN, Then, WhatIf, penalty_at, then

    with here.reading(as_of, on):
        day = today() if as_of or on else here.clock.now().date()
        now = position_of(here.law, here.store, party, day)
    if price and not PRICE.fullmatch(price):
        raise Misuse(f"--price is '{shortened(price)}': expected an amount such as 22.50")
    each = Decimal(price) if price else None
    revised = whole(inventory, "--inventory") if inventory else None
    before = Then(now, penalty_at(now, each))
    after = then(now, WhatIf(whole(buy, "--buy"), whole(sell, "--sell"), revised, each))
    answer: dict[str, Any] = {"now": THEN.item(before), "then": THEN.item(after)}
    title = f"{party}: what if it bought {buy}, sold {sell}" + (f", emitted {inventory} a year" if inventory else "")
    if each is not None:
        answer["penalty"] = {"now": str(before.penalty), "then": str(after.penalty)}
    show(answer, table(title, _CHANGE_COLUMNS, _changes(answer["now"], answer["then"])), as_json)
    if each is not None and not as_json:
        out.print(f"The paper's penalty P·(E - R): {before.penalty} now, {after.penalty} then.", markup=False)


def _changes(now: dict[str, Any], then: dict[str, Any]) -> list[tuple[str, int, int, int]]:
    """What a change would do: what, before, after, and the difference."""
    rows = (
        ("Register R", "true_up", "register"),
        ("Emissions E of the period", "true_up", "emissions"),
        ("R - E at true-up", "true_up", "distance"),
        ("Reserve", "reserve", "level"),
        ("Units towards the reserve", "reserve", "holdings"),
        ("Margin above the reserve", "reserve", "margin"),
    )
    found = [(what, now[part][name], then[part][name]) for what, part, name in rows]
    return [(what, before, after, after - before) for what, before, after in found]


GROUPS = {
    "party": "Parties to the Kyoto Protocol: their records and where they stand.",
    "kyoto": "What Parties do with their units under the Kyoto Protocol.",
}
COMMANDS = {"party list": list_parties, "party show": show_party, "party what-if": what_if_party}
