"""Where compliance years begin on several days, each facility is judged, and is late, by the days of its own cycle."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import openets
from openets.commands.open_account import NewAccount
from openets.kernel.clock import midday
from openets.views import status

FACILITIES = {"SC_1": "nox-coastal-1", "SC_2": "nox-coastal-2"}


def on(day: str) -> Any:
    return midday(date.fromisoformat(day))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A facility of each cycle: of 1995 both reported 100, and surrendered it in June 1996, between their two days. Of
    1996 neither reported."""
    address = f"sqlite:///{tmp_path_factory.mktemp('cycles') / 'books.db'}"
    here: Any = openets.connect(address, law="reclaim", clock=on("1995-01-15"), create=True)
    assert all(each.accepted for each in here.open_registry("SC"))
    accounts = {}
    for key, type in FACILITIES.items():
        accounts[key] = here.open_account(NewAccount("SC", f"Facility {key}", type=type, installation=key)).reference
        unit = f"NOX-{type.removeprefix('nox-')}-1995"
        source = here.law.terms.standing_account("SC", "district")
        assert here.issue(registry="SC", quantity=100, unit=unit).accepted
        assert here.transfer(source=source, target=accounts[key], quantity=100, unit=unit).accepted
    for key in FACILITIES:
        assert here.at(on("1996-02-20")).report(installation=key, year=1995, verified=100).accepted
    later = here.at(on("1996-06-01"))
    for key, type in FACILITIES.items():
        unit = f"NOX-{type.removeprefix('nox-')}-1995"
        assert later.surrender(account=accounts[key], quantity=100, unit=unit, year=1995).accepted
    for key in FACILITIES:
        assert here.at(on("1997-02-20")).report(installation=key, year=1996, state="not reported").accepted
    return here


def letters(found: Any) -> dict[str, str]:
    return {each.record.installation: each.status.letter for each in found if each.status.year == 1995}


def test_units_that_came_between_the_two_days_are_late_for_the_first_cycle_alone(books: Any) -> None:
    short, enough = books.law.letters.short, books.law.letters.enough
    expected = {"SC_1": short, "SC_2": enough}
    assert letters(status.judged(books.store, books.law)) == expected
    from openets.views import judging_all  # which need Django's settings, as opening books has made them
    from openets.views.law import books_at

    with books_at(books.store.alias, books.law):
        assert letters(each for _, each in judging_all.judged()) == expected
        assert letters(status.judged(books.store, books.law, date(1996, 3, 15))) == {"SC_1": short, "SC_2": ""}


def test_who_is_late_follows_from_the_day_of_the_own_cycle(books: Any) -> None:
    def late(day: str) -> list[str]:
        return [row.installation for row in books.missing_reports(year=1996, as_of=day)]

    assert late("1997-03-01") == []
    assert late("1997-03-02") == ["SC_1"]
    assert late("1997-08-29") == ["SC_1"]
    assert sorted(late("1997-08-30")) == ["SC_1", "SC_2"]
    dues = {row.installation: str(row.due) for row in books.missing_reports(year=1996)}
    assert dues == {"SC_1": "1997-03-01", "SC_2": "1997-08-29"}
