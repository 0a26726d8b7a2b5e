"""How a value is written as plain text: in CSV, and wherever else there is only text."""

from __future__ import annotations

import re
from typing import Any

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def plain_text(value: Any) -> str:
    """A value for a CSV cell. Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    written = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    if written[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(written):
        return "'" + written
    return written
