"""Rules on who judges a project, who approves it, and when it may be registered."""

from openets.checks.check import check
from openets.projects.facts import CycleFacts
from openets.projects.law import countries, last_day_of, rule, rule_or_none
from openets.projects.project import Approval

FUNCTION_OF = {"validate": "validation", "renew": "validation", "verify": "verification"}
"""Step → the function for which its entity must be accredited."""


@check("P-7020", field="entity", citation="3/CMP.1 Annex 20-27; 9/CMP.1 App. A", verified=False)
def entity_is_accredited(facts: CycleFacts) -> str | None:
    """An entity must be accredited, for this mechanism and function, on the day of its report."""
    entity = facts.entity
    if not facts.entity_key:
        return None
    if entity is None:
        return f"No operational entity '{facts.entity_key}' is known: accredit it first."
    if not entity.accredited(facts.dated):
        return f"{entity.name} ({entity.key}) was not accredited on {facts.dated}; it is {entity.state} now."
    programme = facts.cycle.programme
    if programme not in entity.mechanisms:
        return f"{entity.name} is accredited for {', '.join(entity.mechanisms)}, not for {programme}."
    function = FUNCTION_OF.get(facts.step.name, "")
    if function and function not in entity.functions:
        return f"{entity.name} is accredited for {', '.join(entity.functions)}, not for {function}."
    return None


@check("P-7021", field="entity", citation="3/CMP.1 App. A; sectoral scopes", verified=False)
def entity_covers_the_scopes(facts: CycleFacts) -> str | None:
    """An entity must be accredited for every sectoral scope of the project."""
    if facts.entity is None:
        return None
    missing = sorted(set(facts.then.scopes) - set(facts.entity.scopes))
    return f"{facts.entity.name} lacks {', '.join(map(str, missing))}." if missing else None


@check("P-7022", field="entity", citation="3/CMP.1 App. A 2(d); 9/CMP.1 App. A", verified=False)
def entity_has_no_interest_in_the_project(facts: CycleFacts) -> str | None:
    """An entity must not judge a project in which it takes part or has declared an interest."""
    entity, project = facts.entity, facts.then
    if entity is None:
        return None
    own = {each.strip().casefold() for each in (entity.key, entity.name, *entity.interests)}
    conflicts = sorted(each for each in {facts.key, *project.participants} if each.strip().casefold() in own)
    return f"{entity.name} has one in {conflicts[0]}." if conflicts else None


@check("P-7023", field="entity", citation="3/CMP.1 Annex 27(e); simplified for small scale", verified=False)
def verifier_did_not_validate_the_project(facts: CycleFacts) -> str | None:
    """Who verifies a large-scale project must not have validated it; a small-scale one may have one entity for both."""
    project = facts.then
    if project.scale == "small" or not facts.entity_key:
        return None
    validators = {opinion.entity for opinion in project.opinions if opinion.positive}
    if facts.entity_key in validators:
        return f"{facts.entity_key} validated {facts.key}: another entity must verify it."
    return None


@check("P-7024", field="entity", citation="9/CMP.1 Annex 23-24", verified=False)
def verification_names_who_verifies(facts: CycleFacts) -> str | None:
    """A verification must be an entity's; only on track 1 may the host Party verify by itself."""
    if facts.entity_key or "host verifies" in facts.cycle.traits:
        return None
    return f"A verification of a project of {facts.then.mechanism} names its entity."


@check("P-7030", field="party", citation="3/CMP.1 Annex 40(a); 9/CMP.1 Annex 20", verified=False)
def approving_party_takes_part(facts: CycleFacts) -> str | None:
    """Only the host and the other Parties of a project may approve it, each once."""
    project = facts.then
    if facts.party not in (project.host, *project.parties):
        named = ", ".join((project.host, *project.parties))
        return f"'{facts.party}' is none of them; they are {named}."
    letters = [each for each in project.approvals if each.party == facts.party]
    return f"{facts.party} approved it on {letters[0].on}." if len(letters) > 1 else None


@check(
    "P-7031",
    field="sustainable",
    citation="3/CMP.1 Annex 40(a); Kyoto Protocol Art 12(2); the paper, 2.1.a",
    verified=False,
)
def host_confirms_sustainable_development(facts: CycleFacts) -> str | None:
    """The host's letter must confirm that a CDM project helps it to develop sustainably."""
    project = facts.then
    letter = _letter(facts, project.host)
    asked = "sustainable" in facts.cycle.traits and facts.party in ("", project.host)
    if not asked or letter is None or letter.sustainable:
        return None
    return f"{countries(facts.law)[project.host].name}'s letter does not."


