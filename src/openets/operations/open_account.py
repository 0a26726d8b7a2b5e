"""Open registries and accounts, close and block accounts."""

from __future__ import annotations

from openets.kernel.refusals import Misuse
from openets.ledger.accounts import ACCOUNT_TYPES, AccountState, Opening, government_accounts, party_accounts
from openets.operations.acts import Act, ChangeAccount, OpenAccount, OpenRegistry, Outcome
from openets.operations.desk import Desk
from openets.schemes.eu_ets import FOREIGN_REGISTRIES
from openets.schemes.kyoto import kyoto


def registry_acts(registry: str, name: str, request: str) -> list[Act]:
    """The acts that open a registry and the accounts that it begins with."""
    acts: list[Act] = [OpenRegistry(registry, request)]
    own = government_accounts(registry)
    # a State's further accounts are opened with its initial report; the CDM registry has none to submit
    for type in (*own, *party_accounts(registry)) if registry == "CDM" else own:
        opening = Opening(registry, type, f"{name}: {ACCOUNT_TYPES[type].name.lower()}", name)
        acts.append(OpenAccount(registry, opening, f"{request}:{type}"))
    return acts


def open_registry(desk: Desk, registry: str, *, request: str, dry_run: bool = False) -> list[Outcome]:
    """Open the registry of a Member State or of a Party, or the CDM's or the Union's, with its government accounts."""
    state, party = desk.scheme.states.get(registry), kyoto().parties.get(registry)
    name = state.name if state is not None else FOREIGN_REGISTRIES.get(registry) or (party.name if party else None)
    if name is None or (state is not None and state.registry != registry):
        raise Misuse(f"'{registry}' is no registry of {desk.scheme.name}, nor of a Party to the Kyoto Protocol")
    return desk.commit(registry_acts(registry, name, request), dry_run=dry_run)


def open_account(desk: Desk, opening: Opening, *, request: str, dry_run: bool = False) -> Outcome:
    """Open an account; the outcome's reference is its identifier."""
    return desk.one(OpenAccount(opening.registry, opening, request), dry_run=dry_run)


def change_account(
    desk: Desk, account: str, *, state: AccountState, blocked: bool, request: str, dry_run: bool = False
) -> Outcome:
    """Close or reopen an account, block it or lift the block."""
    registry = account.partition("-")[0]
    return desk.one(ChangeAccount(registry, account, state, blocked, request), dry_run=dry_run)
