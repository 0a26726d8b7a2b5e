"""Checks of the international log: one case refused, with its code and the culprit by name, and one that passes.

A limit that is met exactly passes, one unit more does not. Where no Party is concerned (`protocol=None`) there is
nothing to hold a case against.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from openets.checks import on_protocol
from openets.checks.check import Facts, ProjectFacts, Protocol
from openets.kernel.units import Block, Elements, Series
from openets.ledger.accounts import Account
from tests.european import ACCOUNT_TYPES, RESERVE_UNITS, serial_number
from tests.rules.specimen import PARTY, PLANT, account, case, passes, refuses

BERLIN = account("100", "DE", number=1)
PENDING = account("110", "CDM", number=1)
FUND = account("proceeds", "CDM", number=2)
BROKER = account("121", "CDM", number=3)
RETIRED = account("300", number=4)

WIND = Elements(project="CN77")
FOREST = Elements(activity=1, project="BR5", expiry="2012-12-31")
TREES = Series("tCER", "CDM", 1, 1, *FOREST)


def sale(
    unit: str = "AAU", quantity: Any = 100, source: Account = PARTY, target: Account = BERLIN, **facts: Any
) -> Facts:
    """Austria sells Germany 100 AAUs."""
    return case("3-0", source, target, {"unit": unit, "quantity": quantity}, **facts)


def issuance(unit: str, elements: Elements, quantity: Any = 100, **facts: Any) -> Facts:
    """The CDM registry issues units; Austria where they are removal units."""
    target = PARTY if unit in ("AAU", "RMU") else PENDING
    return case("1-0", None, target, {"unit": unit, "quantity": quantity, "elements": elements}, **facts)


def conversion(track: int = 1, unit: str = "AAU", **facts: Any) -> Facts:
    """Austria converts AAUs into ERUs of a project there."""
    words = {"unit": unit, "elements": Elements(project="AT3", track=track)}
    return case("2-0", PARTY, PARTY, words, **facts)


def replacement(unit: str = "AAU", kind: str = "411", **words: Any) -> Facts:
    """Austria puts 100 units in the place of 100 tCERs that expire."""
    facts = {name: words.pop(name) for name in ("blocks", "replaced") if name in words}
    facts.setdefault("replaced", (Block(TREES, 1, 100),))
    words = {"unit": unit, "replaces": (("CDM", 1, 100),), "notice": "ITL3", **words}
    return case("6-0", PARTY, account(kind, number=9), words, **facts)


def of_period(unit: str, original: int, applicable: int) -> Block:
    return Block(Series(unit, "AT", original, applicable), 41, 140)


# ---- who may trade ---------------------------------------------------------------------------------------


def test_parties_are_on_record() -> None:
    check = on_protocol.parties_are_on_record
    refuses(check, sale(protocol=Protocol(missing="AT and DE are")), "P-5100", "AT and DE are not", "ets party")
    passes(check, sale(protocol=Protocol()))
    passes(check, sale())


def test_transferring_party_is_eligible() -> None:
    check = on_protocol.transferring_party_is_eligible
    refuses(check, sale(protocol=Protocol(seller_fault="AT: It was suspended.")), "P-5101", "AT: It was suspended.")
    passes(check, sale(protocol=Protocol(buyer_fault="DE: It was suspended.")))
    passes(check, sale())


def test_acquiring_party_is_eligible() -> None:
    check = on_protocol.acquiring_party_is_eligible
    refuses(check, sale(protocol=Protocol(buyer_fault="DE: It was suspended.")), "P-5102", "DE: It was suspended.")
    passes(check, sale(protocol=Protocol(seller_fault="AT: It was suspended.")))
    passes(check, sale())


def test_commitment_period_reserve_is_kept() -> None:
    check = on_protocol.commitment_period_reserve_is_kept
    held = Protocol(reserve=900, in_reserve=1_000)
    refuses(check, sale(quantity=101, protocol=held), "P-5103", "899", "reserve is 900", "100 may be sold now")
    passes(check, sale(quantity=100, protocol=held))
    passes(check, sale(quantity=101))


def test_commitment_period_reserve_is_kept_by_a_party_that_is_below_it_already() -> None:
    check = on_protocol.commitment_period_reserve_is_kept
    below = Protocol(reserve=900, in_reserve=800)
    refuses(check, sale(quantity=1, protocol=below), "P-5103", "799", ": 0 may be sold now")


@pytest.mark.parametrize("unit", sorted(RESERVE_UNITS))
def test_commitment_period_reserve_is_kept_in_these_units(unit: str) -> None:
    check = on_protocol.commitment_period_reserve_is_kept
    refuses(check, sale(unit, protocol=Protocol(reserve=1)), "P-5103")


@pytest.mark.parametrize("unit", ["tCER", "lCER", "EUA3", "EUAA", "VER"])
def test_commitment_period_reserve_is_kept_whatever_leaves_that_never_counted(unit: str) -> None:
    passes(on_protocol.commitment_period_reserve_is_kept, sale(unit, protocol=Protocol(reserve=1)))


@pytest.mark.parametrize("kind", ["240", "241", "242"])
def test_who_must_send_units_to_be_cancelled_sells_nothing(kind: str) -> None:
    """A Party that is suspended or below its reserve can still do what a notification asks of it."""
    target = account(kind, "CDM", number=9)
    facts = Protocol(seller_fault="AT: It was suspended.", reserve=900, in_reserve=800)
    passes(on_protocol.transferring_party_is_eligible, sale("CER", target=target, protocol=facts))
    passes(on_protocol.commitment_period_reserve_is_kept, sale("CER", target=target, protocol=facts))


# ---- issuance and conversion -----------------------------------------------------------------------------


def test_removal_units_name_their_activity() -> None:
    check = on_protocol.removal_units_name_their_activity
    refuses(check, issuance("RMU", Elements()), "P-5010", "RMU names none")
    refuses(check, issuance("AAU", Elements(activity=3)), "P-5010", "AAU are of no land-use activity", "3")
    passes(check, issuance("RMU", Elements(activity=3)))
    passes(check, issuance("tCER", FOREST))
    passes(check, issuance("AAU", Elements()))


def test_removal_units_name_their_activity_and_are_of_it_when_they_are_converted() -> None:
    check = on_protocol.removal_units_name_their_activity
    managed = Block(Series("RMU", "AT", 1, 1, 3), 41, 140)
    words = {"unit": "RMU", "elements": Elements(1, "AT3", 1)}
    refuses(check, case("2-0", PARTY, PARTY, words, blocks=(managed,)), "P-5010", serial_number(managed), "than 1")
    passes(check, case("2-0", PARTY, PARTY, {**words, "elements": Elements(3, "AT3", 1)}, blocks=(managed,)))


def test_removal_units_are_within_the_activity_limit() -> None:
    check = on_protocol.removal_units_are_within_the_activity_limit
    facts = Protocol(removals=2_000, removal_limit=2_310)
    managed = Elements(activity=3)
    refuses(check, issuance("RMU", managed, 311, protocol=facts), "P-5009", "2,000", "311", "2,310")
    passes(check, issuance("RMU", managed, 310, protocol=facts))
    passes(check, issuance("AAU", Elements(), 9_999, protocol=facts))
    passes(check, issuance("RMU", managed, 9_999, protocol=Protocol()))
    passes(check, issuance("RMU", managed, 9_999))


def test_credits_name_a_valid_project() -> None:
    check = on_protocol.credits_name_a_valid_project
    known = ProjectFacts("", "CER", 100, elements=WIND)
    refuses(check, issuance("CER", WIND), "2017", "No project CN77 is known")
    refuses(check, issuance("tCER", Elements(1, expiry="2012-12-31")), "2017", "tCER names none")
    refuses(check, issuance("AAU", WIND, project=known), "2017", "AAU are of no project", "CN77")
    passes(check, issuance("CER", WIND, project=known))
    passes(check, issuance("AAU", Elements()))


def test_credits_name_a_valid_project_when_they_are_converted() -> None:
    check = on_protocol.credits_name_a_valid_project
    refuses(check, case("2-0", PARTY, PARTY, {"unit": "AAU"}), "2017", "ERU names none")
    refuses(check, case("2-0", PARTY, PARTY, {"unit": "RMU"}), "2017", "ERU-RMU names none")
    passes(check, conversion(project=ProjectFacts("", "ERU", 100)))


def test_credits_name_a_valid_project_but_those_of_a_replay_that_nobody_published() -> None:
    """A replayed scheme knows how many CERs were surrendered, and not of which projects."""
    check, words = on_protocol.credits_name_a_valid_project, {"unit": "CER", "reconstructed": True}
    refuses(check, issuance("CER", Elements()), "2017", "CER names none")
    passes(check, case("1-0", None, PENDING, words))
    refuses(check, case("1-0", None, PENDING, {**words, "elements": WIND}), "2017", "No project CN77")
    refuses(check, case("1-0", None, PENDING, {**words, "unit": "tCER"}), "2017", "tCER names none")
    refuses(check, case("2-0", PARTY, PARTY, {**words, "unit": "AAU"}), "2017", "ERU names none")


def test_project_may_have_units_issued() -> None:
    check = on_protocol.project_may_have_units_issued
    facts = ProjectFacts("", "CER", 100, elements=WIND)
    refuses(check, issuance("CER", WIND, 101, project=facts), "P-5018", "100 are verified", "101")
    passes(check, issuance("CER", WIND, 100, project=facts))
    passes(check, issuance("CER", Elements()))


def test_project_may_have_units_issued_unless_something_stands_in_the_way() -> None:
    check = on_protocol.project_may_have_units_issued
    withdrawn = ProjectFacts("CN77 was withdrawn.", "CER", 100, elements=WIND)
    refuses(check, issuance("CER", WIND, 1, project=withdrawn), "P-5018", "CN77 was withdrawn.")


def test_project_may_have_units_issued_of_its_own_kind_and_elements() -> None:
    check = on_protocol.project_may_have_units_issued
    sink = ProjectFacts("", "tCER", 100, elements=FOREST)
    refuses(check, issuance("CER", FOREST, project=sink), "P-5018", "BR5 may have tCER issued, not CER")
    later = FOREST._replace(expiry="2017-12-31")
    refuses(check, issuance("tCER", later, project=sink), "P-5018", "2012-12-31", "2017-12-31")
    refuses(check, issuance("tCER", FOREST._replace(activity=3), project=sink), "P-5018", "activity 1", "activity 3")
    passes(check, issuance("tCER", FOREST, project=sink))


def test_project_may_have_units_issued_out_of_removals_as_well() -> None:
    check = on_protocol.project_may_have_units_issued
    joint = ProjectFacts("", "ERU", 100, elements=Elements(project="AT3", track=1))
    passes(check, conversion(unit="RMU", project=joint))
    refuses(check, conversion(2, project=joint), "P-5018", "track 1", "track 2")


def test_host_of_track_1_is_eligible() -> None:
    check = on_protocol.host_of_track_1_is_eligible
    suspended = Protocol(seller_fault="AT: It was suspended.")
    refuses(check, conversion(1, protocol=suspended), "P-5054", "AT: It was suspended.")
    passes(check, conversion(2, protocol=suspended))
    passes(check, conversion(1, protocol=Protocol()))
    passes(check, conversion(1))


def test_converted_units_stay_in_their_account() -> None:
    check = on_protocol.converted_units_stay_in_their_account
    refuses(check, case("2-0", PARTY, BERLIN, {"unit": "AAU"}), "P-5053", PARTY.identifier, BERLIN.identifier)
    passes(check, case("2-0", PARTY, PARTY, {"unit": "AAU"}))
    passes(check, case("2-0", None, PARTY, {"unit": "AAU"}))


def test_converted_units_are_the_hosts_own() -> None:
    check = on_protocol.converted_units_are_the_hosts_own
    bought, later = Block(Series("AAU", "DE", 1, 1), 41, 140), of_period("AAU", 1, 2)
    refuses(check, conversion(blocks=(of_period("AAU", 1, 1), bought)), "P-5055", serial_number(bought), "AT's own")
    refuses(check, conversion(blocks=(later,)), "P-5055", serial_number(later))
    passes(check, conversion(blocks=(of_period("AAU", 1, 1),)))
    passes(check, conversion())


# ---- what the CDM registry owes --------------------------------------------------------------------------


def test_share_of_proceeds_goes_first() -> None:
    check = on_protocol.share_of_proceeds_goes_first
    owing = Protocol(owed=2)
    refuses(check, sale("CER", source=PENDING, protocol=owing), "P-5020", "2 CER are owed")
    passes(check, sale("CER", source=PENDING, protocol=Protocol()))
    passes(check, case("10-0", PENDING, FUND, {"unit": "CER"}, protocol=owing))
    passes(check, sale("CER", source=FUND, protocol=owing))
    passes(check, sale("CER", source=PENDING))


def test_share_of_proceeds_goes_first_whoever_sends_units_out_of_the_cdm_registry() -> None:
    check = on_protocol.share_of_proceeds_goes_first
    refuses(check, sale("CER", source=BROKER, protocol=Protocol(owed=1)), "P-5020", "1 CER are owed")


def test_no_more_than_the_share_of_proceeds_is_handed_over() -> None:
    check = on_protocol.no_more_than_the_share_of_proceeds_is_handed_over
    sent = {"unit": "CER", "quantity": 3}
    refuses(check, case("10-0", PENDING, FUND, sent, protocol=Protocol(owed=2)), "P-5021", "2 CER are owed", "3")
    refuses(check, case("10-0", PENDING, FUND, sent, protocol=Protocol(owed=-1)), "P-5021", "0 CER are owed")
    passes(check, case("10-0", PENDING, FUND, sent, protocol=Protocol(owed=3)))
    passes(check, case("10-0", PENDING, BROKER, sent, protocol=Protocol()))
    passes(check, case("10-0", PENDING, FUND, sent))


# ---- periods and expiry ----------------------------------------------------------------------------------


def test_units_have_not_expired() -> None:
    """They are valid on their last day, and not on the day after."""
    check = on_protocol.units_have_not_expired
    trees = (Block(TREES, 1, 50), Block(TREES._replace(expiry=""), 51, 100))
    last, after = date(2012, 12, 31), date(2013, 1, 1)
    refuses(check, sale("tCER", blocks=trees, on=after), "P-5056", "expired on 2012-12-31")
    passes(check, sale("tCER", blocks=trees, on=last))
    passes(check, sale("AAU", blocks=(of_period("AAU", 1, 1),), on=after))


def test_units_are_valid_for_the_commitment_period() -> None:
    check = on_protocol.units_are_valid_for_the_commitment_period
    now, later = of_period("AAU", 1, 1), of_period("AAU", 1, 2)
    refuses(check, case("5-0", PARTY, RETIRED, {"unit": "AAU"}, blocks=(now, later)), "P-3003", serial_number(later))
    passes(check, case("5-0", PARTY, RETIRED, {"unit": "AAU"}, blocks=(now,)))
    passes(check, case("5-0", PARTY, RETIRED, {"unit": "AAU"}))


@pytest.mark.parametrize("unit", ["tCER", "lCER"])
def test_sink_credits_are_within_the_limit(unit: str) -> None:
    check = on_protocol.sink_credits_are_within_the_limit
    facts = Protocol(sinks=900, sink_limit=1_000)
    retiring = {"unit": unit, "quantity": 101}
    refuses(check, case("5-0", PARTY, RETIRED, retiring, protocol=facts), "P-5105", "900", "101", "1,000")
    passes(check, case("5-0", PARTY, RETIRED, {**retiring, "quantity": 100}, protocol=facts))
    passes(check, case("5-0", PARTY, RETIRED, {**retiring, "unit": "RMU"}, protocol=facts))
    passes(check, case("5-0", PARTY, RETIRED, retiring, protocol=Protocol()))
    passes(check, case("5-0", PARTY, RETIRED, retiring))


def test_units_are_retired_in_time() -> None:
    check = on_protocol.units_are_retired_in_time
    over = Protocol(period_over=date(2015, 9, 9))
    refuses(check, case("5-0", PARTY, RETIRED, {"unit": "AAU"}, protocol=over), "P-3026", "2015-09-09")
    passes(check, case("5-0", PARTY, RETIRED, {"unit": "AAU"}, protocol=Protocol()))
    passes(check, case("5-0", PARTY, RETIRED, {"unit": "AAU"}))


def test_units_are_traded_in_time() -> None:
    """What was carried over is traded in the next period; what was not may only be cancelled."""
    check = on_protocol.units_are_traded_in_time
    over = Protocol(period_over=date(2015, 11, 18))
    now, later = of_period("AAU", 1, 1), of_period("AAU", 1, 2)
    refuses(check, sale(blocks=(later, now), protocol=over), "P-3027", "2015-11-18", serial_number(now))
    passes(check, sale(blocks=(later,), protocol=over))
    passes(check, sale("tCER", blocks=(Block(TREES, 1, 50),), protocol=over))
    passes(check, sale(blocks=(now,), target=account("240", "CDM", number=9), protocol=over))
    passes(check, sale(blocks=(now,), protocol=Protocol()))
    passes(check, sale(blocks=(now,)))


def test_expiry_date_is_that_of_the_project() -> None:
    check = on_protocol.expiry_date_is_that_of_the_project
    words = {"unit": "lCER", "elements": Elements(expiry="2047-12-31")}
    due = Protocol(due_expiry="2047-12-30")
    refuses(check, case("8-0", PARTY, PARTY, words, protocol=due), "P-5307", "2047-12-30, not 2047-12-31")
    passes(check, case("8-0", PARTY, PARTY, words, protocol=Protocol(due_expiry="2047-12-31")))
    passes(check, case("8-0", PARTY, PARTY, words, protocol=Protocol()))
    passes(check, case("8-0", PARTY, PARTY, words))


def test_change_of_expiry_answers_a_notice() -> None:
    check = on_protocol.change_of_expiry_answers_a_notice
    refuses(check, case("8-0", PARTY, PARTY, {"unit": "lCER"}), "P-5306", "None is named")
    passes(check, case("8-0", PARTY, PARTY, {"unit": "lCER", "notice": "ITL9"}))


def test_expiry_date_is_put_off() -> None:
    check = on_protocol.expiry_date_is_put_off
    words = {"unit": "tCER", "elements": Elements(expiry="2012-12-31")}
    trees = (Block(TREES, 1, 100),)
    refuses(check, case("8-0", PARTY, PARTY, words, blocks=trees), "P-5305", "2012-12-31")
    refuses(check, case("8-0", PARTY, PARTY, {"unit": "tCER"}, blocks=trees), "P-5305", "no day is asked for")
    later = {**words, "elements": Elements(expiry="2013-01-01")}
    passes(check, case("8-0", PARTY, PARTY, later, blocks=trees))
    mixed = (*trees, Block(TREES._replace(expiry="2017-12-31"), 101, 200))
    refuses(check, case("8-0", PARTY, PARTY, later, blocks=mixed), "P-5305", "2017-12-31", "2013-01-01")


# ---- carry-over ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["RMU", "ERU-RMU", "tCER", "lCER"])
def test_unit_type_may_be_carried_over(unit: str) -> None:
    check = on_protocol.unit_type_may_be_carried_over
    refuses(check, case("7-38", PARTY, PARTY, {"unit": unit}), "P-5301", f"{unit} may not")
    for good in ("AAU", "CER", "ERU"):
        passes(check, case("7-38", PARTY, PARTY, {"unit": good}, blocks=(of_period(good, 1, 1),)))


def test_unit_type_may_be_carried_over_but_once() -> None:
    check = on_protocol.unit_type_may_be_carried_over
    once = of_period("AAU", 1, 2)
    refuses(check, case("7-39", PARTY, PARTY, {"unit": "AAU"}, blocks=(once,)), "P-5301", serial_number(once), "before")


@pytest.mark.parametrize("unit", ["CER", "ERU"])
def test_carry_over_is_within_the_limit(unit: str) -> None:
    check = on_protocol.carry_over_is_within_the_limit
    facts = Protocol(carried=200, carry_limit=250)
    refuses(check, case("7-38", PARTY, PARTY, {"unit": unit, "quantity": 51}, protocol=facts), "P-5302", "200", "250")
    passes(check, case("7-38", PARTY, PARTY, {"unit": unit, "quantity": 50}, protocol=facts))
    passes(check, case("7-38", PARTY, PARTY, {"unit": unit, "quantity": 51}, protocol=Protocol()))
    passes(check, case("7-38", PARTY, PARTY, {"unit": unit, "quantity": 51}))


def test_party_has_settled_its_commitment() -> None:
    check = on_protocol.party_has_settled_its_commitment
    words = {"unit": "AAU"}
    refuses(check, case("7-39", PARTY, PARTY, words, protocol=Protocol()), "P-5304", "enter the compliance decision")
    passes(check, case("7-39", PARTY, PARTY, words, protocol=Protocol(settled=True)))
    passes(check, case("7-39", PARTY, PARTY, words))


# ---- replacement, notifications, cancellation ------------------------------------------------------------


def test_replacement_names_what_it_replaces() -> None:
    check = on_protocol.replacement_names_what_it_replaces
    refuses(check, replacement(replaces=()), "P-5209", "names none")
    refuses(check, replacement(replaces=(("CDM", 1, 99),)), "P-5209", "99", "100")
    refuses(check, replacement(replaces=(("CDM", 1, 101),)), "P-5209", "101", "100")
    refuses(check, replacement(replaces=(("CDM", 100, 1),)), "P-5209", "100-1 is no range")
    passes(check, replacement())
    passes(check, replacement(replaces=(("CDM", 61, 100), ("CDM", 1, 60))))


def test_replacement_names_what_it_replaces_and_nothing_twice() -> None:
    check = on_protocol.replacement_names_what_it_replaces
    refuses(check, replacement(replaces=(("CDM", 1, 50), ("CDM", 1, 50))), "P-5209", "CDM 1 is named twice")


def test_replacement_names_what_it_replaces_only_if_that_exists() -> None:
    check = on_protocol.replacement_names_what_it_replaces
    refuses(check, replacement(replaced=(Block(TREES, 1, 99),)), "P-5209", "Only 99")
    refuses(check, replacement(replaced=()), "P-5209", "Only 0")
    refuses(check, replacement(replaced=(Block(TREES._replace(origin="BR"), 1, 100),)), "P-5209", "Only 0")


@pytest.mark.parametrize(("kind", "unit"), [("411", "tCER"), ("421", "lCER"), ("422", "lCER"), ("423", "lCER")])
def test_replacement_names_what_it_replaces_of_the_kind_of_its_account(kind: str, unit: str) -> None:
    check = on_protocol.replacement_names_what_it_replaces
    other = "lCER" if unit == "tCER" else "tCER"
    passes(check, replacement(kind=kind, replaced=(Block(TREES._replace(unit=unit), 1, 100),)))
    wrong = (Block(TREES._replace(unit=unit), 1, 50), Block(TREES._replace(unit=other), 51, 100))
    refuses(check, replacement(kind=kind, replaced=wrong), "P-5209", f"for {unit}; {other} are named")


@pytest.mark.parametrize("unit", ["AAU", "CER", "ERU", "RMU"])
def test_unit_type_may_replace(unit: str) -> None:
    check = on_protocol.unit_type_may_replace
    passes(check, replacement(unit))
    passes(check, replacement(unit, "421"))


def test_unit_type_may_replace_its_own_kind_only_where_it_expires_itself() -> None:
    check = on_protocol.unit_type_may_replace
    refuses(check, replacement("lCER"), "P-5211", "lCER do not replace tCER")
    refuses(check, replacement("tCER", "421"), "P-5211", "tCER do not replace lCER")
    passes(check, replacement("tCER"))


def test_unit_type_may_replace_if_it_is_an_lcer_of_the_same_project() -> None:
    check = on_protocol.unit_type_may_replace
    old, new = (Block(TREES._replace(unit="lCER", project=project), 1, 100) for project in ("BR5", "BR6"))
    refuses(check, replacement("lCER", "421", blocks=(new,), replaced=(old,)), "P-5211", "BR5, BR6")
    passes(check, replacement("lCER", "422", blocks=(old,), replaced=(old,)))


def test_unit_type_may_replace_what_expires_only_if_it_lasts_longer() -> None:
    check = on_protocol.unit_type_may_replace
    old, new = (Block(TREES._replace(expiry=day), 1, 100) for day in ("2020-12-31", "2021-01-01"))
    refuses(check, replacement("tCER", blocks=(old,), replaced=(old,)), "P-5211", "2020-12-31", "no later")
    passes(check, replacement("tCER", blocks=(new,), replaced=(old,)))


def test_replacement_answers_a_notice() -> None:
    check = on_protocol.replacement_answers_a_notice
    refuses(check, replacement(notice=""), "P-5402", "None is named")
    passes(check, replacement())


def test_notice_is_answered_by_the_transaction() -> None:
    check = on_protocol.notice_is_answered_by_the_transaction
    wrong = case("4-0", PARTY, account("210"), {"unit": "AAU"}, notice_fault="ITL3 is completed.")
    refuses(check, wrong, "P-5401", "ITL3 is completed.")
    passes(check, case("4-0", PARTY, account("210"), {"unit": "AAU"}))


@pytest.mark.parametrize("kind", ["210", "220", "240", "241", "242", "250"])
def test_only_the_party_cancels_to_comply(kind: str) -> None:
    check = on_protocol.only_the_party_cancels_to_comply
    target, words = account(kind, number=9), {"unit": "CER"}
    refuses(check, case("4-0", PLANT, target, words), "P-2511", PLANT.identifier, "use account 230")
    passes(check, case("4-0", PARTY, target, words))
    passes(check, case("4-0", PLANT, account("230", number=3), words))
    passes(check, case("4-0", PENDING, account("240", "CDM"), words))


@pytest.mark.parametrize("kind", ["100-6", "230", "300", "411"])
def test_surrendered_units_are_not_traded_again(kind: str) -> None:
    """In March 2010 CERs that had been surrendered were sold once more."""
    check = on_protocol.surrendered_units_are_not_traded_again
    used = account(kind, number=9)
    refuses(check, sale("CER", source=used), "P-3022", used.identifier, f"was {ACCOUNT_TYPES[used.type].bucket}")
    passes(check, sale("CER", source=PLANT))
    passes(check, sale("CER", source=account("proceeds", "CDM")))


# ---- nonsense --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quantity", [None, "100", 1.5, -1, 0, True])
def test_no_check_stumbles_over_a_quantity_that_is_none(quantity: Any) -> None:
    """That the quantity is no whole number above zero, a check of its own says."""
    facts = Protocol(reserve=0, in_reserve=0, removal_limit=0, sink_limit=0, carry_limit=0)
    project = ProjectFacts("", "CER", elements=WIND)
    passes(on_protocol.commitment_period_reserve_is_kept, sale(quantity=quantity, protocol=facts))
    managed = issuance("RMU", Elements(activity=3), quantity, protocol=facts)
    passes(on_protocol.removal_units_are_within_the_activity_limit, managed)
    passes(on_protocol.project_may_have_units_issued, issuance("CER", WIND, quantity, project=project))
    words = {"unit": "tCER", "quantity": quantity}
    passes(on_protocol.sink_credits_are_within_the_limit, case("5-0", PARTY, RETIRED, words, protocol=facts))
    passes(on_protocol.carry_over_is_within_the_limit, case("7-38", PARTY, PARTY, words, protocol=facts))
