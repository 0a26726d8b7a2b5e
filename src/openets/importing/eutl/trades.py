"""Who may have sold to whom: the purchases that the public record does not show.

An installation that surrendered more than it was given must have bought the difference. The record holds no trades,
so they are *reconstructed*: largest buyer from largest seller, first within a registry, then across. Nobody sells
what it needs itself, and nothing is sold that does not exist.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple


class Trade(NamedTuple):
    """A reconstructed purchase; seller and buyer are keys of the two mappings that were matched."""

    seller: str
    buyer: str
    quantity: int


def match(wanted: Mapping[str, int], offered: Mapping[str, int], registry_of: Mapping[str, str]) -> list[Trade]:
    """Cover what is wanted with what is offered, as far as it goes, with few trades. Quantities in units."""
    wants, offers = dict(wanted), dict(offered)
    by_registry: dict[str, list[str]] = defaultdict(list)
    for seller in offers:
        by_registry[registry_of[seller]].append(seller)
    trades: list[Trade] = []
    buyers_of: dict[str, list[str]] = defaultdict(list)
    for buyer in wants:
        buyers_of[registry_of[buyer]].append(buyer)
    for registry in sorted(buyers_of):
        trades += _pair(buyers_of[registry], by_registry.get(registry, []), wants, offers)
    trades += _pair(list(wants), list(offers), wants, offers)
    return trades


def _pair(buyers: list[str], sellers: list[str], wants: dict[str, int], offers: dict[str, int]) -> list[Trade]:
    """Largest buyer with largest seller until one side has nothing left. Changes `wants` and `offers`."""
    buyers = sorted((key for key in buyers if wants[key]), key=lambda key: (-wants[key], key))
    sellers = sorted((key for key in sellers if offers[key]), key=lambda key: (-offers[key], key))
    trades: list[Trade] = []
    place = 0
    for buyer in buyers:
        while wants[buyer] and place < len(sellers):
            seller = sellers[place]
            quantity = min(wants[buyer], offers[seller])
            wants[buyer] -= quantity
            offers[seller] -= quantity
            trades.append(Trade(seller, buyer, quantity))
            if not offers[seller]:
                place += 1
    return trades
