"""Projects and operational entities, typed as commands: every step dry, done, done again, refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openets.importing.cdm.rows import FIRST_NUMBER
from tests.cli.conftest import Books
from tests.engine.test_projects_list import FARM, write
from tests.ets import MISUSED, REFUSED, SOUND, done, ets, everything, new_books
from tests.projects.test_cdm_list import ROW

DESIGN: tuple[object, ...] = (
    *("project", "design", "CN1234", "--mechanism", "CDM", "--title", "Zhangbei wind farm", "--party", "ES"),
    *("--methodology", "ACM0002", "--scope", 1, "--technology", "wind", "--kilowatts", "49,500"),
    *("--first-day", "2008-01-01", "--baseline", "120,000", "--expected", 100000, "--on", "2007-06-01"),
)
CYCLE: dict[str, tuple[object, ...]] = {
    "accredit": (
        "entity",
        "accredit",
        "DNV",
        "Det Norske Veritas",
        "--mechanism",
        "CDM",
        "--scope",
        1,
        "--on",
        "2005-01-01",
    ),
    "accredit another": ("entity", "accredit", "SGS", "SGS", "--mechanism", "CDM", "--scope", 1, "--on", "2005-01-01"),
    "design": DESIGN,
    "additionality": (
        *("project", "additionality", "CN1234", "--ground", "investment", "--ground", "barriers"),
        *("--argument", "It does not pay.", "--on", "2007-06-02"),
    ),
    "approve": ("project", "approve", "CN1234", "--party", "CN", "--sustainable", "--on", "2007-07-01"),
    "approve too": ("project", "approve", "CN1234", "--party", "ES", "--on", "2007-07-02"),
    "validate": ("project", "validate", "CN1234", "--entity", "DNV", "--opinion", "Sound.", "--on", "2007-08-01"),
    "register": ("project", "register", "CN1234", "--on", "2007-12-01"),
    "monitor": (
        *("project", "monitor", "CN1234", "2008-01-01", "2008-12-31", "--baseline", "118,000"),
        *("--monitored", 10000, "--leakage", 3000, "--reductions", 105000, "--on", "2009-02-01"),
    ),
    "verify": ("project", "verify", "CN1234", "--period", 1, "--entity", "SGS", "--on", "2009-03-01"),
    "request-issuance": ("project", "request-issuance", "CN1234", "--period", 1, "--on", "2009-04-01"),
    "request-review": ("project", "request-review", "CN1234", "A look", "--period", 1, "--on", "2009-04-05"),
    "conclude-review": ("project", "conclude-review", "CN1234", "--period", 1, "--passed", "--on", "2009-05-01"),
    "issue": ("project", "issue", "CN1234", "--quantity", "60,000"),
    "issue the rest": ("project", "issue", "CN1234"),
    "renew": (
        *("project", "renew", "CN1234", "--entity", "DNV", "--on", "2014-06-01"),
        *(
            "--baseline",
            "2015=90000",
            "--baseline",
            "2016=90000",
            "--baseline",
            "2017=90000",
            "--baseline",
            "2018=90000",
        ),
        *("--baseline", "2019=90000", "--baseline", "2020=90000", "--baseline", "2021=90000", "--expected", "80,000"),
    ),
    "interest": ("entity", "interest", "SGS", "CN1234"),
    "extend": ("entity", "extend", "SGS", "--scope", 14),
    "suspend": ("entity", "suspend", "SGS", "Spot check"),
    "reinstate": ("entity", "reinstate", "SGS"),
    "withdraw entity": ("entity", "withdraw", "SGS", "Own wish"),
    "withdraw": ("project", "withdraw", "CN1234", "Enough"),
}
"""A whole cycle in its order. The clock is the machine's: documents name their own days."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, tuple[Any, Any, Any]]]:
    """The cycle told once: what each command answered dry, done, and done again, and that dry changed nothing."""
    address = new_books(f"sqlite:///{tmp_path_factory.mktemp('cycle') / 'books.db'}")
    done(ets("open-registry", "CDM", "--json", store=address))
    answers = {}
    for name, words in CYCLE.items():
        before = everything(address)
        dry = done(ets(*words, "--dry-run", "--json", store=address))
        assert everything(address) == before, name
        request = f"r:{name.replace(' ', '-')}"
        first = done(ets(*words, "--request", request, "--json", store=address))
        again = done(ets(*words, "--request", request, "--json", store=address))
        answers[name] = (dry, first, again)
    return address, answers


@pytest.mark.parametrize("name", CYCLE)
def test_every_step_dry_done_and_done_again(story: tuple[str, Any], name: str) -> None:
    dry, first, again = story[1][name]
    assert (dry["accepted"], dry["dry_run"]) == (True, True)
    assert (first["accepted"], first["repeated"]) == (True, False)
    assert (again["reference"], again["repeated"]) == (first["reference"], True)


