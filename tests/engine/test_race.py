"""Many processes want the same units: exactly what is there is given out, and everybody gets an answer."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from openets.engine.verify import verify_store
from openets.ledger.store import Store
from openets.ledger.transactions import Proposal
from tests.clients import get_ready, race
from tests.session import Office

PROCESSES = 4
REQUESTS = 100
STOCK = 1_000
TAKE = 10

Answers = list[tuple[str, list[str], bool]]


def run(store: Store, work: list[list[Proposal]]) -> list[Answers]:
    """Let one process for each list send its proposals, all from the same moment on."""
    context = get_context("spawn")
    barrier = context.Barrier(len(work))
    with ProcessPoolExecutor(len(work), context, get_ready, (barrier,)) as pool:
        running = [pool.submit(race, store.address, proposals) for proposals in work]
        return [each.result(timeout=300) for each in running]


def proposals(source: str, target: str, name: str, count: int) -> list[Proposal]:
    kind = "10-0" if source[:2] == target[:2] else "3-21"
    return [Proposal(kind, source, target, "EUA1", TAKE, f"{name}:{number}") for number in range(count)]


def test_no_unit_is_spent_twice(shared_store: Store) -> None:
    office = Office(shared_store)
    plant, trader = office.operator("AT_1"), office.person("AT", "Trader")
    office.endow(plant, "EUA1", STOCK)
    work = [proposals(plant, trader, f"racer{number}", REQUESTS) for number in range(PROCESSES)]
    answers = [answer for each in run(shared_store, work) for answer in each]
    accepted = {reference for reference, _, _ in answers if reference}
    assert Counter(" ".join(codes) for _, codes, _ in answers) == {
        "": STOCK // TAKE,
        "7027": PROCESSES * REQUESTS - STOCK // TAKE,
    }
    assert len(accepted) == STOCK // TAKE
    assert office.balance(trader, "EUA1") == STOCK
    assert office.balance(plant, "EUA1") == 0
    verify_store(shared_store)


def test_the_same_request_from_everywhere_is_done_once(shared_store: Store) -> None:
    office = Office(shared_store)
    plant, trader = office.operator("AT_1"), office.person("AT", "Trader")
    office.endow(plant, "EUA1", STOCK)
    answers = run(shared_store, [proposals(plant, trader, "same", 25) for _ in range(PROCESSES)])
    references = [[reference for reference, _, _ in each] for each in answers]
    assert all(each == references[0] for each in references)
    assert sum(not repeated for each in answers for _, _, repeated in each) == 25
    assert office.balance(trader, "EUA1") == 25 * TAKE
    verify_store(shared_store)


def test_transfers_that_cross_do_not_stop_one_another(shared_store: Store) -> None:
    """Two registries, both directions at once: locks are taken in one order."""
    office = Office(shared_store)
    plant, works = office.operator("AT_1"), office.operator("DE_1")
    office.endow(plant, "EUA1", STOCK)
    office.endow(works, "EUA1", STOCK)
    work = [
        proposals(*((plant, works) if number % 2 else (works, plant)), f"racer{number}", 50)
        for number in range(PROCESSES)
    ]
    answers = [answer for each in run(shared_store, work) for answer in each]
    assert [codes for _, codes, _ in answers if codes] == []
    assert office.balance(plant, "EUA1") == office.balance(works, "EUA1") == STOCK
    verify_store(shared_store)
