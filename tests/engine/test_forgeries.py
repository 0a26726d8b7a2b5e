"""Forged journals whose every hash is right: which of them the journal alone gives away, and which a checkpoint only.

`LAW` holds what is whole and against the law, `SENSELESS` what nobody can have written: both are found offline.
`ANCHORED` holds what could have been: nobody can see it without something that was kept outside, and with a checkpoint
everybody does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from openets.checkpoints.checkpoint import Checkpoint, checkpoint_from, take_checkpoint
from openets.checkpoints.note import new_key
from openets.engine.kinds.official import EnterOfficial
from openets.engine.verify import export_journal
from openets.kernel.identifiers import account_identifier
from openets.kernel.refusals import Fault
from openets.ledger.accounts import TRANSIT
from openets.verifying import verify_folder
from tests.european import EU_ETS
from tests.forging import Forgery, Line, lines_of
from tests.session import Office, must

Forging = Callable[[Forgery], object]
KEY = new_key("registry.example/ets")

PARTY, HELD, VOID, RETIRED = "AT-100-1-0-44", "AT-100-2-0-39", "AT-230-3-0-28", "AT-300-4-0-72"
PLANT, SILENT, TRADER, CLOSED = "AT-120-6-0-33", "AT-120-7-0-28", "AT-121-8-0-14", "AT-121-9-0-9"
GERMANY, WORKS = "DE-100-1-0-15", "DE-120-6-0-4"


def a_few_years(office: Office) -> None:
    """Two registries from 2005 to 2008: plans, allocation, trade, reports, surrender, letters; AAUs at the end."""
    plant, silent, trader = office.operator("AT_1"), office.operator("AT_2"), office.person("AT", "Trader")
    closed, works = office.person("AT", "Closed"), office.operator("DE_1")
    assert (plant, silent, trader, closed, works) == (PLANT, SILENT, TRADER, CLOSED, WORKS)
    must(office.change(closed, closed=True))
    for code in ("AT", "DE"):
        must(office.issue(code, "EUA1", 20_000))
    for account, quantity in ((plant, 6_000), (silent, 1_000), (works, 4_000)):
        must(office.plan(account, 2005, quantity))
    for account, quantity in ((plant, 6_000), (silent, 1_000), (works, 4_000)):
        must(office.allocate(account, "EUA1", quantity, 2005))
    must(office.transfer(PARTY, trader, "EUA1", 500))
    must(office.transfer(plant, works, "EUA1", 1_000))
    must(office.transfer(plant, trader, "EUA1", 10))
    office.on("2006-03-20")
    must(office.report(plant, 2005, 4_600))
    must(office.report(works, 2005, 4_000))
    must(office.report(silent, 2005, None))
    office.on("2006-04-20")
    must(office.reverse(must(office.surrender(plant, "EUA1", 4_000, 2005))))
    must(office.surrender(plant, "EUA1", 4_600, 2005))
    must(office.surrender(works, "EUA1", 4_000, 2005))
    office.on("2006-05-15")
    must(office.commit([EnterOfficial("AT", 2005, (("AT_1", "A"), ("AT_2", "C")), "letters:AT")])[0])
    must(office.commit([EnterOfficial("DE", 2005, (("DE_1", "A"),), "letters:DE")])[0])
    must(office.cancel(trader, "EUA1", 100))
    must(office.retire("AT", "EUA1", 4_000))
    office.on("2007-12-10")
    for code in ("AT", "DE"):
        office.party(code)
    office.on("2008-02-28")
    must(office.issue("AT", "AAU", 900))
    must(office.issue("AT", "EUA2", 400))
    must(office.transfer(PARTY, GERMANY, "AAU", 100))
    accredited = {"name": "TÜV", "mechanisms": ["CDM"], "scopes": [1]}
    must(office.step("AT", "entity", "TUEV", "accredit", **accredited))


@pytest.fixture(scope="module")
def office() -> Office:
    office = Office(day="2005-02-28")
    a_few_years(office)
    return office


@pytest.fixture(scope="module")
def sound(office: Office, tmp_path_factory: pytest.TempPathFactory) -> list[Line]:
    """The entries of the true journal."""
    folder = tmp_path_factory.mktemp("sound") / "journal"
    export_journal(office.store, folder)
    return lines_of(folder)


@pytest.fixture(scope="module")
def anchor(office: Office) -> Checkpoint:
    """A checkpoint of the true books that somebody else has kept."""
    return checkpoint_from(take_checkpoint(office.store, KEY, "2008-03-01T12:00:00Z"), KEY.public)


ABROAD = account_identifier("US", 100, 1, 0)
OPERATOR, PERSON = account_identifier("AT", 120, 10, 0), account_identifier("AT", 121, 10, 0)
"""Accounts that may be opened next."""
EVENING = "2008-03-15T20:00:00Z"


def state(account: str, **more: object) -> Forging:
    """Somebody changes the state of an account."""
    told = {"account": account, "state": "open", "blocked": False, **more}
    return lambda forged: forged.add("AT", "account state", **told)


def moved(type: str, source: str, target: str, *blocks: str, **more: object) -> Forging:
    return lambda forged: forged.transaction(type, source, target, *blocks, **more)


def reported(**more: object) -> Forging:
    told = {"installation": "AT_1", "year": 2006, "verified": 900, "state": "reported", **more}
    return lambda forged: forged.add("AT", "report", **told)


def planned(*rows: object, year: object = 2006) -> Forging:
    return lambda forged: forged.add("AT", "plan", year=year, rows=list(rows))


def opened(account: str, type: str, name: str = "Somebody", installation: object = None, **more: str) -> Forging:
    told = {"account": account, "type": type, "name": name, "holder": "Somebody", **more}
    place = {"installation": installation} if installation is not None else {}
    return lambda forged: forged.add("AT", "account", **told, **place)


def plant(key: str = "AT_3", member: str = "AT", activity: int = 1) -> dict[str, object]:
    names = {"name": "Plant", "operator": "Operator", "activity": activity, "city": "", "synthetic": False}
    return {"key": key, "member_state": member, **names}


def issued(*blocks: str) -> Forging:
    """Germany issued other units in 2005 than it did."""
    return lambda forged: forged.the("transaction", to=GERMANY).update(created=list(blocks))


def from_abroad(forged: Forgery) -> None:
    forged.add("AT", "account", account=ABROAD, type="foreign", name=ABROAD, holder="US")
    told = {"type": "3-0", "from_": ABROAD, "to": PARTY, "blocks": ["AAU:US:1:1 1-1000000"]}
    forged.add("AT", "received", id="?", **told).old = "from abroad"
    forged.lines[-1].content["id"] = "from abroad"


def out_of_a_closed_account(forged: Forgery) -> None:
    state(TRADER, state="closed")(forged)
    moved("10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7500")(forged)


def another_record_than_the_step_led_to(forged: Forgery) -> None:
    forged.the("record")["now"]["scopes"] = [1, 2, 3]


def less_planned_than_allocated(forged: Forgery) -> None:
    forged.the("plan", rows=[["AT_2", 1_000, 1_000]])["rows"] = [["AT_2", 10, 10]]


LAW: dict[str, Forging] = {
    "issuance of ten times the cap": issued("EUA1:DE:0:0 1-20000000000"),
    "AAUs beyond the assigned amount": moved("1-0", "", PARTY, created=["AAU:AT:1:1 20901-900000000020900"]),
    "AAUs as if an import had inferred them": moved(
        "1-0", "", PARTY, created=["AAU:AT:1:1 20901-20910"], reconstructed=True
    ),
    "a trade as if an import had inferred it": moved(
        "10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7200", reconstructed=True
    ),
    "AAUs from a foreign registry in consolidated books": from_abroad,
    "allowances of the first period after it": moved("1-51", "", PARTY, created=["EUA1:AT:0:0 20901-20910"]),
    "allocation without a plan": moved("10-53", PARTY, PLANT, "EUA1:AT:0:0 7501-7600", year=2006),
    "allocation beyond the plan": less_planned_than_allocated,
    "allocation for a year before the scheme": moved("10-53", PARTY, PLANT, "EUA1:AT:0:0 7501-7600", year=1990),
    "surrender for 2099": moved("10-2", PLANT, HELD, "EUA1:AT:0:0 5611-5700", year=2099),
    "surrender for 1990": moved("10-2", PLANT, HELD, "EUA1:AT:0:0 5611-5700", year=1990),
    "surrender with allowances of another period": moved("10-2", PLANT, HELD, "EUA1:AT:0:0 5611-5700", year=2008),
    "transfer out of a blocked account": moved("10-0", SILENT, TRADER, "EUA1:AT:0:0 6001-6100"),
    "transfer out of a closed account": out_of_a_closed_account,
    "transfer into a closed account": moved("10-0", TRADER, CLOSED, "EUA1:AT:0:0 7101-7200"),
    "transfer on a day when the units were not there": moved(
        "10-0", SILENT, TRADER, "EUA1:AT:0:0 6001-6100", on="2005-02-27"
    ),
    "transfer that settles a year": moved("10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7200", year=2005),
    "reversal that names nothing": moved("10-92", HELD, PLANT, "EUA1:AT:0:0 5011-5610", year=2005),
    "reversal of a part": moved("10-92", HELD, PLANT, "EUA1:AT:0:0 5011-5610", year=2005, reverses="AT24"),
    "answer to a notification that nobody sent": moved("10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7200", notice="ITL7"),
    "replacement of nothing": moved("10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7200", replaces=["AT 1-100"]),
    "share of proceeds that nobody owes": moved("10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7200", owed=5),
    "closing with units": state(TRADER, state="closed"),
    "closing the Party's account": state(PARTY, state="closed"),
    "closing while the report is missing": state(SILENT, state="closed"),
    "block lifted by hand": state(SILENT),
    "plan beyond the cap": planned(["AT_1", 1, 10**9]),
    "plan below what was allocated": planned(["AT_1", 1, 100], year=2005),
    "plan for a year before the scheme": planned(["AT_1", 1, 100], year=1999),
    "report of a year that goes on": reported(year=2008),
    "report taken back": reported(year=2005, verified=None, state="not required"),
    "report beyond all caps": reported(verified=10**14),
    "letter that the law has not": lambda forged: forged.the("official").update(rows=[["AT_1", "Q"]]),
    "letters for a year before the scheme": lambda forged: forged.the("official").update(year=1990),
    "installation of another member": opened(OPERATOR, "120", installation=plant("DE_77", "DE")),
    "installation of an unknown activity": opened(OPERATOR, "120", installation=plant(activity=12345)),
    "aircraft operator with a chimney": opened(account_identifier("AT", 100, 10, 0), "100-9", installation=plant()),
    "record that says more than its step": another_record_than_the_step_led_to,
}
"""Against the law: every entry is whole, follows from those before it, and moves units that are there."""


def at(instant: object) -> Forging:
    return moved("10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7200", at=instant)


def by(actor: object) -> Forging:
    return moved("10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7200", by=actor)


def block(*texts: str) -> Forging:
    return moved("10-0", TRADER, PLANT, *texts)


def raw(old: str, new: str, kind: str = "report", **known: object) -> Forging:
    """A part of an entry's text is written as no codec would."""
    return lambda forged: forged.raw(forged.find(kind, **known), old, new)


