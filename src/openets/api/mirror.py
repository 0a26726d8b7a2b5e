"""Schemas that say what a record says, in the record's own names."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Mirror(BaseModel):
    """A schema that is read from a record with the same names."""

    model_config = ConfigDict(from_attributes=True)
