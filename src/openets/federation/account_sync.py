"""How a side tells the next one of accounts: in the order of its own journal, again until it is known to be known.

Every account is told as it is now, with the number of the entry that last touched it and that of the account told
before. Who hears of them takes them in that order, so that an old message changes nothing and a lost one is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openets.ledger.accounts import FOREIGN, TRANSIT, Account
from openets.ledger.store import Needs, Reading, Store


@dataclass
class AccountSync:
    """How far the next side knows the accounts of some registries. Forgotten on restart: it then says how far."""

    known: dict[str, int] = field(default_factory=dict)
    """Registry → the entry up to which the other side said that it knows its accounts."""
    looked: dict[str, int] = field(default_factory=dict)
    """Registry → the entry up to which these books were looked through."""
    last: dict[str, int] = field(default_factory=dict)
    """Registry → the last entry that opened or changed an account, of those looked at."""

    def handle(self, registry: str, entry: int) -> bool:
        """The other side knows accounts up to an entry; whether that is further than was known."""
        further = entry > self.known.get(registry, 0)
        self.known[registry] = max(entry, self.known.get(registry, 0))
        return further

    def items(self, store: Store, registries: Iterable[str], most: int) -> list[dict[str, Any]]:
        """The next accounts to be told of each registry, `most` at a time."""
        heads = store.heads()
        return [
            item
            for code in registries
            if code in heads and self._may_have_news(code, heads[code].sequence)
            for item in self._next(store, code, heads[code].sequence, most)
        ]

    def _may_have_news(self, code: str, head: int) -> bool:
        return self.last.get(code, 0) > self.known.get(code, 0) or head > self.looked.get(code, 0)

    def _next(self, store: Store, code: str, head: int, most: int) -> list[dict[str, Any]]:
        known = self.known.get(code, 0)
        unheard = self.last.get(code, 0) > known
        found = _touched(store, code, known if unheard else max(known, self.looked.get(code, 0)), most)
        items, after = [], known
        for account, entry in sorted(found.accounts, key=lambda row: row[1]):
            place = found.installations.get(account.installation)
            items.append(_item(account, place, entry, after))
            after = entry
        self.looked[code] = max(self.looked.get(code, 0), head if found.all else found.upto)
        self.last[code] = max(self.last.get(code, 0), after)
        return items


class _Touched(NamedTuple):
    """Accounts as they are now, each with the entry that touched it last; installations of those opened."""

    accounts: list[tuple[Account, int]]
    installations: dict[str, dict[str, Any]]
    upto: int
    all: bool


def _touched(store: Store, code: str, after: int, most: int) -> _Touched:
    """The first accounts that entries of a registry touched, beyond the entry of that number."""
    installations: dict[str, dict[str, Any]] = {}
    with store.reading() as books:
        while True:
            entries = books.account_entries(code, after, most)
            after = entries[-1].sequence if entries else after
            contents = [(entry.sequence, json.loads(entry.text)) for entry in entries]
            touched = _identifiers(books, contents, installations)
            accounts = books.load(Needs(accounts=set(touched))).accounts
            rows = [(row, touched[name]) for name, row in accounts.items() if row.type not in (TRANSIT, FOREIGN)]
            if rows or len(entries) < most:
                return _Touched(rows, installations, after, len(entries) < most)


def _identifiers(
    books: Reading, contents: Sequence[tuple[int, dict[str, Any]]], installations: dict[str, dict[str, Any]]
) -> dict[str, int]:
    """Identifiers of the accounts that entries touch, with the number of the last of these entries."""
    reported = {content["installation"] for _, content in contents if content["kind"] == "report"}
    account_of = books.load(Needs(installations=reported)).accounts_of
    touched: dict[str, int] = {}
    for entry, content in contents:
        if content["kind"] == "report":
            touched[account_of[content["installation"]].identifier] = entry
            continue
        touched[content["account"]] = entry
        if "installation" in content:
            installations[content["installation"]["key"]] = content["installation"]
    return touched


def _item(account: Account, place: dict[str, Any] | None, entry: int, after: int) -> dict[str, Any]:
    return {
        "id": account.identifier,
        "type": account.type,
        "name": account.name,
        "holder": account.holder,
        "state": str(account.state),
        "blocked": account.blocked,
        "installation": place,
        "entry": entry,
        "after": after,
    }
