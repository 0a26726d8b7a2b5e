"""What the law of the books says of projects: typed readers over its protocol's tables, kept for each law."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from openets.laws.law import Law
from openets.laws.protocol import Rule

_LAWS = 64
"""Laws whose tables are kept at hand."""


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


def table(law: Law, name: str = "projects") -> dict[str, Any]:
    """One of the protocol's tables about projects."""
    found: dict[str, Any] = law.required_protocol.tables[name]
    return found


def rule(law: Law, group: str, name: str) -> Rule:
    """A number of the law, such as ``rule(law, "issuance", "review_days")``; groups within groups have a point.

    Raises `KeyError` for one that the law does not have.
    """
    found = table(law)
    for part in group.split("."):
        found = found[part]
    row = found[name]
    return Rule(row["value"], row["citation"], row["verified"])


def has_rule(law: Law, group: str, name: str) -> bool:
    """Whether the law has such a number."""
    try:
        rule(law, group, name)
    except KeyError:
        return False
    return True


@lru_cache(_LAWS)
def countries(law: Law) -> dict[str, Country]:
    """Two letters → country."""
    return {
        code: Country(
            code,
            row["name"],
            row.get("annex_b", False),
            row.get("least_developed", False),
            row.get("until"),
        )
        for code, row in table(law, "countries")["countries"].items()
    }


@lru_cache(_LAWS)
def countries_by_name(law: Law) -> dict[str, Country]:
    """Name, as the United Nations write it → country."""
    return {country.name: country for country in countries(law).values()}


@lru_cache(_LAWS)
def scopes(law: Law) -> dict[int, str]:
    """Sectoral scopes of accreditation: number → name."""
    return {int(number): name for number, name in table(law)["scopes"].items() if number.isdecimal()}


def technologies(law: Law) -> dict[str, dict[str, bool]]:
    """What a project may do → what some rule wants to know of it."""
    found: dict[str, dict[str, bool]] = table(law)["technologies"]
    return found


def reversal_notice(law: Law) -> tuple[int, tuple[tuple[str, str], ...]]:
    """The code of the notification of a reversal of storage, and the transactions (type, account) that answer it."""
    rows = table(law, "notices")["notice"].items()
    code, row = next((code, row) for code, row in rows if row.get("about") == "reversal")
    return int(code), tuple((type, account) for type, account in row["answers"])


def given_up(law: Law, what: str) -> tuple[str, ...]:
    """By which ``transactions``, into which ``accounts`` and from which ``state_accounts`` allowances are given up."""
    return tuple(law.tables.get("credits", {}).get("given_up", {}).get(what, ()))


def years_later(day: date, years: int) -> date:
    """The same day `years` on; 29 February becomes 1 March where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def last_day_of(first: date, years: int) -> date:
    """The last day of so many years that begin on `first`."""
    return years_later(first, years) - timedelta(days=1)
