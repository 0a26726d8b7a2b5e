"""Many callers share a commit, and each hears its own answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from openets.engine.group_commit import GroupCommit
from openets.engine.kinds.report import EnterReport
from openets.engine.outcomes import Outcome
from openets.engine.steps import AnyCommand
from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse
from openets.ledger.store import Store
from openets.ledger.transactions import Proposal
from openets.stores.memory import MemoryStore
from tests.books import let_go
from tests.session import Office, codes

CALLERS = 8


@pytest.fixture(params=["memory", "shared"])
def store(request: pytest.FixtureRequest) -> Store:
    return MemoryStore() if request.param == "memory" else request.getfixturevalue("sqlite_books")


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)


def hand_in_all(office: Office, shared: GroupCommit, commands: list[AnyCommand]) -> list[Outcome | Misuse]:
    """Give every command from several threads; the answers in the order of the commands."""

    def hand_in(command: AnyCommand) -> Outcome | Misuse:
        try:
            return shared.one(command)
        except Misuse as error:
            return error
        finally:
            let_go(office.store)  # this thread's own connection

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(hand_in, commands))


def test_everybody_gets_the_answer_to_his_own_request(office: Office) -> None:
    plant, trader = office.operator("AT_1"), office.person("AT", "Trader")
    office.endow(plant, "EUA1", 1_000)
    commands: list[AnyCommand] = [Proposal("10-0", plant, trader, "EUA1", 10, f"r:{number}") for number in range(150)]
    answers = hand_in_all(office, office.session.grouped(most=5), commands)
    assert [answer.request for answer in answers if isinstance(answer, Outcome)] == [
        command.request for command in commands
    ]
    assert sum(answer.accepted for answer in answers if isinstance(answer, Outcome)) == 100
    assert {code for answer in answers if isinstance(answer, Outcome) for code in codes(answer)} == {"7027"}
    assert office.balance(trader, "EUA1") == 1_000
    verify_store(office.store)


def test_a_command_that_makes_no_sense_is_misuse_for_its_caller_alone(office: Office) -> None:
    plant, trader = office.operator("AT_1"), office.person("AT", "Trader")
    office.endow(plant, "EUA1", 1_000)
    good = [Proposal("10-0", plant, trader, "EUA1", 10, f"r:{number}") for number in range(40)]
    bad = [EnterReport("AT", f"AT_{number}", 2005, 1, "reported", f"b:{number}") for number in range(100, 110)]
    mixed: list[AnyCommand] = [*good[:20], *bad, *good[20:]]
    answers = hand_in_all(office, office.session.grouped(), mixed)
    assert [isinstance(answer, Misuse) for answer in answers] == [command in bad for command in mixed]
    assert office.balance(trader, "EUA1") == 400
    verify_store(office.store)


def test_a_lone_caller_is_answered_and_the_next_one_too(office: Office) -> None:
    plant = office.operator("AT_1")
    shared = office.session.grouped()
    with pytest.raises(Misuse):
        shared.one(EnterReport("AT", "AT_99", 2005, 1, "reported", "bad"))
    assert shared.one(EnterReport("AT", "AT_1", 2005, 1, "reported", "good")).accepted
    assert office.year(plant, 2005).verified == 1
