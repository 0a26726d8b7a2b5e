"""Books to measure on: one registry with accounts that hold blocks, and random transfers between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from openets.commands.open_account import registry_commands
from openets.commands.units import issuance, transfer_type
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.outcomes import expect
from openets.engine.rights import administrator
from openets.engine.session import Session
from openets.kernel.clock import midday
from openets.kernel.units import Block, Series
from openets.laws.reading import read_law
from openets.ledger.accounts import Installation, Opening
from openets.ledger.transactions import Proposal
from openets.stores.door import open_store

EU_ETS = read_law("eu_ets")
UNIT = "EUA1"
STOCK = 50_000
REGISTRY = "DE"


def desk_at(address: str) -> Session:
    """An administrator's session at the books at `address`, which are made where there are none."""
    store = open_store(address, create=True)
    return Session(store, EU_ETS, midday(date(2006, 6, 1)), administrator("bench"))


def fill(session: Session, accounts: int, stock: int = STOCK) -> list[str]:
    """Open a registry with `accounts` operators, each holding `stock` units; their identifiers."""
    expect(session.commit(registry_commands(EU_ETS, REGISTRY, "Bench", f"open:{REGISTRY}")))
    identifiers = open_accounts(session, accounts)
    expect(session.commit([issuance(EU_ETS, REGISTRY, UNIT, accounts * stock, "issue")]))
    party = EU_ETS.terms.standing_account(REGISTRY, "100")
    endowments = [
        Proposal("10-0", party, identifier, UNIT, stock, f"stock:{number}")
        for number, identifier in enumerate(identifiers)
    ]
    expect(session.commit(endowments))
    return identifiers


def open_accounts(session: Session, number: int, name: str = "Plant") -> list[str]:
    """Open operators' accounts in the registry; their identifiers."""
    commands = []
    for index in range(number):
        place = Installation(f"{REGISTRY}_{name}{index}", REGISTRY, f"{name} {index}", "Bench", 1, "")
        opening = Opening(REGISTRY, "120", place.name, "Bench", place)
        commands.append(OpenAccount(REGISTRY, opening, f"account:{name}:{index}"))
    outcomes = session.commit(commands)
    expect(outcomes)
    return [outcome.reference for outcome in outcomes]


def transfers(accounts: Sequence[str], number: int, seed: int, name: str) -> list[Proposal]:
    """Random transfers of 1 to 50 units between accounts."""
    random = Random(seed)
    found = []
    for index in range(number):
        source, target = random.sample(accounts, 2)
        type = transfer_type(EU_ETS, source, target, UNIT)
        found.append(Proposal(type, source, target, UNIT, random.randint(1, 50), f"{name}:{index}"))
    return found


def scattered(start: int, number: int) -> Iterator[Block]:
    """`number` blocks of 10 units that do not touch one another."""
    series = Series(UNIT, REGISTRY, 0, 0)
    return (Block(series, start + 11 * index, start + 11 * index + 9) for index in range(number))
