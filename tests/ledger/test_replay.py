"""An auditor's replay believes nothing: an entry that chains well but cannot have happened is a fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from openets.federation.kinds import SIDES
from openets.kernel.identifiers import account_identifier
from openets.kernel.refusals import Fault
from openets.ledger.accounts import TRANSIT, Installation
from openets.ledger.codec import canonical
from openets.ledger.journal import GENESIS, Entry, Link, chained
from openets.ledger.replay import Replay, replay
from tests.european import TERMS, government_account

KINDS = SIDES.entries
RECORDS = {kind.form.name: kind.form.record._fields for each in SIDES.values() for kind in each.entries}
AT = "2006-01-01T12:00:00Z"
PLANT, TRADER = account_identifier("AT", 120, 6, 0), account_identifier("AT", 121, 7, 0)
PARTY, SET_ASIDE = government_account("AT", "100"), government_account("AT", "100-6")
ABROAD = account_identifier("DE", 121, 6, 0)
CANCELLED = government_account("AT", "230")
PENDING, FUND = government_account("CDM", "110"), government_account("CDM", "proceeds")
WHO = {"name": "Somebody", "holder": "Somebody"}


CONVERTED = {"EUA2": ("10-52", "AAU"), "ERU": ("2-0", "AAU")}
"""Unit types that are made of another one → by which transaction, and of which."""


class Forger:
    """Writes entries that chain as they should, whatever they say."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.links: dict[str, Link] = {}
        for code, account, kind in (("AT", PLANT, "120"), ("AT", TRADER, "121"), ("AT", SET_ASIDE, "100-6")):
            self.account(code, account, kind)
        self.account("AT", PARTY, "100")
        self.account("DE", ABROAD, "121")

    def write(
        self, registry: str, kind: str, content: dict[str, Any], *, heading: str = "", at: str = AT, drop: str = ""
    ) -> Forger:
        number = len(self.entries) + 1
        words = {"kind": kind, "request": f"r{number}", "by": "forger", **content, "at": AT}
        # in the order in which the program writes them, for another would be found at once
        order = ["kind", *(field.rstrip("_") for field in RECORDS.get(kind, ()))]
        names = sorted(words, key=lambda name: order.index(name) if name in order else len(order))
        text = canonical({name: words[name] for name in names if name != drop})
        return self.append(registry, heading or kind, at, text)

    def append(self, registry: str, kind: str, at: str, text: str) -> Forger:
        """Any text as an entry that follows the last one of its registry."""
        link = self.links.get(registry, Link(0, GENESIS))
        entry = Entry(registry, link.sequence + 1, kind, at, chained(link.hash, text), text)
        self.links[registry] = Link(entry.sequence, entry.hash)
        self.entries.append(entry)
        return self

    def account(self, registry: str, identifier: str, kind: str) -> Forger:
        place = Installation("AT_1", "AT", "Plant", "Plant AG", 1, "Wien")
        installation = {"installation": place._asdict()} if kind == "120" else {}
        return self.write(registry, "account", {"account": identifier, "type": kind, **WHO, **installation})

    def transaction(self, kind: str, source: str, target: str, **content: Any) -> Forger:
        registry = (source or target).partition("-")[0]
        link = self.links.get(registry, Link(0, GENESIS))
        words = {"id": f"{registry}{link.sequence + 1}", "type": kind, "from": source, "to": target}
        return self.write(registry, "transaction", {**words, "blocks": [], **content})

    def written(self, registry: str, kind: str, source: str, target: str, **content: Any) -> Forger:
        """A transaction in the journal of a registry, whoever's it should be."""
        number = self.links.get(registry, Link(0, GENESIS)).sequence + 1
        words = {"id": f"{registry}{number}", "type": kind, "from": source, "to": target}
        return self.write(registry, "transaction", {**words, **content})

    def received(self, registry: str) -> Forger:
        """The last entry, received in a registry's journal."""
        return self.write(registry, "transaction", json.loads(self.entries[-1].text), heading="received")

    def surrendered(self) -> Forger:
        return self.transaction("10-2", PLANT, SET_ASIDE, blocks=["EUA1:AT:0:0 1-10"], year=2005)

    def reversal(self, undone: str) -> Forger:
        words = {"blocks": ["EUA1:AT:0:0 1-10"], "year": 2005, "reverses": undone}
        return self.transaction("10-92", SET_ASIDE, PLANT, **words)

    def issue(self, serials: str = "EUA1:AT:0:0 1-100", to: str = PLANT) -> Forger:
        """Bring units into being as their type is, and hand them over where they are for somebody else."""
        series, _, numbers = serials.partition(" ")
        unit, elements = series.split(":")[0], series.split(":")[1:]
        if unit in CONVERTED:
            kind, before = CONVERTED[unit]
            whole = f"{before}:{':'.join(elements[:3])} {numbers}"
            self.issue(whole, PARTY).transaction(kind, PARTY, PARTY, blocks=[whole], created=[serials])
        else:
            self.transaction("1-51" if unit == "EUA1" else "1-0", "", PARTY, created=[serials])
        return self if to == PARTY else self.move(serials, PARTY, to)

    def move(self, serials: str, source: str = PLANT, target: str = TRADER, **content: Any) -> Forger:
        abroad = "3-21" if serials.startswith("EUA1") else "3-0"
        kind = "10-0" if source[:2] == target[:2] else abroad
        return self.transaction(kind, source, target, blocks=[serials], **content)


