"""Making the tables, and knowing whether they fit this program."""

from pathlib import Path

from django.db import Error, connections

from openets.kernel.refusals import Misuse, OpenEtsError
from openets.stores.addresses import public
from openets.stores.sql.errors import advice, first_line, translated

APP = "books"
_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(alias: str) -> None:
    """Make the tables or bring them up to date. Does nothing to tables that are newer than this program."""
    from django.core.management import call_command

    with translated(alias):
        _refuse_newer(alias)
        _refuse_other_tables(alias)
        call_command("migrate", APP, database=alias, verbosity=0, interactive=False)


def check_version(alias: str, address: str) -> None:
    """Raise `Misuse` unless the tables are exactly those that this program knows."""
    try:
        applied, known = _applied(alias), _known()
    except Error as error:
        said = str(error) if isinstance(error, OpenEtsError) else advice(first_line(error))
        raise Misuse(f"the books at {public(address)} cannot be opened: {said}") from error
    if not applied:
        raise Misuse(f"there are no books at {public(address)}: make them with `ets init`")
    _refuse_newer(alias)
    if known - applied:
        raise Misuse(f"the books at {public(address)} are of an older version: run `ets init` to bring them up to date")


def is_begun(alias: str) -> bool:
    """Whether there are any tables of ours, of whichever version."""
    with translated(alias):
        return bool(_applied(alias))


def _refuse_newer(alias: str) -> None:
    newer = sorted(_applied(alias) - _known())
    if newer:
        raise Misuse(
            f"the books are of a newer version than this program (they know {newer[-1]}): install the newer OpenETS"
        )


def _refuse_other_tables(alias: str) -> None:
    """A SQLite file is one thing: books are not made in the file of some other program."""
    connection = connections[alias]
    if connection.vendor == "sqlite" and not _applied(alias):
        others = sorted(set(connection.introspection.table_names()) - {"django_migrations"})
        if others:
            raise Misuse(f"that file holds other tables ({', '.join(others[:5])}): make the books in a new file")


def _applied(alias: str) -> set[str]:
    """The migrations that the tables have been through, asked without the machinery that every command would load."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return set()
        cursor.execute("SELECT name FROM django_migrations WHERE app = %s", [APP])
        return {row[0] for row in cursor.fetchall()}


def _known() -> set[str]:
    """The migrations that this program has."""
    return {file.stem for file in _MIGRATIONS.glob("[0-9]*.py")}
