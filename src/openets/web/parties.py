"""Parties to the Kyoto Protocol: the list, and one Party with its balance, reserve, eligibility and what if."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from openets.analytics import charts
from openets.commands.parties.standing import bubble_of, positions_from
from openets.compliance.party_limits import (
    AdditionalPeriod,
    additional_period,
    carry_over_limits,
    criterion_met,
    effort,
    over_the_period,
    penalty,
    sink_limit,
)
from openets.compliance.party_position import Bubble, Member, Position, Term, acquired, what_if
from openets.compliance.party_record import CRITERIA, Figure, Inventory
from openets.kernel.money import Money
from openets.kernel.units import MOST_UNITS
from openets.laws.now import BUBBLE, UNIT_TYPES, eu_ets, kyoto
from openets.laws.protocol import PartyTarget
from openets.stores.sql import queries, queries_parties, queries_projects
from openets.stores.sql.queries_totals import states_on_record
from openets.web import words
from openets.web.figures import Figure as Drawing
from openets.web.jinja import url
from openets.web.notices import marked
from openets.web.questions import Filter, Kind, ask, choice, text, wants_csv, whole
from openets.web.tables import Column, Table, in_order, send, show


class PartyRow(NamedTuple):
    """A Party of Annex B, and where it stands if it is on record."""

    target: PartyTarget
    position: Position | None

    @property
    def assigned_amount(self) -> int | None:
        """Of the record; of the law where there is none."""
        return self.position.party.assigned_amount if self.position else self.target.assigned_amount

    def of(self, name: str) -> int | None:
        """A figure of the position at true-up, `None` where the Party is not on record."""
        return _of(self.position, "true_up", name)

    @property
    def margin(self) -> int | None:
        """Units above the reserve, `None` where none need be kept."""
        return self.position.margin if self.position is not None and self.position.keeps_reserve else None

    @property
    def tags(self) -> list[str]:
        if self.position is None:
            return [] if self.target.ratified else ["not ratified"]
        return ["synthetic"] if self.position.party.synthetic else []

    @property
    def amount_tags(self) -> list[str]:
        law = self.position is None and self.target.assigned_amount is not None
        return ["unverified"] if law and not self.target.assigned_amount_verified else []

    @property
    def eligible(self) -> str | None:
        if self.position is None:
            return None
        return "yes" if self.position.eligibility.eligible else "no"


def _change(percent: Decimal) -> str:
    """A target as the change from the base year: ``−8 %``."""
    return f"{percent - 100:+g} %".replace("-", "−").replace("+0 %", "0 %")


PARTIES = Table(
    "parties",
    "Parties of Annex B: targets and where they stand at true-up; tonnes of CO₂ equivalent or units",
    (
        Column("code", "Code", lambda row: row.target.code, kind="code", sort="code"),
        Column(
            "name",
            "Party",
            lambda row: row.target.name,
            link=lambda row: url("party", row.target.code),
            tags=lambda row: row.tags,
            sort="name",
        ),
        Column("target", "Target", lambda row: _change(row.target.percent), kind="short"),
        Column("percent", "Per cent of base year", lambda row: row.target.percent, csv_only=True),
        Column(
            "assigned_amount",
            "Assigned amount",
            lambda row: row.assigned_amount,
            kind="number",
            tags=lambda row: row.amount_tags,
            sort="assigned_amount",
        ),
        Column("on_record", "On record", lambda row: row.position is not None, csv_only=True),
        Column("register", "Register R", lambda row: row.of("register"), kind="number", sort="register"),
        Column("emissions", "Emissions E", lambda row: row.of("emissions"), kind="number", sort="emissions"),
        Column("distance", "R − E", lambda row: row.of("distance"), kind="number", sort="distance"),
        Column(
            "reserve",
            "Reserve",
            lambda row: row.position and row.position.reserve.level,
            kind="number",
            sort="reserve",
        ),
        Column(
            "margin",
            "Above the reserve",
            lambda row: row.margin,
            kind="number",
            sort="margin",
        ),
        Column("eligible", "Eligible", lambda row: row.eligible, kind="short", sort="eligible"),
        Column("synthetic", "Synthetic", lambda row: "synthetic" in row.tags, csv_only=True),
    ),
)


STANDING = Table(
    "standing",
    "Parties on record: assigned amount, units to set against emissions, and emissions",
    [
        column
        for column in PARTIES.columns
        if column.name in ("name", "assigned_amount", "register", "emissions", "distance")
    ],
)
"""The columns of the first page."""


def today() -> date:
    """The day for which pages judge."""
    return timezone.now().date()


def standing() -> tuple[dict[str, Position], Bubble | None]:
    """Where every Party on record stands today, and the bubble."""
    totals = queries_parties.totals()
    found = positions_from(eu_ets(), queries_parties.parties(), totals, today())
    return found, bubble_of(eu_ets(), found, totals)


def parties_on_record() -> list[PartyRow]:
    """The Parties whose records these books keep, by name."""
    found, _ = standing()
    rows = [PartyRow(target, found[code]) for code, target in kyoto().targets.items() if code in found]
    return sorted(rows, key=lambda row: row.target.name)


def parties(request: HttpRequest) -> HttpResponseBase:
    records = [("", "All"), ("yes", "On record"), ("no", "Not on record")]
    groups = [("", "All"), ("bubble", "The EU-15"), ("others", "Others")]
    filters = [
        Filter("q", "Name or code"),
        Filter("record", "Record", Kind.CHOICE, records),
        Filter("group", "Group", Kind.CHOICE, groups),
    ]
    asked = ask(request, filters, PARTIES.sorts, "name")
    found, joint = standing()
    wanted = asked["q"].lower()
    rows = [
        row
        for target in kyoto().targets.values()
        if (row := PartyRow(target, found.get(target.code)))
        and (wanted in target.name.lower() or wanted == target.code.lower())
        and asked["record"] in ("", "yes" if row.position else "no")
        and asked["group"] in ("", "bubble" if target.bubble or target.code == BUBBLE else "others")
    ]
    context = {"known": len(found), "bubble": joint, "year": kyoto().periods[0]}
    return show(request, "parties.html", PARTIES, filters, asked, in_order(rows, PARTIES, asked.sort), **context)


# ---- one Party -----------------------------------------------------------------------------------


class BalanceRow(NamedTuple):
    """A line of the balance: as it is, and as it would be."""

    letter: str
    name: str
    units: int | None
    """`None` where there is no inventory to judge by."""
    then: int | None


class UnitRow(NamedTuple):
    """Where a registry's units of a type are, and what came and went."""

    unit: str
    counts: Mapping[str, int]

    def of(self, what: str) -> int:
        return self.counts.get(what, 0)


