"""Notifications of the log of a protocol to its Parties."""

from typing import NamedTuple

from openets.compliance.notices_record import (
    Change,
    Notice,
    NoticeStatus,
    NoticeType,
    Settlement,
    key_prefix,
    notice_types,
    outstanding,
)
from openets.compliance.notices_steps import KIND
from openets.kernel.folding import folded
from openets.views import choices
from openets.views.codes import answers_of
from openets.views.columns import Column, marks, synthetic_column
from openets.views.detail import fact, grown, many, mirror, shape, stated, within
from openets.views.installations import synthetic_registries
from openets.views.law import books_law
from openets.views.parties import party_name
from openets.views.records import all_of, one_of, reference
from openets.views.view import Filter, View


class NoticeRow(NamedTuple):
    """A notification, and whether it went to a Party that was made up."""

    notice: Notice
    synthetic: bool

    @property
    def number(self) -> int:
        return int(self.notice.key.removeprefix(key_prefix(books_law())))

    @property
    def status(self) -> str:
        return NoticeStatus(self.notice.status).word


COLUMNS = (
    Column("number", "Number", "Its number.", "number", on="csv data", sort="number"),
    Column("key", "Notification", "The number with the log's letters.", "code", value="notice.key",
           tags=marks("synthetic"), link=lambda row: ("notice", row.notice.key)),
    Column("code", "Code", "The code of what it is about.", "year", value="notice.code", sort="code"),
    Column("name", "About", "What it is about.", "long", value=lambda row: type_of(row.notice).name),
    Column("party", "Party", "The Party to which it went.", value="notice.party", sort="party",
           link=lambda row: ("party", row.notice.party)),
    Column("issued_on", "Issued", "The day on which it was issued.", "day", value="notice.issued_on", null=True,
           sort="issued"),
    Column("deadline", "Deadline", "The last day on which it can be settled.", "day", value="notice.deadline",
           null=True, sort="deadline"),
    Column("quantity", "Asked for", "Units asked for; null where none are.", "number", "units",
           value=lambda row: row.notice.quantity or None, null=True, sort="quantity"),
    Column("outstanding", "Outstanding", "Of them, still asked for.", "number", "units",
           value=lambda row: outstanding(row.notice) or None, null=True),
    Column("unit", "Unit type", "The unit type that it is about.", value="notice.unit", on="csv data", null=True),
    Column("project", "Project", "The project that it is about.", value="notice.project", on="csv data", null=True),
    Column("status", "Status", "open, incomplete or completed.", "short", sort="status"),
    synthetic_column(),
)  # fmt: skip


def _to_parties() -> list[tuple[str, str]]:
    return [(code, party_name(code)) for code in sorted({row.notice.party for row in notice_rows()})]


NOTICES: View[NoticeRow] = View(
    "notices",
    "Notifications of the international transaction log",
    "A notification to a Party.",
    COLUMNS,
    key=lambda row: row.number,
    query=lambda: notice_rows(),
    filters=(
        Filter("party", "Party", "The code of a Party.", _to_parties, of_books=True,
               keeps="notice.party"),
        Filter("code", "About", "What they are about.", lambda: choices.named(notice_types(books_law())),
               keeps="notice.code"),
        choices.one_of("status", "Status", "How they stand.", lambda: [each.word for each in NoticeStatus]),
    ),
    sort="-number",
)  # fmt: skip


def type_of(notice: Notice) -> NoticeType:
    """What the law says of notifications with this one's code."""
    return notice_types(books_law())[notice.code]


def notice_rows(**party: str) -> list[NoticeRow]:
    """Every notification, or those to the Party that is named as `registry`, in the order of their numbers."""
    synthetic = synthetic_registries()
    found = (NoticeRow(each, each.party in synthetic) for each in all_of(KIND, **party))
    return sorted(found, key=lambda row: row.number)


def notice(key: str) -> NoticeRow | None:
    """One notification."""
    found = one_of(KIND, key)
    return NoticeRow(found, found.party in synthetic_registries()) if found is not None else None


class Block(NamedTuple):
    """A range of serial numbers."""

    origin: str
    start: int
    end: int


WHOLE = grown(
    NOTICES,
    lambda row: row,
    "WholeNotice",
    "A notification with all that belongs to it.",
    fact("asks", "What it asks for.", value=lambda row: type_of(row.notice).asks),
    fact("answers", "Transactions that settle it.", "parts",
         lambda row: answers_of(type_of(row.notice))),
    fact("days_source_seen", "Whether the source of the number of days that a Party has was seen.", "flag",
         lambda row: type_of(row.notice).days_verified),
    *within(
        lambda row: row.notice,
        shape(
            Notice,
            fact("land_use_activity", "The land-use activity that it is about.", value=lambda row: row.activity or None,
                 null=True),
            many("blocks", shape(Block, name="SerialRange"), "What it is about, where it names serial numbers.",
                 lambda notice: [Block(*each) for each in notice.blocks]),
            stated("note", help="What else the log tells the Party."),
            many("settled", mirror(Settlement), "Transactions that settle it, wholly or in part."),
            many("changes", mirror(Change), "Later words about it."),
            fact("completed_on", "The day on which it was completed.", "day", null=True),
        ),
    ),
    fact("reference", "The journal entry that made it what it is.",
         value=lambda row: reference("notice", row.notice.key)),
)  # fmt: skip


def is_called(row: NoticeRow, wanted: str) -> bool:
    """Whether a notification has this number or project, or all of these beginnings of words in what it is about."""
    about, low = folded(type_of(row.notice).name).split(), folded(wanted)
    named = low in (folded(row.notice.key), folded(row.notice.project))
    return named or all(any(each.startswith(word) for each in about) for word in low.split())
