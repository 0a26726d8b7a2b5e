"""The life of a transaction is one table; what is not in it cannot happen."""

from __future__ import annotations

from itertools import pairwise

import pytest

from openets.checks.check import NEEDS
from openets.kernel.units import Elements, Series
from openets.ledger.accounts import AccountType, Bucket
from openets.ledger.transactions import COMPLETED_LIFE, LIFE, Effect, Event, Status, TransactionType, may_become
from tests.european import ACCOUNT_TYPES, EU_ETS, TRANSACTION_TYPES, UNIT_TYPES

STEPS = """
awaiting approval      | approve     | proposed
awaiting approval      | withdraw    | cancelled
awaiting approval      | time out    | cancelled
proposed               | pass checks | checked no discrepancy
proposed               | fail checks | checked discrepancy
proposed               | delay       | delayed
proposed               | time out    | cancelled
delayed                | release     | proposed
delayed                | withdraw    | cancelled
checked discrepancy    | terminate   | terminated
checked no discrepancy | complete    | completed
checked no discrepancy | accept      | accepted
checked no discrepancy | reject      | rejected
checked no discrepancy | time out    | cancelled
checked no discrepancy | fail checks | checked discrepancy
accepted               | fail checks | checked discrepancy
accepted               | time out    | cancelled
accepted               | complete    | completed
"""


def allowed() -> dict[tuple[Status, Event], Status]:
    found = {}
    for line in STEPS.strip().splitlines():
        before, event, after = (word.strip() for word in line.split("|"))
        found[named(before), Event(event)] = named(after)
    return found


def named(words: str) -> Status:
    return Status[words.upper().replace(" ", "_")]


def test_the_table_has_every_allowed_step_and_no_other() -> None:
    assert allowed() == LIFE


def test_final_states_have_no_way_out_and_all_others_have_one() -> None:
    assert {status for status in Status if not status.final} == {before for before, _ in LIFE}


def test_states_have_the_numbers_of_the_field() -> None:
    assert {status.name: int(status) for status in Status} == {
        "AWAITING_APPROVAL": 0,
        "PROPOSED": 1,
        "CHECKED_NO_DISCREPANCY": 2,
        "CHECKED_DISCREPANCY": 3,
        "COMPLETED": 4,
        "TERMINATED": 5,
        "REJECTED": 6,
        "CANCELLED": 7,
        "ACCEPTED": 8,
        "DELAYED": 30,
    }


@pytest.mark.parametrize(
    ("before", "after", "possible"),
    [
        (Status.PROPOSED, Status.COMPLETED, True),
        (Status.PROPOSED, Status.TERMINATED, True),
        (Status.CHECKED_NO_DISCREPANCY, Status.TERMINATED, True),
        (Status.ACCEPTED, Status.CANCELLED, True),
        (Status.ACCEPTED, Status.REJECTED, False),
        (Status.ACCEPTED, Status.PROPOSED, False),
        (Status.COMPLETED, Status.CANCELLED, False),
        (Status.TERMINATED, Status.COMPLETED, False),
        (Status.DELAYED, Status.COMPLETED, True),
    ],
)
def test_a_side_that_hears_late_goes_where_steps_of_the_table_lead(
    before: Status, after: Status, possible: bool
) -> None:
    assert may_become(before, after) is possible


@pytest.mark.parametrize("life", [COMPLETED_LIFE], ids=["completed"])
def test_the_lives_that_one_commit_passes_are_paths_through_the_table(life: tuple[Status, ...]) -> None:
    steps = {(before, after) for (before, _), after in LIFE.items()}
    assert set(pairwise(life)) <= steps
    assert life[0] is Status.PROPOSED
    assert life[-1].final


@pytest.mark.parametrize("kind", TRANSACTION_TYPES.values(), ids=lambda kind: kind.code)
def test_a_transaction_type_speaks_of_units_and_accounts_that_exist(kind: TransactionType) -> None:
    assert kind.units <= UNIT_TYPES.keys()
    assert {*kind.transferring, *kind.acquiring} <= ACCOUNT_TYPES.keys()
    assert kind.acquiring
    assert bool(kind.transferring) is (kind.effect is not Effect.CREATE)
    assert bool(kind.targets or kind.changes) is (kind.effect in (Effect.CONVERT, Effect.REPLACE))
    assert set(kind.targets.values()) <= UNIT_TYPES.keys()
    assert set(kind.targets) <= kind.units
    assert kind.changes <= {"project", "expiry", "period"}
    assert EU_ETS.needs[kind.code] <= NEEDS.keys()
    assert kind.reversed_by in TRANSACTION_TYPES.keys() | {""}


def test_a_conversion_changes_what_its_type_says_and_nothing_else() -> None:
    before = Series("AAU", "DE", 1, 1, 3, "DE1", 1, "2012-12-31")
    elements = Elements(0, "DE77", 2, "2017-12-31")
    made = {code: TRANSACTION_TYPES[code].converted(before, elements) for code in ("10-52", "2-0", "7-39", "8-0")}
    assert made == {
        "10-52": before._replace(unit="EUA2"),
        "2-0": before._replace(unit="ERU", project="DE77", track=2),
        "7-39": before._replace(applicable_period=2),
        "8-0": before._replace(expiry="2017-12-31"),
    }


@pytest.mark.parametrize(
    "kind", [kind for kind in TRANSACTION_TYPES.values() if kind.reversed_by], ids=lambda kind: kind.code
)
def test_a_reversal_goes_the_other_way(kind: TransactionType) -> None:
    back = TRANSACTION_TYPES[kind.reversed_by]
    assert (back.transferring, back.acquiring) == (kind.acquiring, kind.transferring)
    assert back.units == kind.units
    assert not back.reversed_by


@pytest.mark.parametrize("kind", ACCOUNT_TYPES.values(), ids=lambda kind: kind.code)
def test_an_account_type_stands_somewhere_in_the_balance(kind: AccountType) -> None:
    assert kind.holds <= UNIT_TYPES.keys()
    assert kind.source
    assert (kind.bucket is Bucket.HELD) or kind.government
