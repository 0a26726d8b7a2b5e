"""The two laws that most tests are written under, read once, and their words under short names."""

from __future__ import annotations

from openets.laws.reading import read_law

EU_ETS = read_law("eu_ets")
KYOTO = read_law("kyoto")

TERMS = EU_ETS.terms
UNIT_TYPES = TERMS.units
ACCOUNT_TYPES = TERMS.accounts
TRANSACTION_TYPES = TERMS.transactions
ACTIVITIES = TERMS.activities
RESERVE_UNITS = TERMS.reserve_units
government_account = TERMS.standing_account
serial_number = TERMS.serial_number
