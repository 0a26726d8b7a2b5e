"""What the law of the books says of projects: its numbers, its countries, and its cycles, one a mechanism.

Typed readers over the tables of its protocol, kept for each law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.laws.protocol import Rule
from openets.records.bodies import record_from

_LAWS = 64
"""Laws whose tables are kept at hand."""


class Country(NamedTuple):
    """A country that may host a project or take part in one."""

    code: str
    name: str
    annex_b: bool = False
    """Whether it has a target in Annex B of the Protocol."""
    least_developed: bool = False
    until: date | None = None
    """The day on which it left the list of least developed countries, as far as it did."""

    def is_least_developed(self, on: date) -> bool:
        return self.least_developed and (self.until is None or on < self.until)


def table(law: Law, name: str = "projects") -> dict[str, Any]:
    """One of the protocol's tables about projects."""
    found: dict[str, Any] = law.required_protocol.tables[name]
    return found


def rule(law: Law, group: str, name: str) -> Rule:
    """A number of the law, such as ``rule(law, "issuance", "review_days")``; groups within groups have a point.

    Raises `KeyError` for one that the law does not have.
    """
    found = table(law)
    for part in group.split("."):
        found = found[part]
    return Rule(**found[name])


def rule_or_none(law: Law, group: str, name: str) -> Rule | None:
    """The same, or `None` where the law has no such number."""
    try:
        return rule(law, group, name)
    except KeyError:
        return None


@lru_cache(_LAWS)
def countries(law: Law) -> dict[str, Country]:
    """Two letters → country."""
    return {code: Country(code, **row) for code, row in table(law, "countries")["countries"].items()}


@lru_cache(_LAWS)
def countries_by_name(law: Law) -> dict[str, Country]:
    """Name, as the United Nations write it → country."""
    return {country.name: country for country in countries(law).values()}


@lru_cache(_LAWS)
def scopes(law: Law) -> dict[int, str]:
    """Sectoral scopes of accreditation: number → name."""
    return {int(number): name for number, name in table(law)["scopes"].items() if number.isdecimal()}


def technologies(law: Law) -> dict[str, dict[str, bool]]:
    """What a project may do → what some rule wants to know of it; nothing where the law has no protocol."""
    found: dict[str, dict[str, bool]] = table(law)["technologies"] if law.protocol is not None else {}
    return found


def grounds(law: Law) -> dict[str, str]:
    """Why a project would not happen without its credits: name → what it means; nothing without a protocol."""
    found: dict[str, str] = table(law)["grounds"] if law.protocol is not None else {}
    return found


def reversal_notice(law: Law) -> tuple[int, tuple[tuple[str, str], ...]]:
    """The code of the notification of a reversal of storage, and the transactions (type, account) that answer it."""
    rows = table(law, "notices")["notice"].items()
    code, row = next((code, row) for code, row in rows if row.get("about") == "reversal")
    return int(code), tuple((type, account) for type, account in row["answers"])


def given_up(law: Law, what: str) -> tuple[str, ...]:
    """By which ``transactions``, into which ``accounts`` and from which ``state_accounts`` allowances are given up."""
    return tuple(law.tables.get("credits", {}).get("given_up", {}).get(what, ()))


def years_later(day: date, years: int) -> date:
    """The same day `years` on; 29 February becomes 1 March where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def last_day_of(first: date, years: int) -> date:
    """The last day of so many years that begin on `first`."""
    return years_later(first, years) - timedelta(days=1)


def days_of(year: int, first: date, last: date) -> int:
    """How many days of a year are among those from `first` to `last`."""
    begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
    return max(0, (end - begin).days + 1)


def longest_crediting(law: Law, group: str, kind: str, first: date, times: int = 1) -> date:
    """The last day of a crediting period that begins on `first`, is as long as it may be, and so often.

    `group` is that of the law's numbers about it.
    """
    fixed = rule_or_none(law, group, "last_day")
    ends: date = last_day_of(first, rule(law, group, f"{kind}_years").value * times) if fixed is None else fixed.value
    return ends


# ---- cycles ---------------------------------------------------------------------------------------


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
    """Whose journal keeps its projects: a registry's code, or ``host`` for that of the host."""
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


@lru_cache(_LAWS)
def cycles(law: Law) -> dict[str, Cycle]:
    """Mechanism → cycle. Raises `Misuse` for a trait that nobody knows."""
    found = table(law, "cycles")
    return {mechanism: _cycle(mechanism, row, found) for mechanism, row in found["cycle"].items()}


def mechanisms(law: Law) -> tuple[str, ...]:
    """The kinds of project that a law knows; none where it has no protocol."""
    return tuple(cycles(law)) if law.protocol is not None else ()


def programmes(law: Law) -> tuple[str, ...]:
    """What entities may be accredited for; nothing where the law has no protocol."""
    return tuple(dict.fromkeys(cycles(law)[each].programme for each in mechanisms(law)))


def _cycle(mechanism: str, row: Mapping[str, Any], found: Mapping[str, Any]) -> Cycle:
    traits = frozenset(row["traits"])
    if traits - TRAITS:
        raise Misuse(f"cycles.toml: {mechanism} has the trait '{min(traits - TRAITS)}', known are {', '.join(TRAITS)}")
    groups = {name: f"crediting.{row.get(name, row['crediting'])}" for name in ("crediting", "sink_crediting")}
    steps = {name: _step(name, each, found) for name, each in row["steps"].items()}
    return record_from(Cycle, {**row, **groups, "mechanism": mechanism, "steps": steps, "traits": traits})


def _step(name: str, row: Mapping[str, Any], found: Mapping[str, Any]) -> CycleStep:
    told = dict(row)
    checks = [each for word in told.pop("checks") for each in found["sets"].get(word, [word])]
    states = {"states": told.pop("from"), "period_states": told.pop("period", ())}
    return record_from(CycleStep, {"name": name, "checks": [*found["every"], *checks], **states, **told})


LIST = "list"
"""The step by which a public list enters a project: it belongs to no cycle."""

# no cycle has the states of a listed project: nothing but another list, which no check stops, changes it
_LISTING = CycleStep(LIST, "", ("",))


def cycle_step(law: Law, mechanism: str, name: str) -> CycleStep:
    """A row of a cycle; one that no state lets pass where the cycle has no such step."""
    if name == LIST:
        return _LISTING
    cycle = cycles(law).get(mechanism) or cycles(law)[mechanisms(law)[0]]
    # what every step of every cycle is checked for says why there is none
    return cycle.steps.get(name) or CycleStep(name, "", (), checks=tuple(table(law, "cycles")["every"]))


def registry_of(law: Law, mechanism: str, key: str) -> str:
    """The registry in whose journal a project of this mechanism and number is kept."""
    cycle = cycles(law).get(mechanism)
    if cycle is None:
        raise Misuse(f"'{mechanism}' is no mechanism; known are {', '.join(cycles(law))}")
    return key[:2] if cycle.registry == "host" else cycle.registry
