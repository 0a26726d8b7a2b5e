"""The demonstration: real national totals, installations that say they are synthetic, nothing from outside."""

from __future__ import annotations

import csv
import socket
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from openets import demo
from openets.demo import demo_panel, split
from tests.ets import SOUND, done, ets, ets_program, everything, heads
from tests.european import EU_ETS
from tests.web.conftest import served
from tests.web.reading import Reader

FIGURES = ("allocated", "verified", "surrendered", "surrendered_allowances")


def national_totals() -> Iterator[dict[str, str]]:
    text = (files(demo) / "national_totals_2005_2012.csv").read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The books of the demonstration, made by the program itself."""
    folder = tmp_path_factory.mktemp("demo")
    said = ets_program("demo", "--no-serve", "--json", cwd=folder, store="sqlite:///demo.db")
    assert said.code == SOUND, said
    assert said.json["refused"] == []
    return f"sqlite:///{folder / 'demo.db'}"


def test_sums_are_the_national_totals_to_the_tonne() -> None:
    panel = demo_panel(EU_ETS)
    sums: Counter[tuple[str, int, str]] = Counter()
    for row in panel.rows:
        state = row.installation.partition("_")[0]
        values = (row.allocated, row.verified or 0, row.surrendered, row.allowances)
        sums.update({(state, row.year, name): value for name, value in zip(FIGURES, values, strict=True)})
    for total in national_totals():
        for name in FIGURES[: 4 if int(total["year"]) >= 2008 else 3]:
            assert sums[total["registry"], int(total["year"]), name] == int(total[name]), (total, name)


def test_the_books_hold_those_sums(made: str) -> None:
    status = done(ets("status", "--json", store=made))
    found = {row["year"]: row for row in status["stationary"]}
    for year in range(2005, 2013):
        for name in FIGURES[:3]:
            wanted = sum(int(row[name]) for row in national_totals() if int(row["year"]) == year)
            assert found[year][name] == wanted, (year, name)
    assert all(row["balances"] for row in status["units"])
    assert ets("verify", store=made).code == SOUND


def test_every_installation_says_synthetic(made: str) -> None:
    status = done(ets("status", "--json", store=made))
    assert status["installations"] == status["synthetic"] > 600
    panel = demo_panel(EU_ETS)
    for installation in panel.installations.values():
        assert installation.synthetic
        assert "synthetic" not in str(installation[:-1]).lower()  # pages, files and lists say it of each, once
    assert "synthetic" in ets("status", store=made).out
    rows = [line for line in ets("accounts", store=made).out.splitlines() if "-120-" in line]
    assert rows
    assert all(line.rstrip().endswith("yes") for line in rows)


def test_a_row_of_a_page_says_synthetic_once(made: str) -> None:
    with served(made):
        for address in ("/installations/", "/accounts/?type=120"):
            _, *rows = Reader().get(address).tables[0]
            assert rows
            assert {" ".join(row).lower().count("synthetic") for row in rows} == {1}, address


def test_the_same_seed_makes_the_same_journal_without_a_network(
    made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the demonstration reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    again = f"sqlite:///{tmp_path / 'again.db'}"
    said = ets("demo", "--no-serve", store=again)
    assert said.code == SOUND, said
    assert "Every installation is synthetic" in said.out
    assert heads(again) == heads(made)


def test_another_seed_makes_another_panel() -> None:
    assert demo_panel(EU_ETS, 1) == demo_panel(EU_ETS, 1) != demo_panel(EU_ETS, 2)


def test_a_second_demonstration_changes_nothing(made: str) -> None:
    before = everything(made)
    assert done(ets("demo", "--no-serve", "--json", store=made))["steps_done"] == 0
    assert everything(made) == before


@pytest.mark.parametrize("total", [0, 1, 7, 10**9])
@pytest.mark.parametrize("weights", [[1.0], [0.1, 0.1, 5.0], [1e-9] * 40])
def test_parts_add_up(total: int, weights: list[float]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0
    assert len(parts) == len(weights)
