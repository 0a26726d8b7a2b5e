"""Checks on the units: one case refused, with its code and the culprit by name, and one that passes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from openets.checks import on_units
from openets.kernel.units import Elements
from tests.rules.specimen import PARTY, PLANT, SET_ASIDE, account, case, passes, refuses

CDM = account("110", "CDM", number=1)
EVERYTHING = Elements(3, "CN77", 1, "2012-12-31", 2008)


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


def test_reserved_units_stay_in_their_account() -> None:
    check, kept = on_units.reserved_units_stay_in_their_account, PLANT._replace(reserved=80)
    refuses(check, case(transferring=kept, held_in_all=179), "P-1025", "80", "99 may leave")
    refuses(check, case(transferring=kept, held_in_all=10), "P-1025", "0 may leave")
    passes(check, case(transferring=kept, held_in_all=180))
    passes(check, case("10-2", kept, SET_ASIDE, held_in_all=100))
    passes(check, case("10-86", kept, PARTY, {"reverses": "AT1"}, held_in_all=100))
    passes(check, case(held_in_all=100))


def test_units_are_issued_where_they_belong() -> None:
    check = on_units.units_are_issued_where_they_belong
    refuses(check, case("1-0", None, PARTY, {"unit": "CER"}), "P-3013", "CER", PARTY.identifier)
    passes(check, case("1-0", None, PARTY, {"unit": "AAU"}))


@pytest.mark.parametrize("unit", ["CER", "tCER", "lCER"])
def test_units_are_issued_where_they_belong_in_the_cdm_registry_too(unit: str) -> None:
    check = on_units.units_are_issued_where_they_belong
    passes(check, case("1-0", None, CDM, {"unit": unit}))
    refuses(check, case("1-0", None, PARTY, {"unit": unit}), "P-3013", unit)
    refuses(check, case("1-0", None, CDM, {"unit": "RMU"}), "P-3013", "RMU", CDM.identifier)


@pytest.mark.parametrize(
    ("kind", "unit", "given"),
    [
        ("1-0", "AAU", ""),
        ("1-0", "RMU", "activity"),
        ("1-0", "CER", "project"),
        ("1-0", "tCER", "activity project expiry"),
        ("1-51", "EUA1", ""),
        ("1-90", "VER", "project"),
        ("2-0", "AAU", "project track"),
        ("2-0", "RMU", "activity project track"),
        ("10-52", "AAU", ""),
        ("7-39", "AAU", ""),
        ("8-0", "lCER", "expiry"),
        ("3-0", "tCER", ""),
        ("3-0", "VER", "vintage"),
        ("10-0", "EUA1", ""),
        ("10-41", "EUA2", ""),
    ],
)
def test_elements_are_those_that_the_transaction_gives(kind: str, unit: str, given: str) -> None:
    check = on_units.elements_are_those_that_the_transaction_gives
    for name, value in EVERYTHING._asdict().items():
        named = case(kind, PARTY, PARTY, {"unit": unit, "elements": Elements()._replace(**{name: value})})
        if name in given.split():
            passes(check, named)
        else:
            refuses(check, named, "P-3023", f"{unit} no {name}")


def test_elements_are_those_that_the_transaction_gives_or_none() -> None:
    check = on_units.elements_are_those_that_the_transaction_gives
    named = case("10-0", PARTY, PARTY, {"elements": EVERYTHING})
    refuses(check, named, "P-3023", "no activity and no project and no track and no expiry and no vintage")
    passes(check, case("10-0", PARTY, PARTY))


def test_only_a_replacement_names_what_it_replaces() -> None:
    check = on_units.only_a_replacement_names_what_it_replaces
    replaces = {"replaces": (("CDM", 1, 100),)}
    refuses(check, case("10-0", PARTY, PARTY, replaces), "P-3024", "'Internal transfer' replaces nothing")
    passes(check, case("6-0", PARTY, account("411", number=9), {"unit": "AAU", **replaces}))
    passes(check, case("10-0", PARTY, PARTY))


def test_units_are_not_in_doubt() -> None:
    check = on_units.units_are_not_in_doubt
    refuses(check, case(in_doubt="AT 41-60"), "P-3016", "AT 41-60")
    passes(check, case())
