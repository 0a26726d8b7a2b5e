"""The journal: append-only entries, chained by hash, one chain a registry.

An entry is one line of JSON text. Its hash is SHA-256 over the hash before it, a line feed and that text, so
one changed byte breaks the chain from there on. The text says everything that the entry did: replaying all
entries gives the same balances as the books.
"""

from hashlib import sha256
from typing import NamedTuple

FORMAT = 3
"""Version of the journal's format, written in every registry's first entry and in the export's manifest."""

GENESIS = "0" * 64
"""The hash before a registry's first entry."""


class Entry(NamedTuple):
    """One journal entry: `sequence` counts from 1 in its registry, `text` is the payload."""

    registry: str
    sequence: int
    kind: str
    at: str
    hash: str
    text: str


class Link(NamedTuple):
    """The end of a chain: number and hash of the last entry, and when it was written."""

    sequence: int
    hash: str
    at: str = ""


def chained(previous: str, text: str) -> str:
    """The hash of an entry with payload `text` that follows the hash `previous`."""
    return sha256(f"{previous}\n{text}".encode()).hexdigest()
