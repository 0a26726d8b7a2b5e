"""The fields of a command as a request of the API has them (JSON schema), and as a form shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from openets.commands.declare import Command
from openets.commands.fields import Field
from openets.laws.law import Law


def schema(command: Command, law: Law) -> dict[str, Any]:
    """The JSON schema (2020-12) of a request for a command, with what a law suggests for its fields."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": command.name,
        "description": " ".join(filter(None, (command.sentence, command.more))),
        "type": "object",
        "properties": {field.name: _property(field, law) for field in command.fields},
        "required": [field.name for field in command.fields if field.needed],
        "additionalProperties": False,
    }


def _property(field: Field, law: Law) -> dict[str, Any]:
    one: Mapping[str, Any] = field.kind.schema
    found: dict[str, Any] = {"type": "array", "items": dict(one)} if field.kind.many else dict(one)
    found |= {"description": field.help}
    if field.kind.choices is not None and (known := list(field.kind.choices(law))):
        found["examples"] = known
    if isinstance(field.default, (bool, int, str)) and field.default != "":
        found["default"] = field.default
    return found


class FormField(NamedTuple):
    """A field as a form shows it."""

    name: str
    label: str
    help: str
    widget: str
    """``text``, ``number``, ``date``, ``checkbox``, ``choice``, ``file`` or ``hidden``."""
    needed: bool
    many: bool
    choices: tuple[str, ...]
    initial: str


def form(command: Command, law: Law) -> list[FormField]:
    """The fields of a command's form under a law."""
    return [
        FormField(
            field.name,
            field.label,
            field.help,
            field.kind.widget,
            field.needed,
            field.kind.many,
            tuple(field.kind.choices(law)) if field.kind.choices is not None else (),
            "" if field.needed or field.default in (None, (), {}) else str(field.default),
        )
        for field in command.fields
    ]
