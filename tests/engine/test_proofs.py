"""Transactions that projects name as their proof are looked up in the books, and each counts once."""

from __future__ import annotations

import json

import pytest

from openets.commands.notices import Notification
from openets.commands.notices import issue as issue_notice
from openets.commands.projects.issue import issue
from openets.commands.projects.steps import project_record, report_reversal, set_aside, settle_reversal
from openets.engine.steps import TakeStep
from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse
from openets.kernel.units import Elements
from openets.projects.project import Project
from openets.records.bodies import record_from
from tests.engine.test_parties import party
from tests.projects.specimen import BOILER_HOUSE, PLANTATION
from tests.projects.stories import accredited, registered, requested
from tests.session import Office, codes, must, state

FACTORY = {**BOILER_HOUSE, "installations": ["CZ_55"]}


@pytest.fixture
def office() -> Office:
    """Two Czech boiler houses that reduce the emissions of one factory, whose operator has allowances."""
    office = Office(day="2010-01-15")
    accredited(office)
    state = party(office, "CZ")
    plant = office.operator("CZ_55")
    must(office.issue("CZ", "EUA2", 10_000))
    must(office.transfer(state, plant, "EUA2", 6_000))
    for key in ("CZ77", "CZ78"):
        registered(office, key, FACTORY)
    return office


def given_up(office: Office, transaction: str, quantity: int = 500, project: str = "CZ77") -> list[str]:
    words = {"project": project, "installation": "CZ_55", "quantity": quantity, "transaction": transaction}
    return codes(set_aside(office.session, **words, request=office.request()))


def cancelled(office: Office, quantity: int = 500) -> str:
    plant = next(each for each, key in office.installation_of.items() if key == "CZ_55")
    return must(office.propose("4-0", plant, office.government("CZ", "230"), "EUA2", quantity))


def test_a_cancellation_of_the_operator_counts_and_only_once(office: Office) -> None:
    reference = cancelled(office)
    assert given_up(office, reference) == []
    assert given_up(office, reference) == ["P-7055", "P-7064"], "not for the same project again"
    assert given_up(office, reference, project="CZ78") == ["P-7064"], "and not for another"
    assert [row.key for row in office.store.all_records("counted")] == [reference]
    verify_store(office.store)


def test_a_batch_cannot_count_a_transaction_twice(office: Office) -> None:
    values = json.dumps({"installation": "CZ_55", "quantity": 500, "transaction": cancelled(office)})
    commands = [TakeStep("CZ", "project", key, "set aside", values, f"once-{key}") for key in ("CZ77", "CZ78")]
    first, second = office.session.commit(commands)
    must(first)
    assert codes(second) == ["P-7064"]
    again, _ = office.session.commit(commands)
    assert (again.repeated, again.reference) == (True, first.reference)
    verify_store(office.store)


def test_what_is_no_cancellation_of_those_allowances_does_not_count(office: Office) -> None:
    czech, plant = office.registry("CZ"), next(iter(office.installation_of))
    stranger = office.person("CZ", "Charity")
    must(office.transfer(plant, stranger, "EUA2", 500))
    charity = must(office.propose("4-0", stranger, office.government("CZ", "230"), "EUA2", 500))
    german = party(office, "DE")
    abroad = must(office.propose("4-0", german, office.government("DE", "230"), "AAU", 500))
    before = state(office.store)["records"]
    for reference in (
        "CZ999999",
        "ZZ1",
        "no such thing",
        "9" * 200,
        must(office.transfer(plant, czech, "EUA2", 500)),
        must(office.propose("4-0", czech, office.government("CZ", "230"), "AAU", 500)),
        project_record(office.session, "CZ77").reference,
        charity,
        abroad,
    ):
        assert given_up(office, reference) == ["P-7063"], reference
    assert given_up(office, cancelled(office, 499)) == ["P-7063"]
    assert state(office.store)["records"] == before


def test_the_note_of_what_was_counted_is_not_taken_by_hand(office: Office) -> None:
    values = json.dumps({"project": "CZ78", "step": "set aside", "quantity": 1})
    with pytest.raises(Misuse, match="taken by the log itself"):
        office.session.commit([TakeStep("CZ", "counted", cancelled(office), "count", values, "by-hand")])


@pytest.fixture
def forest() -> Office:
    """A forest with 8,000 lCERs, of which Italy holds 5,000, has lost what 3,000 of them stand for."""
    office = Office(day="2010-01-15")
    accredited(office)
    party(office, "IT")
    for key in ("UG5", "UG6"):
        registered(office, key, {**PLANTATION, "unit": "lCER"})
        requested(office, key, -8_000, baseline=0)
        must(issue(office.session, project=key, request=office.request()))
    pending = office.government("CDM", "110")
    serials = (("CDM", 1, 5_000),)
    must(office.propose("3-0", pending, office.registry("IT"), "lCER", 5_000, serials=serials))
    words = {"project": "UG5", "entity": "SGS", "quantity": 3_000}
    must(report_reversal(office.session, **words, request=office.request()))
    return office


def settled(office: Office, transaction: str, project: str = "UG5") -> list[str]:
    return codes(settle_reversal(office.session, project=project, transaction=transaction, request=office.request()))


def test_a_reversal_is_settled_by_transactions_that_make_it_good(forest: Office) -> None:
    italy, retired = forest.registry("IT"), forest.government("IT", "300")
    assert settled(forest, "IT999") == ["P-7065"]
    use = must(forest.propose("5-0", italy, retired, "lCER", 2_000))
    assert settled(forest, use) == ["P-7065"], "to retire units makes nothing good"
    asks = {"code": 4, "party": "IT", "quantity": 2_000}
    must(issue_notice(forest.session, Notification(**asks, project="UG5"), request=forest.request()))
    words = {"notice": "ITL1", "replaces": (("CDM", 1, 2_000),)}
    replaced = must(forest.propose("6-0", italy, forest.government("IT", "422"), "AAU", 2_000, **words))
    assert settled(forest, replaced) == []
    project = record_from(Project, json.loads(project_record(forest.session, "UG5").body))
    assert [(row.quantity, row.settled) for row in project.reversals] == [(2_000, replaced), (1_000, "")]
    assert settled(forest, replaced) == ["P-7064"]
    mandatory = forest.government("CDM", "250")
    if mandatory not in {row.identifier for row in forest.store.all_accounts()}:
        forest.open("CDM", "250")
    other = (("CDM", 8_001, 9_000),)
    alien = must(forest.propose("4-0", forest.government("CDM", "110"), mandatory, "lCER", 1_000, serials=other))
    assert settled(forest, alien) == ["P-7065"], "units of another forest"
    own = (("CDM", 5_001, 6_000),)
    last = must(forest.propose("4-0", forest.government("CDM", "110"), mandatory, "lCER", 1_000, serials=own))
    assert settled(forest, last) == []
    assert settled(forest, alien) == ["P-7059", "P-7065"], "nothing is outstanding any more"
    verify_store(forest.store)


def test_a_conversion_is_no_cancellation(office: Office) -> None:
    """Whoever converts AAUs for the very project gives up nothing."""
    project = Elements(project="CZ77", track=1)
    outcome = office.propose("2-0", office.registry("CZ"), office.registry("CZ"), "AAU", 1, elements=project)
    assert codes(outcome) == ["P-5018"]
