"""Opening books at an address: the one place where Django is set up."""

from __future__ import annotations

import os
from copy import deepcopy
from pathlib import Path

from openets.kernel.refusals import Misuse
from openets.ledger.store import Store
from openets.stores.addresses import database
from openets.stores.memory import MemoryStore

DEFAULT = "sqlite:///openets.db"


def open_store(address: str, *, create: bool = False) -> Store:
    """Open the books at `address`; with `create`, make or bring up to date what is there.

    Raises `Misuse` where nothing has been made yet, where the books are of a newer version, or where they
    cannot be reached.
    """
    if address == "memory:":
        return MemoryStore()
    alias = _alias(address)
    from openets.stores.sql.setup import check_version, migrate
    from openets.stores.sql.store import SqlStore

    if address.startswith("sqlite:///"):
        _check_file(Path(address.removeprefix("sqlite:///")), create)
    if create:
        migrate(alias)
    check_version(alias, address)
    return SqlStore(address, alias)


def _check_file(path: Path, create: bool) -> None:
    if create and not path.parent.is_dir():
        raise Misuse(f"the folder {path.parent} does not exist: make it first")
    if not create and not path.is_file():
        raise Misuse(f"there are no books at {path}: make them with `ets init --store sqlite:///{path}`")


def _alias(address: str) -> str:
    """Django's name for the database at `address`, made known to it if need be."""
    settings = database(address)
    os.environ.setdefault("OPENETS_STORE", address)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openets.site.settings")
    import django
    from django.apps import apps
    from django.db import connections

    if not apps.ready:
        django.setup()
    if os.environ["OPENETS_STORE"] == address:
        return "default"
    if address not in connections.databases:
        entry = deepcopy(connections.databases["default"])
        entry.update(settings)
        connections.databases[address] = entry
    return address
