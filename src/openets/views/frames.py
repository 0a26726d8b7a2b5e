"""Frames and Parquet: a view's rows with a typed column for each of its own. Days are days, and instants instants."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

import polars as pl

from openets.views.columns import TYPES, Column

_JSON = ("counts", "pairs", "parts")
"""Kinds of values that a frame holds as JSON text."""
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


def in_frame(columns: Iterable[Column]) -> list[Column]:
    """The columns that a frame has of those that a view has as data."""
    return [each for column in columns for each in column.plain()]


def cells_of(columns: Sequence[Column]) -> Callable[[Any], list[Any]]:
    """What makes the cells of a frame's row of a row of the view."""
    return lambda row: [column.datum(row) for column in columns]


def frame_of(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> pl.DataFrame:
    """The frame of rows of cells."""
    values: Iterable[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pl.DataFrame([_series(column, own) for column, own in zip(columns, values, strict=True)])


def parquet(of: Iterable[Column], rows: Iterable[Any], metadata: Mapping[str, str]) -> bytes:
    """Rows as a Parquet file, with words about the whole of it among its metadata."""
    columns, found, file = in_frame(of), list(rows), BytesIO()
    frame = pl.DataFrame([_series(column, column.data(found)) for column in columns])
    frame.write_parquet(file, metadata=dict(metadata))
    return file.getvalue()


def _series(column: Column, values: Sequence[Any]) -> pl.Series:
    if column.kind in ("day", "instant"):
        told = pl.Series(column.name, [None if each is None else str(each) for each in values], pl.String)
        return told.str.to_date("%Y-%m-%d") if column.kind == "day" else _instants(told)
    if column.kind in _JSON:
        written = [None if each is None else json.dumps(each, ensure_ascii=False) for each in values]
        return pl.Series(column.name, written, pl.String)
    return pl.Series(column.name, values, pl.Decimal(38, 6) if column.kind == "exact" else TYPES[column.kind])


def _instants(told: pl.Series) -> pl.Series:
    return told.str.to_datetime(_INSTANT).dt.replace_time_zone("UTC")
