"""A commitment period from initial report to true-up, played by seven Parties in a few dozen steps.

Everything here is invented and says so: the Parties are real, their figures and what they do are not. The steps, which
stand in ``commitment_period.toml``, take the real road, so that whoever reads the books afterwards sees what the log
let pass and what it refused.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Any, NamedTuple

from openets.commands.open_account import open_registry
from openets.commands.verbs import all_commands
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.kernel.clock import midday
from openets.kernel.refusals import Fault, Misuse
from openets.kernel.units import Elements
from openets.ledger.holds import SYNTHETIC
from openets.ledger.store import stop_other_books
from openets.ledger.transactions import Proposal

STORY: dict[str, Any] = tomllib.loads((files(__package__) / "commitment_period.toml").read_text("utf-8"))
"""Who takes part, and the scenes."""
_COMMANDS = {each.name: each for each in all_commands()}


class Event(NamedTuple):
    """A step of the story: when, what, and what came of it."""

    day: date
    what: str
    reference: str
    refused: tuple[str, ...]


def play(session: Session) -> Iterator[Event]:
    """Play the whole period; each step as it has happened.

    Raises `Misuse` unless the books are new ones of a demonstration, `Fault` where something else happens than is told.
    """
    stop_other_books(session.store, "a demonstration", SYNTHETIC)
    if session.store.heads():
        raise Misuse(
            f"the books at {session.store.shown} have begun: a commitment period is played in new ones. Look at these"
            " with `ets serve`, or name a new file with --store"
        )
    _open(session.at(midday(date.fromisoformat(STORY["scene"][0]["on"]))))
    number = 0
    for scene in STORY["scene"]:
        day = date.fromisoformat(scene["on"])
        here = session.at(midday(day))
        for row in _steps(scene):
            number += 1
            outcome = _take(here, row, f"story:{number}")
            codes = tuple(refusal.code for refusal in outcome.refusals)
            if list(codes) != row.get("refused", []):
                why = "; ".join(map(str, outcome.refusals)) or "it passed"
                raise Fault(f"the story does not go on: {row['what']}: {why}")
            yield Event(day, row["what"], outcome.reference, codes)


def _open(session: Session) -> None:
    for code in (*STORY["party"], "CDM"):
        for outcome in open_registry(session, code, request=f"story:open:{code}"):
            if not outcome.accepted:
                raise Fault(f"registry {code} does not open: {outcome.refusals}")


def _steps(scene: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of a scene, for each of those for whom it is played."""
    each = scene.get("each", "")
    for code, names in STORY[each].items() if each else [("", {})]:
        for row in scene["step"]:
            if row.get("unless") != code or not each:
                yield _filled(row, {each: code, **names})


def _filled(value: Any, names: Mapping[str, Any]) -> Any:
    """A value with the names in it filled in; one that is nothing but a name becomes what has that name."""
    if isinstance(value, dict):
        return {name: _filled(each, names) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, names) for each in value]
    if not isinstance(value, str):
        return value
    return names[value[1:-1]] if value[:1] == "{" and value[1:-1] in names else value.format(**names)


def _take(session: Session, row: Mapping[str, Any], request: str) -> Outcome:
    """Give the command of a step, or propose its transaction."""
    if "do" in row:
        command = _COMMANDS[row["do"]]
        outcome: Outcome = command.run(session, command.read({**row["fields"], "request": request}, session))
        return outcome
    type, source, target, unit, quantity = row["move"]
    proposal = Proposal(
        type,
        _account(session, source),
        _account(session, target),
        unit,
        quantity,
        request,
        elements=Elements(**row.get("elements", {})),
        replaces=tuple(map(tuple, row.get("replaces", ()))),
        notice=row.get("notice", ""),
    )
    return session.one(proposal)


def _account(session: Session, named: str) -> str:
    """The standing account of a registry of the type that is named behind it, or the one into which it issues."""
    registry, _, type = named.partition(" ")
    terms = session.law.terms
    return terms.standing_account(registry, type or terms.registries[registry].opens[0]) if registry else ""
