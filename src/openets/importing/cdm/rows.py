"""Reading the Institute for Global Environmental Strategies' public list of CDM projects, row by row.

What the list says and what it does not (looked at in the edition of 12,525 projects):

- It has no dates: neither of registration nor of monitoring nor of issuance.
- *Actual* reductions are units issued so far (2,371.2 million in all); where there are any, the project must have
  been registered. Of a row without any the list does not say whether it was registered, is being validated, or was
  rejected: it is only *listed*.
- *Estimated* reductions are not of one year: a megawatt of wind or water that saves some 2,000 tonnes a year stands
  there with 20 times as much. Nearly all fractions are whole multiples of 1/365 tonne, so yearly figures were summed
  over days. For how many years is not said, so they are kept as written and no yearly figure is made of them.
- *None*, *N.A.* and an empty cell say nothing.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.projects.law import country_named
from openets.records.fields import TITLE

SOURCE = "IGES CDM Project Database"

COLUMNS = (
    "Project ID",
    "Project Name",
    "Country",
    "Other Countries Involved",
    "Methodology 1",
    "Methodology 2",
    "Methodology 3",
    "Methodology 4",
    "Project Size",
    "Investment Analysis Option",
    "Barrier Analysis",
    "Emission Factor Data Vintage",
    "Emission Factor Weights",
    "Validator",
    "Estimated Emission Reductions",
    "Actual Emission Reductions",
)

FIRST_NUMBER = 9_000_000
"""Added to the list's own number, so that no imported project takes the number of a real one."""

_NOTHING = ("", "None", "N.A.")
_ID = re.compile(r"IGES([0-9]{1,5})")
_TONNES = re.compile(r"[0-9]{1,15}(\.[0-9]{1,20})?")
_SCALES = {"LARGE": "large", "SMALL": "small"}
_NO_OTHERS = "No Additional Countries"
_MANY_OTHERS = "Multiple Additional Countries"


class ListedProject(NamedTuple):
    """A row of the list: the project's number here, and what the step ``list`` is told."""

    key: str
    values: dict[str, Any]


_COUNTRY = "the name of a country as the United Nations write it, or wrote it before"


def read_row(law: Law, row: Mapping[str, str]) -> ListedProject:
    """Read one row. Raises `Misuse` that names the column and what is wrong with it."""
    identifier = row["Project ID"].strip()
    match = _ID.fullmatch(identifier)
    if match is None:
        raise _wrong(row, "Project ID", "IGES and a number of at most five digits")
    host = country_named(law, row["Country"])
    if host is None:
        raise _wrong(row, "Country", _COUNTRY)
    scale = _SCALES.get(row["Project Size"].strip())
    if scale is None:
        raise _wrong(row, "Project Size", "LARGE or SMALL")
    title, mended = _title(row)
    parties, others = _others(law, row)
    values = {
        "source": SOURCE,
        "id": identifier,
        "mechanism": "CDM",
        "title": title,
        "host": host.code,
        "parties": parties,
        "others": others,
        "methodologies": _methodologies(row),
        "scale": scale,
        "validator": _said(row, "Validator"),
        "estimated": _tonnes(row, "Estimated Emission Reductions"),
        "issued": _units(row, "Actual Emission Reductions"),
        "notes": [*_notes(row), *mended],
    }
    told = {name: value for name, value in values.items() if value not in ("", None, [])}
    return ListedProject(f"{host.code}{FIRST_NUMBER + int(match[1])}", told)


def _said(row: Mapping[str, str], column: str) -> str:
    text = _plain(row[column])
    return "" if text in _NOTHING else text


def _plain(text: str) -> str:
    """Text on one line. Quotation marks of an old Windows code page become what they were meant to be."""
    seen = text if text.isprintable() else "".join(map(_meant, text))
    return " ".join(seen.split())


def _meant(sign: str) -> str:
    if "\x80" <= sign <= "\x9f":
        sign = sign.encode("latin-1").decode("cp1252", "replace").replace("\ufffd", " ")
    return sign if sign.isprintable() else " " if sign.isspace() else ""


def _title(row: Mapping[str, str]) -> tuple[str, list[str]]:
    title = _plain(row["Project Name"])
    if not title or len(title) > TITLE:
        raise _wrong(row, "Project Name", f"a name of 1 to {TITLE} characters")
    changed = title != row["Project Name"].strip()
    return title, ["The name's line breaks and signs that cannot be shown were mended."] if changed else []


def _others(law: Law, row: Mapping[str, str]) -> tuple[list[str], str]:
    """Codes of the other countries, and the list's own words where it names none."""
    text = row["Other Countries Involved"].strip()
    if text in (*_NOTHING, _NO_OTHERS):
        return [], ""
    if text == _MANY_OTHERS:
        return [], text
    country = country_named(law, text)
    if country is None:
        raise _wrong(row, "Other Countries Involved", _COUNTRY)
    return [country.code], ""


def _methodologies(row: Mapping[str, str]) -> list[str]:
    named = [_said(row, f"Methodology {number}") for number in (1, 2, 3, 4)]
    return list(dict.fromkeys(each for each in named if each))


def _tonnes(row: Mapping[str, str], column: str) -> str:
    text = _said(row, column)
    if text and not _TONNES.fullmatch(text):
        raise _wrong(row, column, "tonnes such as 486556.0")
    return text.removesuffix(".0")


def _units(row: Mapping[str, str], column: str) -> int | None:
    """Units issued: a whole number, however it is written."""
    text = _tonnes(row, column)
    if not text:
        return None
    if Decimal(text) % 1:
        raise _wrong(row, column, "a whole number of units")
    return int(Decimal(text))


def _notes(row: Mapping[str, str]) -> list[str]:
    labels = {
        "Investment Analysis Option": "Investment analysis",
        "Barrier Analysis": "Barrier analysis",
        "Emission Factor Data Vintage": "Emission factor",
        "Emission Factor Weights": "Emission factor weights",
    }
    return [f"{label}: {said}" for column, label in labels.items() if (said := _said(row, column))]


def _wrong(row: Mapping[str, str], column: str, expected: str) -> Misuse:
    return Misuse(f"'{column}' is '{row[column][:60]}': expected {expected}")
