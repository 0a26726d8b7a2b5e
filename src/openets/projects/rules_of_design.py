"""Rules on what a project is: where it stands, how it is described, and for how long it may earn credits."""

from __future__ import annotations

import re
from datetime import date

from openets.projects.case import ProjectCase
from openets.projects.law import countries, last_day_of, rule, technology
from openets.projects.project import Crediting, Project
from openets.projects.ruling import OUR_RULE, rule_of

MOST_METHODOLOGIES = 4


@rule_of("P-7001", field="state", citation=OUR_RULE)
def project_step_follows_its_cycle(case: ProjectCase) -> str | None:
    """A step must be one of the project's cycle, and the project in a state in which it may be taken."""
    step, now = case.step, case.now
    state = now.state if now is not None else ""
    if state in step.states:
        return None
    if now is None:
        return f"There is no project {case.key}: enter its design document first."
    if now.imported:
        return f"{case.key} was imported from a list that has no documents: design it under a number of its own."
    if not step.states:
        return f"The cycle of {now.mechanism} has no step '{step.name}'."
    why = f" ({now.ended})" if now.ended else ""
    if state == "withdrawn":
        return f"{case.key} was withdrawn{why}: what is reduced from now on needs a project with a number of its own."
    if state == "rejected":
        return f"{case.key} was rejected{why}: mend its design document and enter it again first."
    if step.name == "design":
        return f"{case.key} is {state} already: choose another number, or withdraw it first."
    wanted = " or ".join(f"'{each}'" for each in step.states if each)
    return f"{case.key} is '{state}'; '{step.name}' needs {wanted}."


@rule_of("P-7002", field="dated", citation=OUR_RULE)
def project_document_is_dated_in_order(case: ProjectCase) -> str | None:
    """A document must not be dated in the future, nor before the step that it builds on."""
    if case.dated > case.on:
        return f"{case.dated} has not come on {case.on}."
    before = _built_on(case)
    return f"It is dated {case.dated}, and what it builds on {before}." if case.dated < before else None


def _built_on(case: ProjectCase) -> date:
    """The day of the document that the step's own must not precede."""
    now, period = case.now, case.period
    if now is None or not now.events:
        return date.min
    if period is not None and case.step.period_states:
        return max(day for day in (period.reported, period.verified, period.requested_on, date.min) if day is not None)
    if now.registered is not None:
        return now.registered
    days = [event.dated for event in now.events if event.step != "approve"]
    return days[0] if case.step.name == "approve" else days[-1]


@rule_of("P-7003", field="key", citation="3/CMP.1 App. D 7; 13/CMP.1 Annex 29; UKREG 2017")
def project_number_begins_with_its_host(case: ProjectCase) -> str | None:
    """A project's identifier must be the two letters of its host Party and a number of at most seven digits."""
    host = case.then.host
    if host not in countries():
        return f"'{host}' is no country that is known here."
    if not re.fullmatch(rf"{host}[1-9][0-9]{{0,6}}", case.key):
        return f"'{case.key}' is not; expected one such as {host}1234."
    return None


@rule_of("P-7004", field="host", citation="Kyoto Protocol Arts 6, 12; the paper, 2.1.a", verified=True)
def host_party_fits_the_mechanism(case: ProjectCase) -> str | None:
    """The host of a CDM project must be a country without a target, that of a JI project one with a target."""
    project = case.then
    host = countries().get(project.host)
    if host is None or project.mechanism == "VER" or host.annex_b is project.joint:
        return None
    has = "has a" if host.annex_b else "has no"
    other = "JI track 1 or 2" if host.annex_b else "CDM"
    return f"{host.name} {has} target in Annex B: {project.mechanism} is not for it, {other} may be."


@rule_of("P-7005", field="parties", citation="Kyoto Protocol Arts 6, 12; the paper, 2.1.a", verified=True)
def other_parties_have_targets(case: ProjectCase) -> str | None:
    """The other Parties to a project must be countries with a target, each named once and none the host."""
    project = case.then
    if project.mechanism == "VER":
        return None
    for code in project.parties:
        if code not in countries():
            return f"'{code}' is no country that is known here."
        if code == project.host:
            return f"{code} is the host itself."
        if not countries()[code].annex_b:
            return f"{countries()[code].name} has no target in Annex B."
    return None


@rule_of("P-7006", field="methodologies", citation="3/CMP.1 Annex 37(e), 38; App. B")
def methodologies_fit_the_project(case: ProjectCase) -> str | None:
    """A CDM project must name one to four methodologies: small-scale ones (AMS) if small, of sinks (AR-) if a sink."""
    project = case.then
    named = project.methodologies
    if project.mechanism != "CDM":
        return None
    if not 1 <= len(named) <= MOST_METHODOLOGIES:
        return f"It names {len(named)}."
    for each in named:
        if ("AMS" in each) and project.scale == "large":
            return f"{each} is for small-scale projects."
        if each.startswith("AR-") is not project.sink:
            return f"{each} is {'' if each.startswith('AR-') else 'not '}for afforestation and reforestation."
    return None


@rule_of("P-7007", field="activity", citation="16/CMP.1 Annex 13; 5/CMP.1 Annex 38; 9/CMP.1")
def sink_names_its_activity_and_unit(case: ProjectCase) -> str | None:
    """A sink must name its activity; in the CDM only afforestation and reforestation may earn units, tCER or lCER."""
    project = case.then
    if (14 in project.scopes) is not project.sink and project.mechanism == "CDM":
        return "Scope 14 and a land-use activity go together: name both or neither."
    if project.mechanism == "CDM" and project.activity > 1:
        return f"Activity {project.activity} is not 1 (afforestation and reforestation)."
    fitting = _fitting_units(project)
    if project.unit not in fitting:
        return (
            f"{'A sink' if project.sink else 'It'} earns {' or '.join(fitting)} here, not {project.unit or 'nothing'}."
        )
    return None