@pytest.fixture
def forger() -> Forger:
    return Forger()


def fault(forger: Forger) -> str:
    with pytest.raises(Fault) as caught:
        replay(forger.entries, TERMS, KINDS)
    return str(caught.value)


def test_what_is_in_order_is_followed(forger: Forger) -> None:
    state = replay(forger.issue().move("EUA1:AT:0:0 41-60").entries, TERMS, KINDS)
    found = [(segment.start, segment.end, segment.owner) for _, segment in state.segments()]
    assert found == [(1, 40, PLANT), (41, 60, TRADER), (61, 100, PLANT)]
    assert state.totals() == {"EUA1": {"held": 100, "surrendered": 0, "cancelled": 0, "retired": 0, "replacement": 0}}


def test_neighbours_that_are_alike_join_again(forger: Forger) -> None:
    there = forger.issue().move("EUA1:AT:0:0 41-60")
    back = there.move("EUA1:AT:0:0 41-60", TRADER, PLANT)
    assert [segment[:2] for _, segment in replay(back.entries, TERMS, KINDS).segments()] == [(1, 100)]


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


CHANGED = {
    "another type than its own": ("10-52", "AAU:AT:1:1", "EUA3:AT:1:1"),
    "another period": ("10-52", "AAU:AT:1:1", "EUA2:AT:1:2"),
    "a project": ("10-52", "AAU:AT:1:1", "EUA2:AT:1:1::AT3"),
    "another registry": ("10-52", "AAU:AT:1:1", "EUA2:DE:1:1"),
    "another activity": ("2-0", "RMU:AT:1:1:3", "ERU-RMU:AT:1:1:1:AT3:1"),
    "an expiry": ("2-0", "AAU:AT:1:1", "ERU:AT:1:1::AT3:1:2012-12-31"),
    "removals of another kind": ("2-0", "AAU:AT:1:1", "ERU-RMU:AT:1:1::AT3:1"),
    "nothing": ("7-39", "AAU:AT:1:1", "AAU:AT:1:1"),
    "two periods": ("7-39", "AAU:AT:1:1", "AAU:AT:1:3"),
    "where it comes from": ("7-39", "AAU:AT:1:1", "AAU:AT:2:2"),
    "a type": ("8-0", "tCER:AT:1:1:1:BR5::2012-12-31", "CER:AT:1:1:1:BR5::2017-12-31"),
    "its project": ("8-0", "tCER:AT:1:1:1:BR5::2012-12-31", "tCER:AT:1:1:1:BR6::2017-12-31"),
}
"""What a forged conversion changes that its type does not: type, series before and after."""


