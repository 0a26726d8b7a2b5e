"""Errors have one shape, and our own faults show none of their innards."""

from __future__ import annotations

from typing import Any

import pytest

from openets.kernel.refusals import Misuse, Refusal, Refused, Unavailable
from tests.api.asking import Asker, hold, shaped

SECRET = "password of the database"


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """From now on the question about one account fails."""
    from openets.views import accounts

    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(accounts, "account", fail)


def test_a_problem_says_what_where_and_what_to_do(api: Asker) -> None:
    said = api.problem("/api/v1/accounts/nobody?x=%C3%A4", 422)
    assert said["instance"] == "/api/v1/accounts/nobody?x=%C3%A4"
    assert (said["type"], said["title"]) == ("/api/#malformed", "Something that was asked makes no sense")
    said = api.problem("/api/v1/accounts/nobody", 404)
    assert (said["type"], said["detail"]) == ("/api/#not-found", "No account has the identifier “nobody”.")


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (ValueError(SECRET), 500, "this interface only reads"),
        (Misuse("the cursor is odd"), 400, "The cursor is odd."),
        (Unavailable("the books are in use: try again"), 503, "The books are in use: try again."),
    ],
)
def test_every_error_is_a_problem(
    api: Asker, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, detail: str
) -> None:
    failing(monkeypatch, error)
    said = api.problem("/api/v1/accounts/AT-1", status)
    hold("/api/v1/accounts/AT-1", status, said)
    assert detail in said["detail"]
    assert SECRET not in str(said)


def test_a_fault_is_logged(api: Asker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    failing(monkeypatch, ValueError(SECRET))
    api.problem("/api/v1/accounts/AT-1", 500)
    assert SECRET in caplog.text


def test_refusals_come_all_at_once(api: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    refusals = [Refusal(code, "name", "It must.", "quantity", "It does not.", "Art 12") for code in ("7027", "P-1")]
    failing(monkeypatch, Refused(refusals))
    said = api.problem("/api/v1/accounts/AT-1", 422)
    assert [each["code"] for each in said["refusals"]] == ["7027", "P-1"]
    assert said["refusals"][0] == refusals[0].as_dict()
    assert said["errors"] == []


def test_a_fault_outside_the_questions_is_a_problem_too(api: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    from openets.api import answers

    def fail() -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(answers, "parameters", fail)
    answer = api.ask("/api/v1/accounts")
    assert answer.status_code == 500
    assert SECRET not in str(shaped(answer))


def test_problems_are_not_kept_by_anybody(api: Asker) -> None:
    for address in ("/api/v1/accounts/nobody", "/api/v1/accounts?limit=x"):
        answer = api.ask(address)
        assert "ETag" not in answer
        assert answer["Cache-Control"] == "no-store"


def test_tampered_books_are_shown_and_not_trusted(api: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    from openets.stores.sql import chains

    sound = chains.linked("AT", 2)
    assert sound is not None
    tampered = sound._replace(entry=sound.entry._replace(text="no JSON"), holds=False)
    monkeypatch.setattr(chains, "linked", lambda registry, sequence: tampered)
    found = api.get("/api/v1/registries/AT/entries/2")
    assert (found["text"], found["content"], found["follows"]) == ("no JSON", {}, False)
    transaction = api.get("/api/v1/transactions?registry=AT&limit=1")["items"][0]["id"]
    found = api.get(f"/api/v1/transactions/{transaction}")
    assert (found["blocks"], found["created"], found["entry"]["follows"]) == ([], [], False)
