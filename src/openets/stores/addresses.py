"""Addresses of books: ``memory:``, ``sqlite-memory:NAME``, ``sqlite:///FILE``, ``postgresql://USER:PASSWORD@HOST:PORT/NAME``."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from openets.kernel.refusals import Misuse

_SQLITE = "sqlite:///"
IN_MEMORY = "sqlite-memory:"
"""Begins the address of SQLite books in memory; their name follows. They end with the process."""
_SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"
    # 64 MiB of log before it is put away: a page that one large batch after another touches is put away once
    " PRAGMA wal_autocheckpoint=16384;"
)
_PATIENCE = 30
"""Seconds that SQLite waits for another writer, unless the address says `?timeout=SECONDS`."""


def database(address: str) -> dict[str, Any]:
    """The Django database settings of a SQL store's address. Raises `Misuse` for any other address."""
    if address.startswith(IN_MEMORY):
        name = address.removeprefix(IN_MEMORY)
        if not name.isalnum():
            raise Misuse(f"'{address}' is no address of a store: a name of letters and digits follows the colon")
        # shared by the threads of this process
        return _sqlite(f"file:openets-{name}?mode=memory&cache=shared", _PATIENCE, "PRAGMA foreign_keys=ON")
    file = sqlite_file(address)
    if file is not None:
        return _sqlite(str(file), _patience(address), _SQLITE_START)
    parts, port = _parts(address)
    if parts.scheme in ("postgresql", "postgres"):
        name = unquote(parts.path.lstrip("/"))
        if not name:
            raise Misuse("the address names no database: use postgresql://USER:PASSWORD@HOST/NAME")
        return {
            "ENGINE": "openets.stores.sql.postgresql",
            "CONN_MAX_AGE": None,
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": port,
            # the store prepares its own statements; psycopg, where it does, throws all of them away with a transaction
            "OPTIONS": {"prepare_threshold": None, **dict(parse_qsl(parts.query))},
        }
    raise Misuse(f"'{address}' is no address of a store: use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")


def _sqlite(name: str, patience: float, start: str) -> dict[str, Any]:
    return {
        "ENGINE": "openets.stores.sql.sqlite",
        "CONN_MAX_AGE": None,
        "NAME": name,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": patience, "init_command": start},
    }


def public(address: str) -> str:
    """An address without its password, to be shown."""
    scheme, mark, rest = address.partition("://")
    if not scheme.startswith("postgres"):
        return address
    user, at, place = rest.partition("?")[0].rpartition("@")
    return f"{scheme}{mark}{user.partition(':')[0]}{at}{place}"


def sqlite_file(address: str) -> Path | None:
    """The file of a SQLite store's address; `None` for every other kind of address."""
    if not address.startswith(_SQLITE):
        return None
    name = address.removeprefix(_SQLITE).partition("?")[0]
    if not name or name == ":memory:" or name.startswith("file:"):
        raise Misuse(f"'{address}' names no file: use sqlite:///FILE, such as sqlite:///openets.db")
    return Path(name)


def _patience(address: str) -> float:
    settings = dict(parse_qsl(address.partition("?")[2], keep_blank_values=True))
    seconds = settings.pop("timeout", str(_PATIENCE))
    if settings:
        raise Misuse(f"'{next(iter(settings))}' is no setting of a SQLite store: only ?timeout=SECONDS is")
    if not seconds.isdecimal() or not 0 <= int(seconds[:9]) <= 3600:
        raise Misuse(f"timeout is '{seconds}': expected whole seconds from 0 to 3600")
    return int(seconds)


def _parts(address: str) -> tuple[SplitResult, str]:
    """The parts of an address and its port. Its text may hold a password, so no message repeats it."""
    try:
        parts = urlsplit(address)
        return parts, str(parts.port or "")
    except ValueError as error:
        raise Misuse(
            "that is no address of a store: use postgresql://USER:PASSWORD@HOST:PORT/NAME, with signs such as"
            " @ : / in names and passwords written as %40 %3A %2F"
        ) from error
