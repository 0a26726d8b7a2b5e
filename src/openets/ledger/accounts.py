"""Account types, account states, registries and installations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from openets.kernel.identifiers import account_identifier


class Bucket(StrEnum):
    """Where the units of an account stand: *issued = held + surrendered + cancelled + retired + replacement*."""

    HELD = "held"
    SURRENDERED = "surrendered"
    CANCELLED = "cancelled"
    RETIRED = "retired"
    REPLACEMENT = "replacement"


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
_CREDITS = frozenset({"CER", "ERU"})
_SINKS = frozenset({"RMU", "ERU-RMU", "tCER", "lCER"})
_KYOTO = _CREDITS | _SINKS | {"AAU"}
_TRADED = _EUA | _CREDITS | {"VER"}
_ALL = _EUA | _KYOTO | {"EUAA"}
_CDM = frozenset({"CER", "tCER", "lCER"})


def _party(code: str, name: str, bucket: Bucket, holds: frozenset[str], source: str, **more: bool) -> AccountType:
    """An account of a Party or of an international body, whose code here is the one in identifiers."""
    return AccountType(code, name, int(code), bucket, True, holds, source, **more)


ACCOUNT_TYPES: dict[str, AccountType] = {
    kind.code: kind
    for kind in (
        _party("100", "Party holding", Bucket.HELD, _ALL, "UKREG 100; EUTL"),
        _party("110", "Pending (CDM registry)", Bucket.HELD, _CDM, "UKREG 110"),
        AccountType("120", "Operator holding", 120, Bucket.HELD, False, _TRADED, "UKREG 120; Reg. 2216/2004"),
        AccountType(
            "100-9", "Aircraft operator holding", 100, Bucket.HELD, False, _TRADED | {"EUAA"}, "EUTL list 100-9"
        ),
        AccountType("121", "Person holding", 121, Bucket.HELD, False, _TRADED | _KYOTO, "UKREG 121; Reg. 920/2010"),
        AccountType("100-14", "Auction", 100, Bucket.HELD, True, frozenset({"EUA3", "EUAA"}), "EUTL list 100-14"),
        AccountType(
            "100-6",
            "Surrender set-aside",
            100,
            Bucket.SURRENDERED,
            True,
            _EUA | _CREDITS | {"AAU", "EUAA"},
            "EUTL list 100-6 (aviation); used here for every surrender, see decision 0003",
            False,
        ),
        AccountType(
            "proceeds",
            "Share of proceeds (Adaptation Fund)",
            100,
            Bucket.HELD,
            True,
            _CDM,
            "UKREG check 2009 knows such accounts; their code was not seen",
            False,
        ),
        AccountType(
            "transit", "Transit", 100, Bucket.HELD, True, _ALL | {"VER"}, "our code: units on their way", False
        ),
        AccountType("foreign", "Account of another registry", 0, Bucket.HELD, True, frozenset(), "our code", False),
        _party("130", "Previous period surplus reserve", Bucket.HELD, frozenset({"AAU"}), "UKREG 130"),
        _party("210", "Net source cancellation", Bucket.CANCELLED, _KYOTO, "UKREG 210"),
        _party("220", "Non-compliance cancellation", Bucket.CANCELLED, _KYOTO, "UKREG 220"),
        _party("230", "Voluntary cancellation", Bucket.CANCELLED, _ALL | {"VER"}, "UKREG 230"),
        _party("240", "Excess issuance cancellation", Bucket.CANCELLED, _KYOTO, "UKREG 240"),
        _party("241", "Net reversal of carbon storage (CCS)", Bucket.CANCELLED, _KYOTO, "UKREG 241"),
        _party("242", "Non-submission of a CCS verification report", Bucket.CANCELLED, _KYOTO, "UKREG 242"),
        _party("250", "Mandatory cancellation", Bucket.CANCELLED, _ALL, "UKREG 250"),
        _party("260", "Administrative cancellation", Bucket.CANCELLED, _KYOTO, "UKREG 260"),
        _party("270", "Cancellation under Article 3.7ter", Bucket.CANCELLED, _KYOTO, "UKREG 270"),
        _party("280", "Cancellation for increased ambition", Bucket.CANCELLED, _KYOTO, "UKREG 280"),
        _party("300", "Retirement", Bucket.RETIRED, _ALL, "UKREG 300"),
        _party("411", "Replacement of expiring tCERs", Bucket.REPLACEMENT, _KYOTO, "UKREG 411"),
        _party("421", "Replacement of expiring lCERs", Bucket.REPLACEMENT, _KYOTO, "UKREG 421"),
        _party("422", "Replacement of lCERs for reversal of storage", Bucket.REPLACEMENT, _KYOTO, "UKREG 422"),
        _party(
            "423", "Replacement of lCERs for want of a certification report", Bucket.REPLACEMENT, _KYOTO, "UKREG 423"
        ),
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
    number = fixed_number(opening.type) or head.next_account
    identifier = account_identifier(head.code, kind.kyoto, number, 0)
    return Account(
        key=head.ordinal * KEYS_PER_REGISTRY + number,
        identifier=identifier,
        registry=head.code,
        type=opening.type,
        name=opening.name,
        holder=opening.holder,
        state=AccountState.OPEN,
        blocked=False,
        installation=opening.installation.key if opening.installation else "",
    )


AIRCRAFT = 10
"""The activity of aircraft operators."""


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
        """Whether it is an aircraft operator (activity `AIRCRAFT`), who gets and counts allowances of its own kind."""
        return self.activity == AIRCRAFT


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

PARTY_ACCOUNTS = ("210", "220", "250", "411", "421", "422", "423")
"""Accounts that a registry opens when its State becomes a Party to the Protocol in these books."""

PROCEEDS = "proceeds"
"""Type of the account of the Adaptation Fund."""

CDM_PARTY_ACCOUNTS = (PROCEEDS, "240", "241", "242", "250")
"""The same for the CDM registry: the Adaptation Fund's share and what is cancelled there."""

