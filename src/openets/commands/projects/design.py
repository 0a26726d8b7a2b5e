"""Enter a project's design document, and why it would not happen without its credits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openets.commands.projects.step import PROJECT, as_json, take
from openets.engine.acts import Outcome, TakeStep
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.projects.cycles import cycles, registry_of


def design(
    session: Session,
    *,
    project: str,
    mechanism: str,
    document: Mapping[str, Any],
    request: str,
    registry: str = "",
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Enter a design document: title, Parties, methodologies, crediting period, baseline … (`docs/guide/projects.md`).

    The record is kept in the CDM's journal or in the host's; a voluntary project may name another `registry`.
    """
    home = registry_of(session.law, mechanism, project)
    named = "registry named" in cycles(session.law)[mechanism].traits
    if registry and not named and registry != home:
        raise Misuse(f"{mechanism} project {project} is kept in registry {home}, not in {registry}")
    home = registry or home
    told = {**document, "mechanism": mechanism, "on": on}
    return session.one(TakeStep(home, PROJECT, project, "design", as_json(told), request), dry_run=dry_run)


def state_additionality(
    session: Session,
    *,
    project: str,
    grounds: Sequence[str],
    argument: str,
    request: str,
    required_by_law: bool = False,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """State the grounds on which the reductions are additional."""
    told = {"grounds": list(grounds), "argument": argument, "required_by_law": required_by_law or None, "on": on}
    return take(session, project, "state additionality", request, dry_run, **told)
