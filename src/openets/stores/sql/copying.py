"""Whole copies of the books: a backup file, and Parquet tables for analysis."""

import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl
from django.apps import apps
from django.db import models

from openets.kernel.refusals import Misuse
from openets.ledger.store import Store
from openets.stores.sql.errors import translated
from openets.stores.sql.store import SqlStore
from openets.stores.sql.synthetic import SYNTHETIC

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
    """Write every table into `folder` as Parquet, in pieces of at most 200,000 rows; rows by table.

    All tables are of one moment. What belongs to synthetic installations says so in a column `synthetic`.
    """
    sql = _sql(store)
    folder.mkdir(parents=True, exist_ok=True)
    tables = sorted(apps.get_app_config("books").get_models(), key=lambda model: model._meta.db_table)
    with sql.reading():
        return {model._meta.db_table: _write_table(sql, folder, model) for model in tables}


def _write_table(store: SqlStore, folder: Path, model: type[models.Model]) -> int:
    table = model._meta.db_table
    columns = _columns(model)
    chosen = ", ".join(f'{expression} AS "{name}"' for name, expression in columns.items())
    truths = _truths(model)
    total = piece = 0
    with translated(store.alias), store.connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {chosen} FROM {table}")
        while rows := cursor.fetchmany(_PIECE):
            frame = pl.DataFrame(rows, schema=list(columns), orient="row", infer_schema_length=None)
            _write_piece(frame.with_columns(pl.col(truths).cast(pl.Boolean)), folder / f"{table}-{piece:03d}.parquet")
            total, piece = total + len(rows), piece + 1
    return total


def _columns(model: type[models.Model]) -> dict[str, str]:
    """What is written of a table: SQL by name of the column."""
    table = model._meta.db_table
    columns = {field.column: f'"{field.column}"' for field in model._meta.concrete_fields if field.column}
    columns.pop("searched", None)  # what a search compares says nothing new
    return {**columns, "synthetic": SYNTHETIC[table]} if table in SYNTHETIC else columns


def _truths(model: type[models.Model]) -> list[str]:
    """Columns that are true or false; SQLite writes them as numbers."""
    own = [field.name for field in model._meta.concrete_fields if isinstance(field, models.BooleanField)]
    return [*own, "synthetic"] if model._meta.db_table in SYNTHETIC else own


def _write_piece(frame: pl.DataFrame, file: Path) -> None:
    try:
        frame.write_parquet(file)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Misuse(f"{file} cannot be written ({error}): check the folder and the room on the disk") from error
