"""Where things are: members, Parties and registries by code, and sectors of activities, as the books' law has them."""

from collections.abc import Callable
from typing import NamedTuple

from openets.laws.law import Law
from openets.ledger.accounts import NOT_STATED as UNSTATED
from openets.projects.law import countries
from openets.views import summaries
from openets.views.law import books_law, once_for_law


class Place(NamedTuple):
    """A member, a Party, or another registry of the law."""

    code: str
    name: str
    registry: str


def place(code: str) -> Place:
    """The member, Party or registry with a code, whether or not the law knows it."""
    law = books_law()
    member = law.members.get(code)
    if member is not None:
        return Place(code, member.name, member.registry)
    registry = law.terms.registries.get(code)
    party = law.protocol.targets.get(code) if law.protocol is not None else None
    known = registry or party
    return Place(code, known.name if known is not None else code, code)


def place_name(code: str) -> str:
    """The name of a member or registry; its code where the law does not know it."""
    return place(code).name


def country_name(code: str) -> str:
    """The name of a country that may host a project."""
    country = countries(books_law()).get(code)
    return country.name if country is not None else code


NOT_STATED = "not-stated"
"""The slug of the sector of installations whose activity is not stated, or is none of the law's."""


class Sector(NamedTuple):
    """Activities that are read together."""

    slug: str
    name: str
    activities: tuple[int, ...]


def sectors_of(law: Law) -> dict[str, Sector]:
    """The sectors that a law knows by slug, in the order of their names, and last the one of what fits in none."""
    found: dict[str, list[int]] = {}
    for code, (_, name) in law.activities.items():
        found.setdefault(name, []).append(code)
    known = {_slug(name): Sector(_slug(name), name, tuple(found[name])) for name in sorted(found) if _slug(name)}
    return {**known, NOT_STATED: Sector(NOT_STATED, law.sector(UNSTATED), ())}


sectors = once_for_law(sectors_of)
"""The sectors of the books' law."""


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def sector_of(activity: int) -> Sector:
    """The sector of an activity: every activity has one, so that sectors add up to the whole."""
    return sectors().get(_slug(books_law().sector(activity)), sectors()[NOT_STATED])


def activities_of(sector: str) -> tuple[int, ...] | None:
    """The activities of a sector by slug; `None`, which is all of them, where none is named."""
    if sector == NOT_STATED:
        return tuple({code for _, code in summaries.totals().installations if sector_of(code).slug == NOT_STATED})
    return sectors()[sector].activities if sector else None


def chosen(state: str = "", sector: str = "") -> Callable[[str, int], bool]:
    """Whether installations of a member with an activity are asked for; ``""`` asks for all of them."""
    activities = activities_of(sector)
    return lambda home, activity: state in ("", home) and (activities is None or activity in activities)


def members_on_record() -> set[str]:
    """Codes of the members whose installations the books hold."""
    return summaries.members()


def registry_of(member: str) -> str:
    """The registry of a member's installations."""
    known = books_law().members.get(member)
    return known.registry if known is not None else member
