"""Whether a project's units may be used for an obligation under a law, count for Parties, and what to be warned of."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from openets.laws.law import Law
from openets.laws.protocol import Rule
from openets.laws.rows import Source
from openets.projects.law import countries, cycles, table, technologies
from openets.projects.project import Project

ART_11A = "Directive 2003/87/EC Art 11a(3)"
ART_11B = "Directive 2003/87/EC Art 11b(6)"
_BAN = "Reg. (EU) 550/2011"


class Usability(NamedTuple):
    """An answer and its reasons."""

    answer: str
    """``yes``, ``no`` or ``not known``."""
    reasons: tuple[str, ...]


def usability(law: Law, project: Project, on: date) -> Usability:
    """Whether operators may use the project's units for their obligation on a day, and why or why not."""
    if "credits" not in law.tables:
        return Usability("no", (f"{law.name} lets no credits of projects be used.",))
    if against := (*_excluded(law, project), *_too_late(law, project, on)):
        return Usability("no", against)
    if unknown := _not_known(project):
        return Usability("not known", (unknown,))
    allowed = f"Nothing excludes it: {project.unit} of {cycles(law)[project.mechanism].programme} projects may be used."
    ban, first, last = _ban(law, project), _use(law, "banned_from").value, _use(law, "banned_last_use").value
    soon = (f"{ban} from {first}, save to settle 2012 until {last} ({_BAN}).",) if ban else ()
    return Usability("yes", (allowed, *soon))


def counts_for_parties(law: Law, project: Project) -> bool:
    """Whether Parties may meet their commitments with the project's units: with all but voluntary ones."""
    return "commitment" in cycles(law)[project.mechanism].traits


def warnings(law: Law, project: Project) -> tuple[str, ...]:
    """What a reader should know of a project and no rule forbids."""
    found = []
    cycle = cycles(law)[project.mechanism]
    doubled = cycle.host == "with target" and project.host in law.members and _ENERGY in project.scopes
    if doubled and not project.installations:
        found.append(
            f"Indirect double counting is possible: it may reduce the emissions of power stations under the {law.name}"
            " without naming them (Directive 2003/87/EC Art 11b(4))."
        )
    if project.installations:
        found.append(
            f"It reduces emissions of installations under the {law.name} ({', '.join(project.installations)}): as many"
            " allowances must be cancelled or set aside before its units are issued."
        )
    if project.periods and not project.fixed_baseline:
        found.append("Its baseline follows its output: reports are not held against the registered figures.")
    return tuple(found)


_ENERGY = 1
"""The sectoral scope of power stations."""


def _use(law: Law, name: str) -> Rule:
    """A number of what the books' law says of the use of credits."""
    return Rule(**law.tables["credits"]["use"][name])


def check_credits(law: Law, source: Source) -> None:
    """Note the numbers that a law lacks which says that credits of projects may be used."""
    for name in _NUMBERS if source.table else ():
        if source.row("use", name).table:
            source.read(lambda row: Rule(**row), "use", name)
        else:
            source.problem(f"[use] lacks '{name}'", f"Add {name} = {{ value = …, citation = … }}.", "use")


_NUMBERS = (
    "large_hydro_kilowatts",
    "banned_from",
    "early_last_exchange",
    "registered_before",
    "last_exchange",
    "exchange_from",
    "banned_last_use",
)


def kind_of(law: Law, project: Project) -> str:
    """What the project does, by its technology or, in a list without technologies, by its methodologies."""
    if project.imported:
        by_method: dict[str, str] = table(law)["methodologies"]
        return next((by_method[each] for each in project.methodologies if each in by_method), project.technology)
    return project.technology


def _excluded(law: Law, project: Project) -> Iterator[str]:
    """Why the units of such a project may be used on no day."""
    prefix, kind = cycles(law)[project.mechanism].sink_methodologies, kind_of(law, project)
    if not counts_for_parties(law, project):
        yield "Voluntary credits count for no obligation (the paper, 2.1.a)."
    if project.sink or any(prefix and each.startswith(prefix) for each in project.methodologies):
        yield f"Units of land use, land-use change and forestry are excluded ({ART_11A}(b))."
    if technologies(law)[kind].get("nuclear"):
        yield f"Nuclear facilities are excluded ({ART_11A}(a))."
    limit: int = _use(law, "large_hydro_kilowatts").value
    if kind == "hydro" and project.kilowatts > limit and not project.dam_criteria:
        yield (
            f"A dam of {project.kilowatts:,} kW, above {limit:,} kW, must keep to the criteria of the World Commission"
            f" on Dams, and it is not stated that it does ({ART_11B})."
        )


def _too_late(law: Law, project: Project, on: date) -> Iterator[str]:
    """Why its units may not be used any more on a day."""
    ban = _ban(law, project)
    if ban and on > _use(law, "banned_last_use").value:
        yield f"{ban} ({_BAN})."
    before, registered = _use(law, "registered_before").value, project.registered
    late = registered is not None and registered >= before and cycles(law)[project.mechanism].host == "without target"
    if late and not countries(law)[project.host].is_least_developed(on):
        yield f"It was registered on {registered}: from {before} on only projects of least developed countries count."
    early, last = _use(law, "early_last_exchange"), _use(law, "last_exchange")
    ended = project.crediting is not None and project.crediting.last_day.year <= 2012
    if on > last.value:
        yield f"No credits of projects may be used after {last.value} ({last.citation}; not verified)."
    elif ended and on > early.value:
        yield f"Credits for reductions before 2013 could be exchanged until {early.value} ({early.citation})."


def _ban(law: Law, project: Project) -> str:
    """That credits of such projects are banned, ``""`` where they are not."""
    kind = kind_of(law, project)
    return f"Credits of {kind} projects are banned" if technologies(law)[kind].get("banned") else ""


def _not_known(project: Project) -> str:
    if project.imported:
        return "The list that it was imported from names neither technology nor capacity, on which it depends."
    if project.technology == "hydro" and not project.kilowatts:
        return "Its capacity was not stated, and large dams must keep to criteria."
    return ""
