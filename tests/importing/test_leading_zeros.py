"""``CZ 049`` and ``CZ 49`` are one installation, or refused with the reason, at every entrance and on every store."""

from __future__ import annotations

from pathlib import Path

import pytest

from openets.commands.reports import report_emissions
from openets.kernel.identifiers import installation_id
from openets.kernel.refusals import Misuse
from tests.api.asking import Asker
from tests.ets import MISUSED, done, ets, new_books
from tests.session import Office
from tests.web.conftest import served
from tests.web.reading import Reader

HEAD = "registry,installation_id,year,free,alloc,ver,surr,surr_eua,code,ver_status,surr_src"
NAMES = "registry,installation_id,name,account_holder,activity_code,city"


def panel(folder: Path, *rows: str, listed: str = "CZ,49,Kotelna,Kotelna s.r.o.,1,Brno") -> Path:
    folder.mkdir()
    (folder / "compliance.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    (folder / "installations.csv").write_text(f"{NAMES}\n{listed}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("CZ_049", "CZ_49"),
        ("CZ_000049", "CZ_49"),
        ("CZ_49", "CZ_49"),
        ("CZ_490", "CZ_490"),
        ("CZ_0", "CZ_0"),
        ("CZ_000", "CZ_0"),
        ("CZ_0A1", "CZ_0A1"),  # no number
        ("MT_-1109803006", "MT_-1109803006"),
        ("", ""),
        ("x" * 5000, "x" * 5000),
    ],
)
def test_leading_zeros_are_no_part_of_an_id(written: str, read: str) -> None:
    assert installation_id(written) == read


def test_the_public_record_writes_one_installation_in_two_ways(tmp_path: Path) -> None:
    rows = ("CZ,00049,2005,100,100,90,90,,A,,C", "CZ,49,2006,100,100,95,95,,A,,C")
    books = new_books(f"sqlite:///{tmp_path / 'books.db'}")
    done(ets("import", "eutl", panel(tmp_path / "panel", *rows), "--json", store=books, cwd=tmp_path))
    accounts = done(ets("accounts", "--json", store=books))
    assert [row["installation"] for row in accounts if row["installation"]] == ["CZ_49"]
    assert ets("verify", store=books).code == 0


def test_the_same_year_twice_is_refused_with_both_rows(tmp_path: Path) -> None:
    rows = ("CZ,049,2005,100,100,90,90,,A,,C", "CZ,49,2005,100,100,95,95,,A,,C")
    books = new_books(f"sqlite:///{tmp_path / 'books.db'}")
    said = ets("import", "eutl", panel(tmp_path / "panel", *rows), store=books, cwd=tmp_path)
    assert said.code == MISUSED
    assert "row 3: CZ_49 has the year 2005 twice, first in row 2" in said.error


def test_commands_take_both_for_one(tmp_path: Path) -> None:
    books = new_books(f"sqlite:///{tmp_path / 'books.db'}")
    done(ets("open-registry", "CZ", "--json", store=books))
    done(ets("open-account", "CZ", "Kotelna", "--installation", "CZ_049", "--json", store=books))
    again = ets("open-account", "CZ", "Kotelna", "--installation", "CZ_49", store=books)
    assert (again.code, "installation 'CZ_49' has an account already" in again.error) == (MISUSED, True)
    for key in ("CZ_49", "CZ_0049"):
        done(ets("plan", key, 100, "--year", 2006, "--json", store=books))
    found = done(ets("accounts", "--find", "CZ_049", "--json", store=books))
    assert [row["installation"] for row in found] == ["CZ_49"]


def test_pages_and_interface_lead_to_the_one_installation(tmp_path: Path) -> None:
    books = new_books(f"sqlite:///{tmp_path / 'books.db'}")
    done(ets("open-registry", "CZ", "--json", store=books))
    done(ets("open-account", "CZ", "Kotelna", "--installation", "CZ_49", "--json", store=books))
    with served(books):
        assert Reader().get("/installations/CZ_49/").h1.startswith("Kotelna")
        for key in ("CZ_49", "CZ_049"):
            answer = Reader().ask(f"/installations/{key}/")
            assert answer.get("Location", "/installations/CZ_49/") == "/installations/CZ_49/"
            assert Asker().get(f"/api/v1/installations/{key}")["id"] == "CZ_49"
            assert "CZ_49" in Reader().get(f"/installations/?q={key}").text
            assert "CZ_49" in Reader().get(f"/search?q={key}").text


def test_python_is_told_how_an_id_is_written() -> None:
    office = Office()
    office.operator("CZ_49")
    with pytest.raises(Misuse, match="'CZ_049' is written CZ_49: leading zeros are left out"):
        office.operator("CZ_049")
    with pytest.raises(Misuse, match="'CZ_049' is written CZ_49"):
        report_emissions(office.session, installation="CZ_049", year=2005, verified=1, request="r-1")
