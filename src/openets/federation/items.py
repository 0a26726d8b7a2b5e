"""What the items of messages are made of, read strictly: whoever may write to us may still be wrong.

What is proposed is told, kept with the transfer and proposed to these books in one form, an item. Everything here
raises `Misuse` that names the item and what is wrong with it; nothing here looks at books.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from openets.engine.kinds.transaction import home_of
from openets.engine.posting import Units
from openets.kernel.clock import is_day
from openets.kernel.refusals import Fault, Misuse, Refusal
from openets.kernel.units import MOST_UNITS, NO_ELEMENTS, Block, Elements, block_from_text
from openets.ledger.transactions import FINAL, Proposal, Status
from openets.ledger.transfers import Transfer, registry_of

Item = Mapping[str, Any]

_ID = re.compile(r"[A-Z]{2,3}[0-9]{1,15}")
_REGISTRY = re.compile(r"[A-Z]{2,3}")
_LONGEST = 200
_LONGEST_NOTE = 2000
_MOST_REFUSALS = 200


def text(item: Item, name: str) -> str:
    """A text of an item. Raises `Misuse` where there is none."""
    value = item.get(name)
    if type(value) is not str or not value or len(value) > _LONGEST or not value.isprintable():
        raise Misuse(f"M-2001: '{name}' of an item must be a text of 1 to {_LONGEST} characters, not {short(value)}")
    return value


def whole(item: Item, name: str) -> int:
    """A whole number of an item. Raises `Misuse` where there is none."""
    value = item.get(name)
    if type(value) is not int or not 0 <= value <= MOST_UNITS:
        raise Misuse(f"M-2002: '{name}' of an item must be a whole number of at most 15 digits, not {short(value)}")
    return value


def short(value: object) -> str:
    """The beginning of a value, to be shown to whoever sent it."""
    return repr(value)[:80]


def can_be_kept(value: str, longest: int) -> bool:
    """Whether any books can hold a text: not too long, no halves of characters, no NUL."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return len(value) <= longest and "\0" not in value


def transfer_id(item: Item) -> str:
    """The transfer that an item is about."""
    name = text(item, "id")
    if not _ID.fullmatch(name):
        raise Misuse(
            f"M-2001: '{name[:40]}' is no transaction: expected a registry's letters and a number, such as AT1042"
        )
    return name


def ended_status(item: Item) -> Status:
    """The status with which a transfer ended without being completed."""
    status = whole(item, "status")
    if status == Status.COMPLETED or status not in map(int, FINAL):
        raise Misuse(f"M-2002: a transaction does not end with status {status}: expected 5, 6 or 7")
    return Status(status)


def checked_status(item: Item) -> Status:
    """What a log's checks found: 2 or 3."""
    status = whole(item, "status")
    if status not in (Status.CHECKED_NO_DISCREPANCY, Status.CHECKED_DISCREPANCY):
        raise Misuse(f"M-2002: what was checked has status 2 or 3, not {status}")
    return Status(status)


def refusals_from(item: Item) -> list[dict[str, str]]:
    """Every refusal that an item brings, as plain texts."""
    rows = item.get("refusals", [])
    names = set(Refusal.__slots__)
    if type(rows) is not list or len(rows) > _MOST_REFUSALS:
        raise Misuse("M-2007: 'refusals' of an item must be a list of refusals")
    for row in rows:
        if type(row) is not dict or set(row) != names or any(type(value) is not str for value in row.values()):
            raise Misuse(f"M-2007: a refusal has the texts {', '.join(sorted(names))}, not {short(row)}")
        if any(len(value) > _LONGEST_NOTE for value in row.values()):
            raise Misuse(f"M-2007: a text of a refusal has more than {_LONGEST_NOTE:,} characters")
    return rows


PROPOSED: dict[str, type] = {
    **dict.fromkeys(
        ("id", "type", "from", "to", "unit", "at", "request", "reverses", "undoes", "note", "notice", "on"), str
    ),
    **dict.fromkeys(("quantity", "year", "owed"), int),
    **dict.fromkeys(("blocks", "created", "elements", "replaces"), list),
    "reconstructed": bool,
}
"""What an item about a proposal may have → of which type. What is empty is left out."""

_NEEDED = ("id", "type", "to", "unit", "quantity", "at", "request")

_PLAIN = {
    **{name: name for name in ("type", "unit", "quantity", "request", "year", "reverses", "reconstructed", "note")},
    "from": "transferring",
    "to": "acquiring",
    "notice": "notice",
    "on": "on",
}
"""Parts of an item that are fields of the proposal as they are → the field."""


class Content(NamedTuple):
    """What a transfer is about."""

    item: Item
    """The same as sides tell and keep it."""
    proposal: Proposal
    """With the serial numbers of `moved`."""
    moved: list[Block]
    """The units that leave an account."""
    created: list[Block]
    """What an issuance, conversion or replacement makes."""


