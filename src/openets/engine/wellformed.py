"""Whether a command is made of what a command is made of, before anything looks at it."""

from __future__ import annotations

from collections.abc import Hashable
from enum import StrEnum
from functools import cache
from typing import Any, cast, get_type_hints

from openets.kernel.refusals import Misuse
from openets.ledger.terms import Terms

LONGEST_TEXT = 2000
"""Characters of a text, unless its command allows more."""


def stop_malformed(
    command: Any, terms: Terms | None = None, *, longer: dict[str, int] | None = None, free: str = ""
) -> None:
    """Raise `Misuse` for a command with a text that is none, is too long, or cannot be printed.

    `longer` names texts that may have more characters than others, `free` one that may hold any that can be written.
    """
    name = type(command).__name__
    texts = _texts(cast(Hashable, type(command)))
    for field, value in zip(command._fields, command, strict=True):
        if field in texts and not (type(value) is str or isinstance(value, StrEnum)):
            raise Misuse(f"'{field}' of {name} must be text, not {value!r}")
        if type(value) is not str:
            continue
        if field != free and not value.isprintable():
            raise Misuse(f"'{field}' of {name} has characters that cannot be printed: {value[:40]!r}")
        longest = (longer or {}).get(field, LONGEST_TEXT)
        if len(value) > longest:
            raise Misuse(f"'{field}' of {name} has more than {longest} characters")
        if field == free:
            _stop_unwritable(field, value)


@cache
def _texts(command: Any) -> frozenset[str]:
    """The fields of a command that must be texts, as it declares them."""
    hints = get_type_hints(command)
    return frozenset(field for field, hint in hints.items() if isinstance(hint, type) and issubclass(hint, str))


def _stop_unwritable(field: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Misuse(f"'{field}' has characters that no text can hold") from None
