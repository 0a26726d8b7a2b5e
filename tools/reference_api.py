"""The reference page of the read-only interface, written from its own document so that it cannot drift from it.

python -m tools.reference_api docs/reference
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = "api.md"
_GENERATED = "<!-- Written by `python -m tools.reference_api docs/reference`. Change the program, not this page. -->"
_LEAD = """\
# Read-only interface

Every address answers `GET` and `HEAD` with JSON; the [guide](../guide/api.md) shows how to use it, `/api/` is the same
as a page, and `/api/openapi.json` as an OpenAPI 3.1 document. Lists take `limit` and `cursor` besides what is named
here. A minus sign before an order turns it round.
"""
_LISTS = ("limit", "cursor")


def page() -> str:
    """The page, of the interface that Django has been set up with."""
    from openets.api.document import document

    lines = [_GENERATED, "", _LEAD]
    tag = ""
    for path, methods in document()["paths"].items():
        operation = methods["get"]
        if operation["tags"][0] != tag:
            tag = operation["tags"][0]
            lines += [f"## {tag.capitalize()}", ""]
        lines += [f"### `{path}`", "", f"{operation['summary']}.", "", *_parameters(operation), *_fields(operation)]
    return "\n".join(lines).rstrip() + "\n"


def _parameters(operation: dict[str, Any]) -> Iterator[str]:
    asked = [each for each in operation["parameters"] if each["in"] == "query" and each["name"] not in _LISTS]
    if not asked:
        return
    yield "| parameter | asks | one of |"
    yield "|---|---|---|"
    for each in asked:
        words = [word for word in each["schema"].get("enum", ()) if not word.startswith("-")]
        one_of = ", ".join(f"`{word}`" for word in words)
        usual = f" Unless you say: `{each['schema']['default']}`." if each["schema"].get("default") else ""
        yield f"| `{each['name']}` | {each.get('description', '')}{usual} | {one_of} |"
    yield ""


def _fields(operation: dict[str, Any]) -> Iterator[str]:
    """The fields of an answer; of a list those of its rows."""
    from openets.api.document import document

    schemas = document()["components"]["schemas"]
    schema = schemas[_named(operation["responses"]["200"]["content"]["application/json"]["schema"])]
    rows = schema["properties"].get("items", {}).get("items")
    if rows:
        schema = schemas[_named(rows)]
    fields = schema["properties"]
    yield f"{'Rows have' if rows else 'It has'} {', '.join(f'`{name}`' for name in fields)}."
    yield ""
    told = {name: field["description"] for name, field in fields.items() if "description" in field}
    if told:
        yield "| field | meaning |"
        yield "|---|---|"
        yield from (f"| `{name}` | {meaning} |" for name, meaning in told.items())
        yield ""


def _named(schema: dict[str, Any]) -> str:
    return str(schema["$ref"].rpartition("/")[2])


def main(arguments: list[str]) -> int:
    """Write the page into a folder."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write("Name the folder to write into: python -m tools.reference_api docs/reference\n")
        return 2
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openets.site.settings")
    django.setup()
    from openets.laws.reading import DEFAULT_LAW, read_law
    from openets.views.law import books_at

    # no books are asked: the page is about the law that new books get
    with books_at("default", read_law(DEFAULT_LAW)):
        (Path(arguments[0]) / FILE).write_text(page(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