@check(
    "P-7032",
    field="approvals",
    citation="Kyoto Protocol Arts 6(1)(a), 12(5)(a); 3/CMP.1 Annex 40; 9/CMP.1 Annex 20",
    verified=False,
)
def parties_have_approved(facts: CycleFacts) -> str | None:
    """The host and every other Party of a project must have approved it, and a JI project needs such another Party."""
    project = facts.then
    if "Parties" not in facts.cycle.traits:
        return None
    missing = [code for code in (project.host, *project.parties) if _letter(facts, code) is None]
    if missing:
        return f"No letter of approval of {', '.join(missing)}."
    if "another Party" in facts.cycle.traits and not project.parties:
        return "It names no other Party."
    return None


def _letter(facts: CycleFacts, party: str) -> Approval | None:
    return next((each for each in facts.then.approvals if each.party == party), None)


@check("P-7033", field="host", citation="9/CMP.1 Annex 21-23; 3/CMP.1 Annex 31; the paper, 2.1.b", verified=False)
def host_party_is_fully_eligible(facts: CycleFacts) -> str | None:
    """On track 1 the host Party must meet all six eligibility criteria, for it verifies and issues by itself."""
    lacking = _lacking(facts, "full")
    if not lacking:
        return None
    return f"{lacking} Track 2 remains: change the project's track and have an entity determine and verify it."


@check("P-7034", field="host", citation="9/CMP.1 Annex 24; 3/CMP.1 Annex 31(a), (b), (d)", verified=False)
def host_party_may_issue_on_track_2(facts: CycleFacts) -> str | None:
    """On track 2 the host must at least be a Party with a recorded assigned amount and a registry to issue ERUs."""
    return _lacking(facts, "basic") or None


def _lacking(facts: CycleFacts, eligibility: str) -> str:
    """What the host lacks of an eligibility, if the project's cycle asks for that one and somebody looked."""
    host, found = facts.then.host, facts.host
    if found is None or facts.cycle.eligibility != eligibility:
        return ""
    if not found.known:
        return f"These books keep no record of {host} as a Party: enter its initial report first."
    if found.full or (eligibility == "basic" and found.basic):
        return ""
    return f"{host} is not eligible on {facts.on}. {' '.join(found.why)}"


@check("P-7035", field="crediting", citation="17/CP.7 paras 12-13; 4/CMP.1 para 4; 1/CMP.2", verified=False)
def crediting_does_not_begin_before_registration(facts: CycleFacts) -> str | None:
    """A CDM project may be credited only from its registration on, save for those that were registered in time."""
    crediting, until = facts.then.crediting, rule_or_none(facts.law, facts.cycle.crediting, "prompt_start")
    if crediting is None or until is None or facts.dated <= max(until.value, crediting.first_day):
        return None
    begins = crediting.first_day
    return f"It would begin on {begins}, and be registered on {facts.dated}: design it with a later first day."


@check("P-7037", field="crediting", citation="3/CMP.1 Annex 49(a); 5/CMP.1 Annex 23(a)", verified=False)
def crediting_period_may_be_renewed(facts: CycleFacts) -> str | None:
    """Only a renewable crediting period may be renewed, twice at most, and not before its last year."""
    now = facts.now
    if now is None or now.crediting is None:
        return None
    crediting = now.crediting
    most: int = rule(facts.law, facts.cycle.crediting, "renewals").value
    if not crediting.renewable:
        return f"It is a fixed one that ends on {crediting.last_day}."
    if crediting.renewals >= most:
        return f"It has been renewed {crediting.renewals} times."
    if last_day_of(facts.dated, 1) < crediting.last_day:
        return f"It ends on {crediting.last_day} only."
    return None


@check("P-7038", field="mechanism", citation="9/CMP.1 Annex 23-25", verified=False)
def track_is_another_one(facts: CycleFacts) -> str | None:
    """A project of Joint Implementation must change to the other track, and to track 1 only if its host is eligible."""
    if facts.now is None:
        return None
    if facts.wanted == facts.now.mechanism:
        return f"It is on {facts.wanted} already."
    return _lacking(facts, "full") or None
