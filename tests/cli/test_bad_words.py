"""Whatever somebody types, the answer is a sentence and an exit code: no traceback, and the books are as they were."""

from __future__ import annotations

import random
import subprocess

import pytest

from tests.books import changed
from tests.cli.conftest import PLANT, TRADER, Books
from tests.ets import MISUSED, REFUSED, done, ets, ets_program, everything, program

QUANTITIES = {
    "": "expected a whole number of units, such as 1000",
    "-5": "'-5' is no quantity: expected a whole number of units above 0",
    "-1.5": "is no quantity",
    "1.5": "expected a whole number",
    "1e5": "expected a whole number",
    " 5": "expected a whole number",
    "5 t": "expected a whole number",
    "+5": "expected a whole number",
    "0x10": "expected a whole number",
    "nan": "expected a whole number",
    ",": "expected a whole number",
    "²": "expected a whole number",
    "٣": "expected a whole number",
    "１０": "expected a whole number",
    "1" + "0" * 30: "a number has 15 digits at most",
    str(2**63): "a number has 15 digits at most",
    "9" * 5000: "a number has 15 digits at most",
}


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda text: repr(text[:20]))
def test_a_quantity_is_a_whole_number(books: Books, quantity: str) -> None:
    before = everything(books.address)
    for words in (
        ("issue", "AT", quantity, "--unit", "EUA1"),
        ("transfer", PLANT, TRADER, quantity, "--unit", "EUA1"),
        ("plan", "AT_1", quantity, "--year", 2007),
    ):
        said = ets(*words, store=books.address)
        assert said.code == MISUSED
        assert QUANTITIES[quantity] in said.error
    assert changed(before, everything(books.address)) == set()


def typing(words: tuple[object, ...]) -> str:
    return ascii(" ".join(map(str, words)))[:60]


MISUSES: list[tuple[tuple[object, ...], str]] = [
    (("report", "AT_1", "--year", 2006, "--verified", ""), "--verified is ''"),
    (("report", "AT_1", "--year", 2006, "--verified", "-1"), "--verified is '-1'"),
    (("report", "AT_1", "--year", 2006, "--verified", "Excluded"), "--verified is 'Excluded'"),
    (("report", "AT_1", "--year", 2006, "--verified", 2**63), "15 digits at most"),
    (("report", "AT_1", "--year", 1999, "--verified", 1), "1999 is not a year of the scheme: it runs from 2005"),
    (("report", "AT_99", "--year", 2006), "no installation 'AT_99' is known"),
    (("report", "", "--year", 2006), "'' is no installation: expected CC_ID"),
    (("plan", "AT_99", 5, "--year", 2006), "no installation 'AT_99' is known"),
    (("plan", "AT_1", 5, "--year", 2031), "2031 is not a year of the scheme"),
    (("plan", "AT_1", 5, "--year", -5), "Invalid value for '--year'"),
    (("plan", "AT_1", 5, "--year", 10**30), "Invalid value for '--year'"),
    (("plan", "AT_1", 5, "--year", "next"), "Invalid value for '--year'"),
    (("issue", "at", 5, "--unit", "EUA1"), "'at' is no registry of the European Union Em"),
    (("issue", "XI", 5, "--unit", "EUA1"), "'XI' is no registry"),
    (("issue", "", 5, "--unit", "EUA1"), "'' is no registry"),
    (("issue", "!", 5, "--unit", "EUA1"), "'!' is no registry"),
    (("issue", "Ö", 5, "--unit", "EUA1"), "'Ö' is no registry"),
    (("issue", "AT", 5), "Missing option '--unit'"),
    (("issue", "AT"), "Missing argument"),
    (("retire", "ATX", 5, "--unit", "EUA1"), "'ATX' is no registry"),
    (("transfer", "a", "b", 5, "--unit", "EUA1"), "'a' is not an account identifier: expected CC-TTT-NNNN-P-KK"),
    (("transfer", PLANT, "", 5, "--unit", "EUA1"), "'' is not an account identifier"),
    (("transfer", PLANT, TRADER, 5, "--unit", "EUA1", "--note", "two\nlines"), "--note holds a line break"),
    (("transfer", PLANT, TRADER, 5, "--unit", "EUA1", "--note", "x" * 251), "--note is 251 characters long, 250"),
    (("transfer", PLANT, TRADER, 5, "--unit", "EUA1", "--request", "a b"), "--request is 'a b': use 1 to 120 letters"),
    (("transfer", PLANT, TRADER, 5, "--unit", "EUA1", "--request", "x" * 121), "use 1 to 120 letters"),
    (("report", "AT_1", "--year", 2006, "--request", "ä"), "--request is 'ä'"),
    (("surrender", "!", 5, "--unit", "EUA1", "--year", 2006), "'!' is not an account identifier"),
    (("allocate", "AT-120", 5, "--unit", "EUA1", "--year", 2006), "'AT-120' is not an account identifier"),
    (("cancel", "", 5, "--unit", "EUA1"), "'' is not an account identifier"),
    (("holdings", ""), "'' is not an account identifier"),
    (("holdings", "AT-120-9-0-18"), "no account 'AT-120-9-0-18' is known: `ets accounts --find TEXT`"),
    (("accounts", "--most", 0), "Invalid value for '--most'"),
    (("accounts", "--registry", "??"), "“registry” cannot be “??”"),
    (("open-registry", "at"), "did you mean AT?"),
    (("open-account", "AT", "", "--type", 121), "NAME is empty"),
    (("open-account", "AT", "   ", "--type", 121), "NAME is empty"),
    (("open-account", "AT", "a\x1b[31m", "--type", 121), "NAME holds a line break or another control character"),
    (("open-account", "AT", "x" * 5000, "--type", 121), "NAME is 5000 characters long"),
    (("open-account", "AT", "x", "--type", "bank"), "--type is 'bank': expected 120 operator holding"),
    (("open-account", "AT", "x", "--type", 100), "--type is '100'"),
    (("open-account", "AT", "x"), "needs --installation, such as AT_1"),
    (("open-account", "AT", "x", "--installation", "DE_7"), "DE_7 belongs to another registry than AT"),
    (("open-account", "AT", "x", "--installation", "AT_"), "--installation is 'AT_': expected CC_ID"),
    (("open-account", "AT", "x", "--installation", "AT_1"), "'AT_1' has an account already: AT-120-6-0-33"),
    (("open-account", "AT", "x", "--installation", "AT_2", "--activity", 77), "--activity is 77: the scheme knows 1"),
    (("open-account", "FR", "x", "--type", 121), "registry 'FR' is not open in these books"),
    (("serve", "--port", 70000), "Invalid value for '--port'"),
    (("serve", "--host", "no.such.host.invalid", "--port", 0), "cannot listen on 'no.such.host.invalid'"),
    (("nonsense",), "No such command 'nonsense'. Try: ets --help"),
    (("status", "--colour"), "No such option: --colour"),
    (("import",), ""),
    (("import", "nonsense"), "No such command 'nonsense'. Try: ets import --help"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "answer"), MISUSES, ids=[typing(row[0]) for row in MISUSES])
