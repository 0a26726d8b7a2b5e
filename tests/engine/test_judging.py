"""What the judge must know of the past: what was there on an earlier day, and in which order things came."""

from __future__ import annotations

from pathlib import Path

import pytest

from openets.engine.judging import _MOST
from openets.engine.verify import export_journal, verify_folder, verify_store
from openets.kernel.refusals import Fault
from openets.ledger.transactions import Proposal
from tests.forging import Forgery, lines_of
from tests.session import Office, codes, must


@pytest.fixture
def office() -> Office:
    return Office(day="2006-01-02")


def a_month(office: Office) -> tuple[str, str]:
    """A trader holds 100 units from 2 January on, 40 from 5 January on, and 100 again from 8 January on."""
    trader, other = office.person("AT", "Trader"), office.person("AT", "Other")
    office.endow(trader, "EUA1", 100)
    office.on("2006-01-05")
    must(office.transfer(trader, other, "EUA1", 60))
    office.on("2006-01-08")
    must(office.transfer(other, trader, "EUA1", 60))
    office.on("2006-01-10")
    return trader, other


def test_a_late_entry_is_judged_by_what_was_there_on_its_day(office: Office, tmp_path: Path) -> None:
    trader, other = a_month(office)
    assert codes(office.propose("10-0", trader, other, "EUA1", 50, on="2006-01-06"))
    must(office.propose("10-0", trader, other, "EUA1", 30, on="2006-01-06"))
    assert verify_store(office.store).judged == len([*office.store.entries()])
    export_journal(office.store, tmp_path / "true")
    forged = Forgery(lines_of(tmp_path / "true"))
    late = forged.the("transaction", on="2006-01-06")
    series, _, serials = late["blocks"][0].partition(" ")
    late["blocks"] = [f"{series} {serials.partition('-')[0]}-{int(serials.partition('-')[0]) + 49}"]
    forged.write(tmp_path / "forged")
    with pytest.raises(Fault, match="decided again it is refused"):
        verify_folder(tmp_path / "forged")


def test_a_batch_longer_than_what_is_decided_at_once_is_judged(office: Office, tmp_path: Path) -> None:
    trader, other = office.person("AT", "Trader"), office.person("DE", "Other")
    number = _MOST // 2 + 10  # each stands in two journals
    office.endow(trader, "EUA1", number)
    for outcome in office.commit([Proposal("3-21", trader, other, "EUA1", 1, f"b{each}") for each in range(number)]):
        must(outcome)
    assert verify_store(office.store).judged == len([*office.store.entries()]) > 2 * number
    export_journal(office.store, tmp_path / "journal")
    assert verify_folder(tmp_path / "journal").judged > 2 * number


def test_what_builds_on_one_another_in_one_second_is_judged_one_after_the_other(office: Office) -> None:
    """A reversal names what was surrendered in the same second: no batch could have held both."""
    plant = office.operator("AT_1")
    office.endow(plant, "EUA1", 100)
    office.on("2006-04-02")
    for _ in range(3):
        must(office.reverse(must(office.surrender(plant, "EUA1", 40, 2005))))
    assert verify_store(office.store).judged == len([*office.store.entries()])
