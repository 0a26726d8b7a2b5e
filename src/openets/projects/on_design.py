"""Rules on what a project is: where it stands, how it is described, and for how long it may earn credits."""

import re
from datetime import date

from openets.checks.check import OUR_RULE, check
from openets.projects.facts import CycleFacts
from openets.projects.law import countries, cycles, longest_crediting, rule, rule_or_none, technologies

_MOST_METHODOLOGIES = 4


@check("P-7001", field="state", citation=OUR_RULE, verified=False)
def project_step_follows_its_cycle(facts: CycleFacts) -> str | None:
    """A step must be one of the project's cycle, and the project in a state in which it may be taken."""
    step, now = facts.step, facts.now
    state = now.state if now is not None else ""
    if state in step.states:
        return None
    if now is None:
        return f"There is no project {facts.key}: enter its design document first."
    if now.imported:
        return f"{facts.key} was imported from a list that has no documents: design it under a number of its own."
    if not step.states:
        return f"The cycle of {now.mechanism} has no step '{step.name}'."
    why = f" ({now.ended})" if now.ended else ""
    if state == "withdrawn":
        return f"{facts.key} was withdrawn{why}: what is reduced from now on needs a project with a number of its own."
    if state == "rejected":
        return f"{facts.key} was rejected{why}: mend its design document and enter it again first."
    if step.name == "design":
        return f"{facts.key} is {state} already: choose another number, or withdraw it first."
    wanted = " or ".join(f"'{each}'" for each in step.states if each)
    return f"{facts.key} is '{state}'; '{step.name}' needs {wanted}."


@check("P-7002", field="on", citation=OUR_RULE, verified=False)
def project_document_is_dated_in_order(facts: CycleFacts) -> str | None:
    """A document must not be dated in the future, nor before the step that it builds on."""
    if facts.dated > facts.on:
        return f"{facts.dated} has not come on {facts.on}."
    before = _built_on(facts)
    return f"It is dated {facts.dated}, and what it builds on {before}." if facts.dated < before else None


def _built_on(facts: CycleFacts) -> date:
    """The day of the document that the step's own must not precede."""
    now, period = facts.now, facts.period
    if now is None or not now.events:
        return date.min
    if period is not None and facts.step.period_states:
        return max(day for day in (period.reported, period.verified, period.requested_on, date.min) if day is not None)
    if now.registered is not None:
        return now.registered
    days = [event.dated for event in now.events if event.step != "approve"]
    return days[0] if facts.step.name == "approve" else days[-1]


@check("P-7003", field="key", citation="3/CMP.1 App. D 7; 13/CMP.1 Annex 29; UKREG 2017", verified=False)
def project_number_begins_with_its_host(facts: CycleFacts) -> str | None:
    """A project's identifier must be the two letters of its host Party and a number of at most seven digits."""
    host = facts.then.host
    if host not in countries(facts.law):
        return f"'{host}' is no country that is known here."
    if not re.fullmatch(rf"{host}[1-9][0-9]{{0,6}}", facts.key):
        return f"'{facts.key}' is not; expected one such as {host}1234."
    return None


@check("P-7004", field="host", citation="Kyoto Protocol Arts 6, 12; the paper, 2.1.a")
def host_party_fits_the_mechanism(facts: CycleFacts) -> str | None:
    """The host of a CDM project must be a country without a target, that of a JI project one with a target."""
    project = facts.then
    host = countries(facts.law).get(project.host)
    if host is None:
        return None
    fitting, has = ("with target", "has a") if host.annex_b else ("without target", "has no")
    if facts.cycle.host in ("", fitting):
        return None
    others = " or ".join(name for name, each in cycles(facts.law).items() if each.host == fitting)
    return f"{host.name} {has} target in Annex B: {project.mechanism} is not for it, {others} may be."


@check("P-7005", field="parties", citation="Kyoto Protocol Arts 6, 12; the paper, 2.1.a")
def other_parties_have_targets(facts: CycleFacts) -> str | None:
    """The other Parties to a project must be countries with a target, each named once and none the host."""
    project, known = facts.then, countries(facts.law)
    if "Parties" not in facts.cycle.traits:
        return None
    for code in project.parties:
        if code not in known:
            return f"'{code}' is no country that is known here."
        if code == project.host:
            return f"{code} is the host itself."
        if not known[code].annex_b:
            return f"{known[code].name} has no target in Annex B."
    return None


@check("P-7006", field="methodologies", citation="3/CMP.1 Annex 37(e), 38; App. B", verified=False)
def methodologies_fit_the_project(facts: CycleFacts) -> str | None:
    """A CDM project must name one to four methodologies: small-scale ones (AMS) if small, of sinks (AR-) if a sink."""
    project, sinks, small = facts.then, facts.cycle.sink_methodologies, facts.cycle.small_methodologies
    named = project.methodologies
    if not sinks:
        return None
    if not 1 <= len(named) <= _MOST_METHODOLOGIES:
        return f"It names {len(named)}."
    for each in named:
        if small in each and project.scale == "large":
            return f"{each} is for small-scale projects."
        if each.startswith(sinks) is not project.sink:
            return f"{each} is {'' if each.startswith(sinks) else 'not '}for afforestation and reforestation."
    return None


