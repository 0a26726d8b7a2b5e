"""Parties to the Kyoto Protocol: the list, one Party with its balance, reserve, eligibility and what if, and one
notification of the international transaction log, with what settles it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from openets.analytics import charts, takeaways
from openets.compliance.notices_record import outstanding
from openets.compliance.party_limits import criterion_met, over_the_period
from openets.compliance.party_position import Position, joint_party
from openets.compliance.party_record import CRITERIA
from openets.kernel.units import MOST_UNITS
from openets.laws.protocol import PartyTarget
from openets.views.finding import found
from openets.views.formatting import change
from openets.views.law import books_law, protocol
from openets.views.notices import NOTICES, notice, notice_rows, type_of
from openets.views.parties import PARTIES, in_bubble, party_name, standing
from openets.views.party import (
    BALANCE,
    INVENTORIES,
    MEMBERS,
    PRICE,
    RECORD,
    UNITS,
    YEARS,
    WhatIf,
    balance_rows,
    party_file,
    then,
    unit_rows,
)
from openets.views.places import members_on_record
from openets.views.projects import projects
from openets.views.records import reference
from openets.views.view import View
from openets.web.figures import Figure as Drawing
from openets.web.query import choice, text, wants_csv, whole
from openets.web.tables import send, show_list


def party_list(request: HttpRequest) -> HttpResponseBase:
    known, joint = standing()
    code, period = joint_party(books_law()), protocol().periods[0]
    return show_list(request, "parties.html", PARTIES, known=len(known), bubble=joint, joint_code=code, year=period)


class CriterionRow(NamedTuple):
    """A criterion, what was last found of it, and since when."""

    name: str
    asks: str
    state: str
    since: date | None


def party_page(request: HttpRequest, code: str) -> HttpResponseBase:
    file = found("party", party_file(code), code)
    target, here, joint = file.target, file.here, file.joint
    if here is None:
        return render(request, "party_unknown.html", {"target": target, **_of_law(target)})
    tables: dict[str, tuple[View[Any], Sequence[Any]]] = {
        "units": (UNITS, unit_rows(here)),
        "inventories": (INVENTORIES, here.party.inventories),
        "bubble": (MEMBERS, joint.members if joint is not None else ()),
    }
    table = choice(request, "table", tables, "inventories")
    if wants_csv(request):
        return send(request, *tables[table])
    asked = _asked(request)
    changed = then(here, asked) if asked.anything else None
    moved = changed.here if changed is not None else None
    law, party, amount = books_law(), here.party, target.assigned_amount
    context = {
        "target": target,
        "here": here,
        "record": RECORD.item(here),
        "then": moved,
        "asked": asked,
        "penalty": changed.penalty if changed is not None else None,
        "balance": (BALANCE if moved is not None else BALANCE.without("balance", "then"), balance_rows(here, moved)),
        "figure": years_figure(here),
        **tables,
        "criteria": criterion_rows(here),
        "notices": (NOTICES, notice_rows(registry=code)),
        "joint": joint,
        "joint_code": joint_party(law),
        "in_bubble": in_bubble(target),
        **_of_law(target),
        "period": protocol().periods[0],
        "rules": protocol().rules,
        "change": change(party.percent),
        "computed": over_the_period(law, party.base_year_emissions, party.percent),
        "law_difference": party.assigned_amount - amount if amount is not None else None,
    }
    return render(request, "party.html", context)


def _asked(request: HttpRequest) -> WhatIf:
    price = text(request, "price")
    if price and not PRICE.fullmatch(price):
        raise BadRequest(f"“price” must be an amount such as 22.50, not “{price}”.")
    buy, sell = (whole(request, name, 0, MOST_UNITS) or None for name in ("buy", "sell"))
    return WhatIf(buy, sell, whole(request, "inventory", 0, MOST_UNITS), Decimal(price) if price else None)


def _of_law(target: PartyTarget) -> dict[str, Any]:
    """What there is to say of a Party whether or not it is on record."""
    hosted = sum(row.host == target.code for row in projects())
    return {
        "change": change(target.percent),
        "annex_b_change": change(target.annex_b_percent),
        "hosted": hosted,
        "member_state": target.code in members_on_record(),
    }


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
    yearly = party.assigned_amount // len(protocol().periods[0].years)
    return Drawing(
        "party-years",
        {"party": party.code},
        "Emissions against the commitment",
        f"Bars of the emissions of {party_name(party.code)} by year of the commitment period, with a line for"
        " a year's share of its assigned amount.",
        YEARS,
        rows,
        lambda width, heading: charts.commitment_chart(points, yearly, width, heading),
        280,
        "synthetic figures" if party.synthetic else "",
        takeaway=takeaways.of_commitment([row.tonnes for row in rows], yearly, sum(r.known == "assumed" for r in rows)),
    )


def _years(request: HttpRequest) -> Drawing:
    code = choice(request, "party", protocol().targets)
    here = standing()[0].get(code)
    if here is None:
        raise Http404(f"No Party on record has the code “{code}”.")
    return years_figure(here)


FIGURES = {"party-years": _years}
"""The drawings of these pages by name."""


def notice_page(request: HttpRequest, key: str) -> HttpResponseBase:
    row = found("notice", notice(key), key)
    context = {
        "row": row,
        "notice": row.notice,
        "type": type_of(row.notice),
        "outstanding": outstanding(row.notice),
        "reference": reference("notice", key),
    }
    return render(request, "notice.html", context)
