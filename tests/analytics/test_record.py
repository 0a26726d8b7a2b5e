"""Reading the public record and the inventories, and refusing what is malformed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from openets.kernel.refusals import Misuse
from openets_paper.inventories import read_inventories, shipped
from openets_paper.parts import read_evidence
from openets_paper.record import Holder, Sector, read_record
from tests.european import KYOTO
from tests.importing.panels import Handmade


def panel() -> Handmade:
    """Two States and Northern Ireland; one holder of two installations; one installation without a holder."""
    made = Handmade()
    made.place("DE_1", 1, holder="Power AG")
    made.place("DE_2", 20, holder="Power AG")
    made.place("GB_1", 7, holder="")
    made.place("XI_1", 7, holder="Glass Ltd")
    made.place("BG_1", 1, holder="Sofia")
    made.year("DE_1", 2005, alloc=100, ver=120)
    made.year("DE_1", 2006, alloc=100, ver=90)
    made.year("DE_2", 2007, alloc=50, ver=10)
    made.year("GB_1", 2005, alloc=30, ver=20)
    made.year("XI_1", 2005, alloc=20, ver=25)
    made.year("BG_1", 2007, ver=500)
    made.year("DE_1", 2008, alloc=1000, ver=1000)
    return made


def test_phase_one_is_added_up_and_nothing_later(tmp_path: Path) -> None:
    record = read_record(panel().write(tmp_path / "panel"))
    assert record.states == {"DE": 250, "GB": 50, "BG": 0}
    assert record.allocated == 300
    assert record.installations == 5


def test_northern_ireland_is_the_united_kingdoms(tmp_path: Path) -> None:
    assert read_record(panel().write(tmp_path / "panel")).verified_2005 == {"DE": 120, "GB": 45}


def test_holders_come_with_the_greatest_first_and_nameless_ones_alone(tmp_path: Path) -> None:
    assert read_record(panel().write(tmp_path / "panel")).holders == (
        Holder("Power AG", 2, 250),
        Holder("GB 1", 1, 30),
        Holder("Glass Ltd", 1, 20),
    )


def test_years_of_states_without_allocations_do_not_count_as_lacking(tmp_path: Path) -> None:
    sectors = read_record(panel().write(tmp_path / "panel")).sectors
    assert sectors == {"Combustion": Sector(250, 220), "Glass": Sector(50, 45)}


def test_packed_files_are_read(tmp_path: Path) -> None:
    assert read_record(panel().write(tmp_path / "panel", packed=True)).allocated == 300


def test_a_folder_of_folders_will_do(tmp_path: Path) -> None:
    panel().write(tmp_path / "eutl")
    evidence = read_evidence(tmp_path)
    assert evidence.record is not None
    assert evidence.record.allocated == 300
    assert evidence.inventories == shipped()


def broken_cell(folder: Path) -> None:
    made = panel()
    made.year("DE_2", 2005, alloc="many")
    made.write(folder)


def negative_cell(folder: Path) -> None:
    made = panel()
    made.year("DE_2", 2005, ver=-5)
    made.write(folder)


def without_column(folder: Path) -> None:
    panel().write(folder)
    (folder / "compliance.csv").write_text("registry,installation_id,year,ver\nDE,1,2005,3\n")


def too_late(folder: Path) -> None:
    made = Handmade()
    made.place("DE_1")
    made.year("DE_1", 2013, alloc=5, ver=5)
    made.write(folder)


def twice(folder: Path) -> None:
    panel().write(folder)
    (folder / "compliance_2.csv").write_text("registry\n")


def empty(folder: Path) -> None:
    panel().write(folder)
    (folder / "compliance.csv").write_text("")


def torn(folder: Path) -> None:
    panel().write(folder, packed=True)
    packed = folder / "compliance.csv.gz"
    packed.write_bytes(packed.read_bytes()[:60])


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (broken_cell, "compliance.csv, row 9: alloc is 'many'"),
        (negative_cell, "compliance.csv, row 9: ver is '-5'"),
        (without_column, "lacks the column alloc"),
        (too_late, "allocates nothing in 2005-2007"),
        (twice, "expected one file compliance"),
        (empty, "cannot be read"),
        (torn, "cannot be read"),
    ],
)
def test_what_is_malformed_is_refused_with_its_place(spoil: Callable[[Path], None], told: str, tmp_path: Path) -> None:
    folder = tmp_path / "panel"
    spoil(folder)
    with pytest.raises(Misuse, match=told):
        read_evidence(folder)


def test_a_folder_that_is_none_or_holds_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="is no folder"):
        read_evidence(tmp_path / "none")
    with pytest.raises(Misuse, match="holds neither"):
        read_evidence(tmp_path)


# ---- inventories ---------------------------------------------------------------------------------


def inventories(folder: Path, **cells: str) -> Path:
    """A table of inventories: a megatonne each, but for the cells that are given by code."""
    lines = ["party,1990,2005,Base year"]
    for code, party in KYOTO.targets.items():
        if code != "EU" and cells.get(code) != "left out":
            lines.append(f"{party.name},9,{cells.get(code, '1000.5')},1000")
    file = folder / "unfccc_annex1_without_lulucf_kt_co2e_wide.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


def test_inventories_are_read_in_kilotonnes(tmp_path: Path) -> None:
    found = read_inventories(inventories(tmp_path, ES="1523.75"))
    assert found.parties["ES"].year_2005 == 1_523_750
    assert found.parties["EU"].base_year == 15_000_000
    assert read_evidence(tmp_path).inventories == found


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("left out", "no row for Spain"),
        ("", "Spain: 2005 is ''"),
        ("lots", "Spain: 2005 is 'lots'"),
        ("-3", "Spain: 2005 is '-3'"),
        ("nan", "Spain: 2005 is 'nan'"),
    ],
)
def test_a_wrong_inventory_is_refused_with_its_party(cell: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=told):
        read_inventories(inventories(tmp_path, ES=cell))


def test_inventories_without_their_columns_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "unfccc_annex1_without_lulucf.csv"
    file.write_text("party,1990\nSpain,3\n")
    with pytest.raises(Misuse, match="lacks the column Base year, 2005"):
        read_inventories(file)
    file.write_text("")
    with pytest.raises(Misuse, match="cannot be read as CSV"):
        read_inventories(file)
