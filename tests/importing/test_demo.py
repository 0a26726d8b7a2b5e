"""The demonstration: real national totals, installations that say they are synthetic, nothing from outside."""

from __future__ import annotations

import csv
import socket
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import openets
from openets import demo
from openets.compliance.official import WHY_OTHER, Standing
from openets.demo import demo_panel, split
from openets.demo.stories import STORIES
from openets.views.status import judged
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
            page = Reader().get(address)
            _, *rows = page.tables[0]
            assert page.text.count("Synthetic data") == 1
            assert rows
            assert {" ".join(row).lower().count("synthetic") for row in rows} == {1}, address


def test_pages_and_answers_say_whose_a_penalty_is(made: str) -> None:
    with served(made):
        for address in ("/installations/ES_901/", "/compliance/differences/"):
            assert WHY_OTHER in Reader().get(address).text, address
    shown = done(ets("installation", "show", "ES_901", "--json", store=made))
    assert "no authority imposed it" in shown["conclusions"]
    assert "no authority imposed it" in ets("installation", "show", "ES_901", store=made).out
    assert "no authority imposed it" in ets("status", store=made).out


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


@pytest.fixture(scope="module")
def judged_years(made: str) -> list[Standing]:
    books = openets.connect(made)
    return list(judged(books.store, books.law))


def test_nearly_every_year_is_in_compliance_and_has_its_official_letter(judged_years: list[Standing]) -> None:
    computed = Counter(row.status.letter for row in judged_years)
    assert 0.96 < computed["A"] / computed.total() < 0.985
    assert set(computed) == {"A", "B", "C", "D", "E"}
    assert all(row.record.official for row in judged_years)
    assert sum(row.record.official == "A" for row in judged_years) / len(judged_years) > 0.96


def test_stories_come_out_as_their_names_say(judged_years: list[Standing]) -> None:
    told = {(row.record.installation, row.status.year): row for row in judged_years}
    for story in STORIES:
        for year in range(2005, 2013):
            row = told[story.key, year]
            assert row.status.letter == row.record.official == story.official.get(year, "A"), (story.key, year)
    penalties = {key: (row.penalty.tonnes, str(row.penalty.amount)) for key, row in told.items() if row.penalty.tonnes}
    assert penalties == {
        ("PL_901", 2005): (3_000, "120,000.00 EUR"),
        ("ES_901", 2009): (8_000, "800,000.00 EUR"),
        ("GB_901", 2010): (12_000, "1,200,000.00 EUR"),
        ("GB_901", 2011): (5_000, "500,000.00 EUR"),
    }
    assert {story.key for story in STORIES if "made good" in story.title} == {
        key for key, year in told if told[key, year].status.restitution and key.endswith("_901")
    }


def test_plants_are_as_uneven_as_real_ones() -> None:
    """The measures are those of the public record of 2008: 52-70% with the greatest twentieth, no giant brickworks."""
    panel = demo_panel(EU_ETS)
    sizes: dict[str, list[int]] = {}
    for row in panel.rows:
        if row.year == 2008 and row.verified is not None:
            kind = panel.installations[row.installation].name.split(" (")[0].split()[-1]
            sizes.setdefault(kind, []).append(row.verified)
    whole = sorted((size for each in sizes.values() for size in each), reverse=True)
    assert sum(whole[: len(whole) // 20]) / sum(whole) > 0.45
    assert sum(whole[len(whole) // 2 :]) / sum(whole) < 0.05
    assert max(whole) < 45_000_000  # the largest real plant emits 31 million tonnes
    assert max(sizes["Brickworks"]) < 120_000
    assert max(sizes["Mill"]) < 600_000


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
