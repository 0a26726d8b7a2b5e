"""Rules on who judges a project, who approves it, and when it may be registered."""

from __future__ import annotations

from datetime import date

from openets.projects.case import ProjectCase
from openets.projects.law import countries, last_day_of, rule
from openets.projects.project import Approval
from openets.projects.ruling import rule_of

FUNCTION_OF = {"validate": "validation", "renew": "validation", "verify": "verification"}
"""Step → the function for which its entity must be accredited."""


@rule_of("P-7020", field="entity", citation="3/CMP.1 Annex 20-27; 9/CMP.1 App. A")
def entity_is_accredited(case: ProjectCase) -> str | None:
    """An entity must be accredited, for this mechanism and function, on the day of its report."""
    entity = case.entity
    if not case.entity_key:
        return None
    if entity is None:
        return f"No operational entity '{case.entity_key}' is known: accredit it first."
    if not entity.accredited(case.dated):
        return f"{entity.name} ({entity.key}) was not accredited on {case.dated}; it is {entity.state} now."
    mechanism = "JI" if case.then.joint else case.then.mechanism
    if mechanism not in entity.mechanisms:
        return f"{entity.name} is accredited for {', '.join(entity.mechanisms)}, not for {mechanism}."
    function = FUNCTION_OF.get(case.step.name, "")
    if function and function not in entity.functions:
        return f"{entity.name} is accredited for {', '.join(entity.functions)}, not for {function}."
    return None


@rule_of("P-7021", field="entity", citation="3/CMP.1 App. A; sectoral scopes")
def entity_covers_the_scopes(case: ProjectCase) -> str | None:
    """An entity must be accredited for every sectoral scope of the project."""
    if case.entity is None:
        return None
    missing = sorted(set(case.then.scopes) - set(case.entity.scopes))
    return f"{case.entity.name} lacks {', '.join(map(str, missing))}." if missing else None


@rule_of("P-7022", field="entity", citation="3/CMP.1 App. A 2(d); 9/CMP.1 App. A")
def entity_has_no_interest_in_the_project(case: ProjectCase) -> str | None:
    """An entity must not judge a project in which it takes part or has declared an interest."""
    entity, project = case.entity, case.then
    if entity is None:
        return None
    own = {each.strip().casefold() for each in (entity.key, entity.name, *entity.interests)}
    conflicts = sorted(each for each in {case.key, *project.participants} if each.strip().casefold() in own)
    return f"{entity.name} has one in {conflicts[0]}." if conflicts else None


@rule_of("P-7023", field="entity", citation="3/CMP.1 Annex 27(e); simplified for small scale")
def verifier_did_not_validate_the_project(case: ProjectCase) -> str | None:
    """Who verifies a large-scale project must not have validated it; a small-scale one may have one entity for both."""
    project = case.then
    if project.scale == "small" or not case.entity_key:
        return None
    validators = {opinion.entity for opinion in project.opinions if opinion.positive}
    if case.entity_key in validators:
        return f"{case.entity_key} validated {case.key}: another entity must verify it."
    return None


@rule_of("P-7024", field="entity", citation="9/CMP.1 Annex 23-24", verified=False)
def verification_names_who_verifies(case: ProjectCase) -> str | None:
    """A verification must be an entity's; only on track 1 may the host Party verify by itself."""
    if case.entity_key or case.then.mechanism == "JI track 1":
        return None
    return f"A verification of a project of {case.then.mechanism} names its entity."


@rule_of("P-7030", field="party", citation="3/CMP.1 Annex 40(a); 9/CMP.1 Annex 20")
def approving_party_takes_part(case: ProjectCase) -> str | None:
    """Only the host and the other Parties of a project may approve it, each once."""
    project = case.then
    if case.party not in (project.host, *project.parties):
        named = ", ".join((project.host, *project.parties))
        return f"'{case.party}' is none of them; they are {named}."
    letters = [each for each in project.approvals if each.party == case.party]
    return f"{case.party} approved it on {letters[0].on}." if len(letters) > 1 else None


