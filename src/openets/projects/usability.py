"""Whether a project's units may be used in the EU ETS, whether they count for Parties, and what to be warned of."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from openets.laws.now import eu_ets
from openets.projects.law import countries, law, rule, technology
from openets.projects.project import Project

ART_11A = "Directive 2003/87/EC Art 11a(3)"
ART_11B = "Directive 2003/87/EC Art 11b(6)"


class Usability(NamedTuple):
    """An answer and its reasons."""

    answer: str
    """``yes``, ``no`` or ``not known``."""
    reasons: tuple[str, ...]


def usable_in_eu_ets(project: Project, on: date) -> Usability:
    """Whether operators may use the project's units for their obligation on a day, and why or why not."""
    found = (
        _voluntary(project),
        _sink(project),
        _nuclear(project),
        _dam(project),
        _banned(project, on),
        _late(project, on),
        _too_late(project, on),
    )
    if against := tuple(reason for reason in found if reason):
        return Usability("no", against)
    if unknown := _not_known(project):
        return Usability("not known", (unknown,))
    allowed = f"Nothing excludes it: {project.unit} of {_named(project)} projects may be used."
    return Usability("yes", (allowed, *_soon_banned(project, on)))


def counts_for_parties(project: Project) -> bool:
    """Whether Parties may meet their commitments with the project's units: with all but voluntary ones."""
    return project.mechanism != "VER"


def warnings(project: Project) -> tuple[str, ...]:
    """What a reader should know of a project and no rule forbids."""
    found = []
    if project.joint and _in_the_scheme(project.host) and 1 in project.scopes and not project.installations:
        found.append(
            "Indirect double counting is possible: it may reduce the emissions of power stations under the EU ETS"
            " without naming them (Directive 2003/87/EC Art 11b(4))."
        )
    if project.installations:
        found.append(
            f"It reduces emissions of installations under the EU ETS ({', '.join(project.installations)}): as many"
            " allowances must be cancelled or set aside before its units are issued."
        )
    if project.periods and not project.fixed_baseline:
        found.append("Its baseline follows its output: reports are not held against the registered figures.")
    return tuple(found)


def _named(project: Project) -> str:
    return "JI" if project.joint else project.mechanism


def kind_of(project: Project) -> str:
    """What the project does, by its technology or, in a list without technologies, by its methodologies."""
    if project.imported:
        by_method: dict[str, str] = law()["methodologies"]
        return next((by_method[each] for each in project.methodologies if each in by_method), project.technology)
    return project.technology


def _voluntary(project: Project) -> str:
    if counts_for_parties(project):
        return ""
    return "Voluntary credits count for no obligation (the paper, 2.1.a)."


def _sink(project: Project) -> str:
    sink = project.sink or any(each.startswith("AR-") for each in project.methodologies)
    return f"Units of land use, land-use change and forestry are excluded ({ART_11A}(b))." if sink else ""


def _nuclear(project: Project) -> str:
    return f"Nuclear facilities are excluded ({ART_11A}(a))." if technology(kind_of(project)).get("nuclear") else ""


def _dam(project: Project) -> str:
    limit: int = rule("eu_ets", "large_hydro_kilowatts").value
    if kind_of(project) != "hydro" or project.kilowatts <= limit or project.dam_criteria:
        return ""
    return (
        f"A dam of {project.kilowatts:,} kW, above {limit:,} kW, must keep to the criteria of the World Commission on"
        f" Dams, and it is not stated that it does ({ART_11B})."
    )


def _banned(project: Project, on: date) -> str:
    last: date = rule("eu_ets", "banned_last_use").value
    if on <= last or not technology(kind_of(project)).get("banned"):
        return ""
    return f"Credits of {kind_of(project)} projects are banned (Reg. (EU) 550/2011)."


def _soon_banned(project: Project, on: date) -> tuple[str, ...]:
    first, last = (rule("eu_ets", name).value for name in ("banned_from", "banned_last_use"))
    if on > last or not technology(kind_of(project)).get("banned"):
        return ()
    what = f"Credits of {kind_of(project)} projects are banned from {first}"
    return (f"{what}, save to settle 2012 until {last} (Reg. (EU) 550/2011).",)


def _late(project: Project, on: date) -> str:
    """Why a project registered after 2012 earns nothing that may be used."""
    before: date = rule("eu_ets", "registered_before").value
    registered = project.registered
    if registered is None or registered < before or project.mechanism != "CDM":
        return ""
    if countries()[project.host].is_least_developed(on):
        return ""
    return f"It was registered on {registered}: from {before} on only projects of least developed countries count."


def _too_late(project: Project, on: date) -> str:
    """Why a day is too late to use the project's units, whatever they were earned with."""
    early, last = rule("eu_ets", "early_last_exchange"), rule("eu_ets", "last_exchange")
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


def _in_the_scheme(country: str) -> bool:
    return country in eu_ets().members