def elsewhere(kind: str, registry: str, **known: object) -> Forging:
    """An entry stands in another registry's journal."""

    def forge(forged: Forgery) -> None:
        forged.find(kind, **known).registry = registry

    return forge


def one_half(heading: str) -> Forging:
    """Of a transfer between two registries one of the two entries is missing."""

    def forge(forged: Forgery) -> None:
        forged.lines = [
            line for line in forged.lines if line.heading != heading or "AAU:AT:1:1 20401-20500" not in str(line)
        ]

    return forge


def twice(kind: str, **known: object) -> Forging:
    return lambda forged: forged.lines.append(forged.find(kind, **known))


SENSELESS: dict[str, Forging] = {
    "dates that run backwards": at("2004-01-01T12:00:00Z"),
    "a day of effect to come": moved("10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7200", on="2008-03-16"),
    "a day of effect before the law": moved("10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7200", on="1990-01-01"),
    "a day of effect that is none": moved("10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7200", on="yesterday"),
    "dates that run backwards by an hour": lambda forged: (
        at(EVENING)(forged),
        reported(at="2008-03-15T19:00:00Z")(forged),
    ),
    "yesterday": at("yesterday"),
    "no date": at(""),
    "month 13": at("2008-13-01T12:00:00Z"),
    "30 February": at("2009-02-30T12:00:00Z"),
    "a date without its zone": at("2008-03-15T12:00:00"),
    "a date in another zone": at("2008-03-15T12:00:00+01:00"),
    "a date with a fraction": at("2008-03-15T12:00:00.5Z"),
    "a date with a small z": at("2008-03-15T12:00:00z"),
    "a date with a space": at("2008-03-15 12:00:00Z"),
    "a date in other digits": at("２００８-06-01T12:00:00Z"),
    "a date that is a number": at(20080601),
    "year 0": at("0000-06-01T12:00:00Z"),
    "year 10000": at("10000-06-01T12:00:00Z"),
    "no actor": by(""),
    "an actor of blanks": by("  "),
    "an actor of two lines": by("cli:\nanna"),
    "an actor that is null": by(None),
    "an actor that is a number": by(7),
    "a report below nothing": reported(verified=-900),
    "a report of a fraction": reported(verified=900.5),
    "a report in text": reported(verified="900"),
    "a report that is true": reported(verified=True),
    "a report without its figure": reported(verified=None),
    "a figure without its report": reported(state="not reported"),
    "a report of more digits than a column has": reported(verified=10**19),
    "a report with an exponent": raw("4600", "46e2", verified=4_600),
    "a report of NaN": raw("4600", "NaN", verified=4_600),
    "a report without end": raw("4600", "Infinity", verified=4_600),
    "a figure with a zero before it": raw("4600", "04600", verified=4_600),
    "state purple": reported(state="purple"),
    "a report of an unknown installation": reported(installation="AT_9"),
    "a report for a year in text": reported(year="2006"),
    "a report for a year with a fraction": reported(year=2006.0),
    "a report in another registry's journal": elsewhere("report", "DE", installation="AT_1"),
    "letters in another registry's journal": elsewhere("official", "DE", year=2005),
    "a plan in another registry's journal": elsewhere("plan", "DE", year=2005),
    "letters of an unknown installation": lambda forged: forged.the("official").update(rows=[["AT_9", "A"]]),
    "a letter that is null": lambda forged: forged.the("official").update(rows=[["AT_1", None]]),
    "a plan below nothing": planned(["AT_1", -1, 100]),
    "a plan that gives more free than in all": planned(["AT_1", 101, 100]),
    "a plan with a fraction": planned(["AT_1", 1, 100.0]),
    "a plan that names an installation twice": planned(["AT_1", 1, 100], ["AT_1", 1, 100]),
    "wrong check digits": opened("AT-121-10-0-99", "121"),
    "a number with a zero before it": opened(PERSON.replace("-10-", "-010-"), "121"),
    "an account number that was passed over": opened(account_identifier("AT", 121, 12, 0), "121"),
    "an account opened twice": opened(TRADER, "121"),
    "an account of another registry": opened(account_identifier("DE", 121, 8, 0), "121"),
    "an account of an unknown type": opened(PERSON, "999"),
    "an account whose type is not that of its number": opened(PERSON, "120", installation=plant()),
    "an account without a name": opened(PERSON, "121", name=" "),
    "an account with a hidden character": opened(PERSON, "121", name="a\u202eb"),
    "an account with a name without end": opened(PERSON, "121", name="a" * 10_000),
    "an operator without an installation": opened(OPERATOR, "120"),
    "a person with an installation": opened(PERSON, "121", installation=plant()),
    "an installation of an unknown member": opened(OPERATOR, "120", installation=plant("ZZ_1", "ZZ")),
    "an account that turns the registry into a side": opened(EU_ETS.terms.standing_account("AT", TRANSIT), "transit"),
    "an account in state purple": state(TRADER, state="purple"),
    "an account blocked with a word": state(TRADER, blocked="no"),
    "a state of an unknown account": state(account_identifier("AT", 121, 77, 0)),
    "a serial number beyond fifteen digits": moved("1-51", "", PARTY, created=["EUA1:AT:0:0 20901-1000000000000000"]),
    "serial numbers passed over": issued("EUA1:DE:0:0 1-10000", "EUA1:DE:0:0 10101-20100"),
    "serial numbers given twice": moved("1-51", "", PARTY, created=["EUA1:AT:0:0 1-100"]),
    "new units of another origin": moved("1-51", "", PARTY, created=["EUA1:FR:0:0 1-100"]),
    "new units of another period": lambda forged: forged.everywhere("EUA1:DE:0:0", "EUA1:DE:7:7"),
    "units of somebody else": block("EUA1:AT:0:0 6001-6100"),
    "units of nobody": block("EUA1:AT:0:0 90001-90100"),
    "units of an unknown type": block("EUX:AT:0:0 7101-7200"),
    "no units": block(),
    "a range that runs backwards": block("EUA1:AT:0:0 7200-7101"),
    "a range from nothing": block("EUA1:AT:0:0 0-7200"),
    "a range with a zero before it": block("EUA1:AT:0:0 07101-7200"),
    "a range in other digits": block("EUA1:AT:0:0 ７１０１-7200"),
    "the same units twice": block("EUA1:AT:0:0 7101-7200", "EUA1:AT:0:0 7101-7200"),
    "a block in two pieces that lie side by side out of order": block(
        "EUA1:AT:0:0 7201-7300 ", "EUA1:AT:0:0 7101-7200"
    ),
    "an unknown type of transaction": moved("99-9", TRADER, PLANT, "EUA1:AT:0:0 7101-7200"),
    "an account that nobody opened": moved("10-0", TRADER, PERSON, "EUA1:AT:0:0 7101-7200"),
    "a transfer that never arrives": one_half("received"),
    "a transfer that was never sent": one_half("transaction"),
    "land use of a transfer": moved("10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7200", elements=[99, "", 0, ""]),
    "a request answered twice": twice("report", installation="AT_1"),
    "a request that is null": reported(request=None),
    "a request with a blank": reported(request="a b"),
    "a step that only the log takes": reported(request="#AT1:report"),
    "a field that nobody knows": reported(colour="purple"),
    "a field that is missing": lambda forged: forged.the("report").pop("state"),
    "a field named twice": raw('"year":2005', '"year":2005,"year":2005'),
    "a field in another place": lambda forged: forged.the("report").update(kind=forged.the("report").pop("kind")),
    "a field that needs no saying": moved("10-0", TRADER, PLANT, "EUA1:AT:0:0 7101-7200", reverses=""),
    "blanks between fields": raw('"year":2005', '"year": 2005'),
    "a letter that is escaped": raw("TÜV", "T\\u00dcV", "record", record=["entity", "TUEV"]),
    "a version that nobody knows": reported(version=2),
    "a kind that nobody knows": lambda forged: forged.add("AT", "gift", to=TRADER),
    "another heading than the text has": lambda forged: setattr(forged.find("plan"), "heading", "report"),
    "a registry of no member": lambda forged: forged.add(
        "XX", "registry", registry="XX", format=3, **{name: forged.lines[0].content[name] for name in ("law", "digest")}
    ),
    "a registry that begins twice": twice("registry", registry="DE"),
    "a registry of another format": lambda forged: forged.the("registry", registry="DE").update(format=99),
    "a registry under another law": lambda forged: forged.the("registry", registry="DE").update(law="kyoto"),
    "a record without the step before it": lambda forged: forged.the("record").update(before="AT30"),
    "a step that nobody can take": lambda forged: forged.the("record").update(step="dance"),
}
"""What nobody can have written."""


