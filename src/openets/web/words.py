"""How values are written on pages: numbers, tonnes, dates, letters, tags and the names of codes."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import NamedTuple

from openets.kernel.units import UNIT_TYPES
from openets.ledger.accounts import ACCOUNT_TYPES
from openets.ledger.transactions import TRANSACTION_TYPES
from openets.schemes.eu_ets import FOREIGN_REGISTRIES, eu_ets

NOTHING = "–"
NORTHERN_IRELAND = "XI"

LETTERS = {
    "A": "surrendered at least its verified emissions",
    "B": "surrendered less than its verified emissions",
    "C": "verified emissions were not entered",
    "D": "corrected by the authority: not in compliance",
    "E": "corrected by the authority: in compliance",
    "X": "entering or surrendering was impossible",
    "–": "no obligation",
}
"""Compliance letters in the field's meaning."""

TAGS = {
    "synthetic": "Generated for demonstration: no real installation",
    "includes synthetic": "Some of its installations were generated for demonstration",
    "reconstructed": "Inferred by the replay: no record shows this transaction",
    "unverified": "The source of this value was not seen",
    "blocked": "No verified report: closed to transfers",
    "closed": "This account is closed",
    "imported": "From a public list: history, no units of these books",
}


def number(value: int | None) -> str:
    """A whole number with thousands separators."""
    return NOTHING if value is None else f"{value:,}"


def millions(tonnes: int | None) -> str:
    """Tonnes in millions, with as many decimals as can be read."""
    if tonnes is None:
        return NOTHING
    value = Decimal(tonnes) / 1_000_000
    places = 0 if value >= 1000 else 1 if value >= 10 else 2
    return f"{value:,.{places}f}"


def percent(part: int, whole: int) -> str:
    """A share in per cent; `–` of nothing."""
    if not whole:
        return NOTHING
    share = Decimal(100 * part) / whole
    return f"{share:.1f} %" if part in (0, whole) or 1 <= share <= 99 else f"{share:.2f} %"


def instant(text: str) -> str:
    """``2006-04-30T12:00:00Z`` as people read it; anything else as it is."""
    return f"{text[:10]} {text[11:19]} UTC" if len(text) == 20 and text.endswith("Z") else text


def letter_meaning(code: str) -> str:
    """What a compliance letter says, the star of a closed account's rules included."""
    meaning = LETTERS.get(code.rstrip("*").replace("-", NOTHING), "no letter" if not code else "not a known letter")
    return f"{meaning} (reckoned under the rules of a closed account)" if code.endswith("*") else meaning


def letter_class(code: str) -> str:
    """The part of a style's name that colours a letter."""
    plain = code.rstrip("*").lower()
    return plain if plain in tuple("abcdex") else "none"


class Place(NamedTuple):
    """A Member State, or another registry of the scheme."""

    code: str
    name: str
    registry: str


def place(code: str) -> Place:
    """The State or registry with a code, whether or not the scheme knows it."""
    state = eu_ets().states.get(code)
    if state is not None:
        return Place(code, state.name, state.registry)
    if code == NORTHERN_IRELAND:
        return Place(code, "Northern Ireland", "GB")
    return Place(code, FOREIGN_REGISTRIES.get(code, code), code)


def state_name(code: str) -> str:
    return place(code).name


def unit_name(code: str) -> str:
    unit = UNIT_TYPES.get(code)
    return unit.name if unit else code


def account_type_name(code: str) -> str:
    kind = ACCOUNT_TYPES.get(code)
    return kind.name if kind else code


def transaction_type_name(code: str) -> str:
    kind = TRANSACTION_TYPES.get(code)
    return kind.name if kind else code


def activity_name(code: int) -> str:
    return eu_ets().activities.get(code, (f"Activity {code}", ""))[0]


class Sector(NamedTuple):
    """Activities that are read together."""

    slug: str
    name: str
    activities: tuple[int, ...]


@cache
def sectors() -> dict[str, Sector]:
    """Sectors by slug, in the order of their names."""
    found: dict[str, list[int]] = {}
    for code, (_, name) in eu_ets().activities.items():
        found.setdefault(name, []).append(code)
    return {
        slug: Sector(slug, name, tuple(found[name]))
        for name in sorted(found)
        if (slug := name.lower().replace(" ", "-"))
    }


@cache
def sector_of(activity: int) -> Sector:
    """The sector of an activity; one without a page where the scheme does not list the activity."""
    name = eu_ets().sector(activity)
    return sectors().get(name.lower().replace(" ", "-"), Sector("", name, (activity,)))