TRANSIT = "transit"
"""The account in which a registry's units lie from proposal to a final status, where the log keeps its own books."""

FOREIGN = "foreign"
"""An account of a registry that keeps books of its own; these only know its identifier."""

FIXED = 900_000_000
"""From this number on, accounts are numbered by their type, so that the identifiers of a Party's accounts are known
without a search, whenever they are opened."""


_FIXED_NUMBERS = {PROCEEDS: 0, TRANSIT: 1}


def fixed_number(type: str) -> int:
    """The number that every account of such a type has in its registry; 0 for types that have many accounts."""
    if type in PARTY_ACCOUNTS or type in CDM_PARTY_ACCOUNTS or type == TRANSIT:
        return FIXED + _FIXED_NUMBERS.get(type, ACCOUNT_TYPES[type].kyoto)
    return 0


def government_accounts(registry: str) -> tuple[str, ...]:
    """Types of the accounts that `registry` opens with itself, in the order of their numbers."""
    return CDM_ACCOUNTS if registry == "CDM" else GOVERNMENT_ACCOUNTS


def party_accounts(registry: str) -> tuple[str, ...]:
    """Types of the accounts that `registry` opens when books under the Protocol are begun."""
    return CDM_PARTY_ACCOUNTS if registry == "CDM" else PARTY_ACCOUNTS


def accounts_of_use(registry: str) -> tuple[str, ...]:
    """Identifiers of the accounts in which tCERs and lCERs lie that a Party has used, until it replaces them."""
    return tuple(government_account(registry, type) for type in ("300", "411", "421", "422", "423"))


def government_account(registry: str, type: str) -> str:
    """Identifier of one of the accounts that a registry opens with itself, or as a Party."""
    own = government_accounts(registry)
    number = own.index(type) + 1 if type in own else fixed_number(type)
    return account_identifier(registry, ACCOUNT_TYPES[type].kyoto, number, 0)
