"""Addresses of books: ``memory:``, ``sqlite:///FILE``, ``postgresql://USER:PASSWORD@HOST:PORT/NAME``."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from openets.kernel.refusals import Misuse

_SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"
)


def database(address: str) -> dict[str, Any]:
    """The Django database settings of a SQL store's address. Raises `Misuse` for any other address."""
    if address.startswith("sqlite:///"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "CONN_MAX_AGE": None,
            "NAME": address.removeprefix("sqlite:///"),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": _SQLITE_START},
        }
    parts = urlsplit(address)
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "CONN_MAX_AGE": None,
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": {"prepare_threshold": 3, **dict(parse_qsl(parts.query))},
        }
    raise Misuse(
        f"'{address}' is no address of a store: use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    )
