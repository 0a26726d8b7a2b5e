"""Text becomes a value in one place: what is taken, and what is said of everything else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from openets.commands import field_kinds as kinds
from openets.commands.field_kinds import Kind
from openets.kernel.refusals import Misuse
from openets.laws.reading import read_law
from openets.stores.memory import MemoryStore
from tests.session import Office

NUMBER = kinds.number(1, 99)
TAKEN: list[tuple[Kind, Any, Any]] = [
    (kinds.QUANTITY, "1000", 1000),
    (kinds.QUANTITY, "1,000", 1000),
    (kinds.QUANTITY, "1_000", 1000),
    (kinds.QUANTITY, "12,345,678", 12_345_678),
    (kinds.QUANTITY, "0001000", 1000),
    (kinds.QUANTITY, "0", 0),
    (kinds.QUANTITY, "999999999999999", 10**15 - 1),
    (NUMBER, "99", 99),
    (kinds.YEAR, "1", 1),
    (kinds.YEAR_OF_LAW, "2005", 2005),
    (kinds.DAY, "2008-02-29", date(2008, 2, 29)),
    (kinds.PERCENT, "92.5", Decimal("92.5")),
    (kinds.REGISTRY, "AT", "AT"),
    (kinds.REGISTRY, "CDM", "CDM"),
    (kinds.PARTY, "JP", "JP"),
    (kinds.ACCOUNT, "AT-120-6-0-33", "AT-120-6-0-33"),
    (kinds.TEXT, "", ""),
    (kinds.LINE, "Äpfel 木", "Äpfel 木"),
    (kinds.FLAG, True, True),
    (kinds.FLAG, "on", True),
    (kinds.FLAG, "", False),
    (kinds.REQUEST, "a.b:c/d+e-f_1", "a.b:c/d+e-f_1"),
    (kinds.RANGES, ["ES:1-100", "CDM:7"], (("ES", 1, 100), ("CDM", 7, 7))),
    (kinds.GASES, ["CO2=1,000", "CH4=5"], {"CO2": 1000, "CH4": 5}),
    (kinds.TONNES_BY_YEAR, ["1,000"], 1000),
    (kinds.TONNES_BY_YEAR, ["2008=5", "2009=6"], {"2008": 5, "2009": 6}),
    (kinds.NUMBERS, ["1", "14"], [1, 14]),
    (kinds.TEXTS, ["a", "b"], ["a", "b"]),
    (kinds.DOCUMENT, '{"title": "x"}', {"title": "x"}),
    (kinds.DOCUMENT, {"title": "x"}, {"title": "x"}),
]


@pytest.mark.parametrize(("kind", "text", "value"), TAKEN)
def test_what_is_taken(kind: Kind, text: Any, value: Any) -> None:
    assert kind.read(text, "WHAT", Office().session) == value


WHOLE = "WHAT is '{}': expected a whole number of units, such as 1000"
REFUSED: list[tuple[Kind, Any, str]] = [
    *((kinds.QUANTITY, text, WHOLE.format(text)) for text in (
        "", "-5", "+5", "1.5", "1e5", " 5", "5 ", "5 t", "0x10", "nan", ",", "²", "٣", "１０", "1.000", "1'000",
        "1,5", "12,34", "1000,000", "1,,000", ",100", "100,", "1_", "1,000_000",
    )),
    (kinds.QUANTITY, "1" + "0" * 15, "a number has 15 digits at most"),
    (kinds.QUANTITY, "9" * 5000, "…': a number has 15 digits at most"),
    *((NUMBER, text, "Invalid value for 'WHAT'") for text in ("0", "100", "-1", "1,0", "x", "", "9" * 30, "¹")),
    *((kinds.YEAR, text, "Invalid value for 'WHAT'") for text in ("0", "10000", "next", "2006.0")),
    (kinds.YEAR_OF_LAW, "1999", "1999 is not a year of the scheme: it runs from 2005 to"),
    *((kinds.DAY, text, "expected a day such as 2007-12-10") for text in (
        "", "2008-02-30", "20080228", "2008-2-3", "28.02.2008", "today", "2008-W01-1", "2008-02-28T00:00",
    )),
    *((kinds.PERCENT, text, "expected per cent of the base year") for text in (
        "many", "", "9 2", "92,5", "NaN", "1e2", " 92", "٩٢", "9_2", "-8", "92.",
    )),
    (kinds.REGISTRY, "at", "did you mean AT?"),
    (kinds.REGISTRY, "ZZ", "'ZZ' is no registry of the European Union Emissions Trading Scheme, nor of a Party"),
    (kinds.REGISTRY, "x" * 100, "…' is no registry"),
    (kinds.PARTY, "jp", "did you mean JP?"),
    (kinds.PARTY, "CDM", "is no Party with a target"),
    (kinds.ACCOUNT, "AT-120", "is not an account identifier: expected CC-TTT-NNNN-P-KK"),
    (kinds.INSTALLATION, "AT_99", "no installation 'AT_99' is known"),
    (kinds.INSTALLATION, "", "'' is no installation: expected CC_ID"),
    (kinds.INSTALLATION, "ZZ_1", "'ZZ_1' is no installation"),
    *((kind, text, "holds a line break or another control character")
      for kind in (kinds.TEXT, kinds.LINE) for text in ("a\nb", "a\x1b[31m", "a\u2028b", "\x00")),
    (kinds.TEXT, "x" * 251, "WHAT is 251 characters long, 250 are the most"),
    *((kinds.LINE, text, "WHAT is empty") for text in ("", "   ")),
    *((kinds.FLAG, value, "expected true or false") for value in ("perhaps", "2", None, [])),
    *((kinds.REQUEST, text, "use 1 to 120 letters") for text in ("", "a b", "ä", "x" * 121, "a\n")),
    *((kinds.RANGES, [text], "expected the originating registry and serial numbers, such as ES:1-100") for text in (
        "ES 1", "ES:", ":1-2", "es:1-2", "ES:1-", "ES:-1", "ES:1-2-3", "ES:" + "1" * 16,
    )),
    (kinds.GASES, ["CO2"], "WHAT CO2 is ''"),
    (kinds.TONNES_BY_YEAR, ["2008=x"], "WHAT 2008 is 'x'"),
    (kinds.TONNES_BY_YEAR, ["2008=5", "7"], "WHAT is '7': expected tonnes a year such as 1000, or 2008=1000"),
    (kinds.NUMBERS, ["1", "x"], "Invalid value for 'WHAT': 'x'"),
    *((kinds.DOCUMENT, text, "no JSON") for text in ("", "{", "title")),
    (kinds.DOCUMENT, "[]", "must hold a JSON object"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "said"), REFUSED, ids=lambda value: ascii(value)[:30])
def test_what_is_refused_says_what_where_and_what_instead(kind: Kind, text: Any, said: str) -> None:
    with pytest.raises(Misuse) as caught:
        kind.read(text, "WHAT", Office().session)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_law_without_parties_says_so() -> None:
    law = read_law("eu_ets")
    alone = Office(MemoryStore()).session._replace(law=law.__class__(**{**vars_of(law), "parents": (), "targets": {}}))
    with pytest.raises(Misuse, match="hangs from no protocol"):
        kinds.PARTY.read("AT", "WHAT", alone)
    with pytest.raises(Misuse, match="is no registry of the European Union Emissions Trading Scheme: expected one"):
        kinds.REGISTRY.read("??", "WHAT", alone)


def vars_of(law: Any) -> dict[str, Any]:
    return {name: getattr(law, name) for name in law.__dataclass_fields__}