@pytest.mark.parametrize("changes", CHANGED)
def test_a_conversion_changes_what_its_type_allows_and_nothing_else(forger: Forger, changes: str) -> None:
    kind, before, after = CHANGED[changes]
    held = forger.issue(f"{before} 1-100", PARTY)
    forged = held.transaction(kind, PARTY, PARTY, blocks=[f"{before} 1-10"], created=[f"{after} 1-10"])
    assert f"a transaction {kind} does not make {after} of {before}" in fault(forged)


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("10-52", "AAU:AT:1:1", "EUA2:AT:1:1"),
        ("10-62", "EUA2:AT:1:1", "AAU:AT:1:1"),
        ("2-0", "AAU:AT:1:1", "ERU:AT:1:1::AT3:1"),
        ("2-0", "RMU:AT:1:1:3", "ERU-RMU:AT:1:1:3:AT3:2"),
        ("7-39", "AAU:AT:1:1", "AAU:AT:1:2"),
        ("7-38", "ERU:AT:1:1::AT3:1", "ERU:AT:1:2::AT3:1"),
        ("8-0", "tCER:AT:1:1:1:BR5::2012-12-31", "tCER:AT:1:1:1:BR5::2017-12-31"),
    ],
)
def test_a_conversion_as_its_type_allows_is_followed(forger: Forger, kind: str, before: str, after: str) -> None:
    held = forger.issue(f"{before} 1-100", PARTY)
    state = replay(
        held.transaction(kind, PARTY, PARTY, blocks=[f"{before} 1-10"], created=[f"{after} 1-10"]).entries, TERMS, KINDS
    )
    assert [(segment.start, segment.end, segment.series) for _, segment in state.segments()] == [
        (1, 10, after),
        (11, 100, before),
    ]


def test_totals_tell_what_was_issued_converted_and_carried_over(forger: Forger) -> None:
    held = forger.issue("AAU:AT:1:1 1-100", PARTY)
    there = {"blocks": ["AAU:AT:1:1 1-40"], "created": ["EUA2:AT:1:1 1-40"]}
    back = {"blocks": ["EUA2:AT:1:1 1-10"], "created": ["AAU:AT:1:1 1-10"]}
    later = {"blocks": ["AAU:AT:1:1 61-75"], "created": ["AAU:AT:1:2 61-75"]}
    for kind, words in (("10-52", there), ("10-62", back), ("7-39", later)):
        held.transaction(kind, PARTY, PARTY, **words)
    held.transaction("1-0", "", PARTY, created=["RMU:AT:1:1:3 101-107"])
    assert replay(held.entries, TERMS, KINDS).all_totals() == {
        ("AT", "AAU", "issued"): 100,
        ("AT", "AAU", "held"): 70,
        ("AT", "AAU", "converted"): 30,
        ("AT", "AAU", "carried"): 15,
        ("AT", "EUA2", "issued"): 40,
        ("AT", "EUA2", "held"): 30,
        ("AT", "EUA2", "converted"): 10,
        ("AT", "RMU", "issued"): 7,
        ("AT", "RMU", "issued 3"): 7,
        ("AT", "RMU", "held"): 7,
    }


def test_totals_tell_what_one_registry_sold_and_another_bought(forger: Forger) -> None:
    sent = forger.issue("AAU:AT:1:1 1-100", PARTY).move("AAU:AT:1:1 1-30", PARTY, ABROAD)
    text = json.loads(sent.entries[-1].text)
    received = sent.write("DE", "transaction", {**text, "request": text["request"]}, heading="received")
    totals = replay(received.entries, TERMS, KINDS).all_totals()
    assert (totals["AT", "AAU", "sold"], totals["DE", "AAU", "bought"], totals["DE", "AAU", "held"]) == (30, 30, 30)
    assert totals["AT", "AAU", "held"] == 70