def cut(number: int) -> Forging:
    """The last entries are gone."""

    def forge(forged: Forgery) -> None:
        del forged.lines[-number:]

    return forge


def without(kind: str, **known: object) -> Forging:
    return lambda forged: forged.drop(kind, **known)


def changed(kind: str, known: dict[str, object], **more: object) -> Forging:
    return lambda forged: forged.the(kind, **known).update(more)


def replaced(old: str, new: str) -> Forging:
    return lambda forged: forged.everywhere(old, new)


def a_mistake_is_forgotten(forged: Forgery) -> None:
    forged.drop("transaction", reverses="AT22")
    forged.drop("transaction", id="AT22")


def reports_change_places(forged: Forgery) -> None:
    forged.swap(forged.find("report", installation="AT_1"), forged.find("report", installation="AT_2"))


def letters_change_places(forged: Forgery) -> None:
    forged.the("official")["rows"] = [["AT_1", "C"], ["AT_2", "A"]]


def a_transfer_is_slipped_in(forged: Forgery) -> None:
    day = forged.the("official")["at"]
    forged.transaction("10-0", PARTY, TRADER, "EUA1:AT:0:0 7501-7510", at=day, by="tester")
    forged.lines.insert(forged.lines.index(forged.find("official")) + 1, forged.lines.pop())


