"""Enter an installation's verified emissions of a year, or that there is no report."""

from __future__ import annotations

from openets.engine.acts import EnterReport, Outcome
from openets.engine.rights import may
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.laws.law import Law


def registry_of(law: Law, installation: str) -> str:
    """The registry that keeps an installation's account. Raises `Misuse` for an unknown State."""
    state = law.members.get(installation.partition("_")[0])
    if state is None:
        raise Misuse(f"'{installation}' is no installation: expected CC_ID, such as AT_1")
    return state.registry


def report_emissions(
    session: Session,
    *,
    installation: str,
    year: int,
    verified: int | None,
    request: str,
    state: str = "",
    dry_run: bool = False,
) -> Outcome:
    """Enter verified tonnes of `year`; `None` says that the report is missing and blocks the account."""
    if not may(session.actor, "enter report"):
        raise Misuse(f"{session.actor.name} may not enter reports: a verifier or the administrator may")
    if session.law.period(year) is None:
        raise Misuse(f"{year} is not a year of {session.law.name}")
    state = state or ("not reported" if verified is None else "reported")
    registry = registry_of(session.law, installation)
    return session.one(EnterReport(registry, installation, year, verified, state, request), dry_run=dry_run)
