"""Kinds of fields: each reads text in one place for every entrance, and says how entrances show it.

Command line, forms and the API hand over text (or, in JSON, whole numbers, true and false), and every kind says in the
same words what is wrong, where, and what is expected instead.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from openets.commands import reading, typed
from openets.engine.session import Session
from openets.kernel.identifiers import account_identifier, installation_id
from openets.laws.law import Law


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field: how its text becomes a value, and how entrances show it."""

    name: str
    read: Callable[[Any, str, Session], Any]
    """Text, what is read and the session → the value. Raises `Misuse`."""
    schema: Mapping[str, Any]
    """Its JSON schema. Where several values are told it is that of one."""
    example: Callable[[Law], str]
    widget: str = "text"
    """How a form asks for it: ``text``, ``number``, ``date``, ``checkbox``, ``choice``, ``file`` or ``hidden``."""
    choices: Callable[[Law], Iterable[str]] | None = None
    """What is suggested under a law; whether anything else is refused, the rules say."""
    many: bool = False
    """Whether it is told several times, as texts of one list."""
    value: typed.Expected = typed.TEXT
    """What its value is in Python."""


def _first(values: Iterable[object]) -> str:
    return str(next(iter(values), ""))


def _first_account(law: Law) -> str:
    """The first account that is not a registry's own, as an example."""
    code = _first_member(law) or _first(law.terms.registries)
    types = sorted(
        (kind for kind in law.terms.accounts.values() if not kind.number), key=lambda kind: not kind.operator
    )
    return account_identifier(code, types[0].digits, law.terms.first_account, 0)


def _first_member(law: Law) -> str:
    return _first(sorted(law.members))


def _parties(law: Law) -> list[str]:
    return sorted(law.protocol.targets) if law.protocol is not None else []


def _text(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern}


def _by(read: Callable[[Any, str], Any]) -> Callable[[Any, str, Session], Any]:
    """A reader that needs to know nothing of the books."""
    return lambda text, what, session: read(text, what)


def number(least: int, most: int) -> Kind:
    """A whole number between two."""
    return Kind(
        "number",
        lambda text, what, session: reading.number(text, what, least, most),
        {"type": "integer", "minimum": least, "maximum": most},
        lambda law: str(max(least, 1)),
        "number",
        value=typed.WHOLE,
    )


_STRING: dict[str, Any] = {"type": "string"}
_WORDS: dict[str, Any] = {"type": "string", "maxLength": reading.LONGEST_TEXT}
_DAY: dict[str, Any] = {"type": "string", "format": "date"}
_QUANTITY: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 10**reading.MOST_DIGITS - 1}

ACCOUNT = Kind("account", reading.account, _text(r"^[A-Z]{2,3}-\d{3}-\d{1,15}-\d-\d{1,2}$"), _first_account)
REGISTRY = Kind(
    "registry", reading.registry, _text("^[A-Z]{2,3}$"), _first_member, choices=lambda law: sorted(law.terms.registries)
)
PARTY = Kind("Party", reading.party, _text("^[A-Z]{2,3}$"), lambda law: _first(_parties(law)), choices=_parties)
INSTALLATION = Kind(
    "installation", reading.installation, _text("^[A-Z]{2}_[A-Za-z0-9-]{1,30}$"), lambda law: f"{_first_member(law)}_1"
)
KEY = Kind("key", lambda text, what, session: str(text), _STRING, lambda law: "AT13")
INSTALLATION_ID = replace(KEY, name="installation id", read=_by(lambda text, what: installation_id(str(text))))
"""The id of an installation that the books need not know."""
UNIT = Kind(
    "unit type",
    reading.unit,
    _STRING,
    lambda law: _first(sorted(law.terms.allowances)) or _first(law.terms.units),
    "choice",
    choices=lambda law: law.terms.units,
)
QUANTITY = Kind("quantity", _by(reading.whole), _QUANTITY, lambda law: "1000", "number", value=typed.WHOLE)
YEAR = replace(number(1, 9999), name="year", example=lambda law: str(law.periods[0].first_year))
YEAR_OF_LAW = replace(
    YEAR,
    name="year of the law",
    read=reading.year_of,
    choices=lambda law: [str(year) for period in law.periods for year in period.years],
)
DAY = Kind("day", _by(reading.day), _DAY, lambda law: "2008-01-01", "date", value=typed.DAY)
TEXT = Kind("text", _by(reading.words), _WORDS, lambda law: "A note.")
LINE = replace(TEXT, read=_by(partial(reading.words, needed=True)), schema={**_WORDS, "minLength": 1})
FLAG = Kind("yes or no", _by(reading.flag), {"type": "boolean"}, lambda law: "true", "checkbox", value=typed.FLAG)
REQUEST = Kind(
    "request id", _by(reading.request_id), _text("^[A-Za-z0-9._:/+-]{1,120}$"), lambda law: "mine-1", "hidden"
)
PERCENT = Kind("per cent", _by(reading.percent), _WORDS, lambda law: "92", "number", value=typed.EXACT)
DOCUMENT = Kind(
    "JSON values", _by(reading.document), {"type": "object"}, lambda law: "design.json", "file", value=typed.VALUES
)

TEXTS = Kind(
    "texts",
    lambda texts, what, session: list(map(str, texts)),
    _WORDS,
    lambda law: "Text",
    many=True,
    value=typed.TEXTS,
)
COUNTRY = replace(KEY, name="country", read=reading.country, example=lambda law: "KR")
COUNTRIES = replace(
    TEXTS,
    name="countries",
    read=lambda texts, what, session: [reading.country(str(text), what, session) for text in texts],
)
INSTALLATION_IDS = replace(
    TEXTS, name="installation ids", read=lambda texts, what, session: [installation_id(str(text)) for text in texts]
)
NUMBERS = Kind("numbers", _by(reading.numbers), {"type": "integer"}, lambda law: "1", many=True, value=typed.NUMBERS)
RANGES = Kind(
    "serial numbers",
    lambda texts, what, session: tuple(reading.serials(each, what) for each in texts),
    _text(reading.SERIALS),
    lambda law: f"{_first_member(law)}:1-100",
    many=True,
    value=typed.RANGES,
)
GASES = Kind("tonnes by gas", _by(reading.gases), _STRING, lambda law: "CO2=1000", many=True, value=typed.TABLE)
MEASUREMENTS = Kind(
    "measurements of a report",
    _by(reading.measurements),
    _STRING,
    lambda law: f"{law.basis.measurements[0]}=1000",
    many=True,
    choices=lambda law: [f"{name}=1000" for name in law.basis.measurements],
    value=typed.MEASUREMENTS,
)
TONNES_BY_YEAR = Kind(
    "tonnes a year, or by year",
    _by(reading.tonnes_by_year),
    _STRING,
    lambda law: "1000",
    many=True,
    value=typed.BY_YEAR,
)


def suggested(kind: Kind, choices: Callable[[Law], Iterable[str]]) -> Kind:
    """The same kind, with what is suggested under a law; the first of it is the example."""
    return replace(
        kind, example=lambda law: _first(choices(law)) or kind.example(law), widget="choice", choices=choices
    )


PARTY_UNIT = suggested(UNIT, lambda law: sorted(law.terms.commitment_units))
EXCHANGED_UNIT = suggested(
    UNIT, lambda law: sorted({unit for kind in law.terms.verbs.get("exchange", ()) for unit in kind.units})
)