def _balance_columns(*, asked: bool) -> Table:
    columns = [
        Column("letter", "Term", lambda row: row.letter, kind="short"),
        Column("name", "What it is", lambda row: row.name),
        Column("units", "Now", lambda row: row.units, kind="number"),
    ]
    if asked:
        columns.append(Column("then", "What if", lambda row: row.then, kind="number"))
    return Table("balance", "The balance term by term: units and tonnes", columns)


def _of_unit(what: str, title: str) -> Column:
    return Column(what, title, lambda row: row.of(what), kind="number")


UNITS = Table(
    "units",
    "Units in the Party's registry by type: where they are, and what came and went",
    (
        Column("unit", "Unit type", lambda row: row.unit, kind="code"),
        Column("name", "Name", lambda row: words.unit_name(row.unit), kind="long"),
        _of_unit("issued", "Issued"),
        _of_unit("converted", "Converted"),
        _of_unit("bought", "Bought"),
        _of_unit("sold", "Sold"),
        _of_unit("held", "Held"),
        _of_unit("surrendered", "Surrendered"),
        _of_unit("retired", "Retired"),
        _of_unit("cancelled", "Cancelled"),
        _of_unit("replacement", "Replacement"),
        _of_unit("carried", "Carried over"),
    ),
)


def _last(figures: tuple[Figure, ...]) -> Figure | None:
    return figures[-1] if figures else None


def _figure_column(name: str, title: str, which: str, part: str, kind: str) -> Column:
    def value(row: Inventory) -> Any:
        figure = _last(getattr(row, which))
        return getattr(figure, part) if figure is not None else None

    return Column(name, title, value, kind=kind)


INVENTORIES = Table(
    "inventories",
    "Inventories as submitted and as their latest review left them; tonnes of CO₂ equivalent",
    (
        Column("year", "Year", lambda row: row.year, kind="year"),
        _figure_column("submitted", "Submitted, t", "submitted", "tonnes", "number"),
        _figure_column("submitted_on", "On", "submitted", "on", "short"),
        _figure_column("reviewed", "After review, t", "reviewed", "tonnes", "number"),
        _figure_column("reviewed_on", "On", "reviewed", "on", "short"),
        Column("reviews", "Reviews", lambda row: len(row.reviewed), kind="number"),
    ),
)

