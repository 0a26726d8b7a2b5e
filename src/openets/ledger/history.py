"""Blocks of the public record's own transactions: looked at beside the books, never part of them."""

from typing import NamedTuple


class HistoryBlock(NamedTuple):
    """One row of the Commission's public transaction file. Texts as they were read; `amount` in units."""

    source: str
    row: int
    transaction: str
    type: str
    at: str
    transferring_registry: str
    transferring_account_type: str
    transferring_account: str
    transferring_name: str
    transferring_holder: str
    acquiring_registry: str
    acquiring_account_type: str
    acquiring_account: str
    acquiring_name: str
    acquiring_holder: str
    unit: str
    originating_registry: str
    project: str
    amount: int
