"""Many installations judged at once from what the books hold."""

from __future__ import annotations

from datetime import date

from openets.views.status import judged
from tests.european import EU_ETS
from tests.session import Office, must
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


def test_silence_is_judged_from_the_day_on_which_the_report_was_due() -> None:
    """Who is planned units and neither reports nor surrenders has the letter C on 1 May; nobody need do anything."""
    office = Office()
    plant = office.operator("AT_1")
    must(office.plan(plant, 2005, 100))
    days = (date(2006, 3, 31), date(2006, 4, 1), date(2006, 4, 30), date(2006, 5, 15))
    found = [[row.status.letter for row in judged(office.store, EU_ETS, day)] for day in days]
    assert found == [[], [""], ["C"], ["C"]]
