"""Notifications, read from the books: nothing here changes anything."""

from __future__ import annotations

import json
from string import ascii_letters

from openets.compliance.notices_record import Notice, notice_from
from openets.compliance.notices_steps import KIND
from openets.kernel.refusals import Misuse
from openets.ledger.store import Store


def notices(store: Store, party: str = "") -> list[Notice]:
    """Every notification on record, or those to one Party, in the order of their numbers."""
    found = [notice_from(json.loads(record.body)) for record in store.all_records(KIND.name)]
    return sorted((each for each in found if party in ("", each.party)), key=number)


def notice_of(store: Store, key: str) -> Notice:
    """One notification. Raises `Misuse` for one that is not known."""
    found = next((each for each in notices(store) if each.key == key), None)
    if found is None:
        raise Misuse(f"no notification '{key[:40]}' is known: `ets notice list` lists them")
    return found


def number(notice: Notice) -> int:
    """The number in a notification's key."""
    return int(notice.key.lstrip(ascii_letters))
