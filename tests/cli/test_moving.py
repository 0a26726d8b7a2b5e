"""Every command of moving units, typed: dry, done, done again, refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.books import changed
from tests.cli.conftest import PARTY, PLANT, TRADER, WORKS, Books, make_registry
from tests.ets import MISUSED, REFUSED, SOUND, done, ets, everything

SURRENDER = ("surrender", PLANT, 300, "--unit", "EUA1", "--year", 2006)
COMMANDS: dict[str, tuple[object, ...]] = {
    "issue": ("issue", "AT", 10, "--unit", "EUA1"),
    "plan": ("plan", "AT_1", 2000, "--year", 2007),
    "allocate": ("allocate", PLANT, 10, "--unit", "EUA1", "--year", 2007),
    "report": ("report", "AT_1", "--year", 2006, "--verified", 900),
    "missing report": ("report", "AT_1", "--year", 2006),
    "transfer": ("transfer", PLANT, TRADER, 10, "--unit", "EUA1"),
    "external transfer": ("transfer", PLANT, WORKS, 10, "--unit", "EUA1", "--note", "sold, at 20 €"),
    "surrender": SURRENDER,
    "cancel": ("cancel", PLANT, 10, "--unit", "EUA1"),
    "retire": ("retire", "AT", 10, "--unit", "EUA1"),
    "reverse": ("reverse", "AT12"),
    "open-registry": ("open-registry", "IT"),
    "open-account": ("open-account", "AT", "Somebody", "--type", 121),
}
BEFOREHAND: dict[str, list[tuple[object, ...]]] = {
    "allocate": [("plan", "AT_1", 100, "--year", 2007)],
    "retire": [SURRENDER],
    "reverse": [("cancel", PLANT, 1, "--unit", "EUA1"), SURRENDER],
}
"""What must have happened before."""


def prepare(command: str, books: Books) -> tuple[object, ...]:
    reference = ""
    for words in BEFOREHAND.get(command, []):
        reference = done(ets(*words, "--json", store=books.address))["reference"]
    return ("reverse", reference) if command == "reverse" else COMMANDS[command]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_dry_run_says_what_would_be_and_writes_nothing(books: Books, command: str) -> None:
    words = prepare(command, books)
    before = everything(books.address)
    answer = done(ets(*words, "--dry-run", "--json", store=books.address))
    (first, *_) = answer if isinstance(answer, list) else [answer]
    assert (first["accepted"], first["dry_run"], first["repeated"]) == (True, True, False)
    said = ets(*words, "--dry-run", store=books.address)
    assert said.code == SOUND
    assert "would be" in said.out
    assert changed(before, everything(books.address)) == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_same_request_is_done_once_and_answered_twice(books: Books, command: str) -> None:
    words = (*prepare(command, books), "--request", "mine-1")
    first = done(ets(*words, "--json", store=books.address))
    before = everything(books.address)
    again = done(ets(*words, "--json", store=books.address))
    assert changed(before, everything(books.address)) == set()
    for one, two in zip(listed(first), listed(again), strict=True):
        assert two == {**one, "repeated": True}
    assert ets("verify", store=books.address).code == SOUND


def listed(answer: Any) -> list[dict[str, Any]]:
    return answer if isinstance(answer, list) else [answer]


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "open-registry"])
def test_the_same_request_for_something_else_is_refused(books: Books, command: str) -> None:
    words = prepare(command, books)
    done(ets("cancel", PLANT, 3, "--unit", "EUA1", "--request", "mine-1", "--json", store=books.address))
    said = ets(*words, "--request", "mine-1", "--json", store=books.address)
    assert said.code == REFUSED
    assert "P-4006" in [row["code"] for row in said.json["refusals"]]


@pytest.mark.parametrize("command", COMMANDS)
def test_done_says_what_was_done(books: Books, command: str) -> None:
    said = ets(*prepare(command, books), store=books.address)
    assert (said.code, said.err) == (SOUND, "")
    assert len(said.out.splitlines()) == 1


REFUSALS: list[tuple[str, tuple[object, ...], list[str]]] = [
    ("more than the cap", ("issue", "AT", "99,000,000", "--unit", "EUA1"), ["P-3500"]),
    ("nothing", ("issue", "AT", 0, "--unit", "EUA1"), ["P-3008"]),
    ("a registry that is not open", ("issue", "FR", 5, "--unit", "EUA1"), ["7020"]),
    ("AAUs beyond the assigned amount", ("issue", "AT", 343_866_010, "--unit", "AAU"), ["5008"]),
    ("allowances without AAUs", ("issue", "AT", 5, "--unit", "EUA2"), ["7027"]),
    ("more than the plan", ("allocate", PLANT, 1, "--unit", "EUA1", "--year", 2006), ["P-8003"]),
    ("more than it holds", ("transfer", PLANT, TRADER, 1001, "--unit", "EUA1"), ["7027"]),
    ("a wrong check digit", ("transfer", PLANT[:-1] + "4", TRADER, 1, "--unit", "EUA1"), ["P-1001", "7021"]),
    ("a buyer's wrong digit", ("transfer", PLANT, TRADER[:-1] + "8", 1, "--unit", "EUA1"), ["P-2001", "7020"]),
    ("itself", ("transfer", PLANT, PLANT, 1, "--unit", "EUA1"), ["P-2508"]),
    ("units of another phase", ("surrender", PLANT, 5, "--unit", "EUA2", "--year", 2006), ["P-5001", "7027"]),
    ("a year before the scheme", ("surrender", PLANT, 5, "--unit", "EUA1", "--year", 1999), ["P-5001", "P-5002"]),
    ("a trader's surrender", ("surrender", TRADER, 5, "--unit", "EUA1", "--year", 2006), ["P-1007", "7027"]),
    ("more than it holds, cancelled", ("cancel", PLANT, 5_000, "--unit", "EUA1"), ["7027"]),
    ("more than was surrendered", ("retire", "AT", 5, "--unit", "EUA1"), ["7027"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "codes"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS])
def test_a_refusal_has_code_sentence_and_citation_in_text_and_json(
    books: Books, words: tuple[object, ...], codes: list[str]
) -> None:
    before = everything(books.address)
    said = ets(*words, "--json", store=books.address)
    assert said.code == REFUSED
    assert said.json["error"] == "refused"
    assert set(said.json) == {"error", "detail", "refusals"}
    assert {row["code"] for row in said.json["refusals"]} >= set(codes)
    text = ets(*words, store=books.address)
    assert (text.code, text.out) == (REFUSED, "")
    for row in said.json["refusals"]:
        assert f"{row['code']} {row['sentence']} " in text.error
        assert f"[{row['citation']}]" in text.error
    assert changed(before, everything(books.address)) <= {"refused_proposal", "answer"}


def test_a_refusal_repeats_itself_too(books: Books) -> None:
    words = ("transfer", PLANT, TRADER, 1001, "--unit", "EUA1", "--request", "too-much", "--json")
    first = ets(*words, store=books.address)
    before = everything(books.address)
    assert ets(*words, store=books.address) == first
    assert changed(before, everything(books.address)) == set()


def test_a_blocked_account_is_told_what_it_waits_for(books: Books) -> None:
    done(ets("report", "AT_1", "--year", 2006, "--json", store=books.address))
    said = ets("transfer", PLANT, TRADER, 1, "--unit", "EUA1", store=books.address)
    assert said.code == REFUSED
    assert "7025 A blocked account, or one whose report is overdue, may transfer only to surrender" in said.error
    done(ets("report", "AT_1", "--year", 2006, "--verified", 5, "--json", store=books.address))
    done(ets("transfer", PLANT, TRADER, 1, "--unit", "EUA1", "--json", store=books.address))


def test_a_reversal_that_cannot_be_is_told(books: Books) -> None:
    cancelled = done(ets("cancel", PLANT, 10, "--unit", "EUA1", "--json", store=books.address))["reference"]
    said = ets("reverse", cancelled, store=books.address)
    assert said.code == MISUSED
    assert "which cannot be reversed" in said.error
    given = done(ets(*SURRENDER, "--json", store=books.address))["reference"]
    done(ets("reverse", given, "--json", store=books.address))
    said = ets("reverse", given, store=books.address)
    assert said.code == REFUSED
    assert "P-3019" in said.error
    for unknown in ("", "AT1", "AT999999", "AT99999999999999999999999", "nonsense", "!"):
        said = ets("reverse", unknown, store=books.address)
        assert (said.code, f"no transaction '{unknown}' is known" in said.error) == (MISUSED, True)


def test_the_same_serial_numbers_go_back(books: Books) -> None:
    before = done(ets("holdings", PLANT, "--json", store=books.address))
    given = done(ets(*SURRENDER, "--json", store=books.address))["reference"]
    assert done(ets("holdings", PLANT, "--json", store=books.address)) != before
    done(ets("reverse", given, "--json", store=books.address))
    assert done(ets("holdings", PLANT, "--json", store=books.address)) == before


def test_quantities_may_be_written_with_marks(books: Books) -> None:
    for number in ("1,000", "1_000", "1000", "0001000"):
        done(ets("issue", "AT", number, "--unit", "EUA1", "--json", store=books.address))
    rows = done(ets("holdings", PARTY, "--json", store=books.address))
    assert sum(row["quantity"] for row in rows) == 8_000


@pytest.mark.postgres
def test_postgresql_takes_the_same_words(postgres_books: str) -> None:
    make_registry(postgres_books)
    for command, words in COMMANDS.items():
        if command not in (*BEFOREHAND, "missing report", "surrender"):
            done(ets(*words, "--json", store=postgres_books))
    given = done(ets(*SURRENDER, "--json", store=postgres_books))["reference"]
    done(ets("retire", "AT", 100, "--unit", "EUA1", "--dry-run", "--json", store=postgres_books))
    done(ets("reverse", given, "--json", store=postgres_books))
    for _, words, codes in REFUSALS:
        said = ets(*words, "--json", store=postgres_books)
        assert said.code == REFUSED, (words, said)
        assert said.json["refusals"]
        assert codes
    assert ets("verify", store=postgres_books).code == SOUND
    assert done(ets("status", "--json", store=postgres_books))["units"][0]["balances"]
