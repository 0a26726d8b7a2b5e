"""Money: an exact amount with its currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """A `Decimal` amount in one currency. Amounts of different currencies do not add."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def times(self, number: int | Decimal) -> Money:
        """This amount for each of `number` things."""
        return Money(self.amount * number, self.currency)

    def __str__(self) -> str:
        return f"{self.amount:,.2f} {self.currency}"
