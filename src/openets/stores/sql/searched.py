"""What a search compares: the texts of some columns of a row, folded, in a column of their own."""

from collections.abc import Iterable
from typing import Any

from openets.kernel.folding import folded

SEARCHED = {
    "installation": ("name", "key", "operator", "city"),
    "account": ("identifier", "name", "holder", "installation"),
    "history_block": (
        "transaction", "transferring_account", "transferring_name", "acquiring_account", "acquiring_name",
    ),
}  # fmt: skip
"""Table → the columns in which a search looks. Their texts stand once more, folded, in its column `searched`."""


def with_searched(table: str, rows: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Rows of one of these tables with what a search compares."""
    names = SEARCHED[table]
    return [(*row, folded("\n".join(getattr(row, name) for name in names))) for row in rows]
