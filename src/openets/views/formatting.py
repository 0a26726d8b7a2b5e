"""How values are written: for people numbers, tonnes, shares, instants and letters; for CSV plain text."""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from openets.laws.law import Law, Letters
from openets.views.law import books_law, once_for_law

NOTHING = "–"
MINUS = "−"

_LETTERS = {
    "enough": ("a", "surrendered at least its verified emissions"),
    "short": ("b", "surrendered less than its verified emissions"),
    "no_report": ("c", "verified emissions were not entered"),
    "corrected_short": ("d", "corrected by the authority: not in compliance"),
    "corrected_enough": ("e", "corrected by the authority: in compliance"),
    "impossible": ("x", "entering or surrendering was impossible"),
    "nothing_owed": ("none", "no obligation"),
}
"""Field of a law's letters → the part of a style's name that colours the letter, and what it says."""


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


def change(percent: Decimal) -> str:
    """Per cent of a base year as the change from it: ``−8 %``."""
    return f"{percent - 100:+g} %".replace("-", MINUS).replace("+0 %", "0 %")


def instant(text: str) -> str:
    """``2006-04-30T12:00:00Z`` as people read it; anything else as it is."""
    return f"{text[:10]} {text[11:19]} UTC" if len(text) == 20 and text.endswith("Z") else text


def day(text: str) -> str:
    """``2006-05-15`` as people read it: 15 May 2006."""
    told = date.fromisoformat(text)
    return f"{told.day} {told:%B %Y}"


def sentence(said: object) -> str:
    """What somebody said, with a capital letter and a full stop."""
    text = str(said)
    return f"{text[:1].upper()}{text[1:]}{'.' if text and not text.endswith('.') else ''}"


@once_for_law
def letters(law: Law) -> dict[str, str]:
    """The law's letters and what each says."""
    found: dict[str, str] = {}
    for field, (_, meaning) in _LETTERS.items():
        if letter := getattr(law.letters, field):
            found.setdefault(letter, meaning)  # a law may say two things with one letter
    return found


def plain_letter(code: str) -> str:
    """A letter without its star; a hyphen is how some sources write “no obligation”."""
    return code.rstrip("*").replace("-", books_law().letters.nothing_owed)


def letter_meaning(code: str) -> str:
    """What a compliance letter says, the star of a closed account's rules included."""
    meaning = letters().get(plain_letter(code), "no letter" if not code else "not a known letter")
    return f"{meaning} (reckoned under the rules of a closed account)" if code.endswith("*") else meaning


def letter_class(code: str) -> str:
    """The part of a style's name that colours a letter, by what it says."""
    return _class_of(books_law().letters, code.rstrip("*"))


@cache
def _class_of(own: Letters, plain: str) -> str:
    return next((style for field, (style, _) in _LETTERS.items() if plain and getattr(own, field) == plain), "none")


_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain_text(value: Any) -> str:
    """A value for a CSV cell. Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if type(value) is int:  # the most of a long list
        return str(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    written = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    if written[:1] in _FORMULA and len(written) > 1 and not _NUMBER.fullmatch(written):
        return "'" + written
    return written
