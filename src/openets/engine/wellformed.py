"""Whether a command is made of what a command is made of, before anything looks at it."""

import re
from collections.abc import Hashable
from enum import StrEnum
from functools import cache
from typing import Any, cast, get_type_hints

from openets.kernel.clock import is_day
from openets.kernel.refusals import Misuse
from openets.kernel.units import Elements
from openets.ledger.terms import Terms
from openets.ledger.transactions import Proposal

LONGEST_TEXT = 2000
"""Characters of a text, unless its command allows more."""
_PROJECT = re.compile(r"[A-Z]{2}[0-9]{1,10}")
_NOTICE = re.compile(r"[A-Z]{2,8}[0-9]{1,10}")


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
            try:
                value.encode()
            except UnicodeEncodeError:
                raise Misuse(f"'{field}' has characters that no text can hold") from None


@cache
def _texts(command: Any) -> frozenset[str]:
    """The fields of a command that must be texts, as it declares them."""
    hints = get_type_hints(command)
    return frozenset(field for field, hint in hints.items() if isinstance(hint, type) and issubclass(hint, str))


def stop_malformed_units(proposal: Proposal, terms: Terms) -> None:
    """Raise `Misuse` where what a proposal says beyond its texts makes no sense."""
    if type(proposal.reconstructed) is not bool:
        raise Misuse(f"'reconstructed' must be true or false, not {proposal.reconstructed!r}")
    if proposal.notice and not _NOTICE.fullmatch(proposal.notice):
        raise Misuse(f"{proposal.notice!r:.80} is no notification: expected letters and a number, such as ITL7")
    _stop_malformed_elements(proposal.elements, terms)
    for name, ranges in (("serials", proposal.serials), ("replaces", proposal.replaces)):
        if not are_ranges(ranges):
            raise Misuse(f"'{name}' must be ranges such as (('AT', 1, 100),), not {ranges!r:.80}")


def are_ranges(ranges: object) -> bool:
    """Whether something has the shape of serial ranges; whether they make sense is for the checks."""
    return type(ranges) is tuple and all(
        type(row) is tuple and [type(each) for each in row] == [str, int, int] for row in ranges
    )


def _stop_malformed_elements(elements: Elements, terms: Terms) -> None:
    if type(elements) is not Elements:
        raise Misuse(f"'elements' must be Elements, not {elements!r}")
    if type(elements.activity) is not int or elements.activity not in (0, *terms.activities):
        known = ", ".join(f"{number} {letters}" for number, (letters, _) in terms.activities.items())
        raise Misuse(f"{elements.activity!r} is no land-use activity; known are {known}")
    if type(elements.track) is not int or elements.track not in (0, 1, 2):
        raise Misuse(f"{elements.track!r} is no track of Joint Implementation: 1 or 2")
    if type(elements.project) is not str or not (elements.project == "" or _PROJECT.fullmatch(elements.project)):
        raise Misuse(
            f"{elements.project!r} is no project: expected the host's two letters and a number, such as CN1234"
        )
    if type(elements.expiry) is not str or not (elements.expiry == "" or is_day(elements.expiry)):
        raise Misuse(f"{elements.expiry!r} is no day: expected YYYY-MM-DD")
