"""A group of commands that imports only the one that is asked for; the list of all needs none of them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command


class Entry(NamedTuple):
    """A command of the program: the module that has it, and its sentence in the list of all."""

    module: str
    sentence: str


def lazy_group(entries: Mapping[str, Entry]) -> type[TyperGroup]:
    """A class of groups whose commands are those of `entries`, each imported when it is first needed."""

    class LazyGroup(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return list(entries)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            if cmd_name not in self.commands and cmd_name in entries:
                self.commands[cmd_name] = loaded(cmd_name, entries[cmd_name])
            return self.commands.get(cmd_name)

        def format_commands(self, ctx: Any, formatter: Any) -> None:
            with formatter.section("Commands"):
                formatter.write_dl([(name, entry.sentence) for name, entry in entries.items()])

    return LazyGroup


def loaded(name: str, entry: Entry) -> Any:
    """A command or group of the program, imported. A module of `commands` declares it, one of `cli` adds it by hand."""
    module = import_module(entry.module)
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    if entry.module.startswith("openets.commands"):
        from openets.cli.declared import add_declared

        add_declared(app, name)
    else:
        module.add_to(app)
    found = get_command(app)
    return getattr(found, "commands", {}).get(name, found)
