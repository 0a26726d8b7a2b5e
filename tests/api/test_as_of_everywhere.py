"""What was shown on a day is shown again, byte for byte: every address of the interface, after late acts of every kind.

A story is told day by day. At the end of each day every address is asked, as anybody could on that day; when the story
is over every one of them is asked again, as of that day. What is entered later, of whatever kind, must change nothing.
In these stories everything takes effect on the day on which it is entered, so that what was in effect on a day is the
same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from openets.engine.kinds.official import EnterOfficial
from openets.engine.verify import verify_store
from openets.kernel.clock import midday
from openets.ledger.store import Store
from tests.api.asking import Asker, operations, questions
from tests.books import let_go, make
from tests.session import Office, must
from tests.stories import a_plant_changes_hands, a_treaty, a_year_with_everything, the_period_ends
from tests.web.conftest import served

TIMELESS = {
    "/api/v1/checks": "what the law checks",
    "/api/v1/glossary": "words",
    "/api/v1/codes/unit-types": "codes of the law",
    "/api/v1/codes/account-types": "codes of the law",
    "/api/v1/codes/transaction-types": "codes of the law",
    "/api/v1/codes/notifications": "codes of the law",
    "/api/v1/codes/statuses": "codes of the exchange standards",
    "/api/v1/paper": "the seed paper",
    "/api/v1/paper/{name}": "the seed paper",
    "/api/v1/history": "the Commission's file as it was imported, which has no day of entry",
}
"""Addresses that take no day, and what they show."""
KEYS = {
    "/api/v1/registries/{code}": ("registries", "registry"),
    "/api/v1/registries/{code}/entries": ("registries", "registry"),
    "/api/v1/accounts/{identifier}": ("accounts", "identifier"),
    "/api/v1/accounts/{identifier}/blocks": ("accounts", "identifier"),
    "/api/v1/transactions/{reference}": ("transactions", "id"),
    "/api/v1/installations/{key}": ("installations", "id"),
    "/api/v1/operators/{key}": ("operators", "key"),
    "/api/v1/states/{code}": ("states", "code"),
    "/api/v1/sectors/{code}": ("sectors", "code"),
    "/api/v1/parties/{code}": ("parties", "code"),
    "/api/v1/notices/{key}": ("notices", "key"),
    "/api/v1/projects/{key}": ("projects", "id"),
    "/api/v1/entities/{key}": ("entities", "id"),
}
"""Address of one thing → the list that names such things, and the column of its rows that does."""
ENTRIES = "/api/v1/registries/{code}/entries/{sequence}"
OF_THE_JOURNAL = "/api/v1/registries"
"""Addresses that show what was entered: they take ``as_of`` alone."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Empty books of either engine, which the interface reads."""
    on_postgres = request.param == "postgres"
    address = request.getfixturevalue("postgres_url") if on_postgres else f"sqlite:///{tmp_path / 'books.db'}"
    store = make(address)
    with served(store.address):
        yield store
    let_go(store)


