"""The law's numbers and lists for projects, read once from `parameters/`."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from openets.laws.now import kyoto

MECHANISMS = ("CDM", "JI track 1", "JI track 2", "VER")
"""Kinds of project: each has its cycle."""


class Rule(NamedTuple):
    """A number of the law, where it comes from, and whether the source was seen."""

    value: Any
    citation: str
    verified: bool


class Country(NamedTuple):
    """A country that may host a project or take part in one."""

    code: str
    name: str
    annex_b: bool
    """Whether it has a target in Annex B of the Protocol."""
    least_developed: bool
    until: date | None
    """The day on which it left the list of least developed countries, as far as it did."""

    def is_least_developed(self, on: date) -> bool:
        return self.least_developed and (self.until is None or on < self.until)


class CommitmentPeriod(NamedTuple):
    """A period of the Protocol."""

    number: int
    first_day: date
    last_day: date
    verified: bool


def read(name: str) -> dict[str, Any]:
    """One of the law's tables about projects."""
    found: dict[str, Any] = kyoto().tables[name]
    return found


@cache
def law() -> dict[str, Any]:
    """All that the law says of projects."""
    return read("projects")


def rule(group: str, name: str) -> Rule:
    """A number of the law, such as ``rule("issuance", "review_days")``; groups within groups have a point."""
    table: dict[str, Any] = law()
    for part in group.split("."):
        table = table[part]
    row = table[name]
    return Rule(row["value"], row["citation"], row["verified"])


@cache
def countries() -> dict[str, Country]:
    """Two letters → country."""
    return {
        code: Country(
            code,
            row["name"],
            row.get("annex_b", False),
            row.get("least_developed", False),
            row.get("until"),
        )
        for code, row in read("countries")["countries"].items()
    }


@cache
def countries_by_name() -> dict[str, Country]:
    """Name, as the United Nations write it → country."""
    return {country.name: country for country in countries().values()}


@cache
def commitment_periods() -> tuple[CommitmentPeriod, ...]:
    return tuple(CommitmentPeriod(row.number, row.first_day, row.last_day, row.verified) for row in kyoto().periods)


@cache
def scopes() -> dict[int, str]:
    """Sectoral scopes of accreditation: number → name."""
    return {int(number): name for number, name in law()["scopes"].items() if number.isdecimal()}


def technology(name: str) -> dict[str, bool]:
    """What some rule wants to know of a technology."""
    found: dict[str, bool] = law()["technologies"][name]
    return found


def years_later(day: date, years: int) -> date:
    """The same day `years` on; 29 February becomes 1 March where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def last_day_of(first: date, years: int) -> date:
    """The last day of so many years that begin on `first`."""
    return years_later(first, years) - timedelta(days=1)
