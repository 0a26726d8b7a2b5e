"""Running totals of the registries, on each of the three stores: they follow every unit."""

from __future__ import annotations

from openets.engine.verify import verify_store
from openets.kernel.units import Elements
from openets.ledger.store import Needs, Store, Total
from tests.session import Office, must
from tests.stories import the_period_ends


def totals_of(store: Store, *registries: str) -> dict[Total, int]:
    """What the port says of some registries while they are locked; totals that came to nothing left out."""
    with store.work() as work:
        found = work.load(Needs(registries=set(registries), totals=set(registries)))
        return {key: units for key, units in found.totals.items() if units}


def test_totals_follow_every_unit(office: Office, plant: str, works: str) -> None:
    must(office.transfer(plant, works, "EUA1", 300))
    must(office.transfer(works, plant, "EUA1", 100))
    must(office.surrender(plant, "EUA1", 200, 2005))
    must(office.cancel(works, "EUA1", 50))
    must(office.retire("AT", "EUA1", 150))
    assert totals_of(office.store, "AT", "DE") == office.store.all_totals()
    assert totals_of(office.store, "DE") == {
        ("DE", "EUA1", "held"): 150,
        ("DE", "EUA1", "cancelled"): 50,
        ("DE", "EUA1", "bought"): 300,
        ("DE", "EUA1", "sold"): 100,
    }
    assert totals_of(office.store, "AT") == {
        ("AT", "EUA1", "issued"): 1000,
        ("AT", "EUA1", "held"): 600,
        ("AT", "EUA1", "surrendered"): 50,
        ("AT", "EUA1", "retired"): 150,
        ("AT", "EUA1", "bought"): 100,
        ("AT", "EUA1", "sold"): 300,
    }
    verify_store(office.store)


def test_totals_tell_what_was_converted_from_what_was_issued(office: Office) -> None:
    party = office.party("AT", FM=7)
    must(office.issue("AT", "AAU", 105))
    must(office.issue("AT", "EUA2", 40))
    must(office.propose("10-62", party, party, "EUA2", 30))
    must(office.propose("1-0", "", party, "RMU", 7, elements=Elements(activity=3)))
    the_period_ends(office, "AT", 1)
    must(office.propose("7-39", party, party, "AAU", 10))
    assert office.store.all_totals() == {
        ("AT", "AAU", "issued"): 105,
        ("AT", "AAU", "retired"): 5,
        ("AT", "AAU", "converted"): 10,
        ("AT", "AAU", "held"): 90,
        ("AT", "AAU", "carried"): 10,
        ("AT", "EUA2", "issued"): 40,
        ("AT", "EUA2", "converted"): 30,
        ("AT", "EUA2", "held"): 10,
        ("AT", "RMU", "issued"): 7,
        ("AT", "RMU", "issued 3"): 7,
        ("AT", "RMU", "held"): 7,
    }
    verify_store(office.store)


def test_totals_of_a_registry_without_units_are_none(office: Office) -> None:
    office.registry("AT")
    assert totals_of(office.store, "AT", "DE") == {}
    assert office.store.all_totals() == {}


def test_a_replacement_at_the_change_of_period_issues_anew(office: Office) -> None:
    party = office.party("AT")
    must(office.issue("AT", "AAU", 100))
    must(office.issue("AT", "EUA2", 100))
    office.on("2012-06-01")
    must(office.propose("10-41", party, office.government("AT", "230"), "EUA2", 40))
    totals = office.store.all_totals()
    assert (totals["AT", "EUA2", "held"], totals["AT", "EUA2", "cancelled"]) == (60, 40)
    assert (totals["AT", "EUA3", "issued"], totals["AT", "EUA3", "held"]) == (40, 40)
    verify_store(office.store)