@rule_of("P-7031", field="sustainable", citation="3/CMP.1 Annex 40(a); Kyoto Protocol Art 12(2); the paper, 2.1.a")
def host_confirms_sustainable_development(case: ProjectCase) -> str | None:
    """The host's letter must confirm that a CDM project helps it to develop sustainably."""
    project = case.then
    letter = _letter(case, project.host)
    if project.mechanism != "CDM" or case.party not in ("", project.host) or letter is None or letter.sustainable:
        return None
    return f"{countries()[project.host].name}'s letter does not."


@rule_of(
    "P-7032", field="approvals", citation="Kyoto Protocol Arts 6(1)(a), 12(5)(a); 3/CMP.1 Annex 40; 9/CMP.1 Annex 20"
)
def parties_have_approved(case: ProjectCase) -> str | None:
    """The host and every other Party of a project must have approved it, and a JI project needs such another Party."""
    project = case.then
    if project.mechanism == "VER":
        return None
    missing = [code for code in (project.host, *project.parties) if _letter(case, code) is None]
    if missing:
        return f"No letter of approval of {', '.join(missing)}."
    if project.joint and not project.parties:
        return "It names no other Party."
    return None


def _letter(case: ProjectCase, party: str) -> Approval | None:
    return next((each for each in case.then.approvals if each.party == party), None)


@rule_of("P-7033", field="host", citation="9/CMP.1 Annex 21-23; 3/CMP.1 Annex 31; the paper, 2.1.b")
def host_party_is_fully_eligible(case: ProjectCase) -> str | None:
    """On track 1 the host Party must meet all six eligibility criteria, for it verifies and issues by itself."""
    lacking = _lacking(case, "JI track 1")
    if not lacking:
        return None
    return f"{lacking} Track 2 remains: change the project's track and have an entity determine and verify it."


@rule_of("P-7034", field="host", citation="9/CMP.1 Annex 24; 3/CMP.1 Annex 31(a), (b), (d)")
def host_party_may_issue_on_track_2(case: ProjectCase) -> str | None:
    """On track 2 the host must at least be a Party with a recorded assigned amount and a registry to issue ERUs."""
    return _lacking(case, "JI track 2") or None


def _lacking(case: ProjectCase, track: str) -> str:
    """What the host lacks for a track, if that is the project's and somebody asked."""
    host, standing = case.then.host, case.host
    if standing is None or case.then.mechanism != track:
        return ""
    if not standing.known:
        return f"These books keep no record of {host} as a Party: enter its initial report first."
    if standing.full or (track == "JI track 2" and standing.basic):
        return ""
    return f"{host} is not eligible on {case.on}. {' '.join(standing.why)}"


@rule_of("P-7035", field="crediting", citation="17/CP.7 paras 12-13; 4/CMP.1 para 4; 1/CMP.2")
def crediting_does_not_begin_before_registration(case: ProjectCase) -> str | None:
    """A CDM project may be credited only from its registration on, save for those that were registered in time."""
    project = case.then
    until: date = rule("crediting.CDM", "prompt_start").value
    if project.mechanism != "CDM" or project.crediting is None or case.dated <= until:
        return None
    begins = project.crediting.first_day
    if begins >= case.dated:
        return None
    return f"It would begin on {begins}, and be registered on {case.dated}: design it with a later first day."


@rule_of("P-7037", field="crediting", citation="3/CMP.1 Annex 49(a); 5/CMP.1 Annex 23(a)")
def crediting_period_may_be_renewed(case: ProjectCase) -> str | None:
    """Only a renewable crediting period may be renewed, twice at most, and not before its last year."""
    now = case.now
    if now is None or now.crediting is None:
        return None
    crediting = now.crediting
    most: int = rule("crediting.CDM", "renewals").value
    if not crediting.renewable:
        return f"It is a fixed one that ends on {crediting.last_day}."
    if crediting.renewals >= most:
        return f"It has been renewed {crediting.renewals} times."
    if last_day_of(case.dated, 1) < crediting.last_day:
        return f"It ends on {crediting.last_day} only."
    return None


@rule_of("P-7038", field="mechanism", citation="9/CMP.1 Annex 23-25")
def track_is_another_one(case: ProjectCase) -> str | None:
    """A project of Joint Implementation must change to the other track, and to track 1 only if its host is eligible."""
    if case.now is None:
        return None
    if case.wanted == case.now.mechanism:
        return f"It is on {case.wanted} already."
    return _lacking(case, "JI track 1") or None
