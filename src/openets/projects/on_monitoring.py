"""Rules on what a project did: monitoring reports and their verification."""

from datetime import date

from openets.checks.check import OUR_RULE, check
from openets.laws.law import Law
from openets.projects.facts import CycleFacts
from openets.projects.law import days_of, rule, technologies
from openets.projects.project import Period, Project
from openets.projects.reckoning import NEXT_PERIOD, expires_with


@check("P-7040", field="period", citation=OUR_RULE, verified=False)
def monitoring_period_is_in_its_turn(facts: CycleFacts) -> str | None:
    """A monitoring period must be known and have come as far as the step needs."""
    wanted = facts.step.period_states
    if not wanted:
        return None
    if facts.period is None:
        return f"{facts.key} has no monitoring period {facts.period_number}: report it first."
    if facts.period.state in wanted:
        return None
    needed = " or ".join(f"'{state}'" for state in wanted)
    return f"Period {facts.period.number} is '{facts.period.state}'; '{facts.step.name}' needs {needed}."


@check("P-7041", field="period", citation="3/CMP.1 Annex 49, 59; 9/CMP.1 Annex 34", verified=False)
def monitoring_period_is_in_the_crediting_period(facts: CycleFacts) -> str | None:
    """A monitoring period must lie in the crediting period and end after it begins."""
    period, crediting = facts.period, facts.then.crediting
    if period is None or crediting is None:
        return None
    if period.last_day < period.first_day:
        return f"It would end on {period.last_day}, before {period.first_day}."
    if period.first_day < crediting.first_day or period.last_day > crediting.last_day:
        days = f"{period.first_day} to {period.last_day}"
        return f"{days} is not in {crediting.first_day} to {crediting.last_day}."
    return None


@check("P-7042", field="period", citation="3/CMP.1 Annex 60-62; 9/CMP.1 Annex 36-37", verified=False)
def monitoring_periods_do_not_overlap(facts: CycleFacts) -> str | None:
    """Monitoring periods must not overlap, for no tonne may earn two credits."""
    period = facts.period
    if period is None:
        return None
    for other in facts.then.periods:
        if other.number != period.number and other.counts and other.overlaps(period):
            return f"Period {other.number} covers {other.first_day} to {other.last_day} ({other.state})."
    return None


@check("P-7043", field="period", citation=OUR_RULE, verified=False)
def monitoring_period_is_over(facts: CycleFacts) -> str | None:
    """What is monitored must be over when it is reported."""
    if facts.period is None or facts.period.last_day < facts.dated:
        return None
    return f"It ends on {facts.period.last_day}, and the report is of {facts.dated}."


@check("P-7044", field="reductions", citation="3/CMP.1 Annex 59; 9/CMP.1 App. B; 5/CMP.1 Annex 1(f)", verified=False)
def reductions_are_what_remains_of_the_baseline(facts: CycleFacts) -> str | None:
    """Reductions must be the baseline less emissions and leakage; of a sink, what is stored less both."""
    period = facts.period
    if period is None or facts.reported is None or facts.reported == net(facts.then, period):
        return None
    terms = [period.monitored, period.baseline] if facts.then.sink else [period.baseline, period.monitored]
    sum = f"{terms[0]:,} - {terms[1]:,} - {period.leakage:,} = {net(facts.then, period):,}"
    return f"The report says {facts.reported:,}, but {sum}."


def net(project: Project, period: Period) -> int:
    """What a period's numbers come to; below nought where the project did more harm than good."""
    if project.sink:
        return period.monitored - period.baseline - period.leakage
    return period.baseline - period.monitored - period.leakage


@check("P-7045", field="baseline", citation="3/CMP.1 Annex 44-45, 59; 9/CMP.1 App. B", verified=False)
def reported_baseline_is_within_the_registered_one(facts: CycleFacts) -> str | None:
    """A report must not claim more baseline than was registered for its days, unless the baseline follows output."""
    period, project = facts.period, facts.then
    if period is None or not project.fixed_baseline or project.sink:
        return None
    most = registered_baseline(project, period.first_day, period.last_day)
    if most is None or period.baseline <= most:
        return None
    return f"It claims {period.baseline:,} t; {most:,} t are registered for these days."


