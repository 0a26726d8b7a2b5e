"""The names of codes, as the pages give them."""

from __future__ import annotations

from openets.laws.now import ACCOUNT_TYPES, TRANSACTION_TYPES, eu_ets
from openets.projects.law import countries


def country_name(code: str) -> str:
    """A country that may host a project."""
    country = countries(eu_ets()).get(code)
    return country.name if country is not None else code


def account_type_name(code: str) -> str:
    kind = ACCOUNT_TYPES.get(code)
    return kind.name if kind is not None else code


def transaction_type_name(code: str) -> str:
    kind = TRANSACTION_TYPES.get(code)
    return kind.name if kind is not None else code
