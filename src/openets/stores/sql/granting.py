"""The two roles of books on PostgreSQL: one that owns the tables, and one as which the program runs.

Whoever owns a table can switch its guards off. So the program's role owns nothing: it may read everything, add rows,
and change or remove only what `keeping.py` declares as current state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.db import connections, transaction

from openets.kernel.refusals import Misuse
from openets.ledger.store import Store
from openets.stores.sql.errors import translated
from openets.stores.sql.keeping import KEPT, Kept
from openets.stores.sql.store import SqlStore

_ROLE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,62}")
_MIGRATIONS = "django_migrations"
"""Django's own list of what the tables have been through. The program reads it."""

_CREATES = "has_schema_privilege(%(role)s, current_schema(), 'CREATE')"
_OWNS = """EXISTS (
    SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
    AND pg_has_role(%(role)s, relowner, 'MEMBER'))"""


def grant(store: Store, role: str) -> list[str]:
    """Give the program's role what it needs at these books and no more; what was granted, a line a table.

    All of it or nothing. Raises `Misuse` where there are no roles, for a role that does not exist, and for one that
    could still switch the guards off.
    """
    if not isinstance(store, SqlStore) or store.connection.vendor != "postgresql":
        raise Misuse(
            "only PostgreSQL has roles to grant to: who may do what with books in a SQLite file is said by the file's"
            " owner and permissions (chmod)"
        )
    _check_name(role)
    with translated(store.alias), transaction.atomic(using=store.alias), connections[store.alias].cursor() as cursor:
        _check_role(cursor, role)
        lines = []
        for statement, line in _statements(cursor, role):
            cursor.execute(statement)
            lines += [line] if line else []
        _check_power(cursor, role)
    return lines


def owns_tables(store: Store) -> bool:
    """Whether whoever is at these books could switch their guards off. Books in files or memory have no roles."""
    if not isinstance(store, SqlStore) or store.connection.vendor != "postgresql":
        return False
    with translated(store.alias), store.connection.cursor() as cursor:
        cursor.execute(f"SELECT {_OWNS.replace('%(role)s', 'current_user')}")
        return bool(cursor.fetchone()[0])


def _check_name(role: str) -> None:
    if not _ROLE.fullmatch(role) or role.lower() in ("public", "none", "current_user", "session_user"):
        raise Misuse(
            f"{role!r} is no name of a role: use letters, digits and _ . - (at most 63, a letter first), the name of a"
            " role of the program's own"
        )


def _check_role(cursor: Any, role: str) -> None:
    """Refuse a role that is missing, that is this one, or that no grant can hold back."""
    cursor.execute(
        "SELECT current_user, tableowner FROM pg_tables WHERE schemaname = current_schema() AND tablename = %s",
        [_MIGRATIONS],
    )
    own, owner = cursor.fetchone()
    cursor.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = %s", [role])
    found = cursor.fetchone()
    if found is None:
        raise Misuse(f"there is no role {role}: make it first, with CREATE ROLE {role} LOGIN PASSWORD '…'")
    if own == role:
        raise Misuse(f"{role} owns these books and is who grants: name another role, as which the program runs")
    if any(found):
        power = "is a superuser" if found[0] else "may make and give roles (CREATEROLE)"
        raise Misuse(f"{role} {power}, and no guard holds it: name a role without that")
    cursor.execute("SELECT pg_has_role(%s, 'MEMBER')", [owner])
    if not cursor.fetchone()[0]:
        raise Misuse(f"{own} does not own these books: run this as {owner}")


def _statements(cursor: Any, role: str) -> Iterator[tuple[str, str]]:
    """What is done, in order, and a line that says it of a table. Names are quoted by the server."""
    cursor.execute("SELECT quote_ident(%s), quote_ident(current_schema()), quote_ident(current_database())", [role])
    name, schema, database = cursor.fetchone()
    yield f"GRANT CONNECT ON DATABASE {database} TO {name}", ""
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {name}", ""
    yield f"GRANT USAGE ON SCHEMA {schema} TO {name}", ""
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {name}", ""
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {name}", ""
    yield f"GRANT SELECT ON {schema}.{_MIGRATIONS} TO {name}", f"{_MIGRATIONS}: SELECT"
    for table, kept in sorted(KEPT.items()):
        rights = ", ".join(_rights(kept))
        yield f"GRANT {rights} ON {schema}.{table} TO {name}", f"{table}: {rights}"


def _rights(kept: Kept) -> Iterator[str]:
    yield "SELECT"
    yield "INSERT"
    if kept.changes:
        columns = ", ".join(f'"{column}"' for column in kept.changes)
        yield f"UPDATE ({columns})"
    if kept.removed:
        yield "DELETE"


def _check_power(cursor: Any, role: str) -> None:
    """What a role may do comes from others, too: from roles that it belongs to, and from everybody's rights."""
    cursor.execute(f"SELECT {_OWNS}, {_CREATES}", {"role": role})
    owns, creates = cursor.fetchone()
    if owns:
        raise Misuse(f"{role} owns tables of these books, or belongs to a role that does: name a role that does not")
    if creates:
        raise Misuse(
            f"{role} may still create in the schema of these books, by another role or because this one does not own"
            " the schema: REVOKE CREATE ON SCHEMA as its owner, and run this again"
        )
    for table, kept in KEPT.items():
        beyond = ", ".join(["TRUNCATE", "TRIGGER", "UPDATE", *([] if kept.removed else ["DELETE"])])
        changes = "false" if kept.changes else "has_any_column_privilege(%(role)s, %(table)s, 'UPDATE')"
        cursor.execute(
            f"SELECT has_table_privilege(%(role)s, %(table)s, %(beyond)s) OR {changes}",
            {"role": role, "table": table, "beyond": beyond},
        )
        if cursor.fetchone()[0]:
            raise Misuse(
                f"{role} may still do more with {table}, by a role that it belongs to: take that from it first"
            )
