"""Who may do what: an operator moves the units of its own accounts, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openets.engine.kinds.change_account import ChangeAccount
from openets.engine.kinds.official import EnterOfficial
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.kinds.open_registry import OpenRegistry
from openets.engine.kinds.plan import EnterPlan
from openets.engine.kinds.report import EnterReport
from openets.engine.rights import OPERATOR, VERIFIER, Actor, administrator, may_move
from openets.engine.steps import AnyCommand
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import AccountState, Opening
from openets.ledger.transactions import Proposal
from tests.european import TRANSACTION_TYPES
from tests.session import Office, codes, must, state

OPERATORS_OWN = {"10-0", "3-0", "3-21", "10-2", "10-1", "4-0", "10-71"}


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def plant(office: Office) -> str:
    account = office.operator("AT_1")
    office.endow(account, "EUA1", 100)
    return account


@pytest.mark.parametrize("kind", TRANSACTION_TYPES)
def test_the_administrator_may_do_everything_and_an_operator_its_own(kind: str) -> None:
    type = TRANSACTION_TYPES[kind]
    operator = Actor("o", frozenset({OPERATOR}), frozenset({"mine"}))
    assert may_move(administrator("a"), type, "anybody's")
    assert may_move(operator, type, "mine") is (kind in OPERATORS_OWN)
    assert not may_move(operator, type, "anybody's")
    assert not may_move(Actor("v", frozenset({VERIFIER}), frozenset({"mine"})), type, "mine")
    assert not may_move(Actor("nobody", frozenset()), type, "mine")


def test_an_operator_moves_the_units_of_its_own_account_only(office: Office, plant: str) -> None:
    other = office.operator("AT_2")
    ours = office.acting(Actor("plant", frozenset({OPERATOR}), frozenset({plant})))
    must(ours.transfer(plant, other, "EUA1", 10))
    assert codes(ours.transfer(other, plant, "EUA1", 10)) == ["P-6001"]


def test_a_verifier_enters_reports_and_nothing_else(office: Office, plant: str) -> None:
    verifier = office.acting(Actor("verifier", frozenset({VERIFIER}), frozenset({plant})))
    must(verifier.report(plant, 2005, 90))
    assert codes(verifier.surrender(plant, "EUA1", 90, 2005)) == ["P-6001"]


def test_an_operator_does_not_verify_itself(office: Office, plant: str) -> None:
    ours = office.acting(Actor("plant", frozenset({OPERATOR}), frozenset({plant})))
    with pytest.raises(Misuse, match="plant may not enter reports"):
        ours.report(plant, 2005, 1)


ACTS: dict[str, Callable[[str], AnyCommand]] = {
    "open a registry": lambda _: OpenRegistry("DE", "r"),
    "open an account": lambda _: OpenAccount("AT", Opening("AT", "121", "Me", "Me"), "r"),
    "lift its own block": lambda own: ChangeAccount("AT", own, AccountState.OPEN, False, "r"),
    "enter a plan": lambda _: EnterPlan("AT", 2005, (("AT_1", 1, 1),), "r"),
    "enter a report": lambda _: EnterReport("AT", "AT_1", 2005, 1, "reported", "r"),
    "enter official letters": lambda _: EnterOfficial("AT", 2005, (("AT_1", "A"),), "r"),
    "issue": lambda _: Proposal("1-51", "", Office.government("AT", "100"), "EUA1", 1, "r"),
}


@pytest.mark.parametrize("what", ACTS)
def test_an_operator_may_not(what: str, office: Office, plant: str) -> None:
    must(office.report(plant, 2005, None))
    before = state(office.store)
    ours = office.acting(Actor("plant", frozenset({OPERATOR}), frozenset({plant})))
    assert codes(ours.commit([ACTS[what](plant)])[0]) == ["P-6001"]
    assert state(office.store) == before


@pytest.mark.parametrize("what", ACTS)
def test_the_administrator_may(what: str, office: Office, plant: str) -> None:
    assert office.commit([ACTS[what](plant)])[0].accepted
