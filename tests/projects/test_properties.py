"""Whatever is asked of a project, in whatever order: no tonne earns two units, and none is issued unverified."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openets.kernel.refusals import Refused
from openets.projects.on_monitoring import registered_baseline
from openets.projects.project import Project
from openets.projects.reckoning import issuable
from tests.projects.specimen import BOILER_HOUSE, ELIGIBLE, FARM, LAW, PLANTATION, WIND_FARM, Tale

KINDS = {
    "CDM": ("CN1234", WIND_FARM),
    "JI track 1": ("CZ77", BOILER_HOUSE),
    "JI track 2": ("CZ77", {**BOILER_HOUSE, "mechanism": "JI track 2"}),
    "VER": ("US9", {**WIND_FARM, "mechanism": "VER", "parties": [], "methodologies": []}),
    "sink": ("UG5", PLANTATION),
}

small = st.integers(1, 4)
tonnes = st.integers(0, 130_000)
over = st.sampled_from([0, 0, 0, -1, 1])
days = st.dates(date(2007, 6, 1), date(2013, 6, 1))
YEAR = st.tuples(st.just("year"), st.integers(2008, 2011), st.integers(1, 20_000), over, over)
"""A whole year in order, or nearly so: without it there would seldom be anything to issue."""
STEPS = st.one_of(
    YEAR,
    YEAR,
    st.tuples(st.just("monitor"), days, st.integers(0, 500), tonnes, tonnes, st.integers(0, 2)),
    st.tuples(st.just("verify"), small, st.sampled_from(["DNV", "SGS", ""]), tonnes),
    st.tuples(st.just("request issuance"), small, tonnes),
    st.tuples(st.just("request review"), small),
    st.tuples(st.just("conclude review"), small, st.booleans()),
    st.tuples(st.just("issued"), st.one_of(st.integers(1, 20_000), tonnes.filter(bool))),
    st.tuples(st.just("change track"), st.integers(1, 2)),
    st.tuples(st.just("renew")),
    st.tuples(st.just("withdraw")),
)


def values_of(step: tuple, count: int) -> dict[str, object]:  # type: ignore[type-arg]
    name, *facts = step
    match name:
        case "monitor":
            first, length, baseline, monitored, replaced = facts
            period = {"first_day": str(first), "last_day": str(first + timedelta(days=length))}
            return {**period, "baseline": baseline, "monitored": monitored, "replaces": replaced}
        case "verify":
            return {"period": facts[0], "entity": facts[1], "certified": facts[2]}
        case "request issuance":
            return {"period": facts[0], "quantity": facts[1]}
        case "request review":
            return {"period": facts[0], "reason": "A look."}
        case "conclude review":
            return {"period": facts[0], "passed": facts[1]}
        case "issued":
            return {"quantity": facts[0], "transaction": f"T{count}"}
        case "change track":
            return {"track": facts[0]}
        case "renew":
            return {"entity": "DNV", "baseline": 1, "expected": 1}
    return {"reason": "Enough."}


def report_a_year(tale: Tale, on: date, year: int, reductions: int, certified: int, asked: int) -> None:
    """Monitor, verify and ask for a year's units (a tonne more or less than is right), as far as the rules let it."""
    stored = reductions if tale.project.sink else 0
    baseline = 0 if stored else 20_000
    period = {"first_day": f"{year}-01-01", "last_day": f"{year}-12-31", "baseline": baseline}
    number = tale.take("monitor", str(on), **period, monitored=stored or baseline - reductions).periods[-1].number
    tale.take("verify", str(on), period=number, entity="SGS", certified=reductions + certified)
    tale.take("request issuance", str(on), period=number, quantity=max(0, reductions + certified + asked))


def holds(project: Project) -> None:
    """What must be true of every project at every time."""
    for row in project.periods:
        assert 0 <= row.issued <= row.requested <= row.certified <= max(0, row.reductions)
        assert row.issued == sum(each.quantity for each in project.issuances if each.period == row.number)
    assert project.issued <= project.certified
    taken = sorted((row.first_day, row.last_day) for row in project.periods if row.counts)
    for (_, last), (first, _) in pairwise(taken):
        assert last < first, "two periods cover the same day"
    for row in project.periods:
        assert project.crediting is not None
        assert project.crediting.first_day <= row.first_day <= row.last_day <= project.crediting.last_day


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(STEPS, st.integers(0, 60)), max_size=25))
def test_no_order_of_steps_issues_more_than_was_verified_or_twice(kind: str, told: list) -> None:  # type: ignore[type-arg]
    key, design = KINDS[kind]
    tale = Tale(key)
    tale.registered(design)
    today = date(2012, 6, 1)
    for count, (step, wait) in enumerate(told):
        today += timedelta(days=wait)
        if step[0] == "year":
            with suppress(Refused):
                report_a_year(tale, today, *step[1:])
            holds(tale.project)
            continue
        before, may = tale.project, issuable(LAW, tale.body or {}, today, ELIGIBLE)
        with suppress(Refused):
            tale.take(step[0], str(today), **values_of(step, count))
            if step[0] == "issued":
                assert step[1] <= may.quantity
                assert tale.project.issued == before.issued + step[1]
        assert tale.project.issued >= before.issued
        holds(tale.project)


@given(days, st.integers(0, 2000))
def test_a_year_of_registered_baseline_is_never_more_than_its_days_cut_up(first: date, length: int) -> None:
    """Cutting a stretch of days in two never makes its baseline less, and at most a tonne a year more."""
    last = first + timedelta(days=length)
    middle = first + timedelta(days=length // 2)
    whole = registered_baseline(FARM, first, last)
    parts = registered_baseline(FARM, first, middle), registered_baseline(FARM, middle + timedelta(days=1), last)
    together = sum(part or 0 for part in parts)
    assert (whole or 0) <= together <= (whole or 0) + 2
