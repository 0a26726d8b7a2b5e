"""Reading the Commission's public transaction file, one row a block.

The file's header is known from public code, not from a file that was seen, so columns may come in any order; those
that are needed and missing are named, and the unknown ones are passed over. The sample with short column names (a
scraper's) is read as well.
"""

from pathlib import Path
from typing import NamedTuple

from openets.importing.eutl.table import number, one_line, open_table
from openets.kernel.refusals import Misuse
from openets.ledger.history import HistoryBlock


class _Column(NamedTuple):
    """A column of the Commission's file, and the most characters of what it names; free text is cut instead."""

    name: str
    longest: int | None = None


_COMMISSION = {
    "transaction": _Column("TRANSACTION_ID", 40),
    "type": _Column("TRANSACTION_TYPE", 120),
    "at": _Column("TRANSACTION_DATE", 30),
    "transferring_registry": _Column("TRANSFERRING_REGISTRY_NAME", 80),
    "transferring_account_type": _Column("TRANSFERRING_ACCOUNT_TYPE", 120),
    "transferring_account": _Column("TRANSFERRING_ACCOUNT_IDENTIFIER", 80),
    "transferring_name": _Column("TRANSFERRING_ACCOUNT_NAME"),
    "transferring_holder": _Column("TRANSFERRING_ACCOUNT_HOLDER"),
    "acquiring_registry": _Column("ACQUIRING_REGISTRY_NAME", 80),
    "acquiring_account_type": _Column("ACQUIRING_ACCOUNT_TYPE", 120),
    "acquiring_account": _Column("ACQUIRING_ACCOUNT_IDENTIFIER", 80),
    "acquiring_name": _Column("ACQUIRING_ACCOUNT_NAME"),
    "acquiring_holder": _Column("ACQUIRING_ACCOUNT_HOLDER"),
    "unit": _Column("UNIT_TYPE_DESCRIPTION", 80),
    "originating_registry": _Column("ORIGINATING_REGISTRY", 80),
    "project": _Column("PROJECT_IDENTIFIER", 80),
    "amount": _Column("AMOUNT"),
}
_SAMPLE = {
    "transaction": "transactionID",
    "at": "date",
    "transferring_account": "transferringAccount_id",
    "acquiring_account": "acquiringAccount_id",
    "unit": "unitType_id",
    "project": "project_id",
    "amount": "amount",
}
_SAMPLE_TYPE = ("transactionTypeMain_id", "transactionTypeSupplementary_id")
_BLANK = dict.fromkeys(HistoryBlock._fields, "")


class History(NamedTuple):
    """What a file held."""

    source: str
    rows: list[HistoryBlock]
    ignored: list[str]


def read_history(file: Path) -> History:
    """Read a transaction file (CSV, plain or gzip). Raises `Misuse` with file and row for anything malformed."""
    if len(file.name) > 120:
        raise Misuse(f"{file.name}: the file's name is longer than 120 characters, rename it")
    with open_table(file) as table:
        sample = "transactionID" in table.columns
        names = _SAMPLE if sample else {field: column.name for field, column in _COMMISSION.items()}
        needed = [*names.values(), *(_SAMPLE_TYPE if sample else ())]
        known: dict[str, str] = {}  # most texts come again and again: one copy of each is enough
        rows = [
            _block(file.name, line, dict(zip(needed, cells, strict=True)), names, known)
            for line, cells in table.picked(needed)
        ]
        return History(file.name, rows, [name for name in table.columns if name not in needed])


def _block(source: str, line: int, row: dict[str, str], names: dict[str, str], known: dict[str, str]) -> HistoryBlock:
    place = f"{source}, row {line}"
    read = {field: one_line(row[column]) for field, column in names.items()}
    text = read.pop("amount")
    amount = number(text.replace(",", ""))
    if not amount:
        raise Misuse(f"{place}: the amount is '{text[:40]}', expected a whole number of units above 0")
    if not read["transaction"]:
        raise Misuse(f"{place}: the transaction id is blank")
    if names is _SAMPLE:
        read["type"] = "-".join(row[name].strip() for name in _SAMPLE_TYPE)
        for account in ("transferring_account", "acquiring_account"):
            read[account] = read[account].removesuffix(".0")
    for field, text in read.items():
        if (most := _COMMISSION[field].longest) is not None and len(text) > most:
            raise Misuse(f"{place}: {names.get(field, 'the type')} is longer than {most} characters")
    texts = {field: known.setdefault(text, text) for field, text in read.items()}
    return HistoryBlock(**{**_BLANK, **texts, "source": source, "row": line, "amount": amount})  # type: ignore[arg-type]
