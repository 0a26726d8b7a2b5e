"""Whether a command is made of what a command is made of, before anything looks at it."""

import re
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from openets.kernel.clock import is_day
from openets.kernel.refusals import Misuse
from openets.kernel.units import LAST_VINTAGE, Elements
from openets.laws.law import Law
from openets.ledger.terms import Terms
from openets.ledger.transactions import Proposal

LONGEST_TEXT = 2000
"""Characters of a text, unless its command allows more."""
FIRST_YEAR, LAST_YEAR = 1970, 2200
"""Of what a clock may show."""
_PROJECT = re.compile(r"[A-Z]{2}[0-9]{1,10}")
_NOTICE = re.compile(r"[A-Z]{2,8}[0-9]{1,10}")


def stop_malformed(command: Any, terms: Terms | None = None) -> None:
    """Raise `Misuse` for a command with a value that is not of the type that its field declares, or a text that is too
    long or cannot be printed. It says which."""
    _checker(cast(Hashable, type(command)))(f"{type(command).__name__}", command)


Checking = Callable[[str, Any], None]
"""Raises `Misuse` for a value that is not of a type. It is told the place at which the value stands."""
_LARGEST = 10**18
"""Whole numbers are below it: what a column of the books can hold."""


@cache
def _checker(hint: Any) -> Checking:
    """What stops the values that are not of a type: texts, whole numbers, true or false, tuples and records of them."""
    if hasattr(hint, "_fields"):
        return _checker_of_records(hint)
    if get_origin(hint) is tuple:
        return _checker_of_tuples(get_args(hint))
    if isinstance(hint, UnionType):
        [inner] = [_checker(each) for each in get_args(hint) if each is not NoneType]
        return lambda place, value: None if value is None else inner(place, value)
    return _SIMPLE.get(hint, _stop_no_text if isinstance(hint, type) and issubclass(hint, str) else _let_pass)


def _checker_of_records(record: Any) -> Checking:
    hints = get_type_hints(record)
    fields = [(f"'{name}' of ", _checker(hints[name])) for name in record._fields]

    def check(place: str, value: Any) -> None:
        if type(value) is not record:
            raise Misuse(f"{place} must be {record.__name__}(…), not {value!r:.60}")
        for (name, stop), each in zip(fields, value, strict=True):
            stop(name + place, each)

    return check


def _checker_of_tuples(parts: tuple[Any, ...]) -> Checking:
    many = parts[-1] is Ellipsis
    stops = [_checker(each) for each in parts if each is not Ellipsis]

    def check(place: str, value: Any) -> None:
        if type(value) is not tuple or not (many or len(value) == len(stops)):
            raise Misuse(f"{place} must be a tuple{'' if many else f' of {len(stops)}'}, not {value!r:.60}")
        for each, stop in zip(value, stops * len(value) if many else stops, strict=True):
            stop(place, each)

    return check


def _stop_no_text(place: str, value: Any) -> None:
    if type(value) is not str and not isinstance(value, StrEnum):
        raise Misuse(f"{place} must be text, not {value!r:.60}")
    _stop_hidden(place, value, LONGEST_TEXT)


def _stop_hidden(place: str, text: str, longest: int) -> None:
    if not text.isprintable():
        raise Misuse(f"{place} has characters that cannot be printed: {text[:40]!r}")
    if len(text) > longest:
        raise Misuse(f"{place} has more than {longest} characters")


def _stop_no_number(place: str, value: Any) -> None:
    if type(value) is not int or not -_LARGEST < value < _LARGEST:
        raise Misuse(f"{place} must be a whole number, not {value!r:.60}")


def _stop_no_flag(place: str, value: Any) -> None:
    if type(value) is not bool:
        raise Misuse(f"{place} must be true or false, not {value!r:.60}")


def _let_pass(place: str, value: Any) -> None:
    """What has no type of these is for the command itself to judge."""


_SIMPLE: dict[Any, Checking] = {str: _stop_no_text, int: _stop_no_number, bool: _stop_no_flag}


def stop_malformed_texts(command: Any, *, longer: Mapping[str, int] = MappingProxyType({}), free: str = "") -> None:
    """Raise `Misuse` for a command with a text that is none, is too long, or cannot be printed.

    Its other values are judged elsewhere. `longer` names texts that may have more characters than others, `free` one
    that may hold any that can be written.
    """
    name, texts = type(command).__name__, _texts(cast(Hashable, type(command)))
    for field, value in zip(command._fields, command, strict=True):
        place = f"'{field}' of {name}"
        if field in texts and not (type(value) is str or isinstance(value, StrEnum)):
            raise Misuse(f"{place} must be text, not {value!r}")
        if type(value) is not str:
            continue
        longest = longer.get(field, LONGEST_TEXT)
        if field != free:
            _stop_hidden(place, value, longest)
        elif len(value) > longest:
            raise Misuse(f"{place} has more than {longest} characters")
        else:
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
    if type(elements.vintage) is not int or not 0 <= elements.vintage <= LAST_VINTAGE:
        raise Misuse(f"{elements.vintage!r:.40} is no vintage: expected a year such as 2008")
    if type(elements.expiry) is not str or not (elements.expiry == "" or is_day(elements.expiry)):
        raise Misuse(f"{elements.expiry!r} is no day: expected YYYY-MM-DD")


def stop_other_days(day: object, today: date, law: Law) -> None:
    """Raise `Misuse` for a day on which nothing that is entered today can have taken effect."""
    if type(day) is not str or not is_day(day):
        raise Misuse(f"'on' is {day!r:.60}: expected a day, YYYY-MM-DD")
    if day > today.isoformat():
        raise Misuse(f"'on' is {day}, and today is {today}: what is to come is entered when it has come")
    if law.begins is not None and day < law.begins.isoformat():
        raise Misuse(f"'on' is {day}: the {law.name} begins on {law.begins}")


def stop_strange_times(now: datetime) -> datetime:
    """The same instant. Raises `Misuse` for one that no clock of a registry shows."""
    if now.tzinfo is None or not FIRST_YEAR <= now.year <= LAST_YEAR:
        raise Misuse(f"the clock says {now.isoformat()}: expected an instant with its zone, from {FIRST_YEAR} on")
    return now