YEARS = Table(
    "party-years",
    "Emissions of the commitment period and how well they are known; tonnes of CO₂ equivalent",
    (
        Column("year", "Year", lambda row: row.year, kind="year"),
        Column("tonnes", "Emissions, t", lambda row: row.tonnes, kind="number"),
        Column("known", "Known as", lambda row: row.known, kind="short"),
    ),
)

MEMBERS = Table(
    "bubble",
    "Members of the EU bubble at true-up; tonnes of CO₂ equivalent or units",
    (
        Column("code", "Code", lambda row: row.code, kind="code"),
        Column(
            "name",
            "Member",
            lambda row: kyoto().targets[row.code].name,
            link=lambda row: url("party", row.code),
        ),
        Column("target", "Burden sharing", lambda row: _change(kyoto().targets[row.code].percent), kind="short"),
        Column("assigned_amount", "Assigned amount", lambda row: row.assigned_amount, kind="number"),
        Column("register", "Register R", lambda row: row.register, kind="number"),
        Column("emissions", "Emissions E", lambda row: row.emissions, kind="number"),
        Column("excess", "Missing", lambda row: row.excess, kind="number"),
    ),
)


class Asked(NamedTuple):
    """What a visitor wants to know."""

    buy: int
    sell: int
    inventory: int | None
    price: Decimal | None
    """EUR a tonne, at which to reckon the paper's penalty."""

    @property
    def anything(self) -> bool:
        return bool(self.buy or self.sell or self.inventory is not None or self.price is not None)


class CriterionRow(NamedTuple):
    """A criterion, what was last found of it, and since when."""

    name: str
    asks: str
    state: str
    since: date | None


def party(request: HttpRequest, code: str) -> HttpResponseBase:
    target = kyoto().targets.get(code)
    if target is None:
        raise Http404(f"No Party of Annex B has the code “{code}”.")
    everyone, joint = standing()
    here = everyone.get(code)
    if here is None:
        return render(request, "party_unknown.html", {"target": target, **_of_law(target)})
    table = choice(request, "table", ("units", "inventories", "bubble"), "inventories")
    if wants_csv(request):
        return send(*_sent(table, here, joint))
    asked = _asked(request)
    then = what_if(here, buy=asked.buy, sell=asked.sell, inventory=asked.inventory) if asked.anything else None
    context = {
        "target": target,
        "here": here,
        "then": then,
        "asked": asked,
        "penalty": _penalty(asked, then),
        "balance": (_balance_columns(asked=then is not None), balance_rows(here, then)),
        "figure": years_figure(here),
        "units": (UNITS, unit_rows(here)),
        "inventories": (INVENTORIES, here.party.inventories),
        "criteria": criterion_rows(here),
        "notices": (marked(queries.synthetic_registries()), queries_parties.notices(code)),
        "reference": queries_parties.reference("party", code),
        "members": (MEMBERS, joint.members if joint is not None else ()),
        "bubble": joint,
        "in_bubble": bool(target.bubble) or code == BUBBLE,
        **_of_law(target),
        **_law(here, target),
    }
    return render(request, "party.html", context)


def _asked(request: HttpRequest) -> Asked:
    price = text(request, "price")
    if price and not _PRICE.fullmatch(price):
        raise BadRequest(f"“price” must be an amount such as 22.50, not “{price}”.")
    return Asked(
        whole(request, "buy", 0, MOST_UNITS) or 0,
        whole(request, "sell", 0, MOST_UNITS) or 0,
        whole(request, "inventory", 0, MOST_UNITS),
        Decimal(price) if price else None,
    )


_PRICE = re.compile(r"[0-9]{1,6}([.][0-9]{1,2})?")


def _penalty(asked: Asked, then: Position | None) -> Money | None:
    """The paper's penalty at true-up, where a price is asked about."""
    if then is None or asked.price is None:
        return None
    return penalty(Money(asked.price, "EUR"), then.true_up.emissions, then.true_up.register)


def _sent(table: str, here: Position, joint: Bubble | None) -> tuple[Table, Any]:
    """A table of the page and its rows, for CSV."""
    members: tuple[Member, ...] = joint.members if joint is not None else ()
    tables = {
        "units": (UNITS, unit_rows(here)),
        "inventories": (INVENTORIES, here.party.inventories),
        "bubble": (MEMBERS, members),
    }
    return tables[table]


