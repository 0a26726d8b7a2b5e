"""The European law's words for rooms that are not yet handed the law of their books. It goes when the last is."""

from __future__ import annotations

from openets.laws.caps import yearly_cap
from openets.laws.law import Law
from openets.laws.reading import read_law


def eu_ets() -> Law:
    return read_law("eu_ets")


def kyoto() -> Law:
    return read_law("kyoto")


TERMS = eu_ets().terms
UNIT_TYPES = TERMS.units
ACCOUNT_TYPES = TERMS.accounts
TRANSACTION_TYPES = TERMS.transactions
ACTIVITIES = TERMS.activities
CREDITS = TERMS.credits
EXPIRING = TERMS.expiring
COMMITMENT_UNITS = TERMS.commitment_units
RESERVE_UNITS = TERMS.reserve_units
OPERATORS = TERMS.operators
BUBBLE = kyoto().bubble[0].bubble
government_account = TERMS.standing_account
fixed_number = TERMS.fixed_number
serial_number = TERMS.serial_number
accounts_of_use = TERMS.accounts_of_use
FOREIGN_REGISTRIES = {code: row.name for code, row in TERMS.registries.items() if code in ("CDM", "EU")}


def linear_cap(law: Law, year: int) -> int | None:
    return yearly_cap(law.tables, "EUA3", year)


def government_accounts(registry: str) -> tuple[str, ...]:
    return TERMS.registries[registry].opens


def party_accounts(registry: str) -> tuple[str, ...]:
    return TERMS.registries[registry].later
