"""The Commission's own files of the Union Registry are read as they are, and others are named for what they are."""

from __future__ import annotations

import csv
import gzip
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from openets.importing.eutl.panel import read_panel
from openets.kernel.refusals import Misuse
from tests.ets import done, ets
from tests.european import EU_ETS
from tests.importing.panels import Handmade, small

YEARS, OPERATORS = "operators_yearly_activity_daily.csv.gz", "operators_daily.csv.gz"
ADDRESS = "union-registry-data.ec.europa.eu"


def packed(rows: list[dict[str, Any]]) -> bytes:
    text = StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return gzip.compress(text.getvalue().encode(), mtime=0)


def published(panel: Handmade, folder: Path, **cells: object) -> Path:
    """The files in which the Commission would publish a panel, with cells of the first row written otherwise."""
    folder.mkdir(exist_ok=True)
    years = [
        {
            "SNAPSHOT_DATE": "2026-09-24", "REGISTRY_CODE": row["registry"], "PERIOD_YEAR": row["year"],
            "INSTALLATION_IDENTIFIER": row["installation_id"], "VERIFIED_EMISSIONS": row["ver"],
            "ALLOCATION": row["alloc"] or 0, "ALLOCATION_RES": 0, "ALLOCATION_TRA": "",
            "EXCLUDED": "YES" if row["ver_status"] == "Excluded" else "NO", "SURR_ALL": row["surr"] or 0,
            "SURR_FORMER_EUA": row["surr_eua"] or row["surr"] or 0, "SURR_CER": 0,
        }
        for row in panel.rows
    ]  # fmt: skip
    years[0] |= cells
    empty = {**years[0], "PERIOD_YEAR": 2030, **dict.fromkeys(("VERIFIED_EMISSIONS", "ALLOCATION", "SURR_ALL"), 0)}
    ship = {**years[0], "INSTALLATION_IDENTIFIER": "777", "PERIOD_YEAR": 2024}
    operators = [
        {
            "CITY": each["city"], "REGISTRY_CODE": each["registry"], "INSTALLATION_IDENTIFIER": each["installation_id"],
            "INSTALLATION_NAME": each["name"], "ACCOUNT_HOLDER_NAME": each["account_holder"],
            "ACTIVITY_TYPE_CODE": each["activity_code"], "ACCOUNT_HOLDER_LEI": "",
        }
        for each in panel.places
    ]  # fmt: skip
    operators.append({**operators[0], "INSTALLATION_IDENTIFIER": "777", "ACTIVITY_TYPE_CODE": 50})
    (folder / YEARS).write_bytes(packed([*years, empty, ship]))
    (folder / OPERATORS).write_bytes(packed(operators))
    return folder


def test_they_are_the_panel_but_for_its_letters(tmp_path: Path) -> None:
    ours = read_panel(small().write(tmp_path / "panel"), EU_ETS)
    theirs = read_panel(published(small(), tmp_path / "published"), EU_ETS)
    assert theirs.installations == ours.installations
    silent = [row for row in ours.rows if row.report == "not reported"]  # these files do not say that
    expected = [row._replace(official="", line=0, kinds="") for row in ours.rows if row not in silent]
    found = [row._replace(line=0, kinds="") for row in theirs.rows if (row.installation, row.year) != ("DE_1", 2006)]
    assert found == expected
    assert theirs.source == YEARS


def test_the_command_replays_them(tmp_path: Path) -> None:
    folder = published(small(), tmp_path / "published")
    said = ets(
        "import", "eutl", folder, "--report", tmp_path / "r.json", "--json", store=f"sqlite:///{tmp_path / 'books.db'}"
    )
    answer = done(said)
    assert answer["in the record"] == answer["in the books"]
    assert answer["in the books"]["verified"] == 1_060


def test_allocation_of_three_kinds_is_added_up(tmp_path: Path) -> None:
    folder = published(small(), tmp_path, ALLOCATION=60, ALLOCATION_RES=30, ALLOCATION_TRA=10)
    (row,) = [each for each in read_panel(folder, EU_ETS).rows if (each.installation, each.year) == ("AT_1", 2005)]
    assert (row.free, row.allocated) == (60, 100)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("VERIFIED_EMISSIONS", "1,5", "row 2: VERIFIED_EMISSIONS is '1,5', expected whole tonnes, or -1 for blank"),
        ("SURR_ALL", "-5", "row 2: SURR_ALL is '-5'"),
        ("EXCLUDED", "perhaps", "row 2: EXCLUDED is 'perhaps', expected YES or NO"),
        ("REGISTRY_CODE", "ZZ", "row 2: 'ZZ' is no registry"),
        ("PERIOD_YEAR", "1999", "row 2: '1999' is not a year of"),
    ],
)
def test_a_cell_that_is_wrong_is_named(tmp_path: Path, column: str, value: str, said: str) -> None:
    with pytest.raises(Misuse, match=said):
        read_panel(published(small(), tmp_path, **{column: value}), EU_ETS)


def test_a_missing_column_and_a_missing_file_are_named(tmp_path: Path) -> None:
    folder = published(small(), tmp_path)
    text = gzip.decompress((folder / YEARS).read_bytes()).decode().replace("SURR_ALL", "SURRENDERED")
    (folder / YEARS).write_bytes(gzip.compress(text.encode()))
    with pytest.raises(Misuse, match="lacks the column SURR_ALL; it has SNAPSHOT_DATE"):
        read_panel(folder, EU_ETS)
    (folder / OPERATORS).unlink()
    with pytest.raises(Misuse, match=f"expected one file operators_daily.* of {ADDRESS}"):
        read_panel(folder, EU_ETS)


def test_a_workbook_and_an_archive_are_named_for_what_they_are(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "compliance.csv.zip", "w") as archive:
        archive.writestr("compliance.csv", "registry\n")
    (tmp_path / "verified_emissions_2018_en.xlsx").write_bytes(b"PK")
    (tmp_path / "compliance.csv.zip").rename(tmp_path / "transactions.zip")
    with pytest.raises(Misuse) as caught:
        read_panel(tmp_path, EU_ETS)
    said = str(caught.value)
    assert "verified_emissions_2018_en.xlsx is a workbook." in said
    assert "transactions.zip is an archive: unpack it first" in said
    assert ADDRESS in said


def test_minus_one_is_blank_in_a_panel_too(tmp_path: Path) -> None:
    panel = small()
    panel.year("AT_2", 2007, alloc=-1, ver=-1, surr=-1, free=-1)
    rows = read_panel(panel.write(tmp_path), EU_ETS).rows
    (row,) = [each for each in rows if (each.installation, each.year) == ("AT_2", 2007)]
    assert (row.allocated, row.verified, row.surrendered, row.report) == (0, None, 0, "not required")
