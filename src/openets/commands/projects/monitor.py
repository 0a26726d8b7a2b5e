"""Enter a monitoring report."""

from __future__ import annotations

from datetime import date

from openets.commands.projects.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def monitor(
    session: Session,
    *,
    project: str,
    first_day: date,
    last_day: date,
    baseline: int,
    monitored: int,
    request: str,
    leakage: int = 0,
    reductions: int | None = None,
    replaces: int = 0,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Enter what a project emitted (a sink: stored) in a period. Tonnes of CO2 equivalent.

    `reductions`, where they are given, must be what the other numbers come to. `replaces` is the number of a report,
    not verified yet, that this one corrects.
    """
    told = {
        "first_day": first_day,
        "last_day": last_day,
        "baseline": baseline,
        "monitored": monitored,
        "leakage": leakage or None,
        "reductions": reductions,
        "replaces": replaces or None,
        "on": on,
    }
    return take(session, project, "monitor", request, dry_run, **told)