def _of_law(target: PartyTarget) -> dict[str, Any]:
    """What there is to say of a Party whether or not it is on record."""
    hosted = sum(row.host == target.code for row in queries_projects.projects())
    return {
        "change": _change(target.percent),
        "annex_b_change": _change(target.annex_b_percent),
        "hosted": hosted,
        "member_state": target.code in states_on_record(),
    }


def _law(here: Position, target: PartyTarget) -> dict[str, Any]:
    """What the law says of the Party in numbers."""
    party, period = here.party, kyoto().periods[0]
    days: AdditionalPeriod | None = additional_period(eu_ets(), party)
    law = target.assigned_amount
    return {
        "period": period,
        "rules": kyoto().rules,
        "change": _change(party.percent),
        "computed": over_the_period(eu_ets(), party.base_year_emissions, party.percent),
        "law_difference": party.assigned_amount - law if law is not None else None,
        "days": days,
        "sink_limit": sink_limit(eu_ets(), party),
        "carry_limits": [row for row in carry_over_limits(eu_ets(), party.assigned_amount).items() if row[1] != 0],
        "acquired": acquired(eu_ets(), here.counts),
        "effort": effort(eu_ets(), party, here.on),
    }


def balance_rows(here: Position, then: Position | None) -> list[BalanceRow]:
    """Terms, register, and emissions and distance today and at true-up."""

    def line(letter: str, name: str, field: str, *, whole_period: bool) -> BalanceRow:
        pick = "true_up" if whole_period else "today"
        now, later = (_of(each, pick, field) for each in (here, then))
        return BalanceRow(letter, name, now, later)

    after: list[Term | None] = [*then.true_up.terms()] if then is not None else [None] * len(here.true_up.terms())
    rows = [
        BalanceRow(term.letter, term.name, term.units, changed.units if changed is not None else None)
        for term, changed in zip(here.true_up.terms(), after, strict=True)
    ]
    return [
        *rows,
        line("R", "Register: all of the above", "register", whole_period=True),
        line("E", "Emissions of the years so far", "emissions", whole_period=False),
        line("R − E", "Against the years so far", "distance", whole_period=False),
        line("E", "Emissions of the whole period", "emissions", whole_period=True),
        line("R − E", "At true-up", "distance", whole_period=True),
    ]


def _of(here: Position | None, pick: str, field: str) -> int | None:
    """A figure of one of a position's balances; `None` where emissions would be guesswork."""
    if here is None or (field != "register" and not here.emissions_known):
        return None
    figure: int = getattr(getattr(here, pick), field)
    return figure


def unit_rows(here: Position) -> list[UnitRow]:
    """The registry's totals by unit type, in the order of the types."""
    found: dict[str, dict[str, int]] = {}
    for (unit, what), number in here.counts.items():
        found.setdefault(unit, {})[what] = number
    return [UnitRow(unit, found[unit]) for unit in UNIT_TYPES if unit in found]


def criterion_rows(here: Position) -> list[CriterionRow]:
    """Each criterion as it stands today."""
    rows = []
    deemed = here.eligibility.deemed_from
    for name, asks in CRITERIA.items():
        met = criterion_met(here.party, name, here.on)
        if met is not None:
            latest = max(each.since for each in here.party.findings if each.criterion == name and each.since <= here.on)
            rows.append(CriterionRow(name, asks, "met" if met else "not met", latest))
        elif deemed is not None and here.on >= deemed:
            rows.append(CriterionRow(name, asks, "counts as met", deemed))
        else:
            rows.append(CriterionRow(name, asks, "not established", None))
    return rows


def years_figure(here: Position) -> Drawing:
    """Emissions by year against a year's share of the assigned amount."""
    party = here.party
    rows = [row for row in here.years if row.known != "unknown"]
    points = [(row.year, row.known, row.tonnes) for row in rows]
    yearly = party.assigned_amount // len(kyoto().periods[0].years)
    return Drawing(
        "party-years",
        {"party": party.code},
        "Emissions against the commitment",
        f"Bars of the emissions of {kyoto().targets[party.code].name} by year of the commitment period, with a line for"
        " a year's share of its assigned amount.",
        YEARS,
        rows,
        lambda width: charts.commitment_chart(points, yearly, width, "synthetic figures" if party.synthetic else ""),
        260,
        party.synthetic,
    )


def _years(request: HttpRequest) -> Drawing:
    code = choice(request, "party", kyoto().targets)
    here = standing()[0].get(code)
    if here is None:
        raise Http404(f"No Party on record has the code “{code}”.")
    return years_figure(here)


FIGURES = {"party-years": _years}
"""The drawings of these pages by name."""