def test_the_books_hold_what_was_told(story: tuple[str, Any]) -> None:
    address, _ = story
    told = done(ets("project", "show", "CN1234", "--json", store=address))
    assert (told["status"], told["ended"]) == ("withdrawn", "Enough")
    assert [row["quantity"] for row in told["issuances"]] == [60_000, 45_000]
    assert told["crediting"]["last_day"] == "2021-12-31"
    assert done(ets("entity", "show", "SGS", "--json", store=address))["status"] == "withdrawn"
    assert ets("verify", store=address).code == SOUND


def test_what_people_read(story: tuple[str, Any]) -> None:
    address, _ = story
    shown = ets("project", "show", "CN1234", store=address).out
    for words in (
        "Zhangbei wind farm",
        "Usable here: Whether operators may use its units for their obligation",
        "105,000",
        "DNV: positive",
        "passed",
        "P-7062",
    ):
        assert words in shown
    assert (
        "CN1234" in ets("project", "list", "--host", "CN", "--mechanism", "CDM", "--find", "zhang", store=address).out
    )
    assert "CN1234" not in ets("project", "list", "--status", "registered", store=address).out
    assert "Det Norske" in ets("entity", "list", store=address).out
    assert "Spot check" in ets("entity", "show", "SGS", store=address).out


@pytest.fixture
def registry(books: Books) -> str:
    done(ets("open-registry", "CDM", "--json", store=books.address))
    return books.address


def test_refusals_come_all_at_once_with_their_codes(registry: str) -> None:
    spoilt = [word if word != "ES" else "IN" for word in DESIGN]
    said = ets(*spoilt, "--unit", "tCER", "--json", store=registry)
    assert said.code == REFUSED
    assert [row["code"] for row in said.json["refusals"]] == ["P-7005", "P-7007"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("project", "register", "CN77"), "no project 'CN77' is known"),
        (("project", "show", "CN77"), "no project 'CN77' is known"),
        (("entity", "suspend", "XYZ", "why"), "no operational entity 'XYZ' is known"),
        ((*DESIGN, "--technology", "magic"), "design: 'technology' must be one of"),
        ((*DESIGN, "--baseline", "x"), "--baseline"),
        (("project", "renew", "CN7", "--entity", "X", "--expected", 1, "--baseline", "2008=x"), "--baseline 2008"),
        ((*DESIGN, "--baseline", "2008=5", "--baseline", "7"), "--baseline"),
        ((*DESIGN, "--on", "soon"), "--on is 'soon'"),
        ((*DESIGN, "--first-day", "1.1.2008"), "design: 'first_day' must be a day"),
        ((*DESIGN, "--document", "none.json"), "none.json"),
        ((*DESIGN[:4], "AIJ"), "'AIJ' is no mechanism"),
        (("project", "list", "--mechanism", "AIJ"), "--mechanism is 'AIJ'"),
        (("import", "cdm", "none.csv"), "there is no file none.csv"),
    ],
)
def test_nonsense_is_misuse_in_words(registry: str, words: tuple[object, ...], said: str) -> None:
    answer = ets(*words, store=registry)
    assert answer.code == MISUSED
    assert said in answer.error


def test_a_design_may_come_from_a_document_and_options_go_first(registry: str, tmp_path: Path) -> None:
    document = {
        "title": "From a file",
        "methodologies": ["ACM0002"],
        "first_day": "2008-01-01",
        "baseline": 5,
        "expected": {str(year): 1 for year in range(2008, 2015)},
    }
    file = tmp_path / "design.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    words = ("project", "design", "CN5", "--mechanism", "CDM", "--document", file, "--baseline", 7, "--synthetic")
    done(ets(*words, "--json", store=registry))
    told = done(ets("project", "show", "CN5", "--json", store=registry))
    assert (told["title"], told["years"][0], told["synthetic"]) == (
        "From a file",
        {"year": 2008, "baseline": 7, "expected": 1},
        True,
    )
    assert "Synthetic: yes" in ets("project", "show", "CN5", store=registry).out
    for content in ("[1]", "{", "\ufeff{}x"):
        file.write_text(content, encoding="utf-8")
        assert ets(*words, store=registry).code == MISUSED


def test_the_list_comes_in_once_and_says_what_it_did_not_take(books: Books, tmp_path: Path) -> None:
    file = write(tmp_path / "list.csv", ROW, FARM, {**ROW, "Country": "Atlantis"})
    first = ets("import", "cdm", file, store=books.address)
    assert first.code == REFUSED
    assert "3 rows; 2 taken" in first.out
    assert "row 4, IGES05990: 'Country' is 'Atlantis'" in first.out
    again = ets("import", "cdm", write(tmp_path / "good.csv", ROW, FARM), "--json", store=books.address)
    assert again.code == SOUND
    assert (again.json["taken"], again.json["known"]) == (0, 2)
    shown = ets("project", "show", f"CN{FIRST_NUMBER + 1}", store=books.address).out
    assert "Listed: What a public list says of a project that was imported from it. History: never units" in shown
    assert "registered (imported)" in shown
