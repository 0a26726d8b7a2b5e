"""Rules of judgement, approval and registration: one case refused, with the culprit by name, and one that passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from openets.projects import on_registration as rules
from openets.projects.entities import Spell
from openets.projects.facts import HostEligibility
from openets.projects.project import Approval, Crediting
from tests.projects.specimen import BOILER, DNV, FARM, INELIGIBLE, SGS, SUSPENDED, case, passes, refuses

TRACK_2 = replace(BOILER, mechanism="JI track 2")


def test_entity_is_accredited() -> None:
    check = rules.entity_is_accredited
    refuses(check, case("validate", entity_key="XYZ"), "P-7020", "'XYZ'", "accredit it first")
    late = replace(DNV, state="suspended", spells=(Spell(date(2005, 1, 1), date(2009, 4, 30), "audit"),))
    refuses(check, case("validate", entity_key="DNV", entity=late), "P-7020", "2009-05-01", "suspended now")
    passes(check, case("validate", entity_key="DNV", entity=late, dated=date(2009, 4, 30)))
    joint_only = replace(DNV, mechanisms=("JI",))
    refuses(check, case("validate", entity_key="DNV", entity=joint_only), "P-7020", "for JI, not for CDM")
    verifier = replace(DNV, functions=("verification",))
    refuses(check, case("validate", entity_key="DNV", entity=verifier), "P-7020", "not for validation")
    passes(check, case("verify", entity_key="DNV", entity=verifier))
    passes(check, case("validate", TRACK_2, entity_key="DNV", entity=joint_only))
    passes(check, case("verify", BOILER))


def test_entity_covers_the_scopes() -> None:
    check = rules.entity_covers_the_scopes
    wide = replace(FARM, scopes=(1, 4, 13))
    refuses(check, case("validate", wide, entity_key="DNV", entity=DNV), "P-7021", "4, 13")
    passes(check, case("validate", entity_key="DNV", entity=DNV))


def test_entity_has_no_interest_in_the_project() -> None:
    check = rules.entity_has_no_interest_in_the_project
    refuses(check, case("verify", entity_key="SGS", entity=replace(SGS, interests=("CN1234",))), "P-7022", "CN1234")
    owned = replace(SGS, interests=("Zhangbei Wind Power Ltd",))
    refuses(check, case("verify", entity_key="SGS", entity=owned), "P-7022", "Zhangbei")
    shouted = replace(SGS, interests=(" ZHANGBEI Wind power ltd",))
    refuses(check, case("verify", entity_key="SGS", entity=shouted), "P-7022", "Zhangbei")
    partner = replace(FARM, participants=("SGS United Kingdom",))
    refuses(check, case("verify", partner, entity_key="SGS", entity=SGS), "P-7022", "SGS United Kingdom")
    passes(check, case("verify", entity_key="SGS", entity=SGS))


def test_verifier_did_not_validate_the_project() -> None:
    check = rules.verifier_did_not_validate_the_project
    refuses(check, case("verify", entity_key="DNV", entity=DNV), "P-7023", "DNV validated CN1234")
    passes(check, case("verify", entity_key="SGS", entity=SGS))
    passes(check, case("verify", replace(FARM, scale="small"), entity_key="DNV", entity=DNV))


def test_verification_names_who_verifies() -> None:
    check = rules.verification_names_who_verifies
    refuses(check, case("verify"), "P-7024", "CDM")
    refuses(check, case("verify", TRACK_2), "P-7024", "JI track 2")
    passes(check, case("verify", BOILER))
    passes(check, case("verify", entity_key="SGS"))


def test_approving_party_takes_part() -> None:
    check = rules.approving_party_takes_part
    refuses(check, case("approve", party="FR"), "P-7030", "'FR'", "CN, ES")
    twice = replace(FARM, approvals=(*FARM.approvals, Approval("ES", date(2009, 5, 1))))
    refuses(check, case("approve", twice, party="ES"), "P-7030", "2007-09-15")
    passes(check, case("approve", party="ES"))


def test_host_confirms_sustainable_development() -> None:
    check = rules.host_confirms_sustainable_development
    silent = replace(FARM, approvals=(Approval("CN", date(2007, 9, 1)), FARM.approvals[1]))
    refuses(check, case("register", silent), "P-7031", "China")
    refuses(check, case("approve", silent, party="CN"), "P-7031", "China")
    passes(check, case("approve", silent, party="ES"))
    passes(check, case("register"))
    passes(check, case("register", BOILER))


def test_parties_have_approved() -> None:
    check = rules.parties_have_approved
    refuses(check, case("register", replace(FARM, approvals=FARM.approvals[1:])), "P-7032", "CN")
    refuses(check, case("register", replace(FARM, approvals=())), "P-7032", "CN, ES")
    refuses(check, case("register", replace(BOILER, parties=())), "P-7032", "no other Party")
    passes(check, case("register"))
    passes(check, case("register", replace(FARM, parties=(), approvals=FARM.approvals[:1])))
    passes(check, case("register", replace(FARM, mechanism="VER", approvals=())))


def test_host_party_is_fully_eligible() -> None:
    check = rules.host_party_is_fully_eligible
    refuses(check, case("verify", BOILER, host=SUSPENDED), "P-7033", "CZ", "suspended it", "Track 2 remains")
    refuses(check, case("verify", BOILER, host=HostEligibility()), "P-7033", "no record of CZ", "initial report")
    passes(check, case("verify", BOILER))
    passes(check, case("verify", TRACK_2, host=SUSPENDED))
    passes(check, case("verify", BOILER, host=None))


def test_host_party_may_issue_on_track_2() -> None:
    check = rules.host_party_may_issue_on_track_2
    refuses(check, case("issued", TRACK_2, host=INELIGIBLE), "P-7034", "no registry")
    refuses(check, case("issued", TRACK_2, host=HostEligibility()), "P-7034", "initial report")
    passes(check, case("issued", TRACK_2, host=SUSPENDED))
    passes(check, case("issued", BOILER, host=INELIGIBLE))


def test_crediting_does_not_begin_before_registration() -> None:
    check = rules.crediting_does_not_begin_before_registration
    refuses(check, case("register", dated=date(2008, 1, 2)), "P-7035", "2008-01-01", "2008-01-02", "later first day")
    passes(check, case("register", dated=date(2008, 1, 1)))
    old = replace(FARM, crediting=Crediting("fixed", date(2003, 1, 1), date(2012, 12, 31)))
    passes(check, case("register", old, dated=date(2007, 3, 31)))
    refuses(check, case("register", old, dated=date(2007, 4, 1)), "P-7035", "2003-01-01")
    passes(check, case("register", BOILER))


def test_crediting_period_may_be_renewed() -> None:
    check = rules.crediting_period_may_be_renewed
    refuses(check, case("renew", dated=date(2013, 12, 31)), "P-7037", "2014-12-31")
    passes(check, case("renew", dated=date(2014, 1, 1)))
    fixed = replace(FARM, crediting=Crediting("fixed", date(2008, 1, 1), date(2017, 12, 31)))
    refuses(check, case("renew", fixed, dated=date(2017, 6, 1)), "P-7037", "fixed")
    often = replace(FARM, crediting=Crediting("renewable", date(2008, 1, 1), date(2028, 12, 31), 2))
    refuses(check, case("renew", often, dated=date(2028, 6, 1)), "P-7037", "2 times")


def test_track_is_another_one() -> None:
    check = rules.track_is_another_one
    refuses(check, case("change track", BOILER, wanted="JI track 1"), "P-7038", "already")
    there = replace(BOILER, mechanism="JI track 1")
    refuses(check, case("change track", there, TRACK_2, wanted="JI track 1", host=SUSPENDED), "P-7038", "suspended")
    passes(check, case("change track", there, TRACK_2, wanted="JI track 1"))
    passes(check, case("change track", TRACK_2, BOILER, wanted="JI track 2", host=INELIGIBLE))
