"""What the law of the books says of projects: its numbers, its countries, and its cycles, one a mechanism.

Typed readers over the tables of its protocol, kept for each law.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from openets.kernel.folding import folded
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.laws.protocol import Rule
from openets.laws.rows import Row, Source, made_of

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
    also: tuple[str, ...] = ()
    """Other names that it has or had."""

    def is_least_developed(self, on: date) -> bool:
        return self.least_developed and (self.until is None or on < self.until)


def table(law: Law, name: str = "projects") -> dict[str, Any]:
    """One of the protocol's tables about projects; empty where its folder has no such file."""
    found: dict[str, Any] = law.required_protocol.tables.get(name, {})
    return found


def rule(law: Law, group: str, name: str) -> Rule:
    """A number of the law, such as ``rule(law, "issuance", "review_days")``; groups within groups have a point.

    Raises `Misuse` for one that the law does not have.
    """
    found = rule_or_none(law, group, name)
    if found is None:
        raise Misuse(f"the law {law.name} has no number '{name}' in [{group}] of projects.toml")
    return found


def rule_or_none(law: Law, group: str, name: str) -> Rule | None:
    """The same, or `None` where the law has no such number."""
    found = numbers(law, group).get(name)
    return Rule(**found) if found is not None else None


def numbers(law: Law, group: str) -> dict[str, dict[str, Any]]:
    """The numbers of a group by name; empty where the law has no such group."""
    found = table(law)
    for part in group.split("."):
        found = found.get(part, {})
        if not isinstance(found, dict):
            return {}
    return found


def check_numbers(law: Law, source: Source) -> None:
    """Note what is wrong with a file of numbers and words about projects, and which that rules ask for it lacks."""
    _check_rules(source, source.table)
    for group, names in _ASKED_FOR.items():
        for name in names.split():
            if name not in source.row(group).table:
                source.problem(f"[{group}] lacks '{name}'", f"Add {name} = {{ value = …, citation = … }}.", group)
    for _, row in source.only_rows("technologies"):
        for word in _OF_TECHNOLOGIES:
            row.flag(word, False)
        row.close()
    for group in ("scopes", "technologies", "grounds"):
        if not source.row(group).table:
            source.problem(f"there is no [{group}]", f"Add a table [{group}], name = what it is.")


_OF_TECHNOLOGIES = ("renewable", "saving", "banned", "nuclear", "sink")
"""What rules want to know of what a project does."""
_ASKED_FOR = {
    "share_of_proceeds": "per_cent least_developed_exempt",
    "issuance": "review_days",
    "small_scale": "renewable_kilowatts saved_megawatt_hours reduced_tonnes removed_tonnes",
    "sink": "certification_years",
}
"""The numbers that rules ask of every law with projects, by group. Its cycles name those of crediting periods."""


def _check_rules(source: Source, table: Mapping[str, Any], *path: str) -> None:
    """Every table with a value is a number with its citation."""
    for name, row in table.items():
        if isinstance(row, dict) and "value" in row:
            source.read(lambda row: Rule(**row), *path, name)
        elif isinstance(row, dict):
            _check_rules(source, row, *path, name)


@lru_cache(_LAWS)
def countries(law: Law) -> dict[str, Country]:
    """Two letters → country."""
    return made_of("countries", table(law, "countries"), read_countries)


def read_countries(source: Source) -> dict[str, Country]:
    """The same, read from the file; what is wrong is noted there."""
    found = {}
    for code, row in source.only_rows("countries"):
        found[code] = row.into(Country, code=code)
        row.close()
    names = Counter(_as_asked(name) for country in found.values() for name in (country.name, *country.also))
    for name in sorted(name for name, times in names.items() if times > 1):
        source.problem(f"two countries are called '{name}', or one twice", "Give each name to one country, once.")
    if not found:
        source.problem("it has no country", 'Add a line such as AT = { name = "Austria" } to [countries].')
    return found


@lru_cache(_LAWS)
def _by_name(law: Law) -> dict[str, Country]:
    return {_as_asked(name): each for each in countries(law).values() for name in (each.name, *each.also)}


def country_named(law: Law, name: str) -> Country | None:
    """The country that has, or had, this name officially, whatever its capitals and accents."""
    return _by_name(law).get(_as_asked(name)) if "countries" in law.required_protocol.tables else None


def _as_asked(name: str) -> str:
    return " ".join(folded(name).replace("\u2019", "'").split())


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
    """Mechanism → cycle. Raises `Misuse` for a table that is malformed."""
    return made_of("cycles", table(law, "cycles"), read_cycles)


def read_cycles(source: Source) -> dict[str, Cycle]:
    """The same, read from the file; what is wrong is noted there."""
    whole, sets = source.row(), source.row("sets")
    words = {name: sets.words(name) for name in sets.table}
    words[""] = whole.words("every")
    whole.close("sets", "cycle")
    found = {mechanism: _cycle(mechanism, row, words) for mechanism, row in source.only_rows("cycle")}
    if not found:
        source.problem("it has no cycle", "Add a table [cycle.NAME] with its steps.")
    return found


def mechanisms(law: Law) -> tuple[str, ...]:
    """The kinds of project that a law knows; none where it has no protocol."""
    return tuple(cycles(law)) if law.protocol is not None else ()


def programmes(law: Law) -> tuple[str, ...]:
    """What entities may be accredited for; nothing where the law has no protocol."""
    return tuple(dict.fromkeys(cycles(law)[each].programme for each in mechanisms(law)))


def _cycle(mechanism: str, row: Row, sets: Mapping[str, tuple[str, ...]]) -> Cycle:
    for trait in row.words("traits"):
        if trait not in TRAITS:
            row.problem(f"'{trait}' is no trait", f"Known are {', '.join(sorted(TRAITS))}.", "traits")
    crediting, sink = row.text("crediting"), row.text("sink_crediting", "")
    steps = {name: _step(name, each, sets) for name, each in row.source.only_rows(*row.path, "steps")}
    made = row.into(
        Cycle,
        mechanism=mechanism,
        steps=steps,
        host=row.choice("host", ("", "with target", "without target"), "sort of host", ""),
        eligibility=row.choice("eligibility", ("", "full", "basic"), "eligibility", ""),
        crediting=f"crediting.{crediting}",
        sink_crediting=f"crediting.{sink or crediting}",
    )
    row.close("steps")
    return made


def _step(name: str, row: Row, sets: Mapping[str, tuple[str, ...]]) -> CycleStep:
    checks = [each for word in row.words("checks") for each in sets.get(word, (word,))]
    states = {"states": row.words("from"), "period_states": row.words("period", ())}
    made = row.into(CycleStep, name=name, checks=(*sets[""], *checks), **states)
    row.close()
    return made


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
