"""What the command line lists is what a session lists and what the interface answers: the same rows from every side."""

from __future__ import annotations

import json
from typing import Any

import pytest

import openets
from openets.commands.verbs import all_commands
from openets.laws.reading import law_names, read_law
from tests.api.asking import Asker
from tests.ets import done, ets
from tests.web.conftest import Registry, served

LISTS: list[tuple[tuple[str, ...], str, dict[str, str], str]] = [
    # what is typed, the view of a session, its filters there, and the address of the interface
    (("accounts", "--most", "500"), "accounts", {}, "/api/v1/accounts"),
    (("accounts", "--registry", "AT"), "accounts", {"registry": "AT"}, "/api/v1/accounts?registry=AT"),
    (("accounts", "--find", "holding"), "accounts", {"q": "holding"}, "/api/v1/accounts?q=holding"),
]
OF_THE_TREATY: list[tuple[tuple[str, ...], str, dict[str, str], str]] = [
    (("accounts", "--most", "500"), "accounts", {}, "/api/v1/accounts"),
    (("project", "list", "--most", "500"), "projects", {}, "/api/v1/projects"),
    (("project", "list", "--host", "BR"), "projects", {"host": "BR"}, "/api/v1/projects?host=BR"),
    (("project", "list", "--mechanism", "CDM"), "projects", {"mechanism": "CDM"}, "/api/v1/projects?mechanism=CDM"),
    (("party", "list"), "parties", {"record": "yes", "sort": "code"}, "/api/v1/parties?record=yes&sort=code"),
]


def as_told(value: Any) -> Any:
    """Rows as JSON says them: days and exact numbers as text."""
    return json.loads(json.dumps(value, default=str))


def agree(address: str, typed: tuple[str, ...], view: str, filters: dict[str, str], answered: str) -> None:
    rows = [as_told(row._asdict()) for row in getattr(openets.connect(address), view)(**filters)]
    assert rows
    assert done(ets(*typed, "--json", store=address)) == rows
    with served(address):
        assert Asker().items(answered) == rows


@pytest.mark.parametrize(("typed", "view", "filters", "answered"), LISTS)
def test_a_list_typed_is_the_list_of_a_session_and_of_the_interface(
    registry: Registry, typed: tuple[str, ...], view: str, filters: dict[str, str], answered: str
) -> None:
    agree(registry.address, typed, view, filters, answered)


@pytest.mark.parametrize(("typed", "view", "filters", "answered"), OF_THE_TREATY)
def test_a_list_of_the_protocol_too(
    treaty: str, typed: tuple[str, ...], view: str, filters: dict[str, str], answered: str
) -> None:
    agree(treaty, typed, view, filters, answered)


def test_holdings_typed_are_those_of_a_session(registry: Registry) -> None:
    books = openets.connect(registry.address)
    for row in books.accounts():
        if row.units:
            said = done(ets("holdings", row.identifier, "--json", store=registry.address))
            assert said == [as_told(each._asdict()) for each in books.holdings(row.identifier, sort="serial")]
            assert sum(each["quantity"] for each in said) == row.units


def test_what_accounts_hold_is_what_units_and_holdings_add_up_to(registry: Registry, treaty: str) -> None:
    for address in (registry.address, treaty):
        books = openets.connect(address)
        in_accounts = sum(row.units for row in books.accounts())
        in_blocks = sum(
            block.quantity for row in books.accounts() if row.units for block in books.holdings(row.identifier)
        )
        in_units = sum(sum(getattr(row, place) for place in PLACES) for row in books.units())
        assert in_accounts == in_blocks == in_units


PLACES = ("held", "surrendered", "cancelled", "retired", "replacement")


# ---- commands under each law ---------------------------------------------------------------------

EVERY_LAW = pytest.mark.parametrize("name", law_names())


@EVERY_LAW
def test_what_a_law_suggests_for_a_field_is_what_the_field_reads(name: str) -> None:
    """Schema and form offer choices: none of them may be refused as malformed under that very law."""
    books = openets.connect("plain-memory:", law=name, create=True)
    for declared in all_commands():
        for field in declared.fields:
            known = list(field.kind.choices(books.law)) if field.kind.choices is not None else []
            for choice in known[:8]:
                told = [str(choice)] if field.kind.many else str(choice)
                assert field.kind.read(told, field.name, books) is not None, (declared.name, field.name, choice)


@EVERY_LAW
def test_a_schema_says_of_each_field_what_a_form_says_of_it(name: str) -> None:
    law = read_law(name)
    for declared in all_commands():
        schema = declared.schema(law)
        assert list(schema["properties"]) == [field.name for field in declared.fields]
        for field in declared.fields:
            told = schema["properties"][field.name]
            assert told["description"] == field.help
            assert (field.name in schema["required"]) is field.needed
            assert list(told.get("examples", [])) == field.suggestions(law)


@EVERY_LAW
def test_an_example_of_a_law_is_read_under_that_law(name: str) -> None:
    """Of commands that need no record: what the reference shows somebody can type."""
    books = openets.connect("plain-memory:", law=name, create=True)
    for declared in all_commands():
        if declared.name in ("issue", "transfer", "surrender", "cancel", "allocate", "open-account", "open-registry"):
            told = declared.read(declared.example(books.law), books)
            assert told["dry_run"] is False
            assert set(told) == {field.name for field in declared.fields}
