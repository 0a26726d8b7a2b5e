"""Texts as a search compares them: without capitals, accents and other marks, on every engine alike."""

from unicodedata import combining, normalize

_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ŧ": "t"}
)
"""Letters that no mark tells from a plain one."""


def folded(text: str) -> str:
    """`text` as searches compare it: ``Österreichische`` and ``OSTERREICHISCHE`` are ``osterreichische``."""
    if text.isascii():
        return text.lower()
    apart = normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not combining(sign)).translate(_PLAIN)
