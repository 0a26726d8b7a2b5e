"""An auditor's replay believes nothing: an entry that chains well but cannot have happened is a fault."""

from __future__ import annotations

from typing import Any

import pytest

from openets.kernel.refusals import Fault
from openets.ledger.journal import GENESIS, Entry, Link, follow, payload
from openets.ledger.replay import Replay, replay

AT = "2006-01-01T12:00:00Z"
PLANT, TRADER, SET_ASIDE = "AT-120-6-0-33", "AT-121-7-0-1", "AT-100-2-0-41"
PARTY = "AT-100-1-0-44"
ABROAD = "DE-121-6-0-1"
WHO = {"name": "Somebody", "holder": "Somebody"}


class Forger:
    """Writes entries that chain as they should, whatever they say."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.links: dict[str, Link] = {}
        for code, account, kind in (("AT", PLANT, "120"), ("AT", TRADER, "121"), ("AT", SET_ASIDE, "100-6")):
            self.account(code, account, kind)
        self.account("AT", PARTY, "100")
        self.account("DE", ABROAD, "121")

    def write(self, registry: str, kind: str, content: dict[str, Any], *, heading: str = "", at: str = AT) -> Forger:
        number = len(self.entries) + 1
        text = payload({"kind": kind, "request": f"r{number}", "by": "forger", **content, "at": AT})
        link = self.links.get(registry, Link(0, GENESIS))
        entry = follow(link, registry, heading or kind, at, text)
        self.links[registry] = Link(entry.sequence, entry.hash)
        self.entries.append(entry)
        return self

    def account(self, registry: str, identifier: str, kind: str) -> Forger:
        installation = {"installation": {"key": "AT_1"}} if kind == "120" else {}
        return self.write(registry, "account", {"account": identifier, "type": kind, **WHO, **installation})

    def transaction(self, kind: str, source: str, target: str, **content: Any) -> Forger:
        registry = (source or target).partition("-")[0]
        link = self.links.get(registry, Link(0, GENESIS))
        words = {"id": f"{registry}{link.sequence + 1}", "type": kind, "from": source, "to": target}
        return self.write(registry, "transaction", {**words, "blocks": [], **content})

    def issue(self, serials: str = "EUA1:AT:0:0 1-100", to: str = PLANT) -> Forger:
        """Issue units, and hand them over where they are for somebody else."""
        issued = self.transaction("1-51", "", PARTY, created=[serials])
        return issued if to == PARTY else issued.move(serials, PARTY, to)

    def move(self, serials: str, source: str = PLANT, target: str = TRADER, **content: Any) -> Forger:
        return self.transaction("10-0", source, target, blocks=[serials], **content)


@pytest.fixture
def forger() -> Forger:
    return Forger()


def fault(forger: Forger) -> str:
    with pytest.raises(Fault) as caught:
        replay(forger.entries)
    return str(caught.value)


def test_what_is_in_order_is_followed(forger: Forger) -> None:
    state = replay(forger.issue().move("EUA1:AT:0:0 41-60").entries)
    found = [(segment.start, segment.end, segment.owner) for _, segment in state.segments()]
    assert found == [(1, 40, PLANT), (41, 60, TRADER), (61, 100, PLANT)]
    assert state.totals() == {"EUA1": {"held": 100, "surrendered": 0, "cancelled": 0, "retired": 0}}


def test_neighbours_that_are_alike_join_again(forger: Forger) -> None:
    there = forger.issue().move("EUA1:AT:0:0 41-60")
    back = there.move("EUA1:AT:0:0 41-60", TRADER, PLANT)
    assert [segment[:2] for _, segment in replay(back.entries).segments()] == [(1, 100)]


@pytest.mark.parametrize(
    ("serials", "source", "words"),
    [
        ("EUA1:AT:0:0 101-110", PLANT, "serial number 101 does not exist"),
        ("EUA1:AT:0:0 91-110", PLANT, "serial number 101 does not exist"),
        ("EUA1:DE:0:0 1-10", PLANT, "serial number 1 does not exist"),
        ("EUA1:AT:0:0 1-10", TRADER, "serial number 1 is EUA1:AT:0:0 of AT-120-6-0-33"),
        ("EUA2:AT:1:1 1-10", PLANT, "serial number 1 is EUA1:AT:0:0"),
        ("EUA1:AT:0:0 1", PLANT, "invalid literal"),
    ],
)
def test_nobody_transfers_what_he_does_not_hold(forger: Forger, serials: str, source: str, words: str) -> None:
    target = TRADER if source == PLANT else PLANT
    message = fault(forger.issue().move(serials, source, target))
    assert message.startswith("entry AT7 of 2006-01-01T12:00:00Z: ")
    assert words in message


def test_units_are_not_spent_twice(forger: Forger) -> None:
    once = forger.issue().move("EUA1:AT:0:0 1-100")
    assert "serial number 50 is EUA1:AT:0:0 of AT-121" in fault(once.move("EUA1:AT:0:0 50-60"))


@pytest.mark.parametrize("serials", ["1-100", "100-200", "50-50", "1-500"])
def test_serial_numbers_come_into_being_once(forger: Forger, serials: str) -> None:
    assert "exist already" in fault(forger.issue().issue(f"EUA1:AT:0:0 {serials}"))


def test_a_conversion_keeps_serial_numbers(forger: Forger) -> None:
    held = forger.issue("AAU:AT:1:1 1-100", PARTY)
    words = {"blocks": ["AAU:AT:1:1 1-10"], "created": ["EUA2:AT:1:1 11-20"]}
    message = fault(held.transaction("10-52", PARTY, PARTY, **words))
    assert "a conversion keeps serial numbers" in message


def test_an_account_must_have_been_opened(forger: Forger) -> None:
    message = fault(forger.issue().move("EUA1:AT:0:0 1-10", PLANT, "AT-121-99-0-1"))
    assert "account AT-121-99-0-1 was never opened" in message


def test_an_account_is_opened_once(forger: Forger) -> None:
    assert f"account {PLANT} was opened before" in fault(forger.account("AT", PLANT, "120"))


def test_a_transaction_bears_the_number_of_its_place(forger: Forger) -> None:
    assert "it calls itself AT99" in fault(forger.issue().move("EUA1:AT:0:0 1-10", id="AT99"))


def test_what_left_a_registry_must_arrive_in_the_other(forger: Forger) -> None:
    message = fault(forger.issue().move("EUA1:AT:0:0 1-10", PLANT, ABROAD))
    assert message == "transaction AT7 left its registry and never arrived in the other"


def test_what_arrives_in_a_registry_must_have_left_the_other(forger: Forger) -> None:
    forged = forger.issue().write("DE", "transaction", {"id": "AT5"}, heading="received")
    assert "AT5 was not sent so, or was received before" in fault(forged)


@pytest.mark.parametrize(
    ("kind", "heading", "words"),
    [
        ("gift", {}, "'gift' is no kind of entry"),
        ("plan", {"heading": "report"}, "its heading is not that of its text"),
        ("plan", {"at": "2007-01-01T12:00:00Z"}, "its heading is not that of its text"),
        ("plan", {}, "rows"),
        ("report", {}, "installation"),
    ],
)
def test_an_entry_says_what_its_kind_must_say(forger: Forger, kind: str, heading: dict[str, str], words: str) -> None:
    assert words in fault(forger.write("AT", kind, {}, **heading))


def test_entries_are_read_in_their_order(forger: Forger) -> None:
    state = Replay()
    state.read(forger.entries[0])
    with pytest.raises(Fault, match="expected entry 2 of its registry"):
        state.read(forger.entries[2])
    with pytest.raises(Fault, match="its hash does not follow"):
        state.read(forger.entries[1]._replace(text="{}"))


def test_a_surrender_counts_for_its_year(forger: Forger) -> None:
    words = {"blocks": ["EUA1:AT:0:0 1-60"], "year": 2005}
    state = replay(forger.issue().transaction("10-2", PLANT, SET_ASIDE, **words).entries)
    assert state.years["AT_1", 2005].surrendered == 60
    assert state.totals()["EUA1"]["surrendered"] == 60


@pytest.mark.parametrize(
    ("forged", "words"),
    [
        (lambda f: f.transaction("10-0", PLANT, TRADER, created=["EUA1:AT:0:0 1-10"]), "does not create units"),
        (lambda f: f.transaction("99-9", PLANT, TRADER, blocks=["EUA1:AT:0:0 1-10"]), "99-9"),
        (
            lambda f: f.transaction("10-2", PLANT, TRADER, blocks=["EUA1:AT:0:0 1-10"], year=2005),
            "does not go by account",
        ),
        (lambda f: f.transaction("1-51", "", PLANT, created=["EUA1:AT:0:0 201-210"]), "does not go by account"),
        (lambda f: f.transaction("1-51", "", PARTY, created=["EUA1:AT:0:0 210-201"]), "no range"),
        (lambda f: f.transaction("1-51", "", PARTY, created=["EUA1:AT:0:0 0-9"]), "no range"),
        (lambda f: f.move("EUA1:AT:0:0 1-10", request="r1"), "was answered before"),
    ],
)
def test_what_no_rule_allows_is_a_fault_although_it_chains(forger: Forger, forged: Any, words: str) -> None:
    assert words in fault(forged(forger.issue()))


def test_an_entry_names_nothing_twice(forger: Forger) -> None:
    """Else whoever reads the first and whoever reads the last would see different things."""
    forger.issue()
    link = forger.links["AT"]
    text = f'{{"kind":"official","year":2005,"year":2006,"rows":[],"request":"r99","by":"forger","at":"{AT}"}}'
    forger.entries.append(follow(link, "AT", "official", AT, text))
    assert "names something twice" in fault(forger)
