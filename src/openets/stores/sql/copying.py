"""Whole copies of the books: a backup file, and Parquet tables for analysis."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
from django.apps import apps

from openets.kernel.refusals import Misuse
from openets.ledger.store import Store
from openets.stores.sql.errors import translated
from openets.stores.sql.store import SqlStore

_PIECE = 200_000


def _sql(store: Store) -> SqlStore:
    if not isinstance(store, SqlStore):
        raise Misuse("books in memory have no tables: use a sqlite:/// or postgresql:// store")
    return store


def back_up(store: Store, output: Path) -> int:
    """Copy a SQLite store into a new file, consistent although it is in use; its size in bytes."""
    if output.exists():
        raise Misuse(f"{output} exists: name a new file, so that no backup is overwritten")
    connection = _sql(store).connection
    connection.ensure_connection()
    unfinished = output.with_name(output.name + ".unfinished")
    try:
        with closing(sqlite3.connect(unfinished)) as copy:
            connection.connection.backup(copy)
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise Misuse(f"the copy does not pass its check ({verdict}): is the disk sound?")
        unfinished.rename(output)
    except (sqlite3.Error, OSError) as error:
        raise Misuse(f"{output} cannot be written ({error}): check the folder and the room on the disk") from error
    finally:
        for left in (unfinished, unfinished.with_name(f"{unfinished.name}-journal")):
            left.unlink(missing_ok=True)
    return output.stat().st_size


def write_parquet(store: Store, folder: Path) -> dict[str, int]:
    """Write every table into `folder` as Parquet, in pieces of at most 200,000 rows; rows by table."""
    sql = _sql(store)
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for model in sorted(apps.get_app_config("books").get_models(), key=lambda model: model._meta.db_table):
        columns = [field.column for field in model._meta.concrete_fields if field.column]
        written[model._meta.db_table] = _write_table(sql, folder, model._meta.db_table, columns)
    return written


def _write_table(store: SqlStore, folder: Path, table: str, columns: list[str]) -> int:
    names = ", ".join(f'"{column}"' for column in columns)
    total = piece = 0
    with translated(store.alias), store.connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table}")
        while rows := cursor.fetchmany(_PIECE):
            _write_piece(_frame(columns, rows), folder / f"{table}-{piece:03d}.parquet")
            total, piece = total + len(rows), piece + 1
    return total


def _write_piece(frame: pl.DataFrame, file: Path) -> None:
    try:
        frame.write_parquet(file)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Misuse(f"{file} cannot be written ({error}): check the folder and the room on the disk") from error


def _frame(columns: list[str], rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
