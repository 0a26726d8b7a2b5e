"""Wrong values for every kind of field: texts that it does not read, and Python values that are not of its type."""

from __future__ import annotations

from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

from openets.commands.fields import Field

ROUND = ("0x10", "1.5", "1e3", "-5", "+5", " 5", "5 t", "nan", "٣", "²")
"""What some program or other takes for a whole number, and no field does."""
AMBIGUOUS = ("1,5", "12,34", "1,0000", "1,,000", ",100", "100,", "1_", "_1", "1__0")
"""Marks that set off no thousands: fifteen or one and a half, nobody can know."""

TEXTS: dict[str, tuple[str, ...]] = {
    "account": ("", "x", "AT-120", "at-120-6-0-33", "AT-120-6-0", "AT 120 6 0 33", "' OR 1=1 --"),
    "registry": ("", "at", "ZZ", "AT ", "\x00", "AT-100"),
    "Party": ("", "jp", "CDM", "J P", "%"),
    "installation": ("", "AT", "ZZ_1", "AT_99", "at_1", "AT_", "AT_1\n"),
    "quantity": ("", *ROUND, *AMBIGUOUS, "9" * 16, "9" * 5000),
    "number": ("x", "-1", "1.5", "9" * 30, "1,000"),
    "year": ("", "0", "10000", "next", "2006.0", "-5"),
    "year of the law": ("", "1999", "2031", "next", "2006.0"),
    "day": ("today", "2008-02-30", "20080228", "28.02.2008", "2008-2-3", "2008-02-28T00:00"),
    "yes or no": ("perhaps", "2", "TRUE "),
    "request id": ("a b", "ä", "x" * 121, "a\n"),
    "per cent": ("many", "NaN", "Infinity", "1e2", "92,5", " 92", "٩", "1_0", "-1", "9" * 10),
    "serial numbers": ("ES", "ES:", "es:1-2", "ES:1-2-3", "ES:1.5", "1-2", "ES:" + "1" * 16),
    "tonnes by gas": ("CO2", "CO2=", "CO2=x", "CO2=1,5", "CO2=-1"),
    "measurements of a report": ("output", "=5", "output=x", "output=1,5"),
    "tonnes a year, or by year": ("x", "2008=x", "2008=1.5", "1,5"),
    "numbers": ("x", "1.5", "-1", "10000"),
    "JSON values": ("{", "[]", "5", "null", "{'title': 1}"),
    "text": ("a\nb", "\x00", "a\u2028b", "\x1b[31m", "x" * 251),
}
"""Name of a kind of field → texts that it does not read. Kinds that are not here read any text; rules judge it."""

AT_NOON = datetime(2008, 1, 1, 12, tzinfo=timezone.utc)
NO_TEXT = (5, True, 1.5, b"AT", ["AT"], {}, Decimal(1), date(2008, 1, 1), object())
NO_WHOLE = ("5", "", True, 1.5, Decimal(5), [5], {}, "\ud800", object())
VALUES: dict[str, tuple[Any, ...]] = {
    "quantity": NO_WHOLE,
    "number": NO_WHOLE,
    "year": NO_WHOLE,
    "year of the law": NO_WHOLE,
    "day": ("2008-01-01", 20080101, AT_NOON, True, [], object()),
    "yes or no": (1, "yes", "true", [], 1.5),
    "per cent": (92, 92.0, "92", [92]),
    "serial numbers": ("ES:1-2", ["ES:1-2"], [("ES", 1)], [("ES", "1", "2")], [(1, 1, 2)], 5, {"ES": 1}),
    "tonnes by gas": ("CO2=5", {"CO2": "5"}, {"CO2": 1.5}, {1: 5}, ["CO2=5"], 5),
    "measurements of a report": ("output=5", ["output=5"], 5),
    "tonnes a year, or by year": ("5", 1.5, True, {"2008": "5"}, ["2008=5"]),
    "texts": ("AT", 5, [5], [None], b"AT", {"AT"}),
    "numbers": ("14", 14, ["14"], [1.5], [True]),
    "JSON values": ("{}", 5, ["title"], [("title", "x")]),
}
"""Name of a kind of field → Python values of other types; those of kinds that are not here are text."""


def texts(field: Field) -> list[str]:
    """Texts that a field does not read. A blank one asks for nothing, where nothing may be asked for."""
    known = TEXTS.get(field.kind.name, ())
    return [text for text in known if text or field.needed or not field.blank]


def values(field: Field) -> tuple[Any, ...]:
    """Python values that a field does not take."""
    return VALUES.get(field.kind.name, VALUES["texts"] if field.kind.many else NO_TEXT)
