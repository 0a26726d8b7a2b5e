"""`ets export data`: the whole files of /data/, into a folder or to standard output."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.ets import MISUSED, done, ets
from tests.web.conftest import Registry, registry, served
from tests.web.reading import Reader

__all__ = ["registry"]


def body(address: str) -> bytes:
    answer = Reader().ask(address)
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_a_folder_has_what_the_addresses_have(registry: Registry, tmp_path: Path) -> None:
    sizes = done(ets("export", "data", "--output", tmp_path / "data", "--json", store=registry.address))
    assert sizes == {file.name: file.stat().st_size for file in (tmp_path / "data").iterdir()}
    package = json.loads((tmp_path / "data" / "datapackage.json").read_text("utf-8"))
    assert {each["path"] for each in package["resources"]} < sizes.keys()
    with served(registry.address):
        for each in package["resources"]:
            assert (tmp_path / "data" / each["path"]).read_bytes() == body(f"/data/{each['path']}")
            frame = pl.read_parquet(tmp_path / "data" / each["parquet"])
            assert frame.equals(pl.read_parquet(io.BytesIO(body(f"/data/{each['parquet']}"))))


def test_one_goes_to_standard_output(registry: Registry) -> None:
    def said(*typed: str) -> bytes:
        program = [sys.executable, "-m", "openets.cli.main", "export", "data", *typed, "--store", registry.address]
        return subprocess.run(program, capture_output=True, check=True).stdout

    assert said("accounts").startswith(b"identifier,name,")
    assert said("accounts.csv", "--bom") == b"\xef\xbb\xbf" + said("accounts")
    assert pl.read_parquet(io.BytesIO(said("accounts.parquet"))).height > 0


@pytest.mark.parametrize("typed", [(), ("nothing",), ("accounts.xlsx",), ("accounts", "--output", "x")])
def test_what_makes_no_sense_is_misuse(registry: Registry, typed: tuple[str, ...]) -> None:
    assert ets("export", "data", *typed, store=registry.address).code == MISUSED


def test_nothing_is_written_over(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "old").touch()
    said = ets("export", "data", "--output", tmp_path / "here", store=registry.address)
    assert said.code == MISUSED
    assert "not empty" in said.error


def test_the_interface_and_a_session_have_all_years_too(registry: Registry) -> None:
    import openets
    from tests.api.asking import Asker

    rows = [row._asdict() for row in openets.connect(registry.address).figures()]
    with served(registry.address):
        answered = Asker().items("/api/v1/figures", limit=2)
        shown = Reader().csv("/data/installations.csv")
    assert [(row["installation"], row["year"], row["verified"]) for row in rows] == [
        (row["installation"], row["year"], row["verified"]) for row in answered
    ]
    assert [(row["installation"], str(row["year"])) for row in rows] == [
        (row["installation"], row["year"]) for row in shown
    ]
