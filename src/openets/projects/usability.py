"""Whether a project's units may be used for an obligation under a law, count for Parties, and what to be warned of."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from openets.laws.law import Law
from openets.laws.protocol import Rule
from openets.projects.law import countries, cycles, table, technologies
from openets.projects.project import Project

ART_11A = "Directive 2003/87/EC Art 11a(3)"
ART_11B = "Directive 2003/87/EC Art 11b(6)"


class Usability(NamedTuple):
    """An answer and its reasons."""

    answer: str
    """``yes``, ``no`` or ``not known``."""
    reasons: tuple[str, ...]


def usability(law: Law, project: Project, on: date) -> Usability:
    """Whether operators may use the project's units for their obligation on a day, and why or why not."""
    if "credits" not in law.tables:
        return Usability("no", (f"{law.name} lets no credits of projects be used.",))
    found = (
        _voluntary(law, project),
        _sink(law, project),
        _nuclear(law, project),
        _dam(law, project),
        _banned(law, project, on),
        _late(law, project, on),
        _too_late(law, project, on),
    )
    if against := tuple(reason for reason in found if reason):
        return Usability("no", against)
    if unknown := _not_known(project):
        return Usability("not known", (unknown,))
    allowed = f"Nothing excludes it: {project.unit} of {cycles(law)[project.mechanism].programme} projects may be used."
    return Usability("yes", (allowed, *_soon_banned(law, project, on)))


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


def _rule(law: Law, name: str) -> Rule:
    """A number of what the books' law says of the use of credits."""
    row = law.tables["credits"]["use"][name]
    return Rule(row["value"], row["citation"], row["verified"])


def _technology(law: Law, project: Project) -> dict[str, bool]:
    return technologies(law)[kind_of(law, project)]


def kind_of(law: Law, project: Project) -> str:
    """What the project does, by its technology or, in a list without technologies, by its methodologies."""
    if project.imported:
        by_method: dict[str, str] = table(law)["methodologies"]
        return next((by_method[each] for each in project.methodologies if each in by_method), project.technology)
    return project.technology


def _voluntary(law: Law, project: Project) -> str:
    if counts_for_parties(law, project):
        return ""
    return "Voluntary credits count for no obligation (the paper, 2.1.a)."


def _sink(law: Law, project: Project) -> str:
    prefix = cycles(law)[project.mechanism].sink_methodologies
    sink = project.sink or any(prefix and each.startswith(prefix) for each in project.methodologies)
    return f"Units of land use, land-use change and forestry are excluded ({ART_11A}(b))." if sink else ""


def _nuclear(law: Law, project: Project) -> str:
    return f"Nuclear facilities are excluded ({ART_11A}(a))." if _technology(law, project).get("nuclear") else ""


def _dam(law: Law, project: Project) -> str:
    limit: int = _rule(law, "large_hydro_kilowatts").value
    if kind_of(law, project) != "hydro" or project.kilowatts <= limit or project.dam_criteria:
        return ""
    return (
        f"A dam of {project.kilowatts:,} kW, above {limit:,} kW, must keep to the criteria of the World Commission on"
        f" Dams, and it is not stated that it does ({ART_11B})."
    )


def _banned(law: Law, project: Project, on: date) -> str:
    last: date = _rule(law, "banned_last_use").value
    if on <= last or not _technology(law, project).get("banned"):
        return ""
    return f"Credits of {kind_of(law, project)} projects are banned (Reg. (EU) 550/2011)."


def _soon_banned(law: Law, project: Project, on: date) -> tuple[str, ...]:
    first, last = (_rule(law, name).value for name in ("banned_from", "banned_last_use"))
    if on > last or not _technology(law, project).get("banned"):
        return ()
    what = f"Credits of {kind_of(law, project)} projects are banned from {first}"
    return (f"{what}, save to settle 2012 until {last} (Reg. (EU) 550/2011).",)


def _late(law: Law, project: Project, on: date) -> str:
    """Why a project registered after 2012 earns nothing that may be used."""
    before: date = _rule(law, "registered_before").value
    registered = project.registered
    if registered is None or registered < before or cycles(law)[project.mechanism].host != "without target":
        return ""
    if countries(law)[project.host].is_least_developed(on):
        return ""
    return f"It was registered on {registered}: from {before} on only projects of least developed countries count."


def _too_late(law: Law, project: Project, on: date) -> str:
    """Why a day is too late to use the project's units, whatever they were earned with."""
    early, last = _rule(law, "early_last_exchange"), _rule(law, "last_exchange")
    if on > last.value:
        return f"No credits of projects may be used after {last.value} ({last.citation}; not verified)."
    ended = project.crediting is not None and project.crediting.last_day.year <= 2012
    if ended and on > early.value:
        return f"Credits for reductions before 2013 could be exchanged until {early.value} ({early.citation})."
    return ""


def _not_known(project: Project) -> str:
    if project.imported:
        return "The list that it was imported from names neither technology nor capacity, on which it depends."
    if project.technology == "hydro" and not project.kilowatts:
        return "Its capacity was not stated, and large dams must keep to criteria."
    return ""
