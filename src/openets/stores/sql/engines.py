"""Which engine serves a connection."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from openets.stores.sql.engine import Engine
from openets.stores.sql.postgresql.engine import PostgresEngine
from openets.stores.sql.sqlite.engine import SqliteEngine


def engine_of(connection: BaseDatabaseWrapper) -> Engine:
    """The engine behind a Django connection."""
    return SqliteEngine(connection) if connection.vendor == "sqlite" else PostgresEngine(connection)
