"""Exact arithmetic of the tables: per cents and roundings as they are printed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)
MILLION = Decimal(1_000_000)


def rounded(value: Decimal, places: int) -> Decimal:
    """To so many decimals, halves away from zero, as tables are printed."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def decimals(value: Decimal) -> int:
    """How many decimals a number is written with."""
    return max(0, -int(value.as_tuple().exponent))


def share(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """A part in per cent of the whole."""
    return HUNDRED * part / whole
