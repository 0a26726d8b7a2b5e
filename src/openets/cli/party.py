"""`ets party`: what is recorded of Parties to the protocol, which is declared, and where they stand."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    JsonOption,
    StoreOption,
    out,
    plain,
    print_table,
    session,
    shortened,
    show,
    table,
    whole,
)
from openets.cli.declared import add_group
from openets.cli.lists import show_list
from openets.commands.parties.standing import position_of
from openets.compliance.party_limits import additional_period, carry_over_limits, penalty, sink_limit
from openets.compliance.party_position import Balance, Position, what_if
from openets.compliance.party_record import CRITERIA
from openets.kernel.money import Money
from openets.kernel.refusals import Misuse
from openets.laws.law import Law

_LIST_COLUMNS = (
    "code", "name", "percent", "assigned_amount", "register", "emissions", "distance", "reserve", "margin", "eligible",
)  # fmt: skip
_BALANCE_COLUMNS = ("Term", "What it is", "Units")
_CHANGE_COLUMNS = ("", "Now", "Then", "Change")
_YEAR_COLUMNS = ("Year", "Tonnes", "Known as")


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Parties to the Kyoto Protocol: their records and where they stand.", no_args_is_help=True)
    add_group(group, "party")
    group.command("list")(list_parties)
    group.command("show")(show_party)
    group.command("what-if")(what_if_party)
    app.add_typer(group, name="party")


def list_parties(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List the Parties on record and where they stand at true-up."""
    title = "Parties; tonnes of CO2 equivalent, emissions of the whole period (missing years like the latest known)"
    show_list(session(store).parties(record="yes", sort="code"), title, _LIST_COLUMNS, as_json=as_json)


