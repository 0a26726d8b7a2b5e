"""Open registries and accounts, close and block accounts."""

from __future__ import annotations

from openets.engine.acts import Act, ChangeAccount, OpenAccount, OpenRegistry, Outcome
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.laws.now import ACCOUNT_TYPES, FOREIGN_REGISTRIES, government_accounts, kyoto, party_accounts
from openets.ledger.accounts import AccountState, Opening


def registry_acts(registry: str, name: str, request: str) -> list[Act]:
    """The acts that open a registry and the accounts that it begins with."""
    acts: list[Act] = [OpenRegistry(registry, request)]
    own = government_accounts(registry)
    # a State's further accounts are opened with its initial report; the CDM registry has none to submit
    for type in (*own, *party_accounts(registry)) if registry == "CDM" else own:
        opening = Opening(registry, type, f"{name}: {ACCOUNT_TYPES[type].name.lower()}", name)
        acts.append(OpenAccount(registry, opening, f"{request}:{type}"))
    return acts


def open_registry(session: Session, registry: str, *, request: str, dry_run: bool = False) -> list[Outcome]:
    """Open the registry of a Member State or of a Party, or the CDM's or the Union's, with its government accounts."""
    state, party = session.law.members.get(registry), kyoto().targets.get(registry)
    name = state.name if state is not None else FOREIGN_REGISTRIES.get(registry) or (party.name if party else None)
    if name is None or (state is not None and state.registry != registry):
        raise Misuse(f"'{registry}' is no registry of {session.law.name}, nor of a Party to the Kyoto Protocol")
    return session.commit(registry_acts(registry, name, request), dry_run=dry_run)


def open_account(session: Session, opening: Opening, *, request: str, dry_run: bool = False) -> Outcome:
    """Open an account; the outcome's reference is its identifier."""
    return session.one(OpenAccount(opening.registry, opening, request), dry_run=dry_run)


def change_account(
    session: Session, account: str, *, state: AccountState, blocked: bool, request: str, dry_run: bool = False
) -> Outcome:
    """Close or reopen an account, block it or lift the block."""
    registry = account.partition("-")[0]
    return session.one(ChangeAccount(registry, account, state, blocked, request), dry_run=dry_run)