def registered_baseline(project: Project, first: date, last: date) -> int | None:
    """Tonnes of the registered baseline for some days: each year's in proportion to its days, rounded up."""
    if project.crediting is None or last < first:
        return None
    tonnes = 0
    by_year = dict(project.baseline)
    for year in range(first.year, last.year + 1):
        covered = days_of(year, project.crediting.first_day, project.crediting.last_day)
        wanted = days_of(year, first, last)
        if covered:
            tonnes += -(-by_year.get(year, 0) * wanted // covered)
    return tonnes


@check("P-7046", field="certified", citation="3/CMP.1 Annex 61-63; 9/CMP.1 Annex 37", verified=False)
def certified_reductions_are_within_the_reported(facts: CycleFacts) -> str | None:
    """An entity must not certify more than was reported."""
    if facts.period is None:
        return None
    most = max(0, facts.period.reductions)
    return f"{facts.quantity:,} t of {most:,} t reported." if facts.quantity > most else None


@check("P-7047", field="replaces", citation=OUR_RULE, verified=False)
def replaced_report_is_not_verified_yet(facts: CycleFacts) -> str | None:
    """Only a monitoring report that is not verified yet may be replaced by a corrected one."""
    if not facts.replaced or facts.now is None:
        return None
    old = facts.now.period(facts.replaced)
    if old is None:
        return f"There is no period {facts.replaced}."
    if old.issued:
        return f"{old.issued:,} units were issued for period {old.number}."
    return None if old.state == "reported" else f"Period {old.number} is '{old.state}'."


@check("P-7048", field="reductions", citation="17/CP.7 para 6(c); 1/CMP.2 para 28; 9/CMP.3", verified=False)
def small_scale_report_keeps_within_the_limit(facts: CycleFacts) -> str | None:
    """A small-scale project must not report more in a year than the limit of its kind, where that is in tonnes."""
    period, project = facts.period, facts.then
    limit = limit_in_tonnes(facts.law, project)
    if period is None or limit is None or period.last_day < period.first_day:
        return None
    days = (period.last_day - period.first_day).days + 1
    most: int = -(-rule(facts.law, "small_scale", limit).value * days // 365)
    found = net(project, period)
    if found <= most:
        return None
    return f"{found:,} t in {days:,} days, {most:,} t is the most: enter it as a large-scale project."


@check("P-7049", field="vintages", citation="our rule, after serial numbers of voluntary registries", verified=False)
def tonnes_are_of_the_years_of_the_period(facts: CycleFacts) -> str | None:
    """Tonnes that are told apart by year must be of years of the period, of units that name one, and all there are."""
    period, vintages = facts.period, facts.vintages
    if period is None or not vintages:
        return None
    unit = facts.law.terms.units.get(facts.then.unit)
    if unit is None or not unit.vintaged:
        return f"Serial numbers of {facts.then.unit or 'its units'} name no vintage: leave the years out."
    first, last = period.first_day.year, period.last_day.year
    if other := [str(year) for year, _ in vintages if not first <= year <= last]:
        return f"{period.first_day} to {period.last_day} has no day of {', '.join(other)}."
    total = sum(tonnes for _, tonnes in vintages)
    if total == facts.tonnes:
        return None
    return f"They come to {total:,} t, not to {facts.tonnes:,} t: say how many are of each year."


def limit_in_tonnes(law: Law, project: Project) -> str | None:
    """The name of the limit in tonnes that a small-scale project must keep, `None` where there is none."""
    kind = technologies(law)[project.technology]
    if project.scale != "small":
        return None
    if project.sink:
        # the reports of units that expire with the next period are of the whole stock
        return None if expires_with(law, project.unit) == NEXT_PERIOD else "removed_tonnes"
    sized = (kind.get("renewable") and project.kilowatts) or (kind.get("saving") and project.megawatt_hours)
    return None if sized else "reduced_tonnes"