def _fitting_units(project: Project) -> tuple[str, ...]:
    if project.mechanism == "VER":
        return ("VER",)
    if project.joint:
        return ("ERU-RMU",) if project.sink else ("ERU",)
    return ("tCER", "lCER") if project.sink else ("CER",)


@rule_of("P-7008", field="scale", citation="17/CP.7 para 6(c); 1/CMP.2 para 28; 9/CMP.3")
def small_scale_keeps_within_its_limits(case: ProjectCase) -> str | None:
    """A small-scale project must keep within the limits of capacity, savings, reductions or removals of its kind."""
    project = case.then
    if project.scale != "small":
        return None
    kind = technology(project.technology)
    year, most_expected = max(project.expected, key=lambda row: row[1], default=(0, 0))
    if project.sink:
        return _above("removed_tonnes", most_expected, f"t removed in {year}")
    if kind.get("renewable") and project.kilowatts:
        return _above("renewable_kilowatts", project.kilowatts, "kW")
    if kind.get("saving") and project.megawatt_hours:
        return _above("saved_megawatt_hours", project.megawatt_hours, "MWh saved a year")
    return _above("reduced_tonnes", most_expected, f"t reduced in {year}")


def _above(limit: str, found: int, what: str) -> str | None:
    most: int = rule("small_scale", limit).value
    return f"{found:,} {what} are more than {most:,}." if found > most else None


@rule_of("P-7009", field="crediting", citation="3/CMP.1 Annex 49; 5/CMP.1 Annex 23; Kyoto Protocol Art 6")
def crediting_period_is_as_long_as_it_may_be(case: ProjectCase) -> str | None:
    """A crediting period must not be longer than its kind may be, and must end after it begins."""
    project, crediting = case.then, case.then.crediting
    if crediting is None:
        return None
    if crediting.last_day < crediting.first_day:
        return f"It would end on {crediting.last_day}, before {crediting.first_day}."
    last = longest(project, crediting)
    if last is None:
        return f"{project.mechanism} knows no renewable crediting period: choose a fixed one."
    return (
        f"It ends on {crediting.last_day}; {last} is the last day that it may." if crediting.last_day > last else None
    )


def longest(project: Project, crediting: Crediting) -> date | None:
    """The last day that a crediting period may have; `None` for a kind that the mechanism does not know."""
    if project.joint:
        last: date = rule("crediting.JI", "last_day").value
        return None if crediting.renewable else last
    if project.mechanism == "VER":
        fixed: int = rule("crediting.VER", "fixed_years").value
        return None if crediting.renewable else last_day_of(crediting.first_day, fixed)
    group = "crediting.sink" if project.sink else "crediting.CDM"
    years: int = rule(group, f"{crediting.kind}_years").value
    return last_day_of(crediting.first_day, years * (1 + crediting.renewals))


@rule_of("P-7010", field="crediting", citation="Kyoto Protocol Arts 6, 12(10)")
def crediting_begins_when_the_mechanism_does(case: ProjectCase) -> str | None:
    """Credits may be earned only from the mechanism's first day: 2000 for the CDM, 2008 for JI."""
    project = case.then
    if project.crediting is None or project.mechanism == "VER":
        return None
    first: date = rule("crediting.JI" if project.joint else "crediting.CDM", "first_day").value
    begins = project.crediting.first_day
    return f"It would begin on {begins}, before {first}." if begins < first else None


@rule_of("P-7011", field="expected", citation="3/CMP.1 App. B 2(d), (e); 9/CMP.1 App. B")
def estimates_cover_the_crediting_period(case: ProjectCase) -> str | None:
    """Baseline and expected reductions must be given for every year of the crediting period, and for no other."""
    project, crediting = case.then, case.then.crediting
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


@rule_of("P-7012", field="expected", citation="3/CMP.1 Annex 43-44; 9/CMP.1 App. B")
def expected_reductions_are_within_the_baseline(case: ProjectCase) -> str | None:
    """No year's expected reductions may be more than what would be emitted without the project."""
    project = case.then
    if project.sink:
        return None
    baseline = dict(project.baseline)
    for year, tonnes in project.expected:
        if tonnes > baseline.get(year, tonnes):
            return f"In {year} {tonnes:,} t are expected, with a baseline of {baseline[year]:,} t."
    return None


@rule_of(
    "P-7013", field="grounds", citation="3/CMP.1 Annex 43; 9/CMP.1 Annex 33; Kyoto Protocol Arts 6(1)(b), 12(5)(c)"
)
def additionality_has_its_grounds(case: ProjectCase) -> str | None:
    """A statement of additionality must name at least one of its grounds and argue it."""
    if case.then.grounds and case.then.argument:
        return None
    return "It names none." if not case.then.grounds else "It does not argue them."


@rule_of(
    "P-7014", field="required_by_law", citation="the primer: mandatory reductions are no additional ones", verified=True
)
def reductions_are_not_required_by_law(case: ProjectCase) -> str | None:
    """What the law requires anyway may not earn credits."""
    return "The project says that the law requires it." if case.then.required_by_law else None
