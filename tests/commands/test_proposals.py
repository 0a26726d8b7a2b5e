"""The law's table says which transaction a verb means, and which accounts it fills in."""

from __future__ import annotations

import pytest

from openets.commands.proposals import proposal_for, standing_in
from openets.commands.units import transfer_type
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.laws.reading import read_law
from openets.ledger.accounts import Bucket

EU = read_law("eu_ets")
KYOTO = read_law("kyoto")
AT = EU.terms.standing_account
PLANT, WORKS = "AT-120-6-0-33", "DE-120-6-0-4"

ISSUED = {
    "EUA1": ("1-51", "", "100", "EUA1"),
    "EUA2": ("10-52", "100", "100", "AAU"),
    "EUA2N": ("1-22", "", "100", "EUA2N"),
    "EUA3": ("1-31", "", "100", "EUA3"),
    "EUAA": ("1-30", "", "100", "EUAA"),
    "AAU": ("1-0", "", "100", "AAU"),
    "RMU": ("1-0", "", "100", "RMU"),
    "EUA9": ("1-0", "", "100", "EUA9"),
    "VER": ("1-0", "", "100", "VER"),
}


@pytest.mark.parametrize("unit", ISSUED)
def test_who_issues_names_what_there_is_afterwards(unit: str) -> None:
    kind, source, target, taken = ISSUED[unit]
    found = proposal_for(EU, "issue", unit=unit, quantity=5, request="r", registry="AT")
    assert (found.type, found.unit, found.quantity, found.request) == (kind, taken, 5, "r")
    assert found.transferring == (AT("AT", source) if source else "")
    assert found.acquiring == AT("AT", target)


def test_a_body_above_the_members_issues_into_its_own_account() -> None:
    found = proposal_for(EU, "issue", unit="CER", quantity=5, request="r", registry="CDM")
    assert (found.type, found.acquiring) == ("1-0", AT("CDM", "110"))


def test_voluntary_units_come_into_the_account_that_is_named() -> None:
    found = proposal_for(EU, "issue", unit="VER", quantity=5, request="r", target="AT-121-7-0-19")
    assert (found.type, found.acquiring) == ("1-90", "AT-121-7-0-19")


@pytest.mark.parametrize(
    ("unit", "made_of"), [("ERU", "AAU"), ("ERU-RMU", "RMU")], ids=["of assigned amount", "of removals"]
)
def test_a_conversion_names_what_it_makes(unit: str, made_of: str) -> None:
    found = proposal_for(EU, "convert", unit=unit, quantity=5, request="r", registry="AT")
    assert (found.type, found.unit, found.transferring) == ("2-0", made_of, found.acquiring)


@pytest.mark.parametrize(
    ("source", "target", "unit", "kind"),
    [
        (PLANT, "AT-121-7-0-19", "EUA1", "10-0"),
        (PLANT, WORKS, "EUA1", "3-21"),
        (PLANT, WORKS, "EUA2", "3-0"),
        (PLANT, WORKS, "CER", "3-0"),
        (PLANT, WORKS, "EUA9", "3-0"),
        (PLANT, PLANT, "EUA9", "10-0"),
        ("AT", "DE", "EUA1", "3-21"),
        ("AT", "AT", "EUA1", "10-0"),
    ],
)
def test_a_transfer_stays_within_a_registry_or_leaves_it(source: str, target: str, unit: str, kind: str) -> None:
    assert transfer_type(EU, source, target, unit) == kind


@pytest.mark.parametrize(
    ("verb", "unit", "kind", "target"),
    [
        ("surrender", "EUA1", "10-2", "100-6"),
        ("surrender", "CER", "10-2", "100-6"),
        ("surrender", "AAU", "10-2", "100-6"),
        ("cancel", "EUA1", "10-1", "230"),
        ("cancel", "EUA2", "4-0", "230"),
        ("cancel", "CER", "4-0", "230"),
    ],
)
def test_the_account_that_is_not_named_is_the_registrys_own(verb: str, unit: str, kind: str, target: str) -> None:
    found = proposal_for(EU, verb, unit=unit, quantity=5, request="r", source=PLANT, year=2006)
    assert (found.type, found.transferring, found.acquiring) == (kind, PLANT, AT("AT", target))
    assert found.year == 2006


def test_an_allocation_comes_from_the_party_holding_account() -> None:
    found = proposal_for(EU, "allocate", unit="EUA1", quantity=5, request="r", target=PLANT)
    assert (found.type, found.transferring) == ("10-53", AT("AT", "100"))


@pytest.mark.parametrize(("unit", "kind"), [("EUA1", "4-3"), ("EUA2", "5-1"), ("AAU", "5-1"), ("RMU", "5-1")])
def test_surrendered_units_are_retired(unit: str, kind: str) -> None:
    source = standing_in(EU, "AT", Bucket.SURRENDERED)
    found = proposal_for(EU, "retire", unit=unit, quantity=5, request="r", source=source, registry="AT")
    assert (found.type, found.transferring, found.acquiring) == (kind, AT("AT", "100-6"), AT("AT", "300"))
    own = proposal_for(EU, "retire", unit=unit, quantity=5, request="r", registry="AT")
    assert own.transferring == AT("AT", "100")


@pytest.mark.parametrize(("unit", "kind"), [("AAU", "7-39"), ("CER", "7-38"), ("ERU", "7-38")])
def test_what_is_carried_over_stays_where_it_is(unit: str, kind: str) -> None:
    found = proposal_for(KYOTO, "carry over", unit=unit, quantity=5, request="r", registry="AT")
    assert (found.type, found.transferring, found.acquiring) == (kind, AT("AT", "100"), AT("AT", "100"))


def test_an_unknown_verb_is_told_with_those_that_there_are() -> None:
    with pytest.raises(Misuse, match=r"'fly'.*it knows issue, convert, carry over"):
        proposal_for(EU, "fly", unit="EUA1", quantity=1, request="r", registry="AT")
    with pytest.raises(Misuse, match="nothing can be asked for by 'surrender' under Kyoto Protocol"):
        proposal_for(KYOTO, "surrender", unit="AAU", quantity=1, request="r", source=PLANT)


def test_an_account_that_nothing_can_fill_in_is_told() -> None:
    with pytest.raises(Misuse, match="'allocate' of EUA1 needs an account that is not named"):
        proposal_for(EU, "allocate", unit="EUA1", quantity=1, request="r", registry="AT")
    with pytest.raises(Misuse, match="needs an account"):
        proposal_for(EU, "issue", unit="EUA1", quantity=1, request="r")
    with pytest.raises(Misuse, match="no account for units that are surrendered under Kyoto Protocol"):
        standing_in(KYOTO, "AT", Bucket.SURRENDERED)


@pytest.mark.parametrize("law", [EU, KYOTO], ids=lambda law: law.id)
def test_every_verb_of_a_law_leads_somewhere(law: Law) -> None:
    assert {"issue", "transfer", "cancel", "retire"} <= set(law.terms.verbs)


@pytest.mark.parametrize(("verb", "unit"), [("convert", "AAU"), ("convert", "RMU")])
def test_a_conversion_is_not_asked_for_by_what_it_is_made_of(verb: str, unit: str) -> None:
    """Else 5 AAU would be asked for, and 5 ERU be made of them."""
    with pytest.raises(Misuse, match="ERU"):
        proposal_for(EU, verb, unit=unit, quantity=5, request="r", registry="AT")
