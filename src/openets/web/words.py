"""How values are written on pages: numbers, tonnes, dates, letters, tags and the names of codes."""

from __future__ import annotations

from decimal import Decimal

from openets.laws.now import ACCOUNT_TYPES, TRANSACTION_TYPES, UNIT_TYPES, eu_ets, kyoto
from openets.stores.sql.queries_totals import NORTHERN_IRELAND as NORTHERN_IRELAND
from openets.stores.sql.queries_totals import Place as Place
from openets.stores.sql.queries_totals import place as place
from openets.stores.sql.queries_totals import sector_of as sector_of
from openets.stores.sql.queries_totals import sectors as sectors
from openets.stores.sql.queries_totals import state_name as state_name
from openets.stores.sql.queries_totals import states_on_record

NOTHING = "–"
MINUS = "−"

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
    "not ratified": "It signed, and did not ratify: its target binds nobody",
    "unverified": "The source of this value was not seen",
    "blocked": "No verified report: closed to transfers",
    "closed": "This account is closed",
    "imported": "From a public list: history, no units of these books",
}


def number(value: int | Decimal | None) -> str:
    """A number with thousands separators, and a minus sign where it is negative."""
    return NOTHING if value is None else f"{value:,}".replace("-", MINUS)


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


def registry_page(code: str) -> str:
    """The page that says most of a registry's country: of the Member State, of the Party, or none."""
    if code in states_on_record():
        return "state"
    return "party" if code in kyoto().targets else ""


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
