"""A notification as its record keeps it, and the table of what each code asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache, partial
from typing import NamedTuple

from openets.laws.law import Law
from openets.laws.protocol import Rule
from openets.laws.rows import Row, Source, made_of


class NoticeStatus(IntEnum):
    """Status of a notification, in the numbers of the field."""

    OPEN = 1
    INCOMPLETE = 2
    """Its deadline has passed and something is still outstanding."""
    COMPLETED = 3

    @property
    def word(self) -> str:
        return self.name.lower()


class NoticeType(NamedTuple):
    """A code of notifications: what it asks for, what settles it, and how long a Party has."""

    code: int
    name: str
    asks: str
    answers: tuple[tuple[str, str], ...]
    """Transaction type and type of the acquiring account, ``""`` for any; none where no transaction settles it."""
    units: frozenset[str]
    """Unit types that such a transaction may move."""
    names: tuple[str, ...]
    """What the notification must say: ``unit``, ``project``, ``quantity``, ``activity``, ``deadline``."""
    days: int | None
    days_verified: bool
    about: str = ""
    """The law's word for what rules must know it by, such as ``reserve``; ``""`` where none must."""


class Settlement(NamedTuple):
    """Units of one transaction that settle a notification, wholly or in part."""

    transaction: str
    quantity: int
    on: date


class Change(NamedTuple):
    """A later word about a notification."""

    on: date
    note: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification to a Party."""

    key: str
    code: int = 0
    party: str = ""
    issued_on: date | None = None
    """`None` before it is issued."""
    deadline: date | None = None
    status: NoticeStatus = NoticeStatus.OPEN
    quantity: int = 0
    """Units that are asked for; 0 where none are."""
    unit: str = ""
    project: str = ""
    activity: str = ""
    """Land-use activity that it is about; ``""`` where it is about none."""
    blocks: tuple[tuple[str, int, int], ...] = ()
    """The serial ranges (origin, start, end) that it is about, where it names them."""
    note: str = ""
    """What the log adds in words."""
    settled: tuple[Settlement, ...] = ()
    """What has settled it so far."""
    changes: tuple[Change, ...] = ()
    """What the log said of it later."""
    completed_on: date | None = None
    """`None` while it is open."""

    @property
    def completed(self) -> bool:
        return self.status == NoticeStatus.COMPLETED


@lru_cache(maxsize=64)
def notice_types(law: Law) -> dict[int, NoticeType]:
    """Every code of notifications of a law, read once; none where it has no protocol."""
    protocol = law.protocol
    if protocol is None or "notices" not in protocol.tables:
        return {}
    return made_of("notices", protocol.tables["notices"], partial(read_notice_types, protocol))


def read_notice_types(protocol: Law, source: Source) -> dict[int, NoticeType]:
    """The same, read from the file; what is wrong is noted there."""
    source.row().text("prefix")
    groups = source.row("units")
    units = {name: frozenset(groups.words(name)) for name in groups.table}
    found = {}
    for name in set().union(*units.values()) - protocol.terms.units.keys():
        groups.problem(f"'{name}' is no unit type", "Name one of units.toml.")
    for code, row in source.only_rows("notice"):
        if code.isdecimal():
            found[int(code)] = _type(int(code), row, units, protocol)
        else:
            row.problem(f"'{code}' is no code of a notification", "Use a whole number.")
    return found


def codes_about(law: Law, *words: str) -> tuple[int, ...]:
    """The codes of notifications that are about something, by the law's words for it."""
    return tuple(code for code, kind in notice_types(law).items() if kind.about in words)


def key_prefix(law: Law) -> str:
    """The letters before the number in a notification's key."""
    return str(law.required_protocol.tables["notices"]["prefix"])


def answers_of(kind: NoticeType) -> str:
    """What settles a notification of a type, in words."""
    words = [f"{type} into account type {account}" if account else type for type, account in kind.answers]
    return " or ".join(words) or "no transaction"


def _type(code: int, row: Row, units: Mapping[str, frozenset[str]], protocol: Law) -> NoticeType:
    days = row.source.row(*row.path, "days")
    rule = Rule(days.whole("value", None), "", days.flag("verified", True))
    if days.has("rule"):
        rule = protocol.rules.get(days.choice("rule", protocol.rules, "number of rules.toml"), rule)
    answers = row.lists("answers")
    if any(len(each) != 2 or each[0] not in protocol.terms.transactions for each in answers):
        mend = "Write pairs, each of a transaction type and the type of the acquiring account."
        row.problem("'answers' names no transactions", mend, "answers")
    made = row.into(
        NoticeType,
        code=code,
        answers=tuple((each[0], each[-1]) for each in answers if each),
        units=units.get(row.choice("units", ("", *units), "group of [units]", ""), frozenset()),
        days=int(rule.value) if rule.value is not None else None,
        days_verified=rule.verified,
    )
    row.close("days")
    return made


def outstanding(notice: Notice) -> int:
    """Units that a notification still asks for."""
    return max(0, notice.quantity - sum(each.quantity for each in notice.settled))