def item_from(name: str, proposal: Proposal, units: Units, at: str, *, owed: int, undoes: str) -> dict[str, Any]:
    """A proposal and the units that it is about, as transfer `name`."""
    full = {
        "id": name,
        **{part: getattr(proposal, field) for part, field in _PLAIN.items()},
        "blocks": [block.text() for block in units.moved],
        "created": [block.text() for block in units.created],
        "at": at,
        "elements": list(proposal.elements) if proposal.elements != NO_ELEMENTS else [],
        "replaces": [list(each) for each in proposal.replaces],
        "owed": owed,
        "undoes": undoes,
    }
    return {part: value for part, value in full.items() if value not in ("", 0, [], False)}


def content_from(item: Item) -> Content:
    """What an item is about, which is well made."""
    moved, created = (list(map(block_from_text, item.get(part, ()))) for part in ("blocks", "created"))
    plain = {field: item[part] for part, field in _PLAIN.items() if part in item}
    proposal = Proposal(
        **{"transferring": "", **plain},
        serials=tuple((block.series.origin, block.start, block.end) for block in moved),
        elements=Elements(*item.get("elements", ())),
        replaces=tuple((origin, start, end) for origin, start, end in item.get("replaces", ())),
    )
    return Content(item, proposal, moved, created)


def read_content(line: str) -> Content:
    """What the books keep of a transfer that somebody has proposed, as JSON."""
    return content_from(json.loads(line))


def item_of(transfer: Transfer) -> dict[str, Any]:
    """What the books keep of a transfer, be it only how it ended; `Fault` where they hold no JSON object."""
    item = json.loads(transfer.content)
    if type(item) is not dict:
        raise Fault(f"transfer {transfer.id} has no content")
    return item


def proposed(item: Item) -> Content:
    """What another side proposes or forwards. Raises `Misuse` for whatever is not well made of it."""
    name = transfer_id(item)
    for part, value in item.items():
        wanted = PROPOSED.get(part)
        if wanted is None or type(value) is not wanted:
            raise _unreadable(name, f"'{part[:40]}' is {short(value)}")
    missing = [part for part in _NEEDED if part not in item]
    if missing:
        raise _unreadable(name, f"it lacks {', '.join(missing)}")
    for part, value in item.items():
        if type(value) is int:
            whole(item, part)
        elif type(value) is str and part != "note":
            text(item, part)
    if not can_be_kept(item.get("note", ""), _LONGEST_NOTE):
        raise _unreadable(name, f"its note must have at most {_LONGEST_NOTE:,} characters, none of them NUL")
    try:
        _stop_wrong_parts(item)
        content = content_from(item)
    except (TypeError, ValueError) as error:
        raise _unreadable(name, str(error)[:200]) from None
    proposal = content.proposal
    if bool(proposal.transferring) is not bool(proposal.serials):
        raise _unreadable(name, "it must name the serial numbers of the units that leave an account, and no others")
    if home_of(proposal) != registry_of(name):
        raise Misuse(f"M-1008: {name} is about units of {home_of(proposal)}: that registry alone may propose it")
    return content


def _unreadable(name: str, what: str) -> Misuse:
    return Misuse(f"M-2003: what is proposed as {name} cannot be read: {what}")


def _stop_wrong_parts(item: Item) -> None:
    """Raise `ValueError` or `TypeError` for a day, and for blocks, elements and ranges, that are none."""
    if "on" in item and not is_day(item["on"]):
        raise ValueError(f"'{item['on'][:40]}' is no day")
    for part in ("blocks", "created"):
        for row in item.get(part, ()):
            block = _block(row)
            if part == "blocks" and block.series.unit != item["unit"]:
                raise ValueError(f"{row} is no block of {item['unit']}")
    elements = item.get("elements", [])
    if elements and list(map(type, elements)) != list(map(type, NO_ELEMENTS)):
        raise ValueError(f"{short(elements)} are no elements of serial numbers")
    for row in item.get("replaces", ()):
        if type(row) is not list or list(map(type, row)) != [str, int, int] or not 0 < row[1] <= row[2] <= MOST_UNITS:
            raise ValueError(f"{short(row)} is no range of serial numbers")


def _block(row: object) -> Block:
    if type(row) is not str or len(row) > _LONGEST:
        raise ValueError(f"{short(row)} is no block")
    block = block_from_text(row)
    series = block.series
    numbers = (series.original_period, series.applicable_period, series.activity, series.track, series.vintage)
    if block.end > MOST_UNITS or not all(0 <= number < 10_000 for number in numbers):
        raise ValueError(f"{row}: serial numbers have 15 digits at most, their elements four")
    if not _REGISTRY.fullmatch(series.origin) or len(series.project) > 20 or len(series.expiry) > 10:
        raise ValueError(f"{row} is of no registry, project or day")
    return block
