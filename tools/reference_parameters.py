"""The reference page of parameters: what each law says in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from openets.laws.law import LAST_YEAR, Deadline, Law, Member, Period
from openets.laws.protocol import Gas, PartyTarget
from openets.laws.reading import read_law
from openets.laws.tables import yearly_cap
from openets.projects import law as of_projects
from tools.reference_tables import cell, listed, marked, table, yes

EU_ETS, KYOTO = read_law("eu_ets"), read_law("kyoto")
_LAST_CAPPED_YEAR = 2030


def parameters() -> Iterator[str]:
    """The page, line by line."""
    yield "# Parameters"
    yield ""
    yield from _eu_ets()
    yield from _kyoto()
    yield from _projects()


# ---- the EU ETS ------------------------------------------------------------------------------------


def _eu_ets() -> Iterator[str]:
    law = EU_ETS
    yield f"What the law of the {law.name} says in numbers. Tonnes of CO2 equivalent, or units of one tonne."
    yield ""
    yield "## Phases"
    yield ""
    columns = (
        "phase",
        "years",
        "units for its emissions",
        "penalty a tonne at its beginning",
        "shortfall is owed still",
        "banks on",
        "citation",
    )
    yield from table(columns, map(_phase, law.periods))
    yield "## Calendar"
    yield ""
    headings = ("event", "day", "of which year", "for the emissions of", "citation", "source seen")
    yield from table(headings, map(_deadline, reversed(law.deadlines)))
    yield "Emissions of aircraft operators that are judged with those of a later year:"
    yield ""
    days = law.tables["calendar"]
    later = ((str(row["year"]), str(row["with"]), row["citation"], row["verified"]) for row in days["judged_later"])
    yield from table(("year", "judged with", "citation", "source seen"), later)
    yield "Years in which a registry itself was late, so that no penalty is shown against its operators:"
    yield ""
    late = ((str(row["year"]), listed(row["registries"]), row["verified"]) for row in days["registry_late"])
    yield from table(("year", "registries", "source seen"), late)
    yield from _caps_from_2013(law)
    yield from _member_states(law)
    yield "## Activities"
    yield ""
    rows_ = ((str(code), name, sector) for code, (name, sector) in law.activities.items())
    yield from table(("code", "activity", "sector"), rows_)


def _deadline(row: Deadline) -> tuple[object, ...]:
    of = "of the year after the emissions" if row.years_later else "of the year itself"
    years = f"{row.first_year or ''}-{'' if row.last_year == LAST_YEAR else row.last_year}".strip("-")
    return row.event, f"{row.day:02}-{row.month:02}", of, years or "every year", row.citation, row.verified


def _phase(row: Period) -> tuple[object, ...]:
    owed, banks = yes(row.restitution), yes(row.banks_into_next)
    return (
        row.name,
        f"{row.first_year}-{row.last_year}",
        listed(row.units),
        EU_ETS.penalty(row.first_year),
        owed,
        banks,
        row.citation,
    )


def _caps_from_2013(law: Law) -> Iterator[str]:
    rule = law.tables["caps"]["EUA3"]
    yield "## From 2013"
    yield ""
    base, verified = rule["base"], rule["verified"]
    factors = listed(f"{step['factor']} from {step['after'] + 1} to {step['last_year']}" for step in rule["steps"])
    changed = listed(f"{int(units):+,} t in {year}" for year, units in rule["changed"].items())
    yield (
        f"The cap falls each year by a factor of {base:,} t: {factors}; and for good by {changed} [{rule['citation']}]."
        f" Was its source seen? {cell(verified)}. What comes to market, less what was backloaded:"
    )
    yield ""
    years = range(2013, _LAST_CAPPED_YEAR + 1)
    yield from table(("year", "backloaded", "to market"), (_year_of_cap(law, year) for year in years))


def _year_of_cap(law: Law, year: int) -> tuple[object, ...]:
    return str(year), law.tables["caps"]["EUA3"]["backloaded"].get(str(year)), yearly_cap(law.tables, "EUA3", year)


def _member_states(law: Law) -> Iterator[str]:
    yield "## Member States"
    yield ""
    yield (
        "Caps are for the whole phase. Sources: Mansanet-Bataller & Pardo, Energies 2008, 1, Table 2 (European"
        " Commission); assigned amounts 2008-2012: Decision 2006/944/EC as amended by Decision 2010/778/EU. A figure"
        " with `?`: its source was not seen."
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
    yield from table(columns, (_member_state(row) for row in law.members.values()))


def _member_state(row: Member) -> tuple[object, ...]:
    second = marked(row.caps.get(2), verified=not row.cap_amended)
    assigned = marked(row.assigned_amount, verified=row.assigned_amount_verified)
    percent = row.credit_limit_percent
    return f"`{row.code}`", row.name, str(row.joined), row.registry, row.caps.get(1), second, assigned, percent


# ---- the Kyoto Protocol ------------------------------------------------------------------------------


def _kyoto() -> Iterator[str]:
    law = KYOTO
    yield f"## {law.name}"
    yield ""
    period = law.periods[0]
    yield f"{period.name}: {period.first_year} to {period.last_year} [{period.citation}]."
    yield ""
    rules = ((f"`{name}`", rule.value, rule.citation, rule.verified) for name, rule in law.rules.items())
    yield from table(("rule", "value", "citation", "source seen"), rules)
    yield "### Parties and targets"
    yield ""
    yield (
        "Per cent of the base year that a Party may emit. A figure with `?`: its source was not seen."
        " Assigned amounts are as fixed after the initial review, tonnes for the whole period. Sources: Kyoto Protocol,"
        " Annex B; Decision 2002/358/EC; Decision 2006/944/EC as amended by Decision 2010/778/EU; the seed paper."
    )
    yield ""
    columns = ("code", "Party", "Annex B", "burden sharing", "base years", "bubble", "assigned amount", "note")
    yield from table(columns, map(_target, law.targets.values()))
    yield "### Gases"
    yield ""
    yield "Tonnes of CO2 equivalent a tonne, over a hundred years (second assessment report of the IPCC, 1995)."
    yield ""
    yield from table(("code", "gas", "potential", "source seen"), map(_gas, law.gases.values()))


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
    numbers = {**of_projects.table(EU_ETS), "eu_ets": EU_ETS.tables["credits"]}
    yield "## Projects"
    yield ""
    yield "What the law of the project mechanisms says in numbers, and the scheme of the use of their credits."
    yield ""
    yield from table(("rule", "value", "citation", "source seen"), _rules_of("", numbers))


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
