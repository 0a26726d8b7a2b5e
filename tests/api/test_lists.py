"""Lists come in parts: each row once, in order, whatever is added meanwhile, and a cursor belongs to its question."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from openets.commands.open_account import open_account
from openets.ledger.accounts import Installation, Opening
from openets.stores.door import open_store
from tests.api.asking import Asker, operations, path_of, questions
from tests.session import Office, must, scatter
from tests.web.conftest import served

REGISTRIES = ("BE", "DE", "ES", "FI", "FR", "IT", "DK", "LU", "NL", "PT", "SE", "GB")


class Growing:
    """Books that grow while somebody reads them."""

    def __init__(self, office: Office, asker: Asker) -> None:
        self.office, self.asker = office, asker
        self.mill = ""

    def begin(self) -> None:
        for number in range(1, 12):
            self.add(number)
        for code in REGISTRIES[:6]:
            self.open(code)
        self.mill = self.office.operator("AT_900")
        scatter(self.office, self.mill)

    def add(self, number: int) -> None:
        """An installation, its account, a plan and its allocation, and a trader's account."""
        key = f"AT_{number}"
        office = self.office
        office.registry("AT")
        thing = Installation(key, "AT", f"Werk {number % 5}", f"Betreiber {number % 3}", 1 + number % 9, "Graz")
        account = must(open_account(office.session, Opening("AT", "120", thing.name, "X", thing), request=f"o{number}"))
        office.installation_of[account] = key
        must(office.issue("AT", "EUA1", 100))
        must(office.plan(account, 2005, 10 + number % 4))
        must(office.allocate(account, "EUA1", 10 + number % 4, 2005))
        must(office.report(account, 2005, None if number % 3 == 0 else 5 + number % 2))

    def open(self, code: str) -> None:
        """A registry with units of its own."""
        self.office.registry(code)
        must(self.office.issue(code, "EUA1", 30))

    def grow(self, number: int) -> None:
        self.add(1000 + number)
        unopened = [code for code in REGISTRIES if code not in self.office.store.heads()]
        if unopened:
            self.open(unopened[0])
        scatter(self.office, self.mill, sizes=(5 + number,))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def growing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Growing]:
    """Books of either engine."""
    on_postgres = request.param == "postgres"
    address = request.getfixturevalue("postgres_books") if on_postgres else f"sqlite:///{tmp_path / 'books.db'}"
    store = open_store(address, create=True)
    with served(address):
        books = Growing(Office(store), Asker())
        books.begin()
        yield books
    store.connection.close()  # type: ignore[attr-defined]


def key_of(item: dict[str, Any]) -> str:
    return str([item.get(name) for name in ("id", "identifier", "origin", "start", "hash", "registry", "unit")])


LISTS = ("installations", "accounts", "accounts/{mill}/blocks", "transactions", "registries/AT/entries", "units")


@pytest.mark.parametrize("name", LISTS)
def test_a_walk_meets_every_row_once_while_others_are_added(growing: Growing, name: str) -> None:
    address = f"/api/v1/{name.format(mill=growing.mill)}"
    (sort,) = [each for each in questions(path_of(address)) if each["name"] == "sort"]
    for number, order in enumerate(sort["schema"]["enum"]):
        before = growing.asker.items(f"{address}?sort={order}")
        walked: list[dict[str, Any]] = []
        part = growing.asker.get(f"{address}?sort={order}&limit=4")
        count = part["count"]
        while part["next"] is not None:
            walked += part["items"]
            if len(walked) < 12:
                growing.grow(len(walked) + 100 * number)
            part = growing.asker.get(part["next"])
            assert part["count"] is None
        walked += part["items"]
        keys = [key_of(item) for item in walked]
        old = [key_of(item) for item in before]
        assert count == len(old)
        assert len(set(keys)) == len(keys), order
        assert [key for key in keys if key in set(old)] == old, order


def test_blanks_come_last_and_are_walked_through_too(growing: Growing) -> None:
    for order in ("verified", "-verified"):
        found = [row["verified"] for row in growing.asker.items(f"/api/v1/installations?sort={order}", limit=2)]
        known = [value for value in found if value is not None]
        assert len(known) < len(found)
        assert found == sorted(known, reverse=order.startswith("-")) + [None] * (len(found) - len(known))


@pytest.mark.parametrize("limit", [1, 2, 3, 200])
def test_the_size_of_the_parts_changes_nothing(treaty_api: Asker, limit: int) -> None:
    for name in ("parties", "notices", "projects", "checks", "transactions", "codes/statuses", "paper"):
        assert treaty_api.items(f"/api/v1/{name}", limit=limit) == treaty_api.items(f"/api/v1/{name}", limit=50)


def test_every_order_of_rows_at_hand_is_walked_through(treaty_api: Asker) -> None:
    for path in operations():
        sort = [each["schema"]["enum"] for each in questions(path) if each["name"] == "sort"]
        if not sort or "{" in path:
            continue
        for order in sort[0]:
            address = f"{path}?sort={order}"
            rows = treaty_api.items(address, limit=3)
            assert rows == treaty_api.items(address)
            assert len(rows) == treaty_api.get(address)["count"]


