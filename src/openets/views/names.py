"""The names of codes in the books' law; the code itself where the law does not know it."""

from collections.abc import Mapping
from typing import Any

from openets.views.law import books_law


def _name(kinds: Mapping[str, Any], code: str) -> str:
    kind = kinds.get(code)
    return str(kind.name) if kind is not None else code


def unit_name(code: str) -> str:
    return _name(books_law().terms.units, code)


def account_type_name(code: str) -> str:
    return _name(books_law().terms.accounts, code)


def transaction_type_name(code: str) -> str:
    return _name(books_law().terms.transactions, code)


def activity_name(code: int) -> str:
    return books_law().activities.get(code, (f"Activity {code}", ""))[0]
