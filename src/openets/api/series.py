"""What the units of a block share, as answers say it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from openets.kernel.units import Series


class SeriesShape(BaseModel):
    """The elements of serial numbers."""

    unit: str
    origin: str = Field(description="The registry that issued them first.")
    original_period: int
    applicable_period: int
    activity: int | None = Field(description="Land-use activity (LULUCF).")
    project: str | None
    track: int | None = Field(description="Of Joint Implementation.")
    expiry: str | None = Field(description="The last day on which tCERs and lCERs are valid.")

    @staticmethod
    def elements(series: Series) -> dict[str, Any]:
        """The elements by name, `None` for those that the series does not have."""
        own = series._asdict()
        return own | {name: own[name] or None for name in ("activity", "project", "track", "expiry")}
