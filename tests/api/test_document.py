"""The OpenAPI document: sound by itself, and about exactly the addresses that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from tests.api.asking import Asker, document, operations


def test_it_says_what_it_is(api: Asker) -> None:
    answer = api.ask("/api/openapi.json")
    assert answer["Content-Type"] == "application/json"
    found = answer.json()
    assert found["openapi"] == "3.1.0"
    assert set(found) == {"openapi", "info", "paths", "components", "servers"}
    assert set(found["info"]) == {"title", "version", "description"}
    assert found["servers"] == [{"url": "/"}]


def test_it_names_every_address_and_no_other(api: Asker) -> None:
    from openets.api.urls import urlpatterns

    (family,) = [each for each in urlpatterns if hasattr(each, "url_patterns")]
    routed = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/api/{each.pattern}") for each in family.url_patterns}
    assert routed - {"/api/"} == set(operations())
    assert len(operations()) == 45


def test_every_operation_has_a_name_of_its_own_words_and_all_answers(api: Asker) -> None:
    assert len({each["operationId"] for each in operations().values()}) == len(operations())
    for path, operation in operations().items():
        assert operation["summary"], path
        assert len(operation["tags"]) == 1
        assert set(operation["responses"]) == {"200", "400", "404", "405", "422", "500", "503"}
        for status, answer in operation["responses"].items():
            (media_type,) = answer["content"]
            assert media_type == ("application/json" if status == "200" else "application/problem+json")
            assert answer["description"]


def test_every_parameter_says_what_it_asks(api: Asker) -> None:
    for path, operation in operations().items():
        named = [(each["in"], each["name"]) for each in operation["parameters"]]
        assert len(set(named)) == len(named)
        assert {name for place, name in named if place == "path"} == set(re.findall(r"{(\w+)}", path))
        for each in operation["parameters"]:
            assert each["required"] is (each["in"] == "path")
            assert each["in"] == "path" or each["description"], (path, each["name"])
            assert "anyOf" not in each["schema"]
            Draft202012Validator.check_schema(each["schema"])


def test_every_list_can_be_had_in_parts(api: Asker) -> None:
    for path, operation in operations().items():
        schema = document()["components"]["schemas"][name_of(operation)]
        asked = {each["name"]: each["schema"] for each in operation["parameters"]}
        assert ("items" in schema["properties"]) is ("cursor" in asked), path
        if "cursor" in asked:
            assert (asked["limit"]["minimum"], asked["limit"]["maximum"], asked["limit"]["default"]) == (1, 200, 50)
            assert asked["sort"]["default"] in asked["sort"]["enum"]


def name_of(operation: dict[str, Any]) -> str:
    return str(operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2])


def test_every_shape_is_sound_and_every_reference_finds_one(api: Asker) -> None:
    schemas = document()["components"]["schemas"]
    for name, schema in schemas.items():
        assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
        Draft202012Validator.check_schema(schema)
    wanted = set(references(document()))
    assert wanted <= {f"#/components/schemas/{name}" for name in schemas}
    assert "#/components/schemas/Problem" in wanted


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from references(each)


def test_marks_have_their_fields(api: Asker) -> None:
    schemas = document()["components"]["schemas"]
    for name in (
        "AccountSchema",
        "BlockSchema",
        "TransactionSchema",
        "InstallationSchema",
        "ProjectSchema",
        "EntitySchema",
    ):
        assert "synthetic" in schemas[name]["properties"], name
    assert "reconstructed" in schemas["TransactionSchema"]["properties"]
    assert "imported" in schemas["ProjectSchema"]["properties"]
    for name in ("CheckSchema", "UnitTypeSchema", "AccountTypeSchema", "TransactionTypeSchema", "NoticeTypeSchema"):
        assert "source_seen" in schemas[name]["required"], name
