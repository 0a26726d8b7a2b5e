"""The file ``law.toml``: what a law is called, from what it hangs, how it reckons what is owed, its letters."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from openets.laws.bases import BASES, Basis
from openets.laws.law import BasisValues, Letters
from openets.laws.rows import Row, Source

LAST_YEAR = 9999
_LETTERS = {
    "enough": "A", "short": "B", "no_report": "C", "corrected_short": "D", "corrected_enough": "E", "impossible": "X",
    "nothing_owed": "–",
}  # fmt: skip


class LawFile(NamedTuple):
    """What ``law.toml`` says."""

    name: str
    summary: str
    hangs_from: tuple[str, ...]
    basis: Basis
    basis_values: tuple[BasisValues, ...]
    letters: Letters
    first_account: int
    capped_together: tuple[frozenset[str], ...]
    opens: tuple[str, ...] | None
    later: tuple[str, ...] | None
    registries: Mapping[str, Any]
    records: tuple[str, ...]

    @classmethod
    def read(cls, source: Source) -> LawFile:
        row = source.row()
        chosen = row.text("basis", "mass")
        if chosen not in BASES:
            row.problem(f"'{chosen}' is no obligation basis", f"Write one of {', '.join(BASES)}.", "basis")
        letters, registries = source.row("letters"), source.row("registries")
        row.used |= {"letters", "registries", "citation", "basis_values"}
        found = cls(
            name=row.text("name"),
            summary=row.text("summary"),
            hangs_from=row.words("hangs_from", ()),
            basis=BASES.get(chosen, BASES["mass"]),
            basis_values=basis_values(source, BASES.get(chosen, BASES["mass"])),
            letters=Letters(*(letters.text(name, default) for name, default in _LETTERS.items())),
            first_account=row.whole("first_account", 100),
            capped_together=_sets(row, "capped_together"),
            opens=registries.words("opens") if registries.has("opens") else None,
            later=registries.words("later") if registries.has("later") else None,
            registries={code: each for code, each in registries.table.items() if isinstance(each, dict)},
            records=row.words("records", ()),
        )
        letters.close()
        row.close("capped_together")
        return found


def basis_values(source: Source, basis: Basis) -> tuple[BasisValues, ...]:
    """The numbers of ``[[basis_values]]`` for the law's obligation basis, the newest rule first."""
    found = []
    for row in source.list("basis_values"):
        numbers = {name: row.decimal(name) for name in basis.parameters}
        if numbers.get("scale") == 0:
            row.problem("'scale' is 0", "Write the number by which the product is divided, above 0.", "scale")
        found.append(
            BasisValues(
                first_year=row.whole("first_year", 0),
                last_year=row.whole("last_year", LAST_YEAR),
                values={name: Fraction(number) for name, number in numbers.items()},
                citation=row.text("citation"),
                verified=row.flag("verified", True),
            )
        )
        row.close("note")
    return tuple(sorted(found, key=lambda each: -each.first_year))


def _sets(row: Row, name: str) -> tuple[frozenset[str], ...]:
    """Lists of words, of which each is a set."""
    value = row.table.get(name, [])
    if not isinstance(value, list) or not all(_is_words(each) for each in value):
        row.problem(f"'{name}' is {value!r:.60}", 'Write lists of texts, as [["A", "B"]].', name)
        return ()
    return tuple(map(frozenset, value))


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
