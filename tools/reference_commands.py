"""The reference page of commands: every field of every command, with an example for the command line and for Python."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from openets.cli.index import LISTED
from openets.commands.declare import Command
from openets.commands.field_kinds import DAY, FLAG, NUMBERS, TONNES_BY_YEAR
from openets.commands.fields import Field
from openets.commands.verbs import all_commands
from openets.laws.law import Law
from tools.reference_tables import table

_INTRODUCTION = """\
# Commands and their fields

What somebody may ask for. Each is declared once, in `openets.commands`; the command line, the methods of a session, the
requests of the API and the fields of forms follow from the same declaration, and read text in the same way.

In Python a command is a method of the session that `openets.connect` opens (`books.surrender(…)`,
`books.party.review(…)`). It answers with an outcome: a receipt, or every refusal. Of each of
`openets.commands.verbs.all_commands()`, `schema(law)` is the JSON schema of a request and `fields` are those of a form.
Fields that are needed say so; every command has *request* and *dry run*. Values such as `Monitoring` stand in the
module of their command.

A whole number of units may be written `1000`, `1,000` or `1_000`; a point or a sign is refused. A day is `2008-01-31`.
"""


def commands(law: Law) -> Iterator[str]:
    """The page, line by line; examples and suggestions are those of a law."""
    yield _INTRODUCTION
    for command in in_order():
        yield from _page(command, law)


def formatted(page: str) -> str:
    """A page as the formatter leaves it: it looks after the examples in Python, too."""
    program = [sys.executable, "-m", "ruff", "format", "--quiet", "--stdin-filename", "docs/reference/commands.md", "-"]
    return str(subprocess.run(program, input=page, capture_output=True, text=True, check=True).stdout)


def in_order() -> list[Command]:
    """All commands in the order in which the program lists them."""
    return sorted(all_commands(), key=lambda each: place(each.name))


def place(name: str) -> tuple[int, int]:
    """The place of a command on a page: groups stand as they are listed, and their commands in them."""
    listed = list(LISTED)
    return listed.index(name.partition(" ")[0]), listed.index(name)


def _page(command: Command, law: Law) -> Iterator[str]:
    yield f"## {command.name}"
    yield ""
    yield " ".join(filter(None, (command.sentence, command.more)))
    yield ""
    yield "```console"
    yield f"$ {typed_example(command, law)}"
    yield "```"
    yield ""
    yield "```python"
    yield python_example(command, law)
    yield "```"
    yield ""
    rows = [
        (f"`{each.name}`", f"`{each.option}`", each.kind.name, _default(command, each), each.help)
        for each in command.fields
    ]
    yield from table(("field", "typed as", "kind", "if left out", "meaning"), rows)
    for field in command.fields:
        if field.kind.choices is not None and field.kind.widget == "choice":
            known = ", ".join(f"`{each}`" for each in field.kind.choices(law))
            yield f"`{field.name}` under {law.name}: {known}."
            yield ""


def _default(command: Command, field: Field) -> str:
    if field.needed:
        return "**needed**"
    if field.name == "request":
        return f"`{command.own_request}`" if command.own_request else "a new one"
    if field.kind is FLAG:
        return "yes" if field.default else "no"
    return f"`{field.default}`" if field.default not in ("", None, (), {}) else ""


# ---- examples ----------------------------------------------------------------------------------------


def typed_example(command: Command, law: Law) -> str:
    """The command as it may be typed."""
    words, options = [], []
    for field in command.shown:
        text = field.example_under(law)
        if not field.option.startswith("--"):
            words.append(text)
        else:
            options += [field.option.partition("/")[0], *([] if field.kind is FLAG else [text])]
    return shlex.join(["ets", *command.name.split(), *words, *options])


def python_example(command: Command, law: Law) -> str:
    """The command as a call in Python."""
    parts = []
    for name, fields in groupby(command.shown, key=lambda field: field.part_of):
        told = _told(fields, law)
        value = command.values[name].parts.__name__ if name else ""
        parts.append(f"{name}={value}({told})" if name else told)
    parts += [f"{name}={value.parts.__name__}()" for name, value in command.values.items() if not _any(command, name)]
    return f"books.{command.name.replace(' ', '.').replace('-', '_')}({', '.join(parts)})"


def _any(command: Command, value: str) -> bool:
    return any(field.part_of == value for field in command.shown)


def _told(fields: Iterable[Field], law: Law) -> str:
    return ", ".join(f"{field.name}={_value(field, field.example_under(law))}" for field in fields)


def _value(field: Field, text: str) -> str:
    """An example as Python writes it."""
    if field.kind is DAY:
        day = date.fromisoformat(text)
        return f"date({day.year}, {day.month}, {day.day})"
    if field.kind is FLAG:
        return "True"
    if field.kind.many and field.kind is not TONNES_BY_YEAR:
        return f"[{text if field.kind.schema['type'] == NUMBERS.schema['type'] else repr(text)}]"
    whole = field.kind is TONNES_BY_YEAR or field.kind.schema["type"] == "integer"
    return text if whole else repr(text).replace("'", '"')
