"""The cycles of projects as the law's `cycles.toml` has them: one a mechanism, with what code must know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.projects.law import table

HOST_REGISTRY = "host"
"""What a cycle says in place of a registry where the host's journal keeps the project."""


class CycleStep(NamedTuple):
    """A row of a cycle: from which states a step leads to which, at whose hand, and by which checks."""

    name: str
    who: str
    states: tuple[str, ...]
    """States of the project in which it may be taken; an empty word stands for a project that is not there yet."""
    to: str = ""
    """The state that follows; empty: it stays."""
    otherwise: str = ""
    """The state that follows a negative opinion."""
    period_states: tuple[str, ...] = ()
    period_to: str = ""
    period_otherwise: str = ""
    checks: tuple[str, ...] = ()
    """Names of its checks, in order of precedence."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """The cycle of one kind of project."""

    mechanism: str
    name: str
    programme: str
    """What entities are accredited for, and by which its credits are known."""
    registry: str
    """Whose journal keeps its projects: a registry's code, or ``host``."""
    steps: Mapping[str, CycleStep]
    host: str = ""
    """``with target`` or ``without target``; empty where any country may be the host."""
    units: tuple[str, ...] = ()
    """Unit types that a project may earn."""
    sink_units: tuple[str, ...] = ()
    """Unit types that a sink may earn."""
    sink_activities: tuple[int, ...] = ()
    """Land-use activities that may earn units; empty: any."""
    sink_scope: int = 0
    """The sectoral scope of sinks, which a sink and nothing else must name; 0: none."""
    sink_methodologies: str = ""
    """How the names of methodologies for sinks begin; empty where projects name no methodologies."""
    small_methodologies: str = ""
    """What is in the names of those for small projects."""
    kinds: tuple[str, ...] = ("fixed",)
    """Kinds of crediting period; the first is meant where none is named."""
    crediting: str = ""
    """The group of the law's numbers about its crediting period."""
    sink_crediting: str = ""
    eligibility: str = ""
    """What of its eligibility the host needs to issue: ``full`` or ``basic``; empty: nothing."""
    track: int = 0
    """The track, as serial numbers show it; 0 where there are none."""
    traits: frozenset[str] = frozenset()

    def units_of(self, sink: bool) -> tuple[str, ...]:
        """Unit types that a sink, or another project, may earn."""
        return self.sink_units if sink else self.units

    def crediting_of(self, sink: bool) -> str:
        """The group of the law's numbers about the crediting period of a sink, or of another project."""
        return self.sink_crediting if sink else self.crediting


TRAITS = frozenset(
    {
        "Parties",  # Parties take part, with targets or as host, and must approve
        "another Party",  # there must be one besides the host
        "sustainable",  # the host confirms that it helps to develop sustainably
        "reviewed",  # a review of a request for issuance may be asked for
        "host verifies",  # a verification need not be an entity's
        "certified again",  # its sinks must be certified anew after some years
        "proceeds",  # a share of the units is handed over
        "commitment",  # Parties may meet their commitments with its units
        "listed",  # public lists of its projects are read
        "registry named",  # a project may name the registry that keeps it
    }
)
"""What a cycle may say of itself in its `traits`."""

_PLAIN = ("host", "sink_scope", "sink_methodologies", "small_methodologies", "eligibility", "track")
_LISTS = ("units", "sink_units", "sink_activities", "kinds")


@lru_cache(64)
def cycles(law: Law) -> dict[str, Cycle]:
    """Mechanism → cycle. Raises `Misuse` for a trait that nobody knows."""
    found = table(law, "cycles")
    return {mechanism: _cycle(mechanism, row, found) for mechanism, row in found["cycle"].items()}


def mechanisms(law: Law) -> tuple[str, ...]:
    """The kinds of project that a law knows; none where it has no protocol."""
    return tuple(cycles(law)) if law.protocol is not None else ()


def programmes(law: Law) -> tuple[str, ...]:
    """What entities may be accredited for; nothing where the law has no protocol."""
    if law.protocol is None:
        return ()
    return tuple(dict.fromkeys(cycle.programme for cycle in cycles(law).values()))


def _cycle(mechanism: str, row: Mapping[str, Any], found: Mapping[str, Any]) -> Cycle:
    traits = frozenset(row["traits"])
    if traits - TRAITS:
        raise Misuse(f"cycles.toml: {mechanism} has the trait '{min(traits - TRAITS)}', known are {', '.join(TRAITS)}")
    plain: dict[str, Any] = {name: row[name] for name in _PLAIN if name in row}
    lists: dict[str, Any] = {name: tuple(row[name]) for name in _LISTS if name in row}
    return Cycle(
        mechanism,
        row["name"],
        row["programme"],
        row["registry"],
        {name: _step(name, each, found) for name, each in row["steps"].items()},
        crediting=f"crediting.{row['crediting']}",
        sink_crediting=f"crediting.{row.get('sink_crediting', row['crediting'])}",
        traits=traits,
        **plain,
        **lists,
    )


def _step(name: str, row: Mapping[str, Any], found: Mapping[str, Any]) -> CycleStep:
    checks = [each for word in row["checks"] for each in found["sets"].get(word, [word])]
    return CycleStep(
        name,
        row["who"],
        tuple(row["from"]),
        row.get("to", ""),
        row.get("otherwise", ""),
        tuple(row.get("period", ())),
        row.get("period_to", ""),
        row.get("period_otherwise", ""),
        (*found["every"], *checks),
    )


def registry_of(law: Law, mechanism: str, key: str) -> str:
    """The registry in whose journal a project of this mechanism and number is kept."""
    cycle = cycles(law).get(mechanism)
    if cycle is None:
        raise Misuse(f"'{mechanism}' is no mechanism; known are {', '.join(cycles(law))}")
    return key[:2] if cycle.registry == HOST_REGISTRY else cycle.registry
