"""Account types, account states, registries and installations."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Bucket(StrEnum):
    """Where the units of an account stand: *issued = held + surrendered + cancelled + retired + replacement*."""

    HELD = "held"
    SURRENDERED = "surrendered"
    CANCELLED = "cancelled"
    RETIRED = "retired"
    REPLACEMENT = "replacement"


@dataclass(frozen=True, slots=True)
class AccountType:
    """A kind of account: its code in the law and what it may hold."""

    code: str
    name: str
    digits: int
    """The three digits of the type in an account's identifier."""
    bucket: Bucket
    holds: frozenset[str]
    source: str
    verified: bool = True
    number: int = 0
    """Number of the standing account of this type, fixed for ever; 0 for types that have none."""
    several: bool = False
    """Whether a registry may have more of them than the standing one."""
    government: bool = False
    operator: bool = False
    """Whether its holder owes units for the emissions of an installation or of an aircraft operator."""
    aviation: bool = False
    """Whether its holder is an aircraft operator."""
    auction: bool = False
    """Whether what is issued into it is to be sold at auction."""
    first_year: int = 0
    """The first year of which its holder owes anything and is allocated anything."""
    first_report: int = 0
    """The first year of which its emissions are reported, where that is before `first_year`."""
    allocated: frozenset[str] = frozenset()
    """Unit types that its holder may be allocated; empty for all that it may hold."""
    later: frozenset[str] = frozenset()
    """Of these the unit types that it may hold only from `later_year` on, and surrender for no year before."""
    later_year: int = 0
    zone: str = ""
    """The zone of its installation, where the law trades by zones."""
    cycle: str = ""
    """The cycle of its installation, where compliance years begin on several days."""
    party_only: bool = False
    """Whether only a member itself may send units there."""
    replaces: str = ""
    """The unit type whose used units are replaced by what is sent there, or ``""``."""
    for_expiry: bool = False
    """Whether it replaces units because they expire."""
    same_project: bool = False
    """Whether units of the replaced type may go there only if they are of the same project."""
    reason: str = ""
    """Why a Party's units are cancelled into it, in the words by which somebody asks for it; ``""`` for all others."""

    @property
    def once(self) -> bool:
        """Whether a registry has the standing account of this type and no other."""
        return bool(self.number) and not self.several


class AccountState(StrEnum):
    """The life of an account. A *blocked* account (no verified report) is open: see `Account.blocked`."""

    OPEN = "open"
    CLOSED = "closed"


class Account(NamedTuple):
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
    state: AccountState = AccountState.OPEN
    blocked: bool = False
    installation: str = ""
    opened: str = ""
    """The day from which it is open, ``YYYY-MM-DD``; ``""`` for an account that other books keep."""
    until: str = ""
    """Day from which another account is its installation's, ``YYYY-MM-DD``; ``""`` while it is itself."""
    reserved: int = 0
    """Units that must stay in it while corrections of its installation's reports are undecided."""
    entered: str = ""
    """The day on which the books first knew it."""

    @property
    def of(self) -> str:
        """The installation whose account it is now, or ``""``."""
        return "" if self.until else self.installation


def are_ordinary(*accounts: Account | None) -> bool:
    """Whether accounts are known and open, their installations have no others, and nothing in them is reserved."""
    for each in accounts:
        if each is None or each.state is AccountState.CLOSED or each.until or each.reserved:
            return False
    return True


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
    at: str
    """When the last entry was written; ``""`` before the first."""


KEYS_PER_REGISTRY = 1_000_000_000
"""An account's key is its registry's ordinal times this, plus its number: unique without a common counter."""


AIRCRAFT = 10
"""The activity of aircraft operators."""

NOT_STATED = 0
"""The activity of an installation of which the public record says none."""


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
    def called(self) -> str:
        """What people call it: an aircraft operator of which the record has only a code, by who operates it."""
        if self.activity != AIRCRAFT:
            return self.name
        code_only = " " not in self.name and any(sign.isdigit() for sign in self.name)
        return f"{self.operator} ({self.name})" if code_only and self.operator else self.name

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


PROCEEDS = "proceeds"
"""Type of the account of the Adaptation Fund."""

TRANSIT = "transit"
"""The account in which a registry's units lie from proposal to a final status, where the log keeps its own books."""

STANDING = 900_000_000
"""From this number on, numbers are those of standing accounts; see also `Terms.first_account`."""

TRANSIT_NUMBER = 900_000_001
"""Its number in every registry, under every law."""

FOREIGN = "foreign"
"""An account of a registry that keeps books of its own; these only know its identifier."""
