"""Account identifiers: five that operating registries gave out, and what the check digits catch."""

from __future__ import annotations

import pytest

from openets.kernel.identifiers import (
    account_identifier,
    check_digits,
    has_valid_check_digits,
    parse_account_identifier,
)
from openets.kernel.refusals import Misuse
from tests.european import ACCOUNT_TYPES, TERMS, government_account

REAL = ("EU-100-5016813-0-69", "UK-100-900000025-2-60", "UK-100-1016-0-17", "UK-100-1011-0-42", "UK-100-1010-0-47")


@pytest.mark.parametrize("identifier", REAL)
def test_real_identifiers_have_the_check_digits_that_we_compute(identifier: str) -> None:
    parts = parse_account_identifier(identifier)
    assert check_digits(*parts[:4]) == parts.check
    assert has_valid_check_digits(identifier)
    assert str(parts) == identifier == account_identifier(*parts[:4])


@pytest.mark.parametrize("identifier", REAL)
def test_one_wrong_digit_is_always_noticed(identifier: str) -> None:
    for place, digit in enumerate(identifier):
        for other in "0123456789":
            if digit.isdecimal() and other != digit:
                assert not has_valid_check_digits(identifier[:place] + other + identifier[place + 1 :])


def test_another_registry_is_noticed() -> None:
    assert not has_valid_check_digits("DK-100-1016-0-17")


@pytest.mark.parametrize(
    "text",
    [
        "", "EU", "EU-100-5016813-0", "EU-100-5016813-0-690", "eu-100-5016813-0-69", "EU 100 5016813 0 69",
        "EU-10-5016813-0-69", "EU-100--0-69", "EU-100-5016813-0-69-", " EU-100-5016813-0-69",
        "EU-100-5016813-0-69\n", "EU-100-٥016813-0-69", "DK-121-451-0",
    ],
)  # fmt: skip
def test_another_shape_is_misuse_and_has_no_valid_check_digits(text: str) -> None:
    assert not has_valid_check_digits(text)
    with pytest.raises(Misuse, match="is not an account identifier: expected CC-TTT-NNNN-P-KK"):
        parse_account_identifier(text)


def test_a_registry_may_have_three_letters() -> None:
    identifier = government_account("CDM", "110")
    assert identifier.startswith("CDM-110-1-0-")
    assert has_valid_check_digits(identifier)


def test_the_accounts_that_a_registry_opens_with_itself_are_numbered_in_order() -> None:
    opens = TERMS.registries["AT"].opens
    found = [parse_account_identifier(government_account("AT", kind)) for kind in opens]
    assert [parts.number for parts in found] == [1, 2, 3, 4, 5]
    assert [parts.kyoto_type for parts in found] == [ACCOUNT_TYPES[kind].digits for kind in opens]
