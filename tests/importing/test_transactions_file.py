"""The Commission's public transaction file is read as history, beside the books and never part of them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from openets.importing.eutl import history
from openets.ledger.history import HistoryBlock
from tests.books import changed
from tests.ets import MISUSED, SOUND, done, ets, everything

COMMISSION = [
    "TRANSACTION_ID", "TRANSACTION_TYPE", "TRANSACTION_DATE", "TRANSFERRING_REGISTRY_NAME",
    "TRANSFERRING_ACCOUNT_TYPE", "TRANSFERRING_ACCOUNT_IDENTIFIER", "TRANSFERRING_ACCOUNT_NAME",
    "TRANSFERRING_ACCOUNT_HOLDER", "ACQUIRING_REGISTRY_NAME", "ACQUIRING_ACCOUNT_TYPE",
    "ACQUIRING_ACCOUNT_IDENTIFIER", "ACQUIRING_ACCOUNT_NAME", "ACQUIRING_ACCOUNT_HOLDER", "UNIT_TYPE_DESCRIPTION",
    "SUPP_UNIT_TYPE_DESCRIPTION", "ORIGINATING_REGISTRY", "LULUCF_ACTIVITY", "PROJECT_IDENTIFIER", "TRACK",
    "EXPIRY_DATE", "AMOUNT",
]  # fmt: skip
SAMPLE = [
    "id", "transactionID", "date", "transactionTypeMain_id", "transactionTypeSupplementary_id",
    "transferringAccount_id", "acquiringAccount_id", "unitType_id", "project_id", "amount",
    "transferringAccountID_2024",
]  # fmt: skip
SAMPLE_ROW = ["241", "AT1020", "2006-01-20 07:01:15.731", "10", "0", "308.0", "399.0", "EUA2005", "", "3180", "6337.0"]


def commission_row(**cells: str) -> dict[str, str]:
    row = {name: name.title()[:20] for name in COMMISSION}
    return row | {"TRANSACTION_ID": "EU1", "TRANSACTION_DATE": "2010-01-02 03:04:05", "AMOUNT": "1,250"} | cells


def write(file: Path, columns: list[str], *rows: dict[str, str] | list[str], sign: str = ",") -> Path:
    cells = [columns, *(list(row.values()) if isinstance(row, dict) else row for row in rows)]
    text = "\n".join(sign.join(f'"{cell}"' if sign in cell else cell for cell in row) for row in cells) + "\n"
    file.write_bytes(gzip.compress(text.encode()) if file.suffix == ".gz" else text.encode("utf-8-sig"))
    return file


def blocks(books: str) -> list[HistoryBlock]:
    """What the books hold as history."""
    width = len(HistoryBlock._fields)
    return [HistoryBlock(*row[1 : width + 1]) for row in everything(books)["history_block"]]


def load(file: Path, books: str) -> dict:  # type: ignore[type-arg]
    return done(ets("import", "eutl-transactions", file, "--json", store=books))


def test_the_commissions_file_is_read(tmp_path: Path, books: str) -> None:
    file = write(tmp_path / "transactions.csv", COMMISSION, commission_row(), commission_row(AMOUNT="7"))
    answer = load(file, books)
    assert (answer["added"], answer["known"]) == (2, 0)
    ignored = ["SUPP_UNIT_TYPE_DESCRIPTION", "LULUCF_ACTIVITY", "TRACK", "EXPIRY_DATE"]
    assert answer["ignored columns"] == ignored
    first = min(blocks(books), key=lambda block: block.row)
    assert (first.source, first.row, first.transaction, first.amount) == ("transactions.csv", 2, "EU1", 1250)
    assert (first.acquiring_name, first.unit) == ("Acquiring_Account_Na", "Unit_Type_Descriptio")


def test_columns_may_come_in_any_order_and_others_are_passed_over(tmp_path: Path, books: str) -> None:
    row = commission_row()
    turned = {name: row[name] for name in reversed(COMMISSION)} | {"SOMETHING_NEW": "x"}
    write(tmp_path / "a.csv", [*reversed(COMMISSION), "SOMETHING_NEW"], turned)
    load(tmp_path / "a.csv", books)
    load(write(tmp_path / "b.csv", COMMISSION, row), books)
    one, other = blocks(books)
    assert one._replace(source="") == other._replace(source="")


@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_signs_between_the_cells_are_understood(tmp_path: Path, books: str, sign: str) -> None:
    assert load(write(tmp_path / "a.csv", COMMISSION, commission_row(), sign=sign), books)["added"] == 1


def test_the_sample_is_read_packed_and_plain(tmp_path: Path, books: str) -> None:
    load(write(tmp_path / "sample.csv.gz", SAMPLE, SAMPLE_ROW), books)
    (block,) = blocks(books)
    assert (block.type, block.transferring_account, block.acquiring_account) == ("10-0", "308", "399")
    load(write(tmp_path / "sample.csv", SAMPLE, SAMPLE_ROW), books)
    assert len(blocks(books)) == 2


def test_reading_a_file_again_adds_nothing(tmp_path: Path, books: str) -> None:
    file = write(tmp_path / "a.csv", COMMISSION, commission_row(), commission_row(AMOUNT="7"))
    load(file, books)
    before = everything(books)
    answer = load(file, books)
    assert (answer["added"], answer["known"]) == (0, 2)
    assert changed(before, everything(books)) == set()
    more = write(file, COMMISSION, commission_row(), commission_row(AMOUNT="7"), commission_row(AMOUNT="9"))
    assert load(more, books)["added"] == 1


def test_another_file_of_the_same_name_is_told(tmp_path: Path, books: str) -> None:
    file = write(tmp_path / "a.csv", COMMISSION, commission_row(), commission_row(AMOUNT="7"))
    load(file, books)
    before = everything(books)
    write(file, COMMISSION, commission_row(), commission_row(AMOUNT="8"))
    said = ets("import", "eutl-transactions", file, store=books)
    assert said.code == MISUSED
    assert "a.csv, row 3: another file of this name was read before: rename this one" in said.error
    assert changed(before, everything(books)) == set()


@pytest.mark.parametrize("amount", ["", "0", "-5", "1.5", "5.0", "many", "٣", "1e3", "10000000000000000", "9" * 5000])
def test_a_bad_amount_is_told_with_its_row(tmp_path: Path, books: str, amount: str) -> None:
    file = write(tmp_path / "a.csv", COMMISSION, commission_row(), commission_row(AMOUNT=amount))
    said = ets("import", "eutl-transactions", file, store=books)
    assert said.code == MISUSED
    assert f"a.csv, row 3: the amount is '{amount[:40]}', expected a whole number of units above 0" in said.error
    assert not (tmp_path / "books.db").exists()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"TRANSACTION_ID": ""}, "row 3: the transaction id is blank"),
        ({"TRANSACTION_ID": "x" * 41}, "row 3: TRANSACTION_ID is longer than 40 characters"),
        ({"ACQUIRING_ACCOUNT_IDENTIFIER": "x" * 81}, "row 3: ACQUIRING_ACCOUNT_IDENTIFIER is longer"),
    ],
)
def test_a_bad_cell_is_told_with_its_row(tmp_path: Path, books: str, cells: dict[str, str], words: str) -> None:
    file = write(tmp_path / "a.csv", COMMISSION, commission_row(), commission_row(**cells))
    said = ets("import", "eutl-transactions", file, store=books)
    assert (said.code, words in said.error) == (MISUSED, True), said.error
    assert not (tmp_path / "books.db").exists()


def test_missing_columns_are_named(tmp_path: Path, books: str) -> None:
    columns = [name for name in COMMISSION if name not in ("AMOUNT", "TRANSACTION_DATE")]
    said = ets("import", "eutl-transactions", write(tmp_path / "a.csv", columns), store=books)
    assert said.code == MISUSED
    assert "a.csv lacks the column TRANSACTION_DATE, AMOUNT; it has TRANSACTION_ID" in said.error
    columns = [name for name in SAMPLE if name != "unitType_id"]
    said = ets("import", "eutl-transactions", write(tmp_path / "b.csv", columns), store=books)
    assert (said.code, "b.csv lacks the column unitType_id" in said.error) == (MISUSED, True)


def test_a_file_that_is_not_there_is_told(tmp_path: Path, books: str) -> None:
    said = ets("import", "eutl-transactions", tmp_path / "none.csv", store=books)
    assert (said.code, "there is no file" in said.error) == (MISUSED, True)
    said = ets("import", "eutl-transactions", tmp_path, store=books)
    assert (said.code, "is a folder" in said.error) == (MISUSED, True)
    assert not (tmp_path / "books.db").exists()


def test_history_is_never_part_of_the_books(panel: Path, tmp_path: Path, books: str) -> None:
    done(ets("import", "eutl", panel, "--report", tmp_path / "r.json", "--json", store=books))
    before = everything(books)
    load(write(tmp_path / "a.csv", COMMISSION, commission_row()), books)
    assert changed(before, everything(books)) == {"history_block"}
    assert ets("verify", store=books).code == SOUND


def test_texts_fit_the_tables_that_hold_them(tmp_path: Path, books: str) -> None:
    done(ets("init", "--json", store=books))
    schema = str(everything_about_history(books))
    limits = {field: column.longest for field, column in history._COMMISSION.items() if column.longest is not None}
    assert len(limits) == 12
    for field, most in limits.items():
        assert re.search(rf'"{field}" varchar\({most}\)', schema), field


def everything_about_history(books: str) -> str:
    import sqlite3

    connection = sqlite3.connect(books.removeprefix("sqlite:///"))
    (found,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'history_block'").fetchone()
    connection.close()
    return str(found)


def test_the_real_sample_loads(real: Path, books: str) -> None:
    answer = load(real / "transactions_2005_2012_sample.csv.gz", books)
    assert answer["added"] == 16_418
    assert answer["ignored columns"] == ["id", "transferringAccountID_2024"]
    assert load(real / "transactions_2005_2012_sample.csv.gz", books)["added"] == 0
