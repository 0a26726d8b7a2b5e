"""The names of codes, as the pages give them."""

from __future__ import annotations

from functools import cache

from openets.ledger.accounts import ACCOUNT_TYPES
from openets.ledger.transactions import TRANSACTION_TYPES
from openets.projects.law import countries
from openets.schemes.eu_ets import FOREIGN_REGISTRIES, eu_ets

_ELSEWHERE = {**FOREIGN_REGISTRIES, "XI": "Northern Ireland"}


def place_name(code: str) -> str:
    """A Member State or registry; its code where the scheme does not know it."""
    state = eu_ets().states.get(code)
    return state.name if state is not None else _ELSEWHERE.get(code, code)


def country_name(code: str) -> str:
    """A country that may host a project."""
    country = countries().get(code)
    return country.name if country is not None else code


def account_type_name(code: str) -> str:
    kind = ACCOUNT_TYPES.get(code)
    return kind.name if kind is not None else code


def transaction_type_name(code: str) -> str:
    kind = TRANSACTION_TYPES.get(code)
    return kind.name if kind is not None else code


@cache
def sectors() -> dict[str, tuple[int, ...]]:
    """Sector as an address names it → its activities."""
    found: dict[str, tuple[int, ...]] = {}
    for activity, (_, sector) in eu_ets().activities.items():
        name = sector.lower().replace(" ", "-")
        found[name] = (*found.get(name, ()), activity)
    return found
