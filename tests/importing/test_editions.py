"""Books go on with the next edition of the public record: years are added, changed rows become dated corrections."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openets.ledger.store import YearRecord
from openets.stores.door import open_store
from tests.books import let_go
from tests.ets import MISUSED, REFUSED, SOUND, ets, everything
from tests.importing.panels import Handmade


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return f"sqlite:///{tmp_path / 'books.db'}"


def edition(last: int, **of_2005: object) -> Handmade:
    """A record of two installations through a year; what is given of 2005 is told otherwise of AT_1."""
    panel = Handmade()
    for key in ("AT_1", "AT_2"):
        panel.place(key)
        for year in range(2005, last + 1):
            cells: dict[str, Any] = {"alloc": 100, "ver": 90 + year - 2005, "surr": 90 + year - 2005, "code": "A"}
            if year >= 2008:
                cells["surr_eua"] = cells["surr"]
            panel.year(key, year, **cells | (of_2005 if (key, year) == ("AT_1", 2005) else {}))
    return panel


def brought(panel: Handmade, tmp_path: Path, books: str) -> dict[str, Any]:
    folder = panel.write(tmp_path / "panel")
    said = ets("import", "eutl", folder, "--report", tmp_path / "report.json", "--json", store=books)
    answer: dict[str, Any] = said.json
    assert said.code == (REFUSED if answer["not replayed"]["rows"] else SOUND)
    assert ets("verify", store=books).code == SOUND
    return answer


def years(books: str) -> dict[tuple[str, int], YearRecord]:
    store = open_store(books)
    found = {(row.installation, row.year): row for row in store.year_records()}
    let_go(store)
    return found


@pytest.mark.parametrize(
    "editions", [(2005, 2006), (2006, 2007), (2007, 2008), (2005, 2006, 2009), (2012, 2013, 2014), (2019, 2020, 2021)]
)
def test_the_next_edition_adds_its_years(tmp_path: Path, books: str, editions: tuple[int, ...]) -> None:
    for last in editions:
        answer = brought(edition(last), tmp_path, books)
        assert answer["not replayed"]["rows"] == []
        assert answer["in the record"] == answer["in the books"]
    before = everything(books)
    assert brought(edition(editions[-1]), tmp_path, books)["steps"]["done"] == 0
    assert everything(books) == before


def test_a_changed_row_is_a_correction_of_the_day_on_which_the_edition_came(tmp_path: Path, books: str) -> None:
    brought(edition(2005), tmp_path, books)
    brought(edition(2006, ver=95, surr=95, code="B*"), tmp_path, books)
    found = years(books)
    record = found["AT_1", 2005]
    assert (record.allocated, record.verified, record.surrendered, record.official) == (100, 95, 95, "B*")
    assert record.reported_on == "2007-05-15"
    assert found["AT_2", 2005].reported_on == "2006-03-31"
    assert found["AT_1", 2006].verified == 91
    texts = [row[-1] for row in everything(books)["journal"]]
    told = [text for text in texts if '"AT_1"' in text and '"year":2005' in text and '"verified"' in text]
    assert len(told) == 2


def test_a_correction_alone_needs_no_new_year_and_comes_once(tmp_path: Path, books: str) -> None:
    brought(edition(2005), tmp_path, books)
    assert brought(edition(2005, ver=80), tmp_path, books)["steps"]["done"] == 1
    assert years(books)["AT_1", 2005].verified == 80
    assert brought(edition(2005, ver=80), tmp_path, books)["steps"]["done"] == 0
    assert brought(edition(2005, ver=85), tmp_path, books)["steps"]["done"] == 1
    assert brought(edition(2005, ver=80), tmp_path, books)["steps"]["done"] in (0, 1)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"alloc": 130, "free": 130}, "+30 units allocated: was settled"),
        ({"surr": 60}, "-30 units surrendered: is less than was surrendered"),
        ({"surr": 110}, "+20 units surrendered: is more than its account holds"),
        ({"ver": "", "surr": 0, "ver_status": "Excluded"}, "has its report of 2005"),
    ],
)
def test_what_cannot_be_corrected_any_more_stays_and_is_listed(
    tmp_path: Path, books: str, cells: dict[str, object], words: str
) -> None:
    brought(edition(2005), tmp_path, books)
    before = years(books)
    answer = brought(edition(2006, **cells), tmp_path, books)
    assert words in str(answer["not replayed"]["rows"])
    found = years(books)
    assert all(found[key] == before[key] for key in before)
    assert len(found) == 4


def test_what_the_next_edition_lacks_stays(tmp_path: Path, books: str) -> None:
    brought(edition(2005), tmp_path, books)
    later = edition(2006)
    later.rows = [row for row in later.rows if (row["installation_id"], row["year"]) != ("2", 2005)]
    brought(later, tmp_path, books)
    assert years(books)["AT_2", 2005].verified == 90


def test_an_old_year_of_an_installation_that_is_new_is_told(tmp_path: Path, books: str) -> None:
    brought(edition(2005), tmp_path, books)
    later = edition(2005)
    later.place("AT_3")
    later.year("AT_3", 2005, ver=7, code="B")
    brought(later, tmp_path, books)
    record = years(books)["AT_3", 2005]
    assert (record.verified, record.official, record.reported_on) == (7, "B", "2006-05-15")


def test_another_record_is_refused_and_changes_nothing(tmp_path: Path, books: str) -> None:
    brought(edition(2005), tmp_path, books)
    before = everything(books)
    other = Handmade()
    for number in range(3):
        other.place(f"DE_{number}")
        other.year(f"DE_{number}", 2005, alloc=5, ver=5, surr=5, code="A")
    said = ets("import", "eutl", other.write(tmp_path / "other"), store=books)
    assert said.code == MISUSED
    assert "they were made from other data" in said.error
    assert everything(books) == before
