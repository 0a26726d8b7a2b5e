"""Rules of requests, reviews and issuance: one case refused, with the culprit by name, and one that passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from openets.projects import on_issuance as rules
from openets.projects.facts import CycleFacts
from openets.projects.project import Crediting, Issuance, Reversal, SetAside
from tests.projects.specimen import (
    BOILER,
    CANCELLED,
    FARM,
    FOREST,
    MADE_GOOD,
    REQUESTED,
    VERIFIED,
    case,
    passes,
    refuses,
    with_periods,
)

FACTORY = replace(BOILER, installations=("CZ_55",))


def test_request_is_within_what_is_certified() -> None:
    check = rules.request_is_within_what_is_certified
    refuses(check, case("request issuance", period=VERIFIED, quantity=105_001), "P-7050", "105,001", "105,000 are left")
    refuses(check, case("request issuance", period=REQUESTED, quantity=1), "P-7050", "0 are left")
    refuses(check, case("request issuance", period=VERIFIED, quantity=0), "P-7050", "Nothing")
    passes(check, case("request issuance", period=VERIFIED, quantity=105_000))


def test_review_is_asked_for_in_time() -> None:
    check = rules.review_is_asked_for_in_time
    refuses(check, case("request review", period=REQUESTED, dated=date(2009, 4, 17)), "P-7051", "2009-04-16")
    passes(check, case("request review", period=REQUESTED, dated=date(2009, 4, 16)))


def test_issuance_is_within_what_was_verified() -> None:
    check = rules.issuance_is_within_what_was_verified
    project = with_periods(FARM, REQUESTED)
    refuses(check, case("issued", project, quantity=105_001), "P-7052", "105,001", "105,000 may be")
    early = case("issued", project, quantity=1, on=date(2009, 4, 16))
    refuses(check, early, "P-7052", "until 2009-04-16")
    reviewed = with_periods(FARM, replace(REQUESTED, state="under review"))
    refuses(check, case("issued", reviewed, quantity=1), "P-7052", "period 1 is under review")
    refuses(check, case("issued", with_periods(FARM, VERIFIED), quantity=1), "P-7052", "0 may be")
    passes(check, case("issued", project, quantity=105_000))


def test_issued_units_are_the_projects_own() -> None:
    check = rules.issued_units_are_the_projects_own
    refuses(check, case("issued", unit="ERU"), "P-7053", "earns CER, not ERU")
    passes(check, case("issued", unit="CER"))


def test_installation_gives_up_as_many_allowances() -> None:
    check = rules.installation_gives_up_as_many_allowances
    refuses(check, case("issued", FACTORY, quantity=10), "P-7054", "CZ_55", "10 too few")
    given = replace(FACTORY, set_aside=(SetAside("CZ_55", 10, "CZ8", date(2009, 4, 1)),))
    passes(check, case("issued", given, quantity=10))
    spent = replace(given, issuances=(Issuance("CZ9", 1, 4, "ERU", date(2009, 4, 2)),))
    refuses(check, case("issued", spent, quantity=7), "P-7054", "1 too few for 11 units")
    passes(check, case("issued", BOILER, quantity=10))


def test_allowances_given_up_are_the_projects_own() -> None:
    check = rules.allowances_given_up_are_the_projects_own
    refuses(check, case("set aside", FACTORY, installation="CZ_56"), "P-7055", "'CZ_56'", "CZ_55")
    refuses(check, case("set aside", BOILER, installation="CZ_55"), "P-7055", "none")
    row = SetAside("CZ_55", 10, "CZ8", date(2009, 4, 1))
    twice = replace(FACTORY, set_aside=(row, row))
    refuses(check, case("set aside", twice, installation="CZ_55", transaction="CZ8"), "P-7055", "CZ8", "2009-04-01")
    passes(check, case("set aside", replace(FACTORY, set_aside=(row,)), installation="CZ_55", transaction="CZ8"))


def test_allowances_given_up_are_cancelled() -> None:
    check = rules.allowances_given_up_are_cancelled
    words = {"installation": "CZ_55", "transaction": "CZ8", "quantity": 10}

    def showing(**changes: Any) -> CycleFacts:
        return case("set aside", FACTORY, **words, evidence=CANCELLED._replace(**changes))

    refuses(check, case("set aside", FACTORY, **words), "P-7063", "no completed transaction 'CZ8'", "cancel")
    refuses(check, showing(type="10-0"), "P-7063", "10-0")
    refuses(check, showing(target="210"), "P-7063", "only a cancellation")
    refuses(check, showing(unit="AAU"), "P-7063", "AAU")
    refuses(check, showing(registry="PL"), "P-7063", "PL")
    refuses(check, showing(source="121", installation=""), "P-7063", "somebody else")
    refuses(check, showing(installation="CZ_56"), "P-7063", "somebody else")
    refuses(check, showing(notice="ITL3"), "P-7063", "ITL3")
    refuses(check, showing(on=date(2009, 5, 2)), "P-7063", "2009-05-02")
    refuses(check, showing(quantity=9), "P-7063", "cancelled 9, not 10")
    passes(check, showing())
    passes(check, showing(source="100", installation=""))
    passes(check, showing(type="10-1", unit="EUA1", quantity=11))


def test_transaction_counts_once() -> None:
    check = rules.transaction_counts_once
    told = case("set aside", FACTORY, transaction="CZ8", evidence=CANCELLED._replace(counted="CZ76"))
    refuses(check, told, "P-7064", "CZ8 counts for CZ76")
    passes(check, case("set aside", FACTORY, transaction="CZ8", evidence=CANCELLED))
    passes(check, case("set aside", FACTORY, transaction="CZ8"))


def test_reversal_is_settled_by_its_units() -> None:
    check = rules.reversal_is_settled_by_its_units
    own = {"type": "4-0", "target": "250", "notice": "", "notice_code": 0, "notice_project": "", "projects": ("UG5",)}

    def showing(**changes: Any) -> CycleFacts:
        return case("settle reversal", FOREST, transaction="IT8", evidence=MADE_GOOD._replace(**changes))

    refuses(check, case("settle reversal", FOREST, transaction="IT8"), "P-7065", "no completed transaction 'IT8'")
    refuses(check, showing(type="5-0", target="300"), "P-7065", "5-0", "300")
    refuses(check, showing(target="423"), "P-7065", "423")
    refuses(check, showing(notice_project="UG6"), "P-7065", "no notification of a reversal of UG5")
    refuses(check, showing(notice_code=5), "P-7065", "no notification of a reversal")
    refuses(check, showing(**{**own, "projects": ("UG5", "UG6")}), "P-7065", "not all of UG5")
    refuses(check, showing(**{**own, "notice": "ITL9"}), "P-7065", "no notification")
    passes(check, showing())
    passes(check, showing(**own))


def test_sink_was_certified_in_the_last_years() -> None:
    check = rules.sink_was_certified_in_the_last_years
    forest = with_periods(FOREST, VERIFIED)
    refuses(check, case("issued", forest, on=date(2014, 3, 2)), "P-7056", "2014-03-01")
    passes(check, case("issued", forest, on=date(2014, 3, 1)))
    passes(check, case("issued", with_periods(FARM, VERIFIED), on=date(2019, 1, 1)))


def test_storage_is_not_reversed() -> None:
    check = rules.storage_is_not_reversed
    burnt = replace(FOREST, reversals=(Reversal(700, date(2010, 8, 1)), Reversal(50, date(2010, 9, 1), "CDM3")))
    refuses(check, case("issued", burnt), "P-7057", "700 t")
    passes(check, case("issued", replace(FOREST, reversals=burnt.reversals[1:])))


def test_reversal_is_within_what_was_issued() -> None:
    check = rules.reversal_is_within_what_was_issued
    issued = replace(FOREST, issuances=(Issuance("CDM1", 1, 100, "tCER", date(2009, 4, 2)),))
    refuses(
        check,
        case("report reversal", replace(issued, reversals=(Reversal(101, date(2010, 1, 1)),))),
        "P-7058",
        "101 t in all, of 100",
    )
    refuses(check, case("report reversal"), "P-7058", "no sink")
    passes(check, case("report reversal", replace(issued, reversals=(Reversal(100, date(2010, 1, 1)),))))


def test_reversal_to_settle_is_outstanding() -> None:
    check = rules.reversal_to_settle_is_outstanding
    refuses(check, case("settle reversal", FOREST), "P-7059", "UG5")
    passes(check, case("settle reversal", replace(FOREST, reversals=(Reversal(1, date(2010, 1, 1)),))))


def test_units_would_not_be_past_their_expiry() -> None:
    check = rules.units_would_not_be_past_their_expiry
    long = replace(FOREST, unit="lCER")
    refuses(check, case("issued", long, on=date(2028, 1, 1)), "P-7060", "2027-12-31")
    passes(check, case("issued", long, on=date(2027, 12, 31)))
    refuses(check, case("issued", FOREST, on=date(2013, 1, 1)), "P-7060", "2013-01-01")
    passes(check, case("issued", FOREST))
    passes(check, case("issued", on=date(2050, 1, 1)))
    ended = replace(long, crediting=Crediting("fixed", date(2008, 1, 1), date(2009, 1, 1)))
    refuses(check, case("issued", ended), "P-7060", "2009-01-01")


def test_issuance_is_counted_once() -> None:
    check = rules.issuance_is_counted_once
    issued = replace(FARM, issuances=(Issuance("CDM9", 1, 4, "CER", date(2009, 4, 2)),))
    refuses(check, case("issued", issued, transaction="CDM9"), "P-7061", "CDM9")
    passes(check, case("issued", issued, transaction="CDM10"))


def test_registration_stands() -> None:
    check = rules.registration_stands
    gone = replace(FARM, state="withdrawn", ended="The turbines were never built")
    refuses(check, case("issued", gone), "P-7062", "never built", "new number")
    passes(check, case("issued"))
