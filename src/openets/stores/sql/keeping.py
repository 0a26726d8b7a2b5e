"""How the rows of each table are kept, declared once: what guards refuse to everybody, and what the program is granted.

A table of which nothing changes and nothing is removed is append-only. Triggers say so to whoever writes
(`migrations/`), and the program's own role is granted no more than this (`granting.py`).
"""

from typing import NamedTuple


class Kept(NamedTuple):
    """What becomes of a row once it is written."""

    changes: tuple[str, ...] = ()
    """Columns that hold current state; the others are written once."""
    removed: bool = False
    """Whether rows are taken away again."""

    @property
    def append_only(self) -> bool:
        return not self.changes and not self.removed


KEPT = {
    "answer": Kept(),
    "books_law": Kept(),
    "history_block": Kept(),
    "journal": Kept(),
    "refused_proposal": Kept(),
    "superseded_account": Kept(),
    "superseded_installation": Kept(),
    "superseded_record": Kept(),
    "superseded_year": Kept(),
    "series": Kept(),
    "transaction_log": Kept(),
    "block": Kept(removed=True),
    "registry": Kept(changes=("sequence", "hash", "next_serial", "next_account", "at")),
    "installation": Kept(changes=("operator", "searched")),
    "account": Kept(changes=("name", "holder", "state", "blocked", "installation", "until", "reserved", "searched")),
    "installation_year": Kept(
        changes=(
            "free", "planned", "allocated", "verified", "report", "surrendered", "surrendered_allowances", "official",
            "reported_on", "plan_known", "report_known", "official_known",
        )
    ),
    "record": Kept(changes=("registry", "body", "reference")),
    "total": Kept(changes=("quantity",)),
    "transfer": Kept(
        changes=(
            "registry", "role", "status", "waiting", "home", "target", "content", "initiating_entry", "acquiring_entry",
        )
    ),
}  # fmt: skip
"""By name of the table."""

APPEND_ONLY = tuple(table for table, kept in KEPT.items() if kept.append_only)
