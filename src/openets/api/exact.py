"""Money, per cents and other fractions: exact, and so written as strings."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema


def written(value: Decimal) -> str:
    """A fraction as people write it, never with an exponent."""
    return format(value, "f")


Exact = Annotated[
    Decimal,
    PlainSerializer(written, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}),
]
