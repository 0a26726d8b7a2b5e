"""The operator's question: what is owed, by when, what is held, what is missing, at what price of failing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from openets.notebook import Notebook
from tests.views.test_own_authority import books
from tests.web.conftest import served
from tests.web.reading import Reader

__all__ = ["books"]


def duty(books: Notebook, key: str, **days: str) -> tuple[int, date, bool, int, int, Decimal] | None:
    from openets.views.installation import installation_file

    with books.reading(**days):
        file = installation_file(key)
        assert file is not None
        found = file.duty
        if found is None:
            return None
        return found.owed, found.due, found.overdue, found.held, found.missing, found.failing.amount


DUE = date(2006, 4, 30)


@pytest.mark.parametrize(
    ("key", "days", "told"),
    [
        ("AT_1", {"as_of": "2006-03-14"}, None),
        ("AT_1", {"as_of": "2006-03-20"}, (100, DUE, False, 100, 0, Decimal(4_000))),
        ("AT_1", {}, (0, DUE, False, 0, 0, Decimal(0))),
        ("AT_2", {"as_of": "2006-04-25"}, (40, DUE, False, 50, 0, Decimal(1_600))),
        ("AT_2", {"as_of": "2006-05-01"}, (40, DUE, True, 50, 0, Decimal(1_600))),
        ("AT_6", {}, (70, date(2007, 4, 30), True, 0, 70, Decimal(2_800))),
    ],
)
def test_a_duty_is_of_the_day_that_is_shown(
    books: Notebook, key: str, days: dict[str, str], told: tuple[int, date, bool, int, int, Decimal] | None
) -> None:
    assert duty(books, key, **days) == told


def test_the_page_begins_with_it_and_shows_nothing_of_the_future(books: Notebook) -> None:
    with served(str(books.store.address)):  # type: ignore[attr-defined]
        page = Reader().get("/installations/AT_5/?as_of=2006-04-10")
        assert "100 units to surrender by 30 April 2006" in page.text
        assert "no authority" not in page.text, "the registry is itself the authority"
        assert "A*" not in page.text
        assert page.text.index("units to surrender") < page.text.index("Official and computed status")
        assert "40 units are overdue since 30 April 2006" in Reader().get("/installations/AT_2/").text
        assert "No report of 2005 has come" in Reader().get("/installations/AT_3/").text
        assert "Nothing is owed for 2005" in Reader().get("/installations/AT_5/").text
        told = Reader().ask("/api/v1/installations/AT_2").json()["duty"]
        assert (told["owed"], told["due"], told["missing"], told["currency"]) == (40, "2006-04-30", 0, "EUR")
