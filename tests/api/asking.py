"""Asking the read-only interface as a program does: without a login; each answer is held to its document."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator

JSON = "application/json; charset=utf-8"
PROBLEM = "application/problem+json"


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, as anybody gets it."""
    from django.test import Client

    found: dict[str, Any] = Client().get("/api/openapi.json").json()
    return found


def operations() -> dict[str, dict[str, Any]]:
    """Every address and its operation."""
    return {path: methods["get"] for path, methods in document()["paths"].items()}


def questions(path: str) -> list[dict[str, Any]]:
    """What can be asked with an address."""
    return [each for each in operations()[path]["parameters"] if each["in"] == "query"]


@cache
def _shapes() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(re.sub(r"{\w+}", "[^/]+", path)), path) for path in operations()]


def path_of(address: str) -> str:
    """The address as the document names it."""
    here = urlsplit(address).path
    return next(path for shape, path in _shapes() if shape.fullmatch(here))


@cache
def _validator(path: str, status: str) -> Draft202012Validator:
    (content,) = operations()[path]["responses"][status]["content"].values()
    return Draft202012Validator({**content["schema"], "components": document()["components"]})


def hold(address: str, status: int, answer: Any) -> None:
    """Hold an answer to what the document promises of its address; fields that it does not name are not let pass."""
    found = [error.message for error in _validator(path_of(address), str(status)).iter_errors(answer)]
    assert not found, found[:3]
    strange = set(answer) - set(_fields(address, status))
    assert not strange


def _fields(address: str, status: int) -> dict[str, Any]:
    (content,) = operations()[path_of(address)]["responses"][str(status)]["content"].values()
    name = content["schema"]["$ref"].rpartition("/")[2]
    properties: dict[str, Any] = document()["components"]["schemas"][name]["properties"]
    return properties


class Asker:
    """Asks for answers."""

    def __init__(self) -> None:
        from django.test import Client

        self.client = Client(enforce_csrf_checks=True)

    def ask(self, address: str, method: str = "get", **headers: str) -> Any:
        """The bare answer."""
        return getattr(self.client, method)(address, headers=headers)

    def get(self, address: str) -> Any:
        """A good answer, held to the document."""
        answer = self.ask(address)
        assert answer.status_code == 200, (address, answer.content[:500])
        assert answer["Content-Type"] == JSON
        found = answer.json()
        hold(address, 200, found)
        return found

    def problem(self, address: str, status: int) -> Any:
        """A problem, held to the document where the address is one of it."""
        answer = self.ask(address)
        assert answer.status_code == status, (address, answer.content[:500])
        return shaped(answer)

    def items(self, address: str, limit: int = 200) -> list[dict[str, Any]]:
        """The whole of a list, part by part."""
        found: list[dict[str, Any]] = []
        part = self.get(f"{address}{'&' if '?' in address else '?'}limit={limit}")
        while True:
            found += part["items"]
            if part["next"] is None:
                return found
            assert len(part["items"]) == limit
            part = self.get(part["next"])


def shaped(answer: Any) -> Any:
    """A problem's content; it has the shape that every problem has."""
    assert answer["Content-Type"] == PROBLEM
    found = answer.json()
    assert set(found) == {"type", "title", "status", "detail", "instance", "errors", "refusals"}
    assert found["status"] == answer.status_code
    assert found["detail"].endswith(".")
    assert found["type"].startswith("/api/#")
    return found