ANCHORED: dict[str, Forging] = {
    "the last entry cut": cut(1),
    "the last three entries cut": cut(4),
    "all of 2008 cut": cut(6),
    "a report dropped": without("report", installation="AT_2"),
    "a cancellation dropped": without("transaction", type="10-1"),
    "letters dropped": without("official", year=2005),
    "letters swapped": letters_change_places,
    "a report of a tonne less": changed("report", {"installation": "AT_1"}, verified=4_599),
    "a plan of a tonne more": changed("plan", {"rows": [["AT_1", 6_000, 6_000]]}, rows=[["AT_1", 6_000, 6_001]]),
    "a cancellation of a unit less": replaced("EUA1:AT:0:0 7001-7100", "EUA1:AT:0:0 7001-7099"),
    "another buyer": changed("transaction", {"id": "AT17"}, note="It was a gift."),
    "another actor": changed("official", {"year": 2005}, by="somebody else"),
    "another request": changed("official", {"year": 2005}, request="r9999"),
    "a day later": changed("report", {"installation": "AT_2"}, at="2006-03-21T12:00:00Z"),
    "another name": changed("account", {"account": TRADER}, name="Trade Her"),
    "another city": replaced("Somewhere", "Elsewhere"),
    "two reports in another order": reports_change_places,
    "a transfer slipped in": a_transfer_is_slipped_in,
    "a mistake and its reversal forgotten": a_mistake_is_forgotten,
}
"""What could have been: only something that was kept outside tells it from what was."""


