"""What an installation is called."""

from __future__ import annotations

import pytest

from openets.ledger.accounts import AIRCRAFT, Installation


@pytest.mark.parametrize(
    ("name", "operator", "activity", "called"),
    [
        ("8651", "Ryanair Designated Activity Company", AIRCRAFT, "Ryanair Designated Activity Company (8651)"),
        ("f10218", "GTCPA, LLC", AIRCRAFT, "GTCPA, LLC (f10218)"),
        ("8651", "", AIRCRAFT, "8651"),
        ("Star Air", "Star Air A/S", AIRCRAFT, "Star Air"),
        ("Kessel 7", "Donau Energie AG", 1, "Kessel 7"),
        ("4711", "Donau Energie AG", 1, "4711"),
    ],
)
def test_an_aircraft_operator_is_not_called_by_its_code(name: str, operator: str, activity: int, called: str) -> None:
    assert Installation("AT_1", "AT", name, operator, activity, "").called == called
