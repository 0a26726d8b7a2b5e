"""Making the tables, and knowing whether they fit this program."""

from __future__ import annotations

from django.core.management import call_command
from django.db import Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from openets.kernel.refusals import Misuse
from openets.stores.sql.errors import translated

APP = "books"


def migrate(alias: str) -> None:
    """Make the tables or bring them up to date. Does nothing to tables that are newer than this program."""
    with translated(alias):
        _refuse_newer(alias)
        call_command("migrate", APP, database=alias, verbosity=0, interactive=False)


def check_version(alias: str, address: str) -> None:
    """Raise `Misuse` unless the tables are exactly those that this program knows."""
    try:
        applied, known = _applied(alias), _known(alias)
    except Error as error:
        raise Misuse(f"the books at {_public(address)} cannot be opened: {str(error).strip()}") from error
    if not applied:
        raise Misuse(f"there are no books at {_public(address)}: make them with `ets init`")
    _refuse_newer(alias)
    if known - applied:
        raise Misuse(f"the books at {_public(address)} are of an older version: run `ets init` to bring them up to date")


def _refuse_newer(alias: str) -> None:
    newer = sorted(_applied(alias) - _known(alias))
    if newer:
        raise Misuse(f"the books are of a newer version than this program (they know {newer[-1]}): install the newer OpenETS")


def _applied(alias: str) -> set[str]:
    return {name for app, name in MigrationRecorder(connections[alias]).applied_migrations() if app == APP}


def _known(alias: str) -> set[str]:
    loader = MigrationExecutor(connections[alias]).loader
    return {name for app, name in loader.disk_migrations if app == APP}


def _public(address: str) -> str:
    """An address without its password."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
