"""Books to measure on: one registry with accounts that hold blocks, and random transfers between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from openets.kernel.clock import midday
from openets.kernel.units import Block, Series
from openets.ledger.accounts import Installation, Opening
from openets.ledger.transactions import Proposal
from openets.operations.acts import Act, OpenAccount
from openets.operations.commit import expect
from openets.operations.desk import Desk
from openets.operations.issue import issuance
from openets.operations.open_account import registry_acts
from openets.operations.rights import administrator
from openets.operations.transfer import transfer_type
from openets.schemes.eu_ets import eu_ets
from openets.site.door import open_store

UNIT = "EUA1"
STOCK = 50_000


def desk_at(address: str) -> Desk:
    """An administrator's desk at new books."""
    store = open_store(address, create=True)
    return Desk(store, eu_ets(), midday(date(2006, 6, 1)), administrator("bench"))


def fill(desk: Desk, accounts: int, registry: str = "DE") -> list[str]:
    """Open a registry with `accounts` operators, each holding `STOCK` units; their identifiers."""
    expect(desk.commit(registry_acts(registry, "Bench", f"open:{registry}")))
    acts: list[Act] = []
    for number in range(accounts):
        place = Installation(f"{registry}_{number}", registry, f"Plant {number}", "Bench", 1, "")
        opening = Opening(registry, "120", place.name, "Bench", place)
        acts.append(OpenAccount(registry, opening, f"account:{number}"))
    identifiers = [outcome.reference for outcome in desk.commit(acts)]
    expect(desk.commit([issuance(registry, UNIT, accounts * STOCK, "issue")]))
    party = desk.commit([])  # nothing to do: shows that an empty batch is allowed
    assert party == []
    source = next(row.identifier for row in desk.store.all_accounts() if row.type == "100")
    expect(
        desk.commit(
            [
                Proposal("10-0", source, identifier, UNIT, STOCK, f"stock:{number}")
                for number, identifier in enumerate(identifiers)
            ]
        )
    )
    return identifiers


def transfers(accounts: Sequence[str], number: int, seed: int, name: str) -> list[Proposal]:
    """Random transfers of 1 to 50 units between accounts."""
    random = Random(seed)
    found = []
    for index in range(number):
        source, target = random.sample(accounts, 2)
        type = transfer_type(source, target, UNIT)
        found.append(Proposal(type, source, target, UNIT, random.randint(1, 50), f"{name}:{index}"))
    return found


def scattered(registry: str, start: int, number: int) -> list[Block]:
    """`number` blocks of 10 units that do not touch one another."""
    series = Series(UNIT, registry, 0, 0)
    return [Block(series, start + 11 * index, start + 11 * index + 9) for index in range(number)]
