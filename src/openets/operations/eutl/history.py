"""Reading the Commission's public transaction file, one row a block.

The file's header is known from public code, not from a file that was seen, so columns may come in any order; those
that are needed and missing are named, and the unknown ones are passed over. The sample with short column names (a
scraper's) is read as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from openets.kernel.refusals import Misuse
from openets.ledger.history import HistoryBlock
from openets.operations.eutl.panel import read_table

_COMMISSION = {
    "transaction": "TRANSACTION_ID",
    "type": "TRANSACTION_TYPE",
    "at": "TRANSACTION_DATE",
    "transferring_registry": "TRANSFERRING_REGISTRY_NAME",
    "transferring_account_type": "TRANSFERRING_ACCOUNT_TYPE",
    "transferring_account": "TRANSFERRING_ACCOUNT_IDENTIFIER",
    "transferring_name": "TRANSFERRING_ACCOUNT_NAME",
    "transferring_holder": "TRANSFERRING_ACCOUNT_HOLDER",
    "acquiring_registry": "ACQUIRING_REGISTRY_NAME",
    "acquiring_account_type": "ACQUIRING_ACCOUNT_TYPE",
    "acquiring_account": "ACQUIRING_ACCOUNT_IDENTIFIER",
    "acquiring_name": "ACQUIRING_ACCOUNT_NAME",
    "acquiring_holder": "ACQUIRING_ACCOUNT_HOLDER",
    "unit": "UNIT_TYPE_DESCRIPTION",
    "originating_registry": "ORIGINATING_REGISTRY",
    "project": "PROJECT_IDENTIFIER",
    "amount": "AMOUNT",
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


class History(NamedTuple):
    """What a file held."""

    source: str
    rows: list[HistoryBlock]
    ignored: list[str]


def read_history(file: Path) -> History:
    """Read a transaction file (CSV, plain or gzip). Raises `Misuse` with file and row for anything malformed."""
    table = read_table(file)
    sample = "transactionID" in table.columns
    names = _SAMPLE if sample else _COMMISSION
    needed = [*names.values(), *(_SAMPLE_TYPE if sample else ())]
    missing = [name for name in needed if name not in table.columns]
    if missing:
        raise Misuse(f"{file.name} lacks the column {', '.join(missing)}; it has {', '.join(table.columns)}")
    rows = [
        _block(file.name, line, row, names, sample) for line, row in enumerate(table.iter_rows(named=True), start=2)
    ]
    return History(file.name, rows, [name for name in table.columns if name not in needed])


def _block(source: str, line: int, row: dict[str, str], names: dict[str, str], sample: bool) -> HistoryBlock:
    read = {field: row[column].strip() for field, column in names.items()}
    amount = read.pop("amount").replace(",", "")
    if not amount.isdigit() or not int(amount):
        raise Misuse(f"{source}, row {line}: the amount is '{amount}', expected a whole number of units above 0")
    if not read["transaction"]:
        raise Misuse(f"{source}, row {line}: the transaction id is blank")
    if sample:
        read["type"] = "-".join(row[name].strip() for name in _SAMPLE_TYPE)
        for account in ("transferring_account", "acquiring_account"):
            read[account] = read[account].removesuffix(".0")
    blank = dict.fromkeys(HistoryBlock._fields, "")
    texts = {field: text[:250] for field, text in read.items()}
    return HistoryBlock(**{**blank, **texts, "source": source[:120], "row": line, "amount": int(amount)})  # type: ignore[arg-type]
