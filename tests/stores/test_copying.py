"""The Parquet export: what it says of synthetic installations, and of which moment it is."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import polars as pl
import pytest

from openets.commands.open_account import open_account
from openets.ledger.accounts import Installation, Opening
from openets.ledger.store import Store
from openets.stores.sql import copying
from tests.books import let_go
from tests.session import Office, must


def stocked(store: Store) -> tuple[Office, str, str]:
    """An office with a real plant and a synthetic one, both with units, and their accounts."""
    office = Office(store)
    plant = office.operator("AT_1")
    thing = Installation("AT_2", "AT", "Elm", "Elm Materials", 1, "", synthetic=True)
    made_up = must(open_account(office.session, Opening("AT", "120", "Elm", "Elm Materials", thing), request="elm"))
    office.installation_of[made_up] = "AT_2"
    for account in (plant, made_up):
        office.endow(account, "EUA1", 100)
        must(office.report(account, 2005, 50))
    return office, plant, made_up


def read(folder: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{table}-*.parquet")


def test_what_is_synthetic_says_so(sql_store: Store, tmp_path: Path) -> None:
    _, _, made_up = stocked(sql_store)
    copying.write_parquet(sql_store, tmp_path)
    tables = {name: read(tmp_path, name) for name in ("account", "installation_year", "transaction_log", "block")}
    for frame in (*tables.values(), read(tmp_path, "installation")):
        assert frame["synthetic"].dtype == pl.Boolean
    keys = {name: frame.filter("synthetic") for name, frame in tables.items()}
    assert keys["account"]["identifier"].to_list() == [made_up]
    assert keys["installation_year"]["installation"].to_list() == ["AT_2"]
    owner = keys["account"]["key"].to_list()
    assert keys["transaction_log"]["acquiring"].to_list() == owner
    assert keys["block"]["account"].to_list() == owner
    assert tables["transaction_log"]["reconstructed"].dtype == pl.Boolean


def test_it_is_of_one_moment(sql_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office, _, _ = stocked(sql_store)
    before = sum(head.sequence for head in sql_store.heads().values())
    write = copying._write_piece
    commands = iter(["AT"])

    def command(code: str) -> None:
        must(office.issue(code, "EUA1", 7))
        let_go(sql_store)

    def interrupted(frame: pl.DataFrame, file: Path) -> None:
        for code in commands:
            other = Thread(target=command, args=(code,))
            other.start()
            other.join()
        write(frame, file)

    monkeypatch.setattr(copying, "_write_piece", interrupted)
    written = copying.write_parquet(sql_store, tmp_path)
    assert written["journal"] == before == read(tmp_path, "registry")["sequence"].sum()
    assert sum(head.sequence for head in sql_store.heads().values()) > before
