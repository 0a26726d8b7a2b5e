"""What the items of messages are made of, read strictly: whoever may write to us may still be wrong.

Everything here raises `Misuse` that names the item and what is wrong with it; nothing here looks at books.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_type_hints

from openets.engine.kinds.transaction import home_of
from openets.federation.contents import Content, proposal_from
from openets.federation.kinds.sync_accounts import SyncedAccount
from openets.kernel.refusals import Misuse, Refusal
from openets.kernel.units import MOST_UNITS, Block, Elements, block_from_text
from openets.ledger.accounts import AccountState, Installation, Opening
from openets.ledger.transactions import FINAL, Status
from openets.ledger.transfers import registry_of

Item = Mapping[str, Any]

_ID = re.compile(r"[A-Z]{2,3}[0-9]{1,15}")
_REGISTRY = re.compile(r"[A-Z]{2,3}")
_LONGEST = 200
_LONGEST_NOTE = 2000
_LONGEST_NAME = 250
_MOST_REFUSALS = 200

_PROPOSED: dict[str, type] = {
    **dict.fromkeys(("id", "type", "from", "to", "unit", "at", "request", "reverses", "undoes", "note"), str),
    **dict.fromkeys(("notice",), str),
    **dict.fromkeys(("quantity", "year", "owed"), int),
    **dict.fromkeys(("blocks", "created", "elements", "replaces"), list),
    "reconstructed": bool,
}
"""What an item about a proposal may have → of which type."""

_NEEDED = ("id", "type", "to", "unit", "quantity", "at", "request")
_ACCOUNT = ("id", "type", "name", "holder", "state", "blocked", "installation", "entry", "after")


def text(item: Item, name: str) -> str:
    """A text of an item. Raises `Misuse` where there is none."""
    value = item.get(name)
    if type(value) is not str or not value or len(value) > _LONGEST or not value.isprintable():
        raise Misuse(f"M-2001: '{name}' of an item must be a text of 1 to {_LONGEST} characters, not {_short(value)}")
    return value


def whole(item: Item, name: str) -> int:
    """A whole number of an item. Raises `Misuse` where there is none."""
    value = item.get(name)
    if type(value) is not int or not 0 <= value <= MOST_UNITS:
        raise Misuse(f"M-2002: '{name}' of an item must be a whole number of at most 15 digits, not {_short(value)}")
    return value


def _short(value: object) -> str:
    return repr(value)[:80]


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
            raise Misuse(f"M-2007: a refusal has the texts {', '.join(sorted(names))}, not {_short(row)}")
        if any(len(value) > _LONGEST_NOTE for value in row.values()):
            raise Misuse(f"M-2007: a text of a refusal has more than {_LONGEST_NOTE:,} characters")
    return rows


# ---- proposals -----------------------------------------------------------------------------------


def proposed(item: Item) -> Content:
    """What is proposed, or forwarded, as the contents of a transfer."""
    name = transfer_id(item)
    for part, value in item.items():
        wanted = _PROPOSED.get(part)
        if wanted is None or type(value) is not wanted:
            raise _unreadable(name, f"'{part[:40]}' is {_short(value)}")
    missing = [part for part in _NEEDED if part not in item]
    if missing:
        raise _unreadable(name, f"it lacks {', '.join(missing)}")
    for part in ("quantity", "year", "owed"):
        whole({part: item.get(part, 0)}, part)
    for part in item:
        if _PROPOSED[part] is str and part != "note":
            text(item, part)
    if not item.get("note", "").isprintable() or len(item.get("note", "")) > _LONGEST_NOTE:
        _stop_unwritable(name, item["note"])
    content = dict(item)
    try:
        _stop_wrong_parts(content)
        proposal = proposal_from(content)
    except (TypeError, ValueError) as error:
        raise _unreadable(name, str(error)[:200]) from None
    if bool(proposal.transferring) is not bool(proposal.serials):
        raise _unreadable(name, "it must name the serial numbers of the units that leave an account, and no others")
    if home_of(proposal) != registry_of(name):
        raise Misuse(f"M-1008: {name} is about units of {home_of(proposal)}: that registry alone may propose it")
    return content


def _unreadable(name: str, what: str) -> Misuse:
    return Misuse(f"M-2003: what is proposed as {name} cannot be read: {what}")


def _stop_unwritable(name: str, note: str) -> None:
    try:
        note.encode()
    except UnicodeEncodeError:
        raise _unreadable(name, "its note has characters that no text can hold") from None
    if len(note) > _LONGEST_NOTE or "\0" in note:
        raise _unreadable(name, f"its note must have at most {_LONGEST_NOTE:,} characters, none of them NUL")


def _stop_wrong_parts(content: Content) -> None:
    """Raise `ValueError` or `TypeError` for blocks, elements and ranges that are none."""
    unit = content["unit"]
    for part in ("blocks", "created"):
        for row in content.get(part, ()):
            block = _block(row)
            if part == "blocks" and block.series.unit != unit:
                raise ValueError(f"{row} is no block of {unit}")
    elements = content.get("elements", [])
    if elements and list(map(type, elements)) != list(map(type, Elements())):
        raise ValueError(f"{_short(elements)} are no elements of serial numbers")
    for row in content.get("replaces", ()):
        if type(row) is not list or list(map(type, row)) != [str, int, int] or not 0 < row[1] <= row[2] <= MOST_UNITS:
            raise ValueError(f"{_short(row)} is no range of serial numbers")


def _block(row: object) -> Block:
    if type(row) is not str or len(row) > _LONGEST:
        raise ValueError(f"{_short(row)} is no block")
    block = block_from_text(row)
    series = block.series
    numbers = (series.original_period, series.applicable_period, series.activity, series.track)
    if block.end > MOST_UNITS or not all(0 <= number < 1000 for number in numbers):
        raise ValueError(f"{row}: serial numbers have 15 digits at most, their elements three")
    if not _REGISTRY.fullmatch(series.origin) or len(series.project) > 20 or len(series.expiry) > 10:
        raise ValueError(f"{row} is of no registry, project or day")
    return block


# ---- accounts ------------------------------------------------------------------------------------


def synced_account(item: Item) -> SyncedAccount:
    """An account as its registry tells of it."""
    name = text(item, "id")
    if set(item) != set(_ACCOUNT):
        raise Misuse(f"M-2006: {name}: of an account one tells {', '.join(_ACCOUNT)}, and nothing else")
    state, blocked = text(item, "state"), item["blocked"]
    if state not in tuple(AccountState) or type(blocked) is not bool:
        raise Misuse(f"M-2006: {name}: '{state[:40]}' is no state of an account, or 'blocked' not true or false")
    place = item["installation"]
    home = name.partition("-")[0]
    opening = Opening(home, text(item, "type"), *_names(item, name), _installation(name, place) if place else None)
    return SyncedAccount(name, opening, AccountState(state), blocked, whole(item, "entry"), whole(item, "after"))


def _names(item: Item, name: str) -> tuple[str, str]:
    found = []
    for part in ("name", "holder"):
        value = item[part]
        if type(value) is not str or not value.strip() or not _can_be_kept(value):
            raise Misuse(f"M-2006: {name}: '{part}' must be a text of 1 to {_LONGEST_NAME} characters")
        found.append(value)
    return found[0], found[1]


def _can_be_kept(value: str) -> bool:
    """Whether any books can hold a name."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return len(value) <= _LONGEST_NAME and "\0" not in value


_INSTALLATION: dict[str, type] = get_type_hints(Installation)
"""What an installation has → of which type."""


def _installation(name: str, place: object) -> Installation:
    wanted = _INSTALLATION
    if type(place) is not dict or {part: type(value) for part, value in place.items()} != wanted:
        raise Misuse(f"M-2006: {name}: an installation has {', '.join(wanted)}, each of its own kind")
    if any(type(value) is str and not _can_be_kept(value) for value in place.values()):
        raise Misuse(f"M-2006: {name}: the installation's texts have at most {_LONGEST_NAME} characters")
    home = name.partition("-")[0]
    if not place["key"].startswith(f"{home}_"):
        raise Misuse(
            f"M-2006: {name}: installation '{place['key'][:40]}' is not of {home}: another registry tells of it"
        )
    if len(place["key"]) > 40 or not 0 <= place["activity"] < 1000:
        raise Misuse(
            f"M-2006: {name}: '{place['key'][:40]}' with activity {_short(place['activity'])} is no installation"
        )
    return Installation(**place)