def test_totals_tell_what_is_owed_to_the_adaptation_fund(forger: Forger) -> None:
    forger.account("CDM", PENDING, "110").account("CDM", FUND, "proceeds")
    forger.transaction("1-0", "", PENDING, created=["CER:CDM:1:1::CN77 1-1000"], owed=20)
    assert replay(forger.entries, TERMS, KINDS).all_totals()["CDM", "CER", "owed"] == 20
    forger.transaction("10-0", PENDING, FUND, blocks=["CER:CDM:1:1::CN77 1-20"])
    totals = replay(forger.entries, TERMS, KINDS).all_totals()
    assert ("CDM", "CER", "owed") not in totals
    assert totals["CDM", "CER", "held"] == 1000


def test_a_record_is_what_its_last_step_says(forger: Forger) -> None:
    """The steps themselves are the law's; the journal says what each made of the record."""
    words = {"record": ["party", "AT"], "step": "review", "values": {}}
    forger.write("AT", "record", {**words, "now": {"assigned": 8_700}})
    forger.write("AT", "record", {**words, "now": {"assigned": 8_650}, "before": "AT5"})
    [record] = replay(forger.entries, TERMS, KINDS).records.values()
    assert record == ("party", "AT", "AT", '{"assigned":8650}', "AT6", "2006-01-01")


@pytest.mark.parametrize("before", [{}, {"before": "AT4"}])
def test_a_step_names_the_one_before_it(forger: Forger, before: dict[str, str]) -> None:
    words = {"record": ["party", "AT"], "step": "review", "values": {}, "now": {}}
    forger.write("AT", "record", words)
    forger.write("AT", "record", {**words, **before})
    assert "entry AT6 of " in fault(forger)
    assert "does not follow the last step of party AT" in fault(forger)


@pytest.mark.parametrize("left_out", ["record", "now", "request"])
def test_a_step_says_which_record_it_changes_and_into_what(forger: Forger, left_out: str) -> None:
    words = {"record": ["party", "AT"], "step": "review", "values": {}, "now": {"assigned": 1}}
    forger.write("AT", "record", words, drop=left_out)
    assert fault(forger).startswith("entry AT5 of ")


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
    words = {"id": "AT5", "type": "3-21", "from": PLANT, "to": ABROAD, "blocks": ["EUA1:AT:0:0 1-10"]}
    forged = forger.issue().write("DE", "transaction", words, heading="received")
    assert "AT5 was not sent here so, or was received before" in fault(forged)


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
    state = Replay(TERMS, KINDS)
    state.read(forger.entries[0])
    with pytest.raises(Fault, match="expected entry 2 of its registry"):
        state.read(forger.entries[2])
    with pytest.raises(Fault, match="its hash does not follow"):
        state.read(forger.entries[1]._replace(text="{}"))


def test_a_surrender_counts_for_its_year(forger: Forger) -> None:
    words = {"blocks": ["EUA1:AT:0:0 1-60"], "year": 2005}
    state = replay(forger.issue().transaction("10-2", PLANT, SET_ASIDE, **words).entries, TERMS, KINDS)
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
        (lambda f: f.transaction("1-90", "", TRADER, created=["VER:AT:1:1::US9 201-300"]), "has no vintage"),
        (lambda f: f.transaction("1-51", "", PARTY, created=["EUA1:AT:0:0:::::2008 201-300"]), "has a vintage"),
        (
            lambda f: f.transaction("10-0", PLANT, TRADER, blocks=["EUA1:AT:0:0 1-10"], elements=[0, "", 0, "", 2008]),
            "EUA1:AT:0:0 is not of vintage 2008",
        ),
    ],
)
def test_what_no_rule_allows_is_a_fault_although_it_chains(forger: Forger, forged: Any, words: str) -> None:
    assert words in fault(forged(forger.issue()))


OF_SPAIN = "ES-100-1-0-81"