def test_a_part_has_fifty_rows_unless_one_says(api: Asker) -> None:
    part = api.get("/api/v1/accounts")
    assert (len(part["items"]), part["count"]) == (50, 85)
    rest = api.get(part["next"])
    assert (len(rest["items"]), rest["count"], rest["next"]) == (35, None, None)


def test_the_next_link_keeps_the_question(api: Asker) -> None:
    part = api.get("/api/v1/installations?member_state=LU&sort=-id&limit=5")
    link = urlsplit(part["next"])
    assert (link.scheme, link.netloc, link.path) == ("http", "testserver", "/api/v1/installations")
    asked = parse_qs(link.query)
    assert (asked["member_state"], asked["sort"], asked["limit"]) == (["LU"], ["-id"], ["5"])
    assert "q" not in asked


def test_the_parts_of_a_list_are_all_of_one_year(growing: Growing) -> None:
    part = growing.asker.get("/api/v1/installations?sort=-verified&limit=4")
    assert {row["year"] for row in part["items"]} == {2005}
    office = growing.office.on("2007-03-01")
    must(office.report(office.operator("AT_950"), 2006, 77))
    while part["next"] is not None:
        part = growing.asker.get(part["next"])
        assert {row["year"] for row in part["items"]} == {2005}
    assert growing.asker.get("/api/v1/installations?limit=1")["items"][0]["year"] == 2006


# ---- cursors -------------------------------------------------------------------------------------


def cursor_of(part: dict[str, Any]) -> str:
    return parse_qs(urlsplit(part["next"]).query)["cursor"][0]


def forged(cursor: str, edge: Any) -> str:
    """The same cursor with another place in it, made by somebody who has read the source."""
    fingerprint, _ = json.loads(base64.urlsafe_b64decode(cursor))
    content = json.dumps([fingerprint, edge], ensure_ascii=True)
    return quote(base64.urlsafe_b64encode(content.encode()).decode())


def refused(asker: Asker, address: str) -> None:
    said = asker.problem(address, 400)
    assert "begin again without it" in said["detail"], address


GARBAGE = (
    "x",
    "%00",
    "AAAA",
    "%F0%9F%8C%8D",
    "'; DROP TABLE account; --",
    "../..",
    "null",
    "e30=",
    "W10=",
    "bnVsbA==",
    "W1tdXQ==",
)


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_is_no_cursor(api: Asker, garbage: str) -> None:
    for name in ("accounts", "transactions", "checks", "registries/AT/entries"):
        refused(api, f"/api/v1/{name}?cursor={garbage}")


def test_a_cursor_is_good_for_its_own_question_only(api: Asker) -> None:
    cursor = quote(cursor_of(api.get("/api/v1/accounts?limit=3&registry=LU")))
    assert len(api.get(f"/api/v1/accounts?limit=9&registry=LU&cursor={cursor}")["items"]) == 9
    for other in ("accounts?", "accounts?registry=AT&", "accounts?registry=LU&sort=name&", "transactions?", "checks?"):
        refused(api, f"/api/v1/{other}cursor={cursor}")
    refused(api, f"/api/v1/accounts?registry=LU&cursor={cursor[:-6]}")


@pytest.mark.parametrize(
    "edge",
    [
        None,
        {},
        [],
        ["LU"],
        ["LU", "LU"],
        [1, 1],
        [None, 1],
        ["LU", 1.5],
        ["LU", True],
        ["LU", 2**63],
        ["LU", -(10**30)],
        ["LU\x00", 1],
        ["\ud800", 1],
        [["LU"], 1],
        ["LU", 1, 1],
    ],
)
def test_a_forged_cursor_is_refused_and_never_a_fault(bare_api: Asker, edge: Any) -> None:
    fingerprint = fingerprint_of("/api/v1/accounts", {"q": "", "sort": "id"})
    refused(bare_api, f"/api/v1/accounts?cursor={forged(fingerprint, edge)}")


def fingerprint_of(path: str, question: dict[str, str]) -> str:
    """A cursor that fits a question and points nowhere yet."""
    from hashlib import sha256

    word = sha256(json.dumps([path, question], sort_keys=True).encode()).hexdigest()[:12]
    return base64.urlsafe_b64encode(json.dumps([word, []]).encode()).decode()


@pytest.mark.parametrize("edge", [[], [1], ["2000"], ["2000", 5], [5, "x"], [None, None], [1, 2, 3], {}, [True, "x"]])
def test_a_forged_cursor_of_rows_at_hand_is_refused(bare_api: Asker, edge: Any) -> None:
    cursor = cursor_of(bare_api.get("/api/v1/checks?limit=1"))
    refused(bare_api, f"/api/v1/checks?cursor={forged(cursor, edge)}")


def test_a_forged_cursor_may_point_where_no_row_is(api: Asker) -> None:
    cursor = cursor_of(api.get("/api/v1/accounts?limit=1"))
    after_germany = api.get(f"/api/v1/accounts?cursor={forged(cursor, ['DE', 10**18])}")["items"]
    assert {row["registry"] for row in after_germany} == {"LU"}
    assert api.get(f"/api/v1/accounts?cursor={forged(cursor, ['ZZ', 0])}")["items"] == []
