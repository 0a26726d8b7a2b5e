"""Enter a project's design document: the cycle begins with it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple, Unpack

from openets.commands.declare import command
from openets.commands.field_kinds import (
    COUNTRIES,
    DOCUMENT,
    FLAG,
    INSTALLATION_IDS,
    KEY,
    QUANTITY,
    TEXTS,
    TONNES_BY_YEAR,
    number,
    suggested,
)
from openets.commands.fields import Field, How, Scopes, Synthetic, Value
from openets.commands.steps import as_json
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.engine.steps import TakeStep
from openets.kernel.refusals import Misuse
from openets.projects.law import cycles, mechanisms, registry_of, technologies

PROJECT = "project"
Project = Annotated[
    str, Field(KEY, "The project's number: its host's two letters and digits, as CN1234.", "PROJECT", "CN1234")
]
MECHANISM = suggested(KEY, mechanisms)
TECHNOLOGY = suggested(KEY, technologies)
Texts = Sequence[str]
Tonnes = int | dict[str, int]


class Design(NamedTuple):
    """What a design document says. What is left out is not told."""

    title: Annotated[str, Field(KEY, "Its title.")] = ""
    parties: Annotated[Texts, Field(COUNTRIES, "Code or name of another Party; again for each.", "--party")] = ()
    participants: Annotated[Texts, Field(TEXTS, "Whose project it is; again for each.", "--participant")] = ()
    methodologies: Annotated[Texts, Field(TEXTS, "Such as ACM0002; again for each.", "--methodology")] = ()
    scale: Annotated[str, Field(KEY, "large or small.")] = ""
    scopes: Scopes = ()
    technology: Annotated[str, Field(TECHNOLOGY, "Its technology, of those that the law names.")] = ""
    kilowatts: Annotated[int | None, Field(QUANTITY, "Installed capacity.")] = None
    megawatt_hours: Annotated[int | None, Field(QUANTITY, "Energy that it saves in a year.")] = None
    dam_criteria: Annotated[
        bool, Field(FLAG, "A large dam keeps to the World Commission on Dams' criteria.", "--dam-criteria")
    ] = False
    activity: Annotated[int | None, Field(number(1, 99), "Number of the land-use activity, of a sink.")] = None
    unit: Annotated[str, Field(KEY, "Unit type, of a sink whose units expire.")] = ""
    installations: Annotated[
        Texts,
        Field(INSTALLATION_IDS, "Of the emissions trading scheme, where it saves; again for each.", "--installation"),
    ] = ()
    crediting: Annotated[str, Field(KEY, "renewable or fixed.")] = ""
    first_day: Annotated[str, Field(KEY, "First day of the crediting period, such as 2008-01-01.")] = ""
    last_day: Annotated[str, Field(KEY, "Its last day; as late as it may be if left out.")] = ""
    baseline: Annotated[
        Tonnes | None, Field(TONNES_BY_YEAR, "Tonnes a year, or 2008=1000; again for each year.", "--baseline")
    ] = None
    expected: Annotated[Tonnes | None, Field(TONNES_BY_YEAR, "Expected reductions, in the same way.", "--expected")] = (
        None
    )
    baseline_follows_output: Annotated[
        bool, Field(FLAG, "Reports need not keep within the registered baseline.", "--baseline-follows-output")
    ] = False
    synthetic: Synthetic = False
    document: Annotated[
        Mapping[str, Any],
        Field(DOCUMENT, "The same words as JSON values; other fields go first.", "--document", blank=False),
    ] = {}


def document_of(told: Design) -> dict[str, Any]:
    """A design document as its step is told it."""
    words = told._asdict()
    fixed = {"fixed_baseline": False} if words.pop("baseline_follows_output") else {}
    lists = {name: list(value) if isinstance(value, tuple) else value for name, value in words.items()}
    known = {name: value for name, value in lists.items() if name != "document" and value not in ("", [], None, False)}
    return {**told.document, **known, **fixed}


@command("project design", done="{project}: design document entered")
def design(
    session: Session,
    *,
    project: Project,
    mechanism: Annotated[str, Field(MECHANISM, "The kind of project.", "--mechanism")],
    document: Annotated[Mapping[str, Any] | Design, Value(Design, (Mapping,))],
    registry: Annotated[str, Field(KEY, "Whose journal keeps it; that of the mechanism or host if left out.")] = "",
    **how: Unpack[How],
) -> Outcome:
    """Enter a project's design document; a new one begins the cycle again.

    Its record is kept in the journal of the registry that the mechanism names, or of the host; a voluntary project may
    name another `registry`.
    """
    home = registry_of(session.law, mechanism, project)
    named = "registry named" in cycles(session.law)[mechanism].traits
    if registry and not named and registry != home:
        raise Misuse(f"{mechanism} project {project} is kept in registry {home}, not in {registry}")
    words = document_of(document) if isinstance(document, Design) else document
    told = {**words, "mechanism": mechanism, "on": how["on"]}
    return session.one(
        TakeStep(registry or home, PROJECT, project, "design", as_json(told), how["request"]), dry_run=how["dry_run"]
    )
