"""Account types, account states, registries and installations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from openets.kernel.identifiers import account_identifier


class Bucket(StrEnum):
    """Where the units of an account stand in the balance *issued = held + surrendered + cancelled + retired*."""

    HELD = "held"
    SURRENDERED = "surrendered"
    CANCELLED = "cancelled"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class AccountType:
    """A kind of account: its code here, the three-digit code in its identifier, and what it may hold."""

    code: str
    name: str
    kyoto: int
    bucket: Bucket
    government: bool
    holds: frozenset[str]
    source: str
    verified: bool = True


_EUA = frozenset({"EUA1", "EUA2", "EUA2N", "EUA3"})
_ALL = _EUA | {"AAU", "CER", "EUAA"}

ACCOUNT_TYPES: dict[str, AccountType] = {
    kind.code: kind
    for kind in (
        AccountType("100", "Party holding", 100, Bucket.HELD, True, _ALL, "UKREG 100; EUTL"),
        AccountType("110", "Pending (CDM registry)", 110, Bucket.HELD, True, frozenset({"CER"}), "UKREG 110"),
        AccountType("120", "Operator holding", 120, Bucket.HELD, False, _EUA | {"CER"}, "UKREG 120; Reg. 2216/2004"),
        AccountType(
            "100-9",
            "Aircraft operator holding",
            100,
            Bucket.HELD,
            False,
            _EUA | {"CER", "EUAA"},
            "EUTL list 100-9",
        ),
        AccountType("121", "Person holding", 121, Bucket.HELD, False, _EUA | {"CER"}, "UKREG 121; Reg. 2216/2004"),
        AccountType("100-14", "Auction", 100, Bucket.HELD, True, frozenset({"EUA3", "EUAA"}), "EUTL list 100-14"),
        AccountType(
            "100-6",
            "Surrender set-aside",
            100,
            Bucket.SURRENDERED,
            True,
            _EUA | {"CER", "EUAA"},
            "EUTL list 100-6 (aviation); used here for every surrender, see decision 0003",
            False,
        ),
        AccountType("230", "Voluntary cancellation", 230, Bucket.CANCELLED, True, _ALL, "UKREG 230"),
        AccountType("300", "Retirement", 300, Bucket.RETIRED, True, _ALL, "UKREG 300"),
    )
}

OPERATORS = frozenset({"120", "100-9"})
"""Account types of those who owe units for the emissions of an installation or of an aircraft operator."""


class AccountState(StrEnum):
    """The life of an account. A *blocked* account (no verified report) is open: see `Account.blocked`."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a registry.

    `key` is the store's number for it (unique over all registries); `installation` is the key of the
    installation or aircraft operator it belongs to, or ``""``.
    """

    key: int
    identifier: str
    registry: str
    type: str
    name: str
    holder: str
    state: AccountState
    blocked: bool
    installation: str = ""

    @property
    def kind(self) -> AccountType:
        return ACCOUNT_TYPES[self.type]

    def with_blocked(self, blocked: bool) -> Account:
        return replace(self, blocked=blocked)

    def with_state(self, state: AccountState) -> Account:
        return replace(self, state=state)


class RegistryHead(NamedTuple):
    """A registry's counters and the head of its journal chain, as they stand under its lock."""

    code: str
    ordinal: int
    """The registry's own number, 1 to 999, given when it opened."""
    sequence: int
    """Number of the last journal entry; 0 before the first."""
    hash: str
    next_serial: int
    next_account: int


KEYS_PER_REGISTRY = 1_000_000_000
"""An account's key is its registry's ordinal times this, plus its number: unique without a common counter."""


def new_account(head: RegistryHead, opening: Opening) -> Account:
    """The account that `opening` asks for, numbered next in its registry."""
    kind = ACCOUNT_TYPES[opening.type]
    identifier = account_identifier(head.code, kind.kyoto, head.next_account, 0)
    return Account(
        key=head.ordinal * KEYS_PER_REGISTRY + head.next_account,
        identifier=identifier,
        registry=head.code,
        type=opening.type,
        name=opening.name,
        holder=opening.holder,
        state=AccountState.OPEN,
        blocked=False,
        installation=opening.installation.key if opening.installation else "",
    )


class Installation(NamedTuple):
    """An installation or aircraft operator with an obligation. `key` is ``CC_ID``, for instance ``AT_1``."""

    key: str
    member_state: str
    name: str
    operator: str
    activity: int
    city: str
    synthetic: bool = False

    @property
    def aviation(self) -> bool:
        """Whether it is an aircraft operator (activity 10), who gets and counts allowances of its own kind."""
        return self.activity == 10


class Opening(NamedTuple):
    """What is needed to open an account."""

    registry: str
    type: str
    name: str
    holder: str
    installation: Installation | None = None


GOVERNMENT_ACCOUNTS = ("100", "100-6", "230", "300", "100-14")
"""Accounts that a registry opens with itself, in this order, so that their identifiers are known: number 1 holds
what the Party issues, 2 what was surrendered, 3 what was cancelled, 4 what was retired, 5 what is auctioned."""

CDM_ACCOUNTS = ("110",)
"""The same for the CDM registry."""


def government_accounts(registry: str) -> tuple[str, ...]:
    """Types of the accounts that `registry` opens with itself, in the order of their numbers."""
    return CDM_ACCOUNTS if registry == "CDM" else GOVERNMENT_ACCOUNTS


def government_account(registry: str, type: str) -> str:
    """Identifier of one of the accounts that a registry opens with itself."""
    number = government_accounts(registry).index(type) + 1
    return account_identifier(registry, ACCOUNT_TYPES[type].kyoto, number, 0)
