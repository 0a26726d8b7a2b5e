"""Many installations judged at once from what the books hold."""

from __future__ import annotations

from openets.views.status import judged
from tests.european import EU_ETS
from tests.session import Office
from tests.stories import a_year_with_everything


def test_every_year_of_every_installation_that_was_heard_of_is_judged() -> None:
    office = Office()
    a_year_with_everything(office)
    found = {row.record.installation: row for row in judged(office.store, EU_ETS)}
    assert {key: (row.status.letter, row.cause) for key, row in found.items()} == {
        "AT_1": ("A", "agrees"),
        "DE_1": ("C", "no official A, B or C"),
    }
    assert found["AT_1"].status.surrendered == 5_000


def test_a_year_with_a_plan_and_nothing_else_is_not_judged() -> None:
    office = Office()
    plant = office.operator("AT_1")
    office.plan(plant, 2005, 100)
    assert list(judged(office.store, EU_ETS)) == []
