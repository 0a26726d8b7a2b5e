"""Checks on the units: one case refused, with its code and the culprit by name, and one that passes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from openets.checks import on_units
from tests.rules.specimen import PARTY, case, passes, refuses


def test_quantity_is_a_whole_positive_number() -> None:
    check = on_units.quantity_is_a_whole_positive_number
    refuses(check, case(proposal={"quantity": 0}), "P-3008", "0")
    refuses(check, case(proposal={"quantity": -5}), "P-3008", "-5")
    passes(check, case(proposal={"quantity": 1}))


@pytest.mark.parametrize("quantity", [1.5, 100.0, Decimal(3), "100", None, True])
def test_quantity_is_a_whole_positive_number_and_nothing_like_one(quantity: Any) -> None:
    check = on_units.quantity_is_a_whole_positive_number
    refuses(check, case(proposal={"quantity": quantity}), "P-3008", repr(quantity))


def test_quantity_is_a_whole_positive_number_of_fifteen_digits_at_most() -> None:
    check = on_units.quantity_is_a_whole_positive_number
    refuses(check, case(proposal={"quantity": 10**15}), "P-3008", "15 digits")
    passes(check, case(proposal={"quantity": 10**15 - 1}))


def test_serial_ranges_add_up_to_the_quantity() -> None:
    check = on_units.serial_ranges_add_up_to_the_quantity
    refuses(check, case(proposal={"serials": (("AT", 1, 99),)}), "P-3021", "99", "100")
    passes(check, case(proposal={"serials": (("AT", 41, 100), ("AT", 1, 40))}))
    passes(check, case(proposal={"serials": (("AT", 1, 50), ("DE", 1, 50))}))
    passes(check, case())


@pytest.mark.parametrize(
    ("serials", "culprit"),
    [
        ((("AT", 1, 60), ("AT", 60, 99)), "AT 60"),
        ((("AT", 1, 50), ("AT", 1, 50)), "AT 1"),
        ((("AT", 1, 100), ("AT", 201, 200)), "201-200"),
        ((("AT", 0, 99),), "0-99"),
    ],
)
def test_serial_ranges_add_up_to_the_quantity_and_are_ranges(serials: Any, culprit: str) -> None:
    check = on_units.serial_ranges_add_up_to_the_quantity
    refuses(check, case(proposal={"serials": serials}), "P-3021", culprit)


def test_unit_type_fits_the_transaction() -> None:
    check = on_units.unit_type_fits_the_transaction
    refuses(check, case(proposal={"unit": "EUA2"}), "P-3006", "EUA2", "3-21")
    refuses(check, case(proposal={"unit": "GOLD"}), "P-3006", "'GOLD'", "EUA1")
    passes(check, case())
    passes(check, case("1-0", None, PARTY, {"unit": "AAU"}))


def test_transferring_account_holds_the_units() -> None:
    check = on_units.transferring_account_holds_the_units
    refuses(check, case(held=70), "7027", "70 EUA1", "30 too few")
    passes(check, case(held=100))
    passes(check, case("1-51", None, PARTY, held=0))


def test_transferring_account_holds_the_units_that_the_proposal_names() -> None:
    check = on_units.transferring_account_holds_the_units
    refuses(check, case(serials_held=False), "7027", "serial numbers")


def test_units_are_issued_where_they_belong() -> None:
    check = on_units.units_are_issued_where_they_belong
    refuses(check, case("1-0", None, PARTY, {"unit": "CER"}), "P-3013", "CER", PARTY.identifier)
    passes(check, case("1-0", None, PARTY, {"unit": "AAU"}))
