"""The totals that pages share: they follow the journal, and never make a page wait for it."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from openets.stores.door import open_store
from tests.session import Office, must
from tests.web.conftest import served
from tests.web.reading import Reader


def test_totals_follow_the_journal(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'books.db'}"
    office = Office(open_store(address, create=True))
    office.registry("AT")
    must(office.issue("AT", "EUA1", 100))
    with served(address):
        pages = Reader()
        assert "issued 100" in pages.get("/").text
        must(office.issue("AT", "EUA1", 50))
        assert "issued 150" in pages.get("/").text


def test_large_books_show_the_totals_before_while_the_new_ones_are_worked_out(
    pages: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openets.views import kept as kept_values

    state, entered, go, done = [1], Event(), Event(), Event()

    def work(entries: int) -> int:
        if entries == 2:
            entered.set()
            go.wait(10)
            done.set()
        return entries

    monkeypatch.setattr(kept_values, "state", lambda: state[0])
    monkeypatch.setattr(kept_values, "QUICK_SECONDS", 0.0)
    kept = kept_values.Kept(work)
    assert kept.get(wait=True) == 1
    state[0] = 2
    assert kept.get(wait=True) == 1
    assert entered.wait(10)
    assert kept.get(wait=True) == 1
    go.set()
    assert done.wait(10)
    with kept._lock:
        assert kept.get(wait=True) == 2


def test_warming_books_that_are_not_there_is_no_error(tmp_path: Path) -> None:
    from openets.views import judging_all

    with served(f"sqlite:///{tmp_path / 'none.db'}"):
        judging_all.warm()
