"""Opening books at an address: the one place where Django is set up."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from itertools import count
from pathlib import Path

from openets.kernel.refusals import Misuse, Unavailable
from openets.ledger.store import Store
from openets.stores.addresses import IN_MEMORY, database, sqlite_file
from openets.stores.memory import MemoryStore

PLAIN_MEMORY = "plain-memory:"
"""Books in plain memory, for tests and simulation: quick, without tables and so without views."""
_in_memory = count(1)
_MOST_NAMED = 5
"""Of the files beside books that are missing, how many are looked at."""


def open_store(address: str, *, create: bool = False) -> Store:
    """Open the books at `address`; with `create`, make or bring up to date what is there.

    Raises `Misuse` where nothing has been made yet, where the books are of a newer version, or where they
    cannot be reached.
    """
    if address in ("memory:", PLAIN_MEMORY):
        return MemoryStore()
    alias = _alias(address)
    from openets.stores.sql.setup import check_version, migrate
    from openets.stores.sql.store import SqlStore

    file = sqlite_file(address)
    if file is not None:
        _check_file(file, create)
    with _none_half_made(file, alias):
        if create:
            migrate(alias)
        check_version(alias, address)
    return SqlStore(address, alias)


def has_books(address: str) -> bool:
    """Whether there are books at an address, of whichever version. Makes and changes nothing."""
    file = sqlite_file(address)
    if file is not None and not file.is_file():
        return False
    from openets.stores.sql.setup import is_begun

    return is_begun(_alias(address))


def new_in_memory() -> Store:
    """New books in memory that views can read: SQLite's, which end with the process."""
    return open_store(f"{IN_MEMORY}{next(_in_memory)}", create=True)


def _check_file(path: Path, create: bool) -> None:
    if path.is_dir():
        raise Misuse(f"{path} is a folder: name a file in it, such as sqlite:///{path / 'openets.db'}")
    if create and not path.parent.is_dir():
        raise Misuse(f"the folder {path.parent} does not exist: make it first")
    if not create and not path.is_file():
        raise Misuse(f"there are no books at {path}: make them with `ets init --store sqlite:///{path}`{_others(path)}")


def _others(path: Path) -> str:
    """Which other books stand beside those that are missing, and how to name them; ``""`` where there are none."""
    found = [file.resolve() for file in sorted(path.parent.glob("*.db"))[:_MOST_NAMED] if _is_ours(file)]
    if not found:
        return ""
    named = " or ".join(f"--store sqlite:///{file}" for file in found)
    return f"; or name those that are here with {named}, or once for all with export OPENETS_STORE=sqlite:///{found[0]}"


def _is_ours(file: Path) -> bool:
    """Whether a file holds books."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'books_law'").fetchone())
    except sqlite3.Error:
        return False


@contextmanager
def _none_half_made(file: Path | None, alias: str) -> Iterator[None]:
    """Where making new books in a file fails, leave no file behind."""
    is_new = file is not None and not file.exists()
    try:
        yield
    except (Misuse, Unavailable, KeyboardInterrupt):
        if file is not None and is_new:
            _take_away(file, alias)
        raise


def _take_away(file: Path, alias: str) -> None:
    """Remove a file of books in which nothing is written yet, unless somebody else is at it."""
    from django.db import connections

    connections[alias].close()
    if not _is_in_use(file):
        for part in (file, Path(f"{file}-wal"), Path(f"{file}-shm"), Path(f"{file}-journal")):
            part.unlink(missing_ok=True)


def _is_in_use(file: Path) -> bool:
    """Whether another program has the file locked, or has opened a registry in it."""
    try:
        with closing(sqlite3.connect(file, timeout=0)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            return "registry" in tables and bool(connection.execute("SELECT 1 FROM registry LIMIT 1").fetchone())
    except sqlite3.Error as error:
        return "locked" in str(error)


def _alias(address: str) -> str:
    """Django's name for the database at `address`, made known to it if need be."""
    settings = database(address)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openets.site.settings")
    from django.apps import apps
    from django.conf import settings as of_django
    from django.db import connections

    if not apps.ready:
        # the books opened first are those that the pages show, whatever the environment said before
        os.environ["OPENETS_STORE"] = address
        # as `django.setup()` does, without what only answering requests needs: a server calls that itself
        apps.populate(of_django.INSTALLED_APPS)
    default = connections.databases["default"]
    if all(default.get(name) == value for name, value in settings.items()):
        return "default"
    if address not in connections.databases:
        entry = deepcopy(connections.databases["default"])
        entry.update(settings)
        connections.databases[address] = entry
    return address