@check("P-7007", field="activity", citation="16/CMP.1 Annex 13; 5/CMP.1 Annex 38; 9/CMP.1", verified=False)
def sink_names_its_activity_and_unit(facts: CycleFacts) -> str | None:
    """A sink must name its activity; in the CDM only afforestation and reforestation may earn units, tCER or lCER."""
    project, cycle = facts.then, facts.cycle
    if cycle.sink_scope and (cycle.sink_scope in project.scopes) is not project.sink:
        return f"Scope {cycle.sink_scope} and a land-use activity go together: name both or neither."
    if cycle.sink_activities and project.sink and project.activity not in cycle.sink_activities:
        names = {number: name.lower() for number, (_, name) in facts.law.terms.activities.items()}
        known = " or ".join(f"{each} ({names[each]})" for each in cycle.sink_activities)
        return f"Activity {project.activity} is not {known}."
    fitting = cycle.units_of(project.sink)
    if project.unit not in fitting:
        return (
            f"{'A sink' if project.sink else 'It'} earns {' or '.join(fitting)} here, not {project.unit or 'nothing'}."
        )
    return None


@check("P-7008", field="scale", citation="17/CP.7 para 6(c); 1/CMP.2 para 28; 9/CMP.3", verified=False)
def small_scale_keeps_within_its_limits(facts: CycleFacts) -> str | None:
    """A small-scale project must keep within the limits of capacity, savings, reductions or removals of its kind."""
    project = facts.then
    if project.scale != "small":
        return None
    kind = technologies(facts.law)[project.technology]
    year, most_expected = max(project.expected, key=lambda row: row[1], default=(0, 0))
    if project.sink:
        return _above(facts, "removed_tonnes", most_expected, f"t removed in {year}")
    if kind.get("renewable") and project.kilowatts:
        return _above(facts, "renewable_kilowatts", project.kilowatts, "kW")
    if kind.get("saving") and project.megawatt_hours:
        return _above(facts, "saved_megawatt_hours", project.megawatt_hours, "MWh saved a year")
    return _above(facts, "reduced_tonnes", most_expected, f"t reduced in {year}")


def _above(facts: CycleFacts, limit: str, found: int, what: str) -> str | None:
    most: int = rule(facts.law, "small_scale", limit).value
    return f"{found:,} {what} are more than {most:,}." if found > most else None


@check("P-7009", field="crediting", citation="3/CMP.1 Annex 49; 5/CMP.1 Annex 23; Kyoto Protocol Art 6", verified=False)
def crediting_period_is_as_long_as_it_may_be(facts: CycleFacts) -> str | None:
    """A crediting period must not be longer than its kind may be, and must end after it begins."""
    project, crediting = facts.then, facts.then.crediting
    if crediting is None:
        return None
    if crediting.last_day < crediting.first_day:
        return f"It would end on {crediting.last_day}, before {crediting.first_day}."
    if crediting.kind not in facts.cycle.kinds:
        return f"{project.mechanism} knows no renewable crediting period: choose a fixed one."
    group, times = facts.cycle.crediting_of(project.sink), 1 + crediting.renewals
    last = longest_crediting(facts.law, group, crediting.kind, crediting.first_day, times)
    return (
        f"It ends on {crediting.last_day}; {last} is the last day that it may." if crediting.last_day > last else None
    )


@check("P-7010", field="crediting", citation="Kyoto Protocol Arts 6, 12(10)", verified=False)
def crediting_begins_when_the_mechanism_does(facts: CycleFacts) -> str | None:
    """Credits may be earned only from the mechanism's first day: 2000 for the CDM, 2008 for JI."""
    crediting, first = facts.then.crediting, rule_or_none(facts.law, facts.cycle.crediting, "first_day")
    if crediting is None or first is None or crediting.first_day >= first.value:
        return None
    return f"It would begin on {crediting.first_day}, before {first.value}."


@check("P-7011", field="expected", citation="3/CMP.1 App. B 2(d), (e); 9/CMP.1 App. B", verified=False)
def estimates_cover_the_crediting_period(facts: CycleFacts) -> str | None:
    """Baseline and expected reductions must be given for every year of the crediting period, and for no other."""
    project, crediting = facts.then, facts.then.crediting
    if crediting is None:
        return None
    wanted = set(range(crediting.first_day.year, crediting.last_day.year + 1))
    for what, rows in (("The baseline", project.baseline), ("What is expected", project.expected)):
        years = {year for year, _ in rows}
        if missing := sorted(wanted - years):
            return f"{what} says nothing of {missing[0]}."
        if more := sorted(years - wanted):
            return f"{what} names {more[0]}, which is not in it."
    return None


@check("P-7012", field="expected", citation="3/CMP.1 Annex 43-44; 9/CMP.1 App. B", verified=False)
def expected_reductions_are_within_the_baseline(facts: CycleFacts) -> str | None:
    """No year's expected reductions may be more than what would be emitted without the project."""
    project = facts.then
    if project.sink:
        return None
    baseline = dict(project.baseline)
    for year, tonnes in project.expected:
        if tonnes > baseline.get(year, tonnes):
            return f"In {year} {tonnes:,} t are expected, with a baseline of {baseline[year]:,} t."
    return None


@check(
    "P-7013",
    field="grounds",
    citation="3/CMP.1 Annex 43; 9/CMP.1 Annex 33; Kyoto Protocol Arts 6(1)(b), 12(5)(c)",
    verified=False,
)
def additionality_has_its_grounds(facts: CycleFacts) -> str | None:
    """A statement of additionality must name at least one of its grounds and argue it."""
    if facts.then.grounds and facts.then.argument:
        return None
    return "It names none." if not facts.then.grounds else "It does not argue them."


@check("P-7014", field="required_by_law", citation="the primer: mandatory reductions are no additional ones")
def reductions_are_not_required_by_law(facts: CycleFacts) -> str | None:
    """What the law requires anyway may not earn credits."""
    return "The project says that the law requires it." if facts.then.required_by_law else None
