"""The reference page of parameters: what each law says in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from openets.cli.reference_tables import cell, listed, marked, table, yes
from openets.projects.law import law
from openets.schemes.eu_ets import eu_ets, linear_cap
from openets.schemes.kyoto import Gas, PartyTarget, kyoto
from openets.schemes.scheme import MemberState, Phase, Scheme

_LAST_CAPPED_YEAR = 2022


def parameters() -> Iterator[str]:
    """The page, line by line."""
    yield "# Parameters"
    yield ""
    yield from _eu_ets()
    yield from _kyoto()
    yield from _projects()


# ---- the EU ETS ------------------------------------------------------------------------------------


def _eu_ets() -> Iterator[str]:
    scheme = eu_ets()
    yield f"What the law of the {scheme.name} says in numbers. Tonnes of CO2 equivalent, or units of one tonne."
    yield ""
    yield "## Phases"
    yield ""
    columns = (
        "phase",
        "years",
        "units for its emissions",
        "penalty a tonne",
        "shortfall is owed still",
        "banks on",
        "citation",
    )
    yield from table(columns, map(_phase, scheme.phases))
    yield "## Calendar"
    yield ""
    calendar = scheme.parameters["calendar"]
    yield from table(
        ("event", "day", "of which year", "citation"),
        (
            (
                name,
                f"{row['day']:02}-{row['month']:02}",
                row.get("note", "of the year after the emissions"),
                row["citation"],
            )
            for name, row in calendar.items()
        ),
    )
    yield "Emissions of aircraft operators that are judged with those of a later year:"
    yield ""
    later = scheme.parameters["judged_later"]
    rows = ((str(row["year"]), str(row["with"]), row["citation"], row["verified"]) for row in later)
    yield from table(("year", "judged with", "citation", "verified"), rows)
    yield "Years in which a registry itself was late, so that no penalty is shown against its operators:"
    yield ""
    late = scheme.parameters["registry_late"]
    yield from table(
        ("year", "registries", "verified"),
        ((str(row["year"]), listed(row["registries"]), row["verified"]) for row in late),
    )
    yield from _caps_from_2013(scheme)
    yield from _member_states(scheme)
    yield "## Activities"
    yield ""
    rows_ = ((str(code), name, sector) for code, (name, sector) in scheme.activities.items())
    yield from table(("code", "activity", "sector"), rows_)


def _phase(row: Phase) -> tuple[object, ...]:
    owed, banks = yes(row.restitution), yes(row.banks_into_next)
    return row.name, f"{row.first_year}-{row.last_year}", listed(row.units), row.penalty, owed, banks, row.citation


def _caps_from_2013(scheme: Scheme) -> Iterator[str]:
    rule = scheme.parameters["linear_reduction"]
    yield "## From 2013"
    yield ""
    base, verified = rule["base"]["value"], rule["base"].get("verified", True)
    yield (
        f"The cap falls each year by {rule['factor_2013']} (from 2021 by {rule['factor_2021']}) of {base:,} t, counted"
        f" from 2010 [{rule['citation']}]. Is that base verified? {cell(verified)}. What comes to market, less what"
        " was backloaded:"
    )
    yield ""
    years = range(2013, _LAST_CAPPED_YEAR + 1)
    yield from table(("year", "backloaded", "to market"), (_year_of_cap(scheme, year) for year in years))


def _year_of_cap(scheme: Scheme, year: int) -> tuple[object, ...]:
    return str(year), scheme.parameters["linear_reduction"]["backloaded"].get(str(year)), linear_cap(scheme, year)


def _member_states(scheme: Scheme) -> Iterator[str]:
    yield "## Member States"
    yield ""
    yield (
        "Caps are for the whole phase. Sources: Mansanet-Bataller & Pardo, Energies 2008, 1, Table 2 (European"
        " Commission); assigned amounts 2008-2012: Decision 2006/944/EC as amended by Decision 2010/778/EU. A figure"
        " with `?` is not verified: its source was not seen."
    )
    yield ""
    columns = (
        "code",
        "State",
        "since",
        "registry",
        "cap 2005-2007",
        "cap 2008-2012",
        "assigned amount",
        "credits, % of the cap",
    )
    yield from table(columns, (_member_state(row) for row in scheme.states.values()))


def _member_state(row: MemberState) -> tuple[object, ...]:
    second = marked(row.caps.get(2), verified=not row.cap_amended)
    assigned = marked(row.assigned_amount, verified=row.assigned_amount_verified)
    percent = row.credit_limit_percent
    return f"`{row.code}`", row.name, str(row.joined), row.registry, row.caps.get(1), second, assigned, percent


# ---- the Kyoto Protocol ------------------------------------------------------------------------------


def _kyoto() -> Iterator[str]:
    law = kyoto()
    yield f"## {law.name}"
    yield ""
    period = law.period
    yield f"{period.name}: {period.first_year} to {period.last_year} [{period.citation}]."
    yield ""
    rules = ((f"`{name}`", rule.value, rule.citation, rule.verified) for name, rule in law.rules.items())
    yield from table(("rule", "value", "citation", "verified"), rules)
    yield "### Parties and targets"
    yield ""
    yield (
        "Per cent of the base year that a Party may emit. A figure with `?` is not verified: its source was not seen."
        " Assigned amounts are as fixed after the initial review, tonnes for the whole period. Sources: Kyoto Protocol,"
        " Annex B; Decision 2002/358/EC; Decision 2006/944/EC as amended by Decision 2010/778/EU; the seed paper."
    )
    yield ""
    columns = ("code", "Party", "Annex B", "burden sharing", "base years", "bubble", "assigned amount", "note")
    yield from table(columns, map(_target, law.parties.values()))
    yield "### Gases"
    yield ""
    yield "Tonnes of CO2 equivalent a tonne, over a hundred years (second assessment report of the IPCC, 1995)."
    yield ""
    yield from table(("code", "gas", "potential", "verified"), map(_gas, law.gases.values()))


def _target(row: PartyTarget) -> tuple[object, ...]:
    share = "" if row.burden_sharing_percent is None else f"{row.burden_sharing_percent}"
    share += "" if row.burden_sharing_verified else " ?"
    years = "-".join(map(str, row.base_years)) + ("" if row.base_years_verified else " ?")
    amount = marked(row.assigned_amount, verified=row.assigned_amount_verified)
    notes = [row.note, "" if row.ratified else "Not ratified.", f"Withdrew on {row.withdrew}." if row.withdrew else ""]
    note = " ".join(filter(None, notes))
    return f"`{row.code}`", row.name, str(row.annex_b_percent), share, years, row.bubble, amount, note


def _gas(row: Gas) -> tuple[object, ...]:
    alone = list(row.potentials) == [row.code]
    shown = ", ".join(f"{value:,}" if alone else f"{name} {value:,}" for name, value in row.potentials.items())
    return f"`{row.code}`", row.name, shown, row.verified


# ---- projects ----------------------------------------------------------------------------------------


def _projects() -> Iterator[str]:
    yield "## Projects"
    yield ""
    yield "What the law of the project mechanisms says in numbers."
    yield ""
    yield from table(("rule", "value", "citation", "verified"), _rules_of("", law()))


def _rules_of(group: str, table: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """Every number of a table of parameters and of the tables in it."""
    for name, row in table.items():
        place = f"{group}{name}"
        if not isinstance(row, dict):
            continue
        if {"value", "citation"} <= row.keys():
            yield f"`{place}`", _shown(row["value"]), row["citation"], row["verified"]
        else:
            yield from _rules_of(f"{place}.", row)


def _shown(value: object) -> object:
    if isinstance(value, bool):
        return yes(value)
    return value.isoformat() if isinstance(value, date) else value
