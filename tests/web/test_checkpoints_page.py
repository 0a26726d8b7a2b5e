"""The checkpoints of the registry, as a visitor without JavaScript finds, reads and checks them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from openets.checkpoints import kept
from openets.checkpoints.checkpoint import checkpoint_from, take_checkpoint
from openets.checkpoints.note import new_key
from openets.stores.door import open_store
from tests.session import Office, must
from tests.web.conftest import Registry, served
from tests.web.reading import Reader

KEY = new_key("registry.example/ets")


@pytest.fixture
def signing(tmp_path: Path) -> Iterator[Reader]:
    """Pages over books with two checkpoints of one day and one of the next."""
    file = tmp_path / "books.db"
    office = Office(open_store(f"sqlite:///{file}", create=True))
    places = kept.places_of(file)
    kept.make_key(places, KEY)
    office.registry("AT")
    for number, at in enumerate(("2006-03-01T08:00:00Z", "2006-03-01T20:00:00Z", "2006-03-02T08:00:00Z"), start=1):
        must(office.issue("AT", "EUA1", number))
        kept.keep(places, at, take_checkpoint(office.store, KEY, at))
    with served(f"sqlite:///{file}"):
        yield Reader()


def test_the_newest_and_one_for_each_day_are_reached_from_the_verify_page(signing: Reader) -> None:
    page = signing.get(signing.get("/verify/").link("one for each day, and the key"))
    assert page.column("Day") == ["2006-03-02", "2006-03-01"]
    assert KEY.public.text() in page.text
    assert KEY.text() not in page.text
    assert "chain AT" in page.text


def test_what_is_published_is_the_note_to_the_character(signing: Reader) -> None:
    answer = signing.ask("/verify/checkpoints/2006-03-01.note")
    taken = checkpoint_from(answer.content.decode(), KEY.public)
    assert taken.at == "2006-03-01T20:00:00Z"
    assert answer["Content-Type"].startswith("text/plain")


def test_the_days_come_as_csv(signing: Reader) -> None:
    lines = b"".join(signing.ask("/verify/checkpoints/?format=csv")).decode().splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == ["2006-03-02", "2006-03-01"]


def test_a_note_that_is_taken_away_meanwhile_is_no_error(signing: Reader, tmp_path: Path) -> None:
    folder = tmp_path / "books.db.checkpoints"
    (folder / "notes.txt").write_text("not ours", "utf-8")
    shutil.copyfile(folder / "2006-03-02T080000Z.note", folder / "2006-03-03T080000Z.note")
    (folder / "2006-03-02T080000Z.note").unlink()
    assert signing.get("/verify/checkpoints/").column("Day") == ["2006-03-03", "2006-03-01"]


def test_books_without_any_say_so(registry: Registry, pages: Reader) -> None:
    assert "None has been taken yet" in pages.get("/verify/").text
    assert "None has been taken yet" in pages.get("/verify/checkpoints/").text
    for day in ("2006-03-01", "yesterday"):
        assert pages.ask(f"/verify/checkpoints/{day}.note").status_code == 404