FORGED: dict[str, tuple[Callable[[Forger], Forger], str]] = {
    "another registry's units, in a journal that is not its own": (
        lambda f: f.written("DE", "10-0", PLANT, TRADER, blocks=["EUA1:AT:0:0 1-10"]),
        "stands in the journal of DE",
    ),
    "an internal transfer that leaves the registry": (
        lambda f: f.transaction("10-0", PLANT, ABROAD, blocks=["EUA1:AT:0:0 1-10"]),
        "does not go from",
    ),
    "an external transfer that stays": (
        lambda f: f.transaction("3-21", PLANT, TRADER, blocks=["EUA1:AT:0:0 1-10"]),
        "does not go from",
    ),
    "a type for other units": (
        lambda f: f.transaction("3-0", PLANT, ABROAD, blocks=["EUA1:AT:0:0 1-10"]),
        "a transaction 3-0 has no EUA1",
    ),
    "units of another type than is issued": (
        lambda f: f.transaction("1-51", "", PARTY, created=["AAU:AT:1:1 201-300"]),
        "a transaction 1-51 has no AAU",
    ),
    "units of another origin": (
        lambda f: f.transaction("1-51", "", PARTY, created=["EUA1:DE:0:0 1-100"]),
        "does not make EUA1:DE:0:0",
    ),
    "more units than are replaced": (
        lambda f: f.transaction(
            "10-41", PLANT, CANCELLED, blocks=["EUA1:AT:0:0 1-10"], created=["EUA2:AT:1:1 201-300"]
        ),
        "10 units cannot be replaced by 100",
    ),
    "other units than those that replace": (
        lambda f: f.transaction(
            "10-41", PLANT, CANCELLED, blocks=["EUA1:AT:0:0 1-10"], created=["EUA3:AT:2:2 201-210"]
        ),
        "does not make EUA3",
    ),
    "an account of another registry": (lambda f: f.account("DE", OF_SPAIN, "100"), f"{OF_SPAIN} is not for DE to open"),
    "a receipt in a registry to which nothing went": (
        lambda f: f.move("EUA1:AT:0:0 1-10", PLANT, ABROAD).received("FR"),
        "was not sent here so",
    ),
    "a reversal by a type that reverses nothing": (
        lambda f: f.move("EUA1:AT:0:0 1-10", PLANT, TRADER).move("EUA1:AT:0:0 1-10", TRADER, PLANT, reverses="AT7"),
        "a transaction 10-0 does not reverse AT7",
    ),
    "one transaction reversed twice": (
        lambda f: f.surrendered().reversal("AT7").surrendered().reversal("AT7"),
        "a transaction 10-92 does not reverse AT7",
    ),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forgery_that_moves_no_unit_wrongly_is_found_all_the_same(forger: Forger, what: str) -> None:
    forge, words = FORGED[what]
    forger.account("AT", CANCELLED, "230")
    assert words in fault(forge(forger.issue()))


def test_what_was_proposed_is_ended_by_its_own_registry_and_without_completion(forger: Forger) -> None:
    forger.account("AT", government_account("AT", TRANSIT), TRANSIT).issue()
    words = {"type": "3-21", "from": PLANT, "to": ABROAD, "blocks": ["EUA1:AT:0:0 1-10"]}
    forger.write("AT", "proposed", {"id": "AT8", "of": "AT8", **words})
    before, links = list(forger.entries), dict(forger.links)
    for registry, status, said in (("DE", 5, "was not proposed here"), ("AT", 4, "does not end with status 4")):
        forger.entries, forger.links = list(before), dict(links)
        assert said in fault(forger.write(registry, "ended", {"of": "AT8", "status": status}))
    forger.entries, forger.links = before, links
    state = replay(forger.write("AT", "ended", {"of": "AT8", "status": 5}).entries, TERMS, KINDS)
    assert state.totals()["EUA1"]["held"] == 100


def test_an_entry_names_nothing_twice(forger: Forger) -> None:
    """Else whoever reads the first and whoever reads the last would see different things."""
    forger.issue()
    text = f'{{"kind":"official","year":2005,"year":2006,"rows":[],"request":"r99","by":"forger","at":"{AT}"}}'
    forger.append("AT", "official", AT, text)
    assert "names something twice" in fault(forger)