def show_party(
    party: Annotated[str, typer.Argument(help="The Party's code, such as AT, or that of a bubble together.")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show where a Party stands: balance, reserve, eligibility, inventories."""
    here = session(store)
    found = position_of(here.law, here.store, party, here.clock.now().date())
    if as_json:
        show(answer_of(found, here.law), "", True)
        return
    for line in _facts(found, here.law):
        out.print(line, markup=False)
    print_table(table("R against E, term by term", _BALANCE_COLUMNS, _balance_rows(found)))
    print_table(table("Emissions of the period", _YEAR_COLUMNS, [(str(row.year), *row[1:]) for row in found.years]))


def what_if_party(
    party: Annotated[str, typer.Argument(help="The Party's code, such as AT.")],
    buy: Annotated[str, typer.Option(help="AAUs that it would buy.")] = "0",
    sell: Annotated[str, typer.Option(help="AAUs that it would sell.")] = "0",
    inventory: Annotated[str, typer.Option(help="Tonnes to which its latest inventory would be revised.")] = "",
    price: Annotated[
        str, typer.Option(help="Price a tonne in the law's currency, for the paper's penalty, such as 22.50.")
    ] = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show where a Party would stand if it bought, sold, or had its inventory revised. Nothing is written."""
    here = session(store)
    now = position_of(here.law, here.store, party, here.clock.now().date())
    revised = whole(inventory, "--inventory") if inventory else None
    then = what_if(now, buy=whole(buy, "--buy"), sell=whole(sell, "--sell"), inventory=revised)
    rows = [(title, before, after, after - before) for title, before, after in compared(now, then)]
    title = f"{party}: what if it bought {buy}, sold {sell}" + (f", emitted {inventory} a year" if inventory else "")
    answer: dict[str, Any] = {"now": answer_of(now, here.law), "then": answer_of(then, here.law)}
    cost = _penalties(price, here.law.currency, now, then) if price else None
    if cost is not None:
        answer["penalty"] = {"now": str(cost[0]), "then": str(cost[1])}
    show(answer, table(title, _CHANGE_COLUMNS, rows), as_json)
    if cost is not None and not as_json:
        out.print(f"The paper's penalty P·(E - R): {cost[0]} now, {cost[1]} then.", markup=False)


def _penalties(price: str, currency: str, now: Position, then: Position) -> tuple[Money, Money]:
    """The paper's penalty at true-up, before and after."""
    if not _PRICE.fullmatch(price):
        raise Misuse(f"--price is '{shortened(price)}': expected an amount such as 22.50")
    each = Money(Decimal(price), currency)
    before, after = (penalty(each, here.true_up.emissions, here.true_up.register) for here in (now, then))
    return before, after


_PRICE = re.compile(r"[0-9]{1,6}([.][0-9]{1,2})?")


def compared(now: Position, then: Position) -> list[tuple[str, int, int]]:
    """What a change would do: (what, before, after)."""
    return [
        ("Register R", now.true_up.register, then.true_up.register),
        ("Emissions E of the period", now.true_up.emissions, then.true_up.emissions),
        ("R - E at true-up", now.true_up.distance, then.true_up.distance),
        ("Reserve", now.reserve.level, then.reserve.level),
        ("Units towards the reserve", now.holdings, then.holdings),
        ("Margin above the reserve", now.margin, then.margin),
    ]


def answer_of(found: Position, law: Law) -> dict[str, Any]:
    """A position as JSON values."""
    party = found.party
    days = additional_period(law, party)
    return {
        "party": party.code,
        "name": _name(found, law),
        "synthetic": party.synthetic,
        "on": found.on.isoformat(),
        "base_year_emissions": party.base_year_emissions,
        "percent": str(party.percent),
        "assigned_amount": party.assigned_amount,
        "assigned_amount_fixed": party.fixed,
        "today": _balance(found.today),
        "true_up": _balance(found.true_up),
        "emissions": [plain(row) for row in found.years],
        "reserve": plain(found.reserve),
        "reserve_holdings": found.holdings,
        "reserve_margin": found.margin,
        "eligible": found.eligibility.eligible,
        "reasons": list(found.eligibility.reasons),
        "criteria": {name: _finding(found, name) for name in CRITERIA},
        "supplementarity_percent": None if found.share is None else str(found.share),
        "sink_limit": sink_limit(law, party),
        "carry_over_limits": carry_over_limits(law, party.assigned_amount),
        "additional_period": None if days is None else {"begins": str(days.begins), "ends": str(days.ends)},
        "decision": None if party.decision is None else plain(party.decision),
        "plan": party.plan,
    }


def _balance(balance: Balance) -> dict[str, Any]:
    sums = {"register": balance.register, "distance": balance.distance, "complies": balance.complies}
    return {**plain(balance), **sums}


def _finding(found: Position, criterion: str) -> list[dict[str, Any]]:
    return [
        {"met": each.met, "since": each.since.isoformat()}
        for each in found.party.findings
        if each.criterion == criterion
    ]


def _name(found: Position, law: Law) -> str:
    code = found.party.code
    target = law.protocol.targets.get(code) if law.protocol is not None else None
    return target.name if target is not None else code


def _balance_rows(found: Position) -> list[tuple[str, str, int]]:
    return [
        *found.true_up.terms(),
        ("R", "Register: all of the above", found.true_up.register),
        ("E", "Emissions of the years so far", found.today.emissions),
        ("R - E", "Today", found.today.distance),
        ("E", "Emissions of the whole period", found.true_up.emissions),
        ("R - E", "At true-up", found.true_up.distance),
    ]


def _facts(found: Position, law: Law) -> list[str]:
    party, reserve = found.party, found.reserve
    fixed = "fixed by the initial review" if party.fixed else "as reported, not reviewed yet"
    lines = [
        f"{party.code} {_name(found, law)}{' (synthetic)' if party.synthetic else ''}, on {found.on.isoformat()}",
        f"Base year {party.base_year_emissions:,} t, target {party.percent} % of it. Assigned amount"
        f" {party.assigned_amount:,} t, {fixed}.",
        f"Reserve {reserve.level:,} (the {reserve.governs} governs), held towards it {found.holdings:,}: margin"
        f" {found.margin:,}.",
        "Eligible to use the mechanisms." if found.eligibility.eligible else "Not eligible:",
        *(f"  {reason}" for reason in found.eligibility.reasons),
    ]
    if found.share is not None:
        lines.append(f"Net acquired from abroad: {found.share} % of the effort (reported, not limited).")
    if party.decision is not None:
        lines.append(_decision(found))
    return lines


def _decision(found: Position) -> str:
    decision = found.party.decision
    assert decision is not None
    if not decision.excess:
        return f"Compliance decided on {decision.on.isoformat()}: the commitment was met."
    answers = (
        f"{decision.deduction:,} t are deducted from the next period" if decision.answers else "the bubble answers"
    )
    return f"Compliance decided on {decision.on.isoformat()}: {decision.excess:,} t in excess; {answers}."
