"""How a side tells the next one of accounts: in the order of its own journal, again until it is known to be known.

Every account is told as it is now, with the number of the entry that last touched it and that of the account told
before. Whoever receives them takes them in that order, so that an old message changes nothing and a lost one is
noticed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, get_type_hints

from openets.engine.kinds.open_account import LONGEST_NAME
from openets.federation.items import Item, can_be_kept, short, text, whole
from openets.kernel.clock import is_day
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import FOREIGN, TRANSIT, Account, AccountState, Installation
from openets.ledger.store import Needs, Reading, Store


class SyncedAccount(NamedTuple):
    """An account as its registry tells of it, in the words of the message: what it is now."""

    id: str
    type: str
    name: str
    holder: str
    state: AccountState
    blocked: bool
    opened: str
    """The day from which it is open."""
    until: str
    """Day from which another account is its installation's, ``""`` while it is itself."""
    installation: Installation | None
    entry: int
    """The entry of the sender's journal that last touched it."""
    after: int
    """The entry of the account told before it, so that a log notices when something in between got lost."""

    @property
    def registry(self) -> str:
        return self.id.partition("-")[0]


@dataclass
class AccountSync:
    """How far the next side knows the accounts of some registries. Forgotten on restart: it then says how far."""

    to: str = ""
    """The next side, ``""`` where there is none."""
    registries: Sequence[str] = ()
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

    def items(self, store: Store, most: int) -> list[dict[str, Any]]:
        """The next accounts to be told of each registry, `most` at a time."""
        heads = store.heads() if self.registries else {}
        return [
            item
            for code in self.registries
            if code in heads and self._may_have_news(code, heads[code].sequence)
            for item in self._next(store, code, heads[code].sequence, most)
        ]

    def _may_have_news(self, code: str, head: int) -> bool:
        return self.last.get(code, 0) > self.known.get(code, 0) or head > self.looked.get(code, 0)

    def _next(self, store: Store, code: str, head: int, most: int) -> list[dict[str, Any]]:
        known = self.known.get(code, 0)
        unknown = self.last.get(code, 0) > known
        found = _touched(store, code, known if unknown else max(known, self.looked.get(code, 0)), most)
        items, after = [], known
        for account, entry in sorted(found.accounts, key=lambda row: row[1]):
            items.append(_item(account, found.installations.get(account.installation), entry, after))
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
            found = [(entry.sequence, json.loads(entry.text)) for entry in entries]
            contents = _up_to_a_former_account(found)
            after = contents[-1][0] if contents else after
            touched = _identifiers(books, contents, installations)
            accounts = books.load(Needs(accounts=set(touched))).accounts
            rows = [(row, touched[name]) for name, row in accounts.items() if row.type not in (TRANSIT, FOREIGN)]
            is_all = len(contents) == len(found) < most
            if rows or is_all:
                return _Touched(rows, installations, after, is_all)


def _up_to_a_former_account(contents: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """The entries before one that touches an account again which was succeeded among them.

    Every account is told once, with its last entry: told with that one, it would come after its successor.
    """
    succeeded = set()
    for number, (_, content) in enumerate(contents):
        if content.get("account") in succeeded:
            return contents[:number]
        if content.get("until"):
            succeeded.add(content["account"])
    return contents


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
    names = (account.identifier, account.type, account.name, account.holder)
    now = (*names, str(account.state), account.blocked, account.opened, account.until)
    return dict(zip(SyncedAccount._fields, (*now, place, entry, after), strict=True))


_INSTALLATION: dict[str, type] = get_type_hints(Installation)
"""What an installation has → of which type."""


def synced_account(item: Item) -> SyncedAccount:
    """An account as its registry tells of it. Raises `Misuse` for an item that is not well made."""
    name = text(item, "id")
    if set(item) != set(SyncedAccount._fields):
        raise Misuse(f"M-2006: {name}: of an account one tells {', '.join(SyncedAccount._fields)}, and nothing else")
    state, blocked = text(item, "state"), item["blocked"]
    if state not in tuple(AccountState) or type(blocked) is not bool:
        raise Misuse(f"M-2006: {name}: '{state[:40]}' is no state of an account, or 'blocked' not true or false")
    opened, until = text(item, "opened"), text(item, "until") if item["until"] != "" else ""
    for day in (opened, until):
        if day and not is_day(day):
            raise Misuse(f"M-2006: {name}: '{day[:40]}' is no day")
    for part in ("name", "holder"):
        value = item[part]
        if type(value) is not str or not value.strip() or not can_be_kept(value, LONGEST_NAME):
            raise Misuse(f"M-2006: {name}: '{part}' must be a text of 1 to {LONGEST_NAME} characters")
    place = _installation(name, item["installation"]) if item["installation"] else None
    now = (name, text(item, "type"), item["name"], item["holder"], AccountState(state), blocked, opened, until)
    return SyncedAccount(*now, place, whole(item, "entry"), whole(item, "after"))


def _installation(name: str, place: object) -> Installation:
    if type(place) is not dict or {part: type(value) for part, value in place.items()} != _INSTALLATION:
        raise Misuse(f"M-2006: {name}: an installation has {', '.join(_INSTALLATION)}, each of its own kind")
    if any(type(value) is str and not can_be_kept(value, LONGEST_NAME) for value in place.values()):
        raise Misuse(f"M-2006: {name}: the installation's texts have at most {LONGEST_NAME} characters")
    key, activity, home = place["key"], place["activity"], name.partition("-")[0]
    if not key.startswith(f"{home}_"):
        raise Misuse(f"M-2006: {name}: installation '{key[:40]}' is not of {home}: another registry tells of it")
    if len(key) > 40 or not 0 <= activity < 1000:
        raise Misuse(f"M-2006: {name}: '{key[:40]}' with activity {short(activity)} is no installation")
    return Installation(**place)
