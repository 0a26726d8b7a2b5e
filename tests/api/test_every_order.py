"""Every list of the interface in every order that it offers, part by part: derived from its own document."""

from __future__ import annotations

from typing import Any

from tests.api.asking import Asker, operations, questions

NONSENSE = ("a\x00b", "x" * 4_001, "' OR 1=1 --", "-0", "٣", "2005-02-30")


def lists() -> list[str]:
    """The addresses of lists that need nothing to be named."""
    found = []
    for path in operations():
        names = {each["name"] for each in questions(path)}
        if "{" not in path and {"cursor", "limit"} <= names:
            found.append(path)
    return found


def orders(path: str) -> list[str]:
    """The orders that the document offers for a list."""
    (sort,) = [each for each in questions(path) if each["name"] == "sort"] or [None]
    if sort is None:
        return []
    schema: dict[str, Any] = sort["schema"]
    return list(schema.get("enum") or schema["allOf"][0]["enum"])


def whole_in_parts(api: Asker, path: str, orders: list[str]) -> None:
    for order in orders:
        whole = api.items(f"{path}?sort={order}")
        size = max(1, len(whole) // 3)
        assert api.items(f"{path}?sort={order}", limit=size) == whole, (path, order)


def test_there_are_lists_with_orders(api: Asker) -> None:
    offered = {path: orders(path) for path in lists()}
    assert len(offered) >= 18
    assert sum(map(len, offered.values())) > 100
    for path, names in offered.items():
        assert {name.removeprefix("-") for name in names} == {name for name in names if name[0] != "-"}, path


def test_a_list_read_in_parts_is_the_list_in_every_order(api: Asker) -> None:
    for path in lists():
        whole_in_parts(api, path, [order for order in orders(path) if order[0] != "-"])


def test_lists_of_records_too_days_and_blanks_among_what_they_go_by(treaty_api: Asker) -> None:
    """A cursor of notifications by deadline holds a day, or nothing where there is none."""
    for path in lists():
        whole_in_parts(treaty_api, path, orders(path))


def test_a_cursor_of_one_order_is_no_cursor_of_another(treaty_api: Asker) -> None:
    for path in lists():
        names = orders(path)
        part = treaty_api.get(f"{path}?sort={names[0]}&limit=1") if names else {"next": None}
        if part["next"] is not None:
            cursor = part["next"].partition("cursor=")[2].partition("&")[0]
            said = treaty_api.problem(f"{path}?sort={names[1]}&limit=1&cursor={cursor}", 400)
            assert "begin again without it" in said["detail"]


def test_every_parameter_of_every_list_answers_nonsense_in_words_or_with_fewer_rows(treaty_api: Asker) -> None:
    from urllib.parse import quote

    for path in lists():
        whole = treaty_api.get(f"{path}?limit=1")["count"]
        for asked in questions(path):
            for value in NONSENSE:
                address = f"{path}?{asked['name']}={quote(value)}"
                answer = treaty_api.ask(address)
                assert answer.status_code in (200, 400, 422), (address, answer.content[:300])
                if answer.status_code == 422:
                    assert asked["name"] in [each["field"] for each in answer.json()["errors"]], address
                elif answer.status_code == 400:
                    assert "cursor" in answer.json()["detail"], address
                else:
                    assert answer.json()["count"] <= whole, address
