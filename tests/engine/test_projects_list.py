"""Importing the public list of CDM projects: once, again, changed, spoilt; and the real one where it is."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from openets.engine.verify import verify_store
from openets.importing.cdm.import_list import import_list
from openets.importing.cdm.rows import COLUMNS, FIRST_NUMBER
from openets.kernel.refusals import Misuse
from openets.projects.project import Project
from openets.records.bodies import record_from
from openets.stores.door import open_store
from tests.importing.panels import REAL
from tests.projects.specimen import WIND_FARM
from tests.projects.test_cdm_list import ROW
from tests.session import Office, must, state

REAL_LIST = REAL.parent / "projects" / "cdm_projects.csv"
ABSENT = f"the list of CDM projects is not here ({REAL_LIST.name})"


def write(file: Path, *rows: dict[str, str]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, ["", *COLUMNS])
        writer.writeheader()
        writer.writerows({"": number, **row} for number, row in enumerate(rows))
    return file


FARM = {**ROW, "Project ID": "IGES00001", "Country": "China", "Project Name": 'A "quoted", long name'}


@pytest.fixture
def office() -> Office:
    return Office(day="2010-01-15")


def on_record(office: Office) -> dict[str, Project]:
    return {record.key: record_from(Project, json.loads(record.body)) for record in office.store.all_records("project")}


def test_rows_become_records_and_no_units(office: Office, tmp_path: Path) -> None:
    found = import_list(office.session, write(tmp_path / "list.csv", ROW, FARM))
    assert (found.rows, found.taken, found.known, found.changed, found.not_taken) == (2, 2, 0, 0, [])
    projects = on_record(office)
    assert set(projects) == {f"IN{FIRST_NUMBER + 5990}", f"CN{FIRST_NUMBER + 1}"}
    assert projects[f"CN{FIRST_NUMBER + 1}"].title == 'A "quoted", long name'
    assert not office.store.all_totals()
    verify_store(office.store)


def test_the_same_list_again_takes_nothing(office: Office, tmp_path: Path) -> None:
    file = write(tmp_path / "list.csv", ROW, FARM)
    import_list(office.session, file)
    before = state(office.store)
    found = import_list(office.on("2011-01-15").session, file)
    assert (found.taken, found.known) == (0, 2)
    assert state(office.store) == before


def test_a_later_list_takes_only_what_changed_and_may_change_it_back(office: Office, tmp_path: Path) -> None:
    more = {**FARM, "Actual Emission Reductions": "300000.0"}
    for step, rows in enumerate([(ROW, FARM), (ROW, more), (ROW, FARM)]):
        found = import_list(office.session, write(tmp_path / f"{step}.csv", *rows))
        assert (found.taken, found.changed) == ((2, 0) if step == 0 else (1, 1))
    listed = on_record(office)[f"CN{FIRST_NUMBER + 1}"].listed
    assert listed is not None
    assert listed.issued == 285_756


def test_a_dry_run_says_what_would_be_taken(office: Office, tmp_path: Path) -> None:
    before = state(office.store)
    assert import_list(office.session, write(tmp_path / "list.csv", ROW), dry_run=True).taken == 1
    assert state(office.store) == before
    office.registry("CDM")
    before = state(office.store)
    assert import_list(office.session, write(tmp_path / "list.csv", ROW), dry_run=True).taken == 1
    assert state(office.store) == before


def test_rows_that_cannot_be_taken_are_named_and_the_others_taken(office: Office, tmp_path: Path) -> None:
    office.registry("CDM")
    own = f"CN{FIRST_NUMBER + 1}"
    must(office.step("CDM", "project", own, "design", **WIND_FARM, on="2007-06-01"))
    spoilt = {**ROW, "Project ID": "IGES00002", "Country": "Atlantis"}
    found = import_list(office.session, write(tmp_path / "list.csv", FARM, spoilt, ROW, ROW))
    assert (found.rows, found.taken) == (4, 1)
    assert [(row.row, row.id) for row in found.not_taken] == [(2, "IGES00001"), (3, "IGES00002"), (5, "IGES05990")]
    reasons = [row.reason for row in found.not_taken]
    assert "is a project of these books" in reasons[0]
    assert "'Country' is 'Atlantis'" in reasons[1]
    assert "row 4 has the same id" in reasons[2]
    assert on_record(office)[own].state == "designed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("a,b\n1,2\n", "lacks the column Project ID"),
        (",".join(COLUMNS) + "\n1,2\n", "row 2: it has 2 cells"),
    ],
)
def test_a_file_that_is_no_such_list_is_misuse(office: Office, tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    before = state(office.store)
    with pytest.raises(Misuse, match=said):
        import_list(office.session, file)
    assert state(office.store) == before


def test_a_file_that_is_not_there_is_misuse(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="there is no file"):
        import_list(office.session, tmp_path / "none.csv")


@pytest.mark.skipif(not REAL_LIST.is_file(), reason=ABSENT)
def test_the_real_list_comes_in_whole(tmp_path: Path) -> None:
    """12,525 projects; 3,620 of them with 2,371.2 million units by the list's own account, none in these books."""
    office = Office(open_store(f"sqlite:///{tmp_path / 'books.db'}", create=True), "2020-01-15")
    told: list[int] = []
    found = import_list(office.session, REAL_LIST, progress=told.append)
    assert (found.rows, found.taken, found.not_taken, sum(told)) == (12_525, 12_525, [], 12_525)
    projects = on_record(office).values()
    registered = [project for project in projects if project.state == "registered (imported)"]
    assert len(registered) == 3_620
    assert sum(project.listed.issued or 0 for project in registered if project.listed) == 2_371_228_601
    assert len({project.host for project in projects}) == 109
    assert not office.store.all_totals()
    assert import_list(office.session, REAL_LIST).known == 12_525