class Watched(Office):
    """An office that has every address asked at the end of each of its days."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(store)
        self.shown: dict[str, dict[str, bytes]] = {}
        self._patch = monkeypatch

    @property
    def today(self) -> str:
        return self.session.clock.now().date().isoformat()

    def on(self, day: str) -> Office:
        if day > self.today and self.store.heads():
            self.shown[self.today] = self.asked(self.today)
        return super().on(day)

    def asked(self, day: str, past: str = "") -> dict[str, bytes]:
        """What every address answers on a day; or of a past, such as ``on=2006-04-30``, each that can be asked so."""
        from openets.views import judging_all

        now = datetime.combine(date.fromisoformat(day), midday(date.fromisoformat(day)).now().time(), timezone.utc)
        self._patch.setattr("django.utils.timezone.now", lambda: now)
        if not past:
            judging_all.forget()  # what is worked out behind the pages may be of a moment before
        asker = Asker()

        def ask(address: str) -> bytes:
            answer = asker.ask(f"{address}{'&' if '?' in address else '?'}{past}" if past else address)
            assert answer.status_code == 200, (address, past, answer.content[:500])
            return bytes(answer.content)

        left_out = OF_THE_JOURNAL if "on=" in past else "-"
        return {address: ask(address) for address in addresses(ask, left_out) if not address.startswith(left_out)}


MOST = 2
"""Things of a kind that are asked for one by one: the first and the last that their list names."""


SEARCHED = "/api/v1/search?q=a"


def _is_of_the_past(path: str) -> bool:
    return "{" not in path and path not in TIMELESS


def addresses(ask: Callable[[str], bytes], left_out: str) -> list[str]:
    """Every address, with keys that the lists name; none of some."""

    def rows(name: str) -> list[dict[str, Any]]:
        found = json.loads(ask(f"/api/v1/{name}?limit=200"))
        assert found["next"] is None, f"{name}: too many for this test"
        return found["items"]  # type: ignore[no-any-return]

    def ends(found: list[Any]) -> list[Any]:
        return found if len(found) <= MOST else found[: MOST // 2] + found[-MOST // 2 :]

    found = [SEARCHED if path in SEARCHED else f"{path}?limit=200" for path in operations() if _is_of_the_past(path)]
    for path, (name, column) in KEYS.items():
        if path.startswith(left_out):
            continue
        limit = "?limit=200" if path.endswith(("/entries", "/blocks")) else ""
        found += [re.sub(r"{\w+}", str(row[column]), path) + limit for row in ends(rows(name))]
    for head in ends(rows("registries")) if left_out != OF_THE_JOURNAL else ():
        found += [ENTRIES.format(code=head["registry"], sequence=number) for number in (1, head["sequence"])]
    return found


# ---- the stories -----------------------------------------------------------------------------------------


def corrections(office: Office) -> None:
    """Late acts of every kind on operators, in seven years: each on a day of its own."""
    days = iter(f"2006-{month:02}-{day:02}" for month in range(3, 12) for day in (3, 9, 15, 21, 27))
    plants = [office.operator(f"AT_{number}") for number in range(1, 4)]
    for plant in plants:
        must(office.plan(plant, 2005, 600))
        office.endow(plant, "EUA1", 1_000)
    trader = office.person("AT", "Trader")
    mistaken: list[str] = []

    def letters(which: str, request: str) -> Any:
        return office.commit([EnterOfficial("AT", 2005, (("AT_1", which), ("AT_2", "B")), request)])[0]

    acts: list[Callable[[], Any]] = [
        lambda: office.report(plants[0], 2005, 500),
        lambda: mistaken.append(must(office.surrender(plants[2], "EUA1", 10, 2005))),
        lambda: office.reverse(mistaken[0]),
        lambda: office.report(plants[1], 2005, None),
        lambda: office.plan(plants[0], 2006, 550, free=500),
        lambda: office.surrender(plants[0], "EUA1", 300, 2005),
        lambda: office.transfer(plants[0], trader, "EUA1", 100),
        lambda: letters("B", "letters"),
        lambda: office.surrender(plants[0], "EUA1", 200, 2005),
        lambda: office.report(plants[1], 2005, 700),
        lambda: office.report(plants[0], 2005, 580),
        lambda: office.step("AT", "correction", "AT_1-2005", "propose", verified=590, reason="A meter was misread"),
        lambda: office.step("AT", "correction", "AT_1-2005", "accept"),
        lambda: letters("E", "corrected"),
        lambda: office.plan(plants[0], 2006, 540),
        lambda: office.cancel(trader, "EUA1", 40),
        lambda: office.transfer(trader, plants[2], "EUA1", 60),
        lambda: office.change(trader, closed=True),
        lambda: office.step("AT", "installation", "AT_3", "hand over", holder="New AG", name="New plant"),
        lambda: office.step("AT", "installation", "AT_3", "hand over", holder="Newer AG", keep_account=True),
        lambda: office.step("AT", "installation", "AT_2", "renumber", number="AT_77"),
        lambda: office.operator("AT_9"),
        lambda: office.registry("LU"),
        lambda: office.step("AT", "entity", "TUEV", "accredit", name="TÜV", mechanisms=["CDM"], scopes=[1]),
    ]
    for act in acts:
        office.on(next(days))
        done = act()
        if hasattr(done, "accepted"):
            must(done)


def a_treaty_to_its_end(office: Office) -> None:
    a_treaty(office)
    must(office.propose("1-0", "", office.registry("AT"), "AAU", 8_700))
    office.on("2009-06-02")
    must(office.transfer(office.registry("AT"), office.registry("DE"), "AAU", 20))
    must(office.step("AT", "notice", "ITL1", "issue", code=1, party="AT", quantity=40, activity="D"))
    the_period_ends(office, "AT", 900)


STORIES: dict[str, Callable[[Office], Any]] = {
    "corrections": corrections,
    "hands": a_plant_changes_hands,
    "everything": a_year_with_everything,
    "treaty": a_treaty_to_its_end,
}


@pytest.mark.parametrize("story", STORIES)
def test_what_was_shown_on_a_day_is_shown_again(story: str, books: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Watched(books, monkeypatch)
    STORIES[story](office)
    office.on("2020-02-02")
    assert len({repr(each) for each in office.shown.values()}) == len(office.shown) > 0
    for day, then in office.shown.items():
        again = office.asked("2020-02-02", f"as_of={day}")
        assert again.keys() == then.keys(), day
        for address, answer in again.items():
            assert answer.decode() == then[address].decode(), (day, address)
        in_effect = office.asked("2020-02-02", f"on={day}")
        assert in_effect.keys() == {each for each in then if not each.startswith(OF_THE_JOURNAL)}
        for address, answer in in_effect.items():
            assert _alone(answer) == _alone(then[address]), (day, address)
    now = office.asked("2020-02-02")
    for address, answer in office.asked("2020-02-02", "on=2020-02-01").items():
        assert answer.decode() == now[address].decode(), address
    verify_store(books)


def _alone(answer: bytes) -> str:
    """An answer without what follows a transaction's entry in the journal."""
    return re.sub(r'"following": (null|"\w+")', "", answer.decode())


def test_every_address_takes_a_day_or_says_why_not() -> None:
    names = {path: {each["name"] for each in questions(path)} for path in operations()}
    takes, both = ({path for path in names if name in names[path]} for name in ("as_of", "on"))
    assert takes == set(operations()) - TIMELESS.keys()
    assert both == {path for path in takes if not path.startswith(OF_THE_JOURNAL)}
    assert takes == {path for path in takes if "{" not in path} | KEYS.keys() | {ENTRIES}
