"""Enter an installation's verified emissions of a year, or that there is no report."""

from __future__ import annotations

from openets.kernel.refusals import Misuse
from openets.operations.acts import EnterReport, Outcome
from openets.operations.desk import Desk
from openets.operations.rights import may
from openets.schemes.scheme import Scheme


def registry_of(scheme: Scheme, installation: str) -> str:
    """The registry that keeps an installation's account. Raises `Misuse` for an unknown State."""
    state = scheme.states.get(installation.partition("_")[0])
    if state is None:
        raise Misuse(f"'{installation}' is no installation: expected CC_ID, such as AT_1")
    return state.registry


def report_emissions(
    desk: Desk,
    *,
    installation: str,
    year: int,
    verified: int | None,
    request: str,
    state: str = "",
    dry_run: bool = False,
) -> Outcome:
    """Enter verified tonnes of `year`; `None` says that the report is missing and blocks the account."""
    if not may(desk.actor, "enter report"):
        raise Misuse(f"{desk.actor.name} may not enter reports: a verifier or the administrator may")
    if desk.scheme.phase(year) is None:
        raise Misuse(f"{year} is not a year of {desk.scheme.name}")
    state = state or ("not reported" if verified is None else "reported")
    registry = registry_of(desk.scheme, installation)
    return desk.one(EnterReport(registry, installation, year, verified, state, request), dry_run=dry_run)
