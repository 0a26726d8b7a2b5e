"""Missing reports, refused proposals and the changes of a day: pages, CSV, API, CLI and Python say the same."""

from __future__ import annotations

import json

import pytest

import openets
from openets.notebook import Notebook
from tests.ets import done, ets
from tests.views.test_own_authority import books
from tests.web.conftest import served
from tests.web.reading import Reader

__all__ = ["books"]


def address_of(books: Notebook) -> str:
    return str(books.store.address)  # type: ignore[attr-defined]


def test_who_is_late_is_listed_from_the_day_after_the_laws_day(books: Notebook) -> None:
    def late(**asked: object) -> list[tuple[str, int]]:
        return [(row.installation, row.year) for row in books.missing_reports(**asked)]

    assert late() == [("AT_4", 2005), ("AT_3", 2005)]
    assert late(as_of="2006-03-31") == []
    assert late(as_of="2006-04-01") == late()
    assert late(year=2006) == late(member_state="AT", year=2006) == []
    row = next(iter(books.missing_reports(as_of="2006-04-11")))
    assert (str(row.due), row.stated) == ("2006-03-31", False)


def test_a_refused_proposal_is_listed_with_its_reasons(books: Notebook) -> None:
    assert len(books.refused()) == 0
    (account,) = [row.identifier for row in books.accounts(q="AT_3")]
    now = openets.connect(address_of(books))
    outcome = now.transfer(source=account, target=account, unit="EUA1", quantity=7)
    assert not outcome.accepted
    (row,) = now.refused()
    assert (row.registry, row.unit, row.quantity) == ("AT", "EUA1", 7)
    assert row.checks == [each.code for each in outcome.refusals]
    assert len(now.refused(as_of="2007-01-01")) == len(now.refused(registry="AT", until="2007-01-01")) == 0


def test_the_changes_of_a_day_are_all_its_entries(books: Notebook) -> None:
    entries = list(books.entries("AT"))
    days = {row.at[:10] for row in entries}
    assert len(days) > 4
    for day in days:
        own = [f"AT{row.sequence}" for row in entries if row.at[:10] == day]
        assert [row.entry for row in books.changes(day=day, registry="AT")] == own
    assert len(books.changes(day="2006-01-02")) == 0
    assert {row.at[:10] for row in books.changes()} == {max(row.at[:10] for row in entries)}
    (report, *_) = books.changes(day="2006-03-15", kind="report")
    assert "installation AT_1; year 2005; verified 100" in report.says


@pytest.mark.parametrize(
    ("page", "api", "verb", "columns"),
    [
        ("/compliance/missing/", "missing-reports", "missing-reports", {"installation": ["AT_4", "AT_3"]}),
        ("/refused/", "refused", "refused", {"number": []}),
        ("/changes/?day=2007-03-15", "changes?day=2007-03-15", "changes", {"kind": ["report"]}),
    ],
)
def test_every_entrance_says_the_same(
    books: Notebook, page: str, api: str, verb: str, columns: dict[str, list[str]]
) -> None:
    with served(address_of(books)):
        reader = Reader()
        assert reader.get(page).h1
        (name, expected), mark = next(iter(columns.items())), "&" if "?" in page else "?"
        assert [row[name] for row in reader.csv(f"{page}{mark}format=csv")] == expected
        told = json.loads(reader.ask(f"/api/v1/{api}").content)
        assert [row[name] for row in told["items"]] == expected
    rows = done(ets(verb, *(("--day", "2007-03-15") if verb == "changes" else ()), "--json", store=address_of(books)))
    assert [row[name] for row in rows] == expected
