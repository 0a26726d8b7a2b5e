"""Texts without capitals, accents and other marks, as a search compares them on every engine; and near misses."""

from collections.abc import Iterable
from difflib import get_close_matches
from hashlib import sha256
from unicodedata import combining, normalize

_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ŧ": "t"}
)
"""Letters that no mark tells from a plain one."""
_LONGEST_SLUG = 100


def folded(text: str) -> str:
    """`text` as searches compare it: ``Österreichische`` and ``OSTERREICHISCHE`` are ``osterreichische``."""
    if text.isascii():
        return text.lower()
    apart = normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not combining(sign)).translate(_PLAIN)


def words_of(text: str) -> list[str]:
    """The words of a text, folded: what stands between blanks and punctuation."""
    return "".join(sign if sign.isalnum() else " " for sign in folded(text)).split()


def slug(name: str) -> str:
    """A name as an address writes it, which is the same for names of the same letters and digits: ``E.ON AG`` is
    ``e-on-ag``. What is very long ends with a hash of all of it; of a name without letters and digits it is ``""``."""
    whole = "-".join(words_of(name))
    if len(whole) <= _LONGEST_SLUG:
        return whole
    return f"{whole[:_LONGEST_SLUG]}-{sha256(whole.encode()).hexdigest()[:8]}"


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """A question after what somebody probably meant, ``did you mean EUA1?``; ``""`` where nothing is near.

    What is the same but for capitals, blanks, hyphens and underscores is meant; else up to four that are much alike.
    """
    by_sign = {_signs(each): each for each in known}
    near = [_signs(text)] if _signs(text) in by_sign else get_close_matches(_signs(text[:60]), by_sign, 4)
    *first, last = sorted(by_sign[each] for each in near) or [""]
    return f"did you mean {', '.join(first)}{' or ' if first else ''}{last}?" if last else ""


def _signs(text: str) -> str:
    """Letters and digits, without the difference between capitals and others."""
    return "".join(sign for sign in folded(text) if sign.isalnum())
