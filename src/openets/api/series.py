"""Blocks of serial numbers that a journal entry names, as answers say them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from openets.api.schema import schema_of
from openets.kernel.units import Block, block_from_text
from openets.views.blocks import BLOCKS
from openets.views.law import books_law

BlockSchema: Any = schema_of(BLOCKS, "SerialsSchema")


class MovedSchema(BlockSchema):
    """A block as the journal entry names it."""

    text: str = Field(description="As the journal writes it.")


def moved(texts: Iterable[str]) -> list[MovedSchema]:
    """The blocks that an entry names; without those that cannot be read."""
    blocks = [(text, _block(str(text))) for text in texts]
    return [MovedSchema(**BLOCKS.item(block), text=text) for text, block in blocks if block is not None]


def _block(text: str) -> Block | None:
    try:
        block = block_from_text(text)
    except ValueError:
        return None
    return block if block.series.unit in books_law().terms.units else None
