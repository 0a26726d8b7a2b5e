"""What holds of every address: read without a login, GET and HEAD only, marked with its content, in the document."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.asking import Asker, operations, shaped

VERBS = ("post", "put", "patch", "delete", "options", "trace")


@pytest.fixture
def known(api: Asker) -> list[str]:
    """An address of each kind, over the pages' registry."""
    account = api.get("/api/v1/accounts?q=Donau")["items"][0]["identifier"]
    transaction = api.get("/api/v1/transactions?limit=1")["items"][0]["id"]
    keys = {"identifier": account, "reference": transaction, "sequence": 1, "name": "table-1"}
    codes = {"registries": "AT", "parties": "AT", "states": "AT", "sectors": "combustion"}
    own = {"operators": "donau-energie-ag"}
    missing = ("/api/v1/notices/", "/api/v1/projects/", "/api/v1/entities/")
    found = []
    for path in operations():
        family = path.split("/")[3]
        if not path.startswith(missing):
            found.append(path.format(**keys, code=codes.get(family, ""), key=own.get(family, "AT_1")))
    return found


@pytest.fixture
def known_of_treaty(treaty_api: Asker) -> list[str]:
    """The rest, over the commitment period."""
    return ["/api/v1/parties/ES", "/api/v1/notices/ITL1", "/api/v1/projects/BR2001", "/api/v1/entities/FIRST"]


def test_every_address_answers_without_a_login(api: Asker, known: list[str]) -> None:
    for address in known:
        api.get(address)
    assert not api.client.cookies


def test_the_addresses_of_records_answer_too(treaty_api: Asker, known_of_treaty: list[str]) -> None:
    for address in known_of_treaty:
        treaty_api.get(address)


def test_every_address_of_the_document_was_asked(known: list[str]) -> None:
    assert len(known) + 3 == len(operations())


def test_head_says_what_get_says_without_its_body(api: Asker, known: list[str]) -> None:
    for address in known:
        got, head = api.ask(address), api.ask(address, "head")
        assert (head.status_code, head.content) == (200, b"")
        assert {name: head[name] for name in ("ETag", "Content-Type")} == {
            name: got[name] for name in ("ETag", "Content-Type")
        }
        assert head["Content-Length"] == str(len(got.content))


@pytest.mark.parametrize("verb", VERBS)
def test_no_address_does_anything_but_read(api: Asker, known: list[str], verb: str) -> None:
    for address in [*known, "/api/openapi.json", "/api/v1/nothing"]:
        answer = api.ask(address, verb)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
        assert verb.upper() in shaped(answer)["detail"]


def test_an_answer_that_somebody_has_already_is_not_sent_again(api: Asker, known: list[str]) -> None:
    for address in known:
        answer = api.ask(address)
        assert answer["Cache-Control"] == "public, no-cache"
        again = api.ask(address, **{"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
        assert api.ask(address, **{"If-None-Match": '"another"'}).status_code == 200


def test_every_answer_carries_the_policies(api: Asker, known: list[str]) -> None:
    for address in [*known, "/api/", "/api/v1/nothing", "/api/v1/accounts?limit=x"]:
        answer = api.ask(address)
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")


def test_what_is_not_there_is_said_so(api: Asker) -> None:
    for path in operations():
        if "{" in path:
            said = api.problem(path.replace("{sequence}", "9").replace("{", "").replace("}", ""), 404)
            assert said["title"] == "There is nothing here"
    for address in ("/api/v1", "/api/v2/accounts", "/api/v1/accounts/", "/api/nothing?a=b"):
        assert "The page /api/ names all" in api.problem(address, 404)["detail"]


def test_empty_books_answer_too(bare_api: Asker) -> None:
    for path in operations():
        if "{" not in path:
            bare_api.get(path)
    for name in ("table-1", "figure-2", "concentration"):
        bare_api.get(f"/api/v1/paper/{name}")
    assert bare_api.get("/api/v1/transactions") == {"items": [], "count": 0, "next": None}


def test_numbers_are_whole(api: Asker, known: list[str]) -> None:
    for address in known:
        assert not [value for value in leaves(api.get(address)) if isinstance(value, float)], address


def test_numbers_of_records_are_whole_too(treaty_api: Asker, known_of_treaty: list[str]) -> None:
    for address in known_of_treaty:
        assert not [value for value in leaves(treaty_api.get(address)) if isinstance(value, float)], address


def test_money_and_per_cents_are_strings(api: Asker) -> None:
    found = api.get("/api/v1/installations/DE_1")
    assert (found["years"][0]["official"], found["years"][0]["penalty"], found["penalties"]) == ("A*", "0", [])
    assert found["years"][0]["penalty_not_shown"] == "official letter"
    assert api.get("/api/v1/parties/AT")["target"]["burden_sharing_percent"] == "87"
    (japan,) = api.get("/api/v1/parties?q=japan")["items"]
    assert (japan["percent"], japan["change"]) == ("94", "-6")


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [leaf for each in value for leaf in leaves(each)]
    return [value]
