"""The European Union's emissions trading scheme: Phases I and II in full, III and IV as far as confirmed.

Everything is in `parameters/`; this file only puts it together.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from openets.checks.check import Check
from openets.ledger.transactions import TRANSACTION_TYPES
from openets.schemes.scheme import MemberState, Scheme, read_catalogue, read_parameters, read_phases

FOREIGN_REGISTRIES = {"CDM": "CDM registry", "EU": "European Union registry"}
"""Registries of the scheme that are no Member State's."""


@cache
def eu_ets() -> Scheme:
    """The scheme, read once."""
    phases = read_parameters(__name__, "phases")
    activities = read_parameters(__name__, "activities")["codes"]
    states = read_parameters(__name__, "member_states")
    return Scheme(
        id="eu_ets",
        name="European Union Emissions Trading Scheme",
        phases=read_phases(phases),
        states={code: _member_state(code, row) for code, row in states.items()},
        activities={int(code): (row["name"], row["sector"]) for code, row in activities.items()},
        calendar={name: (row["month"], row["day"]) for name, row in phases["calendar"].items()},
        union_caps={
            "EUA3": sum(_linear_cap(phases, year) or 0 for year in range(2013, 2031)),
            "EUAA": phases["aviation"]["most_ever"]["value"],
        },
        catalogue=read_catalogue(
            read_parameters(__name__, "catalogue"), read_parameters("openets.schemes.kyoto", "catalogue")
        ),
        parameters=phases,
    )


@cache
def community_log() -> Scheme:
    """The scheme as the Community log checks it where registries and logs keep books of their own."""
    tables = [read_parameters(__name__, "catalogue")]
    return replace(eu_ets(), catalogue=read_catalogue(*tables, every_type=True))


@cache
def international_log() -> Scheme:
    """The same as the international log checks it."""
    tables = [read_parameters("openets.schemes.kyoto", "catalogue")]
    return replace(eu_ets(), catalogue=read_catalogue(*tables, every_type=True))


@cache
def registry_alone() -> Scheme:
    """The same as a registry checks it that cannot see into others: what it cannot know, the logs and they check."""
    full = eu_ets().catalogue
    own = {
        code: tuple(each for each in checks if TRANSACTION_TYPES[code].same_registry is not False or _seen(each))
        for code, checks in full.items()
    }
    return replace(eu_ets(), catalogue=own)


def _seen(each: Check) -> bool:
    """Whether a registry can carry out a check of an external transfer on its own books."""
    return each.name not in {
        "acquiring_account_type_fits_the_transaction",
        "acquiring_account_may_hold_the_unit_type",
        "acquiring_account_is_open",
    }


def _member_state(code: str, row: dict[str, Any]) -> MemberState:
    caps, yearly = {}, {}
    if "first_cap" in row:
        caps[1], yearly[1] = row["first_cap"] * 3, row["first_cap"]
        caps[2], yearly[2] = (row["second_cap"] + row.get("second_additional", 0)) * 5, row["second_cap"]
    amended, amended_verified = _value(row.get("second_cap_amended"))
    if amended is not None:
        caps[2] = amended
    assigned, assigned_verified = _value(row.get("assigned_amount"))
    percent = row.get("credit_limit_percent")
    return MemberState(
        code=code,
        name=row["name"],
        joined=row["joined"],
        registry=row.get("registry", code),
        caps=caps,
        yearly_caps=yearly,
        cap_amended=amended is not None and not amended_verified,
        assigned_amount=assigned,
        assigned_amount_verified=assigned_verified,
        credit_limit_percent=Decimal(percent) if percent else None,
        verified_2005=row.get("verified_2005"),
    )


def _value(entry: int | dict[str, Any] | None) -> tuple[int | None, bool]:
    """A parameter and whether its source was seen: a bare number was."""
    if isinstance(entry, dict):
        return entry["value"], entry.get("verified", True)
    return entry, True


def linear_cap(scheme: Scheme, year: int) -> int | None:
    """Allowances that may come to market in a year from 2013: the cap, less what was backloaded; else `None`."""
    return _linear_cap(scheme.parameters, year)


def _linear_cap(parameters: dict[str, Any], year: int) -> int | None:
    """The cap of a year: it falls by a fixed share of Phase II's average yearly quantity, from 2010 on.

    The base is an unverified parameter, so the result is, too.
    """
    if year < 2013:
        return None
    rule = parameters["linear_reduction"]
    share = Decimal(rule["factor_2013"]) * (min(year, 2020) - 2010)
    share += Decimal(rule["factor_2021"]) * max(0, year - 2020)
    cap = int(rule["base"]["value"] * (1 - share))
    return cap - int(rule["backloaded"].get(str(year), 0))