def forged(forge: Forging, sound: list[Line], folder: Path) -> Path:
    forgery = Forgery(sound)
    forge(forgery)
    forgery.write(folder / "forged")
    return folder / "forged"


def test_a_journal_that_is_written_anew_unchanged_is_sound(
    sound: list[Line], anchor: Checkpoint, tmp_path: Path
) -> None:
    found = verify_folder(forged(lambda forgery: None, sound, tmp_path), against=[anchor])
    assert (found.judged, found.unjudged) == (len(sound), "")


def test_the_forgeries_are_at_least_those_that_were_tried() -> None:
    assert (len(LAW) >= 21, len(SENSELESS) >= 55, len(ANCHORED) >= 15) == (True, True, True)


@pytest.mark.parametrize("name", LAW)
def test_what_is_against_the_law_is_found_by_deciding_it_again(name: str, sound: list[Line], tmp_path: Path) -> None:
    folder = forged(LAW[name], sound, tmp_path)
    with pytest.raises(Fault, match=r"^entry [A-Z]+\d+ of "):
        verify_folder(folder)


@pytest.mark.parametrize("name", LAW)
def test_it_is_whole_and_the_quick_depth_says_that_it_did_not_look(
    name: str, sound: list[Line], tmp_path: Path
) -> None:
    found = verify_folder(forged(LAW[name], sound, tmp_path), quick=True)
    assert (found.judged, found.unjudged) == (0, "quick depth: no entry was decided again")


@pytest.mark.parametrize("name", SENSELESS)
def test_what_makes_no_sense_is_found(name: str, sound: list[Line], tmp_path: Path) -> None:
    with pytest.raises(Fault):
        verify_folder(forged(SENSELESS[name], sound, tmp_path))


@pytest.mark.parametrize("name", ANCHORED)
def test_what_could_have_been_is_found_by_a_checkpoint_alone(
    name: str, sound: list[Line], anchor: Checkpoint, tmp_path: Path
) -> None:
    folder = forged(ANCHORED[name], sound, tmp_path)
    verify_folder(folder)
    with pytest.raises(Fault, match="checkpoint of 2008-03-01T12:00:00Z"):
        verify_folder(folder, against=[anchor])
