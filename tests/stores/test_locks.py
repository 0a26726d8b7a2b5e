"""Works under locks of their own that touch the same rows: they wait for one another, or one is asked to come again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from openets.engine.outcomes import Outcome
from openets.kernel.refusals import Unavailable
from openets.ledger.accounts import KEYS_PER_REGISTRY, Account, AccountState
from openets.ledger.store import Changes, Store
from openets.ledger.transactions import Proposal
from tests.books import let_go
from tests.session import Office

pytestmark = pytest.mark.postgres

ROUNDS = 40
TRADERS = 12


def at_once(store: Store, *works: Callable[[], list[Outcome]]) -> list[list[Outcome]]:
    """Do works in threads of their own, from the same moment on."""
    start = Barrier(len(works))

    def do(work: Callable[[], list[Outcome]]) -> list[Outcome]:
        start.wait()
        try:
            return work()
        finally:
            let_go(store)

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(do, works))


def test_registries_that_trade_the_units_of_the_same_others_do_not_wait_for_each_other_for_ever(
    postgres_office: Office,
) -> None:
    """Each work meets units of both origins, in an order of its own: what guards serial numbers locks by origin."""
    office = postgres_office
    plants = [office.operator("AT_1"), office.operator("ES_1")]
    for plant in plants:
        office.endow(plant, "EUA1", 300 * TRADERS)
    holders = {code: [office.person(code, f"{code}-{number}") for number in range(TRADERS)] for code in ("DE", "FR")}
    for code, turn in (("DE", 0), ("FR", 1)):
        sent = [
            Proposal("3-21", plants[(number + turn) % 2], holder, "EUA1", 300, f"{code}:{number}")
            for number, holder in enumerate(holders[code])
        ]
        assert all(outcome.accepted for outcome in office.session.commit(sent))
    targets = {code: [office.person(code, f"{code}-to-{number}") for number in range(TRADERS)] for code in holders}
    for turn in range(ROUNDS):
        batches = [
            [
                Proposal("10-0", source, target, "EUA1", 1, f"{code}:{turn}:{number}")
                for number, (source, target) in enumerate(zip(holders[code], targets[code], strict=True))
            ]
            for code in holders
        ]
        found = at_once(office.store, *(lambda batch=batch: office.session.commit(batch) for batch in batches))  # type: ignore[misc]
        assert all(outcome.accepted for outcomes in found for outcome in outcomes)


def test_an_account_that_two_works_open_at_the_same_time_is_for_another_time(postgres_office: Office) -> None:
    office = postgres_office
    office.registry("AT")
    known = Account(KEYS_PER_REGISTRY + 77, "FR-100-1-0-1", "AT", "foreign", "x", "x", AccountState.OPEN, False, "")
    with office.store.work() as work:
        work.write(Changes(accounts=[known]))
    with pytest.raises(Unavailable, match="another call was faster"), office.store.work() as work:
        work.write(Changes(accounts=[known._replace(key=2 * KEYS_PER_REGISTRY + 77)]))