def test_misuse_says_what_is_wrong(books: Books, words: tuple[object, ...], answer: str) -> None:
    before = everything(books.address)
    said = ets(*words, store=books.address)
    assert said.code == MISUSED
    assert answer in said.error
    in_json = ets(*words, "--json", store=books.address)
    assert in_json.code == MISUSED
    assert set(in_json.json) == {"error", "detail", "refusals"}
    assert (in_json.json["error"], in_json.json["refusals"]) == ("misuse", [])
    assert answer in in_json.json["detail"]
    assert changed(before, everything(books.address)) == set()


def test_no_words_at_all_get_help() -> None:
    said = ets()
    assert said.code == MISUSED
    assert "surrender" in said.out + said.err


def test_bytes_that_are_no_text_are_told(books: Books) -> None:
    words: list[bytes] = [word.encode() for word in program("open-account", "AT")]
    more = [b"\xff\xfe", b"--type", b"121", b"--store", books.address.encode()]
    done_ = subprocess.run(words + more, capture_output=True, check=False)
    assert done_.returncode == MISUSED
    assert b"is not text in this terminal's encoding" in done_.stderr


def test_a_terminal_that_cannot_show_a_sign_still_gets_its_answer(books: Books) -> None:
    done(ets("open-account", "AT", "Äpfel 木", "--type", 121, "--json", store=books.address))
    env = {"PYTHONIOENCODING": "ascii", "PATH": ""}
    said = ets_program("accounts", "--find", "äpfel", "--json", store=books.address, env=env)
    assert said.json[0]["name"] == "Äpfel 木"
    said = ets_program("accounts", store=books.address, env=env)
    assert (said.code, "?pfel ?" in said.out) == (0, True)


def test_a_reader_that_leaves_early_is_no_error(books: Books) -> None:
    child = subprocess.Popen(
        program("accounts", "--json", store=books.address), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    errors = child.stderr.read()
    child.wait()
    child.stderr.close()
    assert (child.returncode, errors) == (1, b"")


def test_markup_in_a_name_is_only_text(books: Books) -> None:
    done(ets("open-account", "AT", "[/x] [red]Name[/red]", "--type", 121, "--json", store=books.address))
    assert "[/x] [red]Name[/red]" in ets("accounts", store=books.address).out


PIECES = [
    "AT", "DE_1", "AT_1", PLANT, TRADER, "5", "0", "-1", "1.5", "", " ", "²", "10" * 20, "EUA1", "CER", "--unit",
    "--year", "--json", "--dry-run", "--request", "x", "2006", "--", "-", "--help", "ÄÖ", "💶", "'; DROP TABLE block",
    "%s", "{}", "\\", "/", "..", "*", "--store=", "--verified", "--note", "--to", "--no-surrendered", "--type",
    "121", "--holder",
]  # fmt: skip
COMMANDS = [
    "issue", "plan", "allocate", "report", "transfer", "surrender", "cancel", "retire", "reverse", "status", "accounts",
    "holdings", "verify", "open-account", "open-registry", "backup",
]  # fmt: skip


def test_random_words_never_end_in_a_traceback(books: Books) -> None:
    """What escapes from `ets` as an exception fails this test by itself."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    chance = random.Random(seed)
    for _ in range(150):
        words = [chance.choice(COMMANDS), *chance.choices(PIECES, k=chance.randrange(7))]
        said = ets(*words, store=books.address, cwd=books.file.parent)
        assert said.code in (0, REFUSED, MISUSED), (words, said)
    assert ets("verify", store=books.address).code == 0
