"""What a proposal may say beyond accounts and quantities: nonsense is misuse, and nothing reaches the journal raw."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse
from openets.kernel.units import NO_ELEMENTS, Elements
from openets.ledger.transactions import Proposal
from tests.session import Office, codes, must, state


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def proposal(office: Office) -> Proposal:
    """An internal transfer of ten allowances, in order."""
    party = office.registry("AT")
    must(office.issue("AT", "EUA1", 100))
    return Proposal("10-0", party, office.person("AT", "Trader"), "EUA1", 10, "r")


@pytest.mark.parametrize("notice", ['a"b', 'x","of":"hi', "7", "ITL", "itl7", "ITL7\n", "ITL-7", "I" * 30 + "7", " "])
def test_a_notification_that_is_none(office: Office, proposal: Proposal, notice: str) -> None:
    before = state(office.store)
    with pytest.raises(Misuse, match=r"is no notification: expected letters and a number|printed"):
        office.session.one(proposal._replace(notice=notice))
    assert state(office.store) == before


ELEMENTS: list[tuple[Any, str]] = [
    (None, "must be Elements"),
    ((0, "", 0, ""), "must be Elements"),
    (Elements(activity=8), "no land-use activity; known are 1 AR"),
    (Elements(activity=True), "no land-use activity"),
    (Elements(activity="AR"), "no land-use activity"),  # type: ignore[arg-type]
    (Elements(track=3), "no track of Joint Implementation"),
    (Elements(track=1.0), "no track of Joint Implementation"),  # type: ignore[arg-type]
    (Elements(project="1234"), "no project: expected the host's two letters"),
    (Elements(project='CN1","to":"AT-230-3-0-28'), "no project"),
    (Elements(project=1234), "no project"),  # type: ignore[arg-type]
    (Elements(vintage="2008"), "no vintage: expected a year"),  # type: ignore[arg-type]
    (Elements(vintage=True), "no vintage"),
    (Elements(vintage=2008.0), "no vintage"),  # type: ignore[arg-type]
    (Elements(vintage=-1), "no vintage"),
    (Elements(vintage=10_000), "no vintage"),
    (Elements(vintage=10**30), "no vintage"),
    (Elements(expiry="2012-02-30"), "no day: expected YYYY-MM-DD"),
    (Elements(expiry="20121231"), "no day"),
    (Elements(expiry=date(2012, 12, 31)), "no day"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("elements", "words"), ELEMENTS, ids=str)
def test_elements_that_make_no_sense_are_misuse(office: Office, proposal: Proposal, elements: Any, words: str) -> None:
    before = state(office.store)
    with pytest.raises(Misuse, match=words):
        office.commit([proposal._replace(elements=elements)])
    assert state(office.store) == before


RANGES: list[Any] = [
    None,
    "AT 1-10",
    ("AT", 1, 10),
    [("AT", 1, 10)],
    (["AT", 1, 10],),
    (("AT", 1),),
    (("AT", "1", "10"),),
    (("AT", 1.0, 10.0),),
    ((1, 1, 10),),
    (("AT", True, 10),),
]


@pytest.mark.parametrize("ranges", RANGES, ids=str)
@pytest.mark.parametrize("name", ["serials", "replaces"])
def test_serial_ranges_of_another_shape_are_misuse(office: Office, proposal: Proposal, name: str, ranges: Any) -> None:
    before = state(office.store)
    with pytest.raises(Misuse, match=f"'{name}' must be ranges such as"):
        office.commit([proposal._replace(**{name: ranges})])
    assert state(office.store) == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"replaces": (('AT 1-1"],"to":"AT-230-3-0-28', 1, 10),)}, "P-3024"),
        ({"serials": (('AT 1-1"],"to":"AT-230-3-0-28', 1, 10),)}, "7027"),
        ({"elements": Elements(project="CN1234")}, "P-3023"),
    ],
    ids=str,
)
def test_nothing_that_a_transfer_does_not_name_gets_into_its_entry(
    office: Office, proposal: Proposal, change: dict[str, Any], code: str
) -> None:
    assert code in codes(office.commit([proposal._replace(**change)])[0])
    verify_store(office.store)


def test_an_issuance_is_entered_with_its_elements(office: Office) -> None:
    party = office.on("2008-01-01").party("AT", FM=5)
    reference = must(office.propose("1-0", "", party, "RMU", 5, elements=Elements(activity=3)))
    entry = office.store.entry(reference)
    assert entry is not None
    assert json.loads(entry.text)["elements"] == [3, "", 0, "", 0]
    assert json.loads(entry.text)["created"] == ["RMU:AT:1:1:3 1-5"]


@pytest.mark.parametrize("change", [{"elements": Elements(activity=4)}, {"elements": NO_ELEMENTS}, {"notice": "ITL1"}])
def test_a_request_is_held_against_its_elements_too(office: Office, change: dict[str, Any]) -> None:
    party = office.on("2008-01-01").party("AT", FM=5)
    asked = Proposal("1-0", "", party, "RMU", 5, "once", elements=Elements(activity=3))
    [first], [again], [other] = (office.commit([each]) for each in (asked, asked, asked._replace(**change)))
    assert (again.reference, again.repeated) == (must(first), True)
    assert "P-4006" in codes(other)
