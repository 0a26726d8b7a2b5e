"""Operational entities, which validate and verify projects."""

from openets.projects.entities import FUNCTIONS, KIND, Entity
from openets.projects.law import programmes
from openets.views import choices
from openets.views.columns import Column, marks, synthetic_column
from openets.views.law import books_law
from openets.views.places import country_name
from openets.views.records import all_of, one_of
from openets.views.view import View


def _spells(row: Entity) -> list[dict[str, str | None]]:
    return [{"first_day": str(each.first_day), "last_day": str(each.last_day) if each.last_day else None,
             "reason": each.reason} for each in row.spells]  # fmt: skip


COLUMNS = (
    Column("id", "Entity", "What the books know it by.", "code", value="key", sort="id",
           link=lambda row: ("entity", row.key)),
    Column("name", "Name", "Its name.", "long", tags=marks("synthetic"), sort="name"),
    Column("country", "Country", "Code of its country.", on="csv data"),
    Column("country_name", "Country", "Name of its country.", value=lambda row: country_name(row.country) or None,
           on="page", sort="country"),
    Column("mechanisms", "For", "For which kinds of projects.", "texts"),
    Column("functions", "May do", "What it may do.", "texts"),
    Column("scopes", "Sectoral scopes", "Its sectoral scopes.", "numbers"),
    Column("status", "Status", "accredited, suspended or withdrawn.", "short", value="state", sort="status"),
    Column("interests", "Interests", "Projects and companies that it may not judge.", "texts", on="data"),
    Column("spells", "Accredited", "Days on which it was accredited.", "parts", value=_spells, on="data"),
    synthetic_column(),
)  # fmt: skip


ENTITIES: View[Entity] = View(
    "entities",
    "Operational entities, which validate and verify projects",
    "An operational entity.",
    COLUMNS,
    key=lambda row: row.key,
    query=lambda: entities(),
    filters=(
        choices.words(
            "Name or id",
            "Words that all stand in id or name.",
            keeps=choices.every_word_in(lambda row: f"{row.key} {row.name}"),
        ),
        choices.one_of(
            "mechanism", "For", "For which kind of projects.", lambda: programmes(books_law()), keeps="mechanisms"
        ),
        choices.one_of("function", "May do", "What they may do.", lambda: FUNCTIONS, keeps="functions"),
        choices.one_of(
            "status", "Status", "How they stand.", lambda: ("accredited", "suspended", "withdrawn"), keeps="state"
        ),
    ),
    sort="id",
)


def entities() -> list[Entity]:
    """Every operational entity, by key."""
    return all_of(KIND)


def entity(key: str) -> Entity | None:
    """One operational entity."""
    return one_of(KIND, key)
