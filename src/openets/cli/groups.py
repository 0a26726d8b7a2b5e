"""The group of all commands imports only the one that is asked for; the list of all needs none of them."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from openets.cli.index import COMMANDS, DECLARED, Entry


class LazyGroup(TyperGroup):
    """The group of all commands, of which each is imported when it is first needed."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _taken_as_they_are(super().get_params(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.commands and cmd_name in COMMANDS:
            self.commands[cmd_name] = loaded(cmd_name, COMMANDS[cmd_name])
            _spare(self.commands[cmd_name], ctx)
        return self.commands.get(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.sentence) for name, entry in COMMANDS.items()])


def loaded(name: str, entry: Entry) -> Any:
    """A command or group of the program, imported. A module of `commands` declares it; one of `cli` adds it by hand, or
    has its name and holds it as a function."""
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    if entry.module.startswith("openets.commands."):
        from openets.cli.declared import add_declared

        add_declared(app, name)
    elif hasattr(module := import_module(entry.module), "add_to"):
        module.add_to(app)
    else:
        app.command()(getattr(module, name))
    found = get_command(app)
    return getattr(found, "commands", {}).get(name, found)


def add_group(app: typer.Typer, name: str, help: str, **by_hand: Callable[..., None]) -> None:
    """Add a group to the program: its declared commands, and those that are written by hand."""
    group = typer.Typer(help=help, no_args_is_help=True)
    for each in DECLARED:
        if each.rpartition(" ")[0] == name:
            from openets.cli.declared import add_declared

            add_declared(group, each)
    for word, function in by_hand.items():
        group.command(word.replace("_", "-"))(function)
    app.add_typer(group, name=name)


def _spare(command: Any, ctx: Any) -> None:
    """Take the texts of a command, or of all in a group, as they are."""
    _taken_as_they_are(command.get_params(ctx))
    for below in getattr(command, "commands", {}).values():
        _spare(below, ctx)


def _taken_as_they_are(parameters: list[Any]) -> list[Any]:
    """Spare the validation of what is text or a flag anyway, for which Typer would import pydantic.

    How it does so has changed from version to version; where it is not as it is known here, Typer validates.
    """
    try:
        from typer._coercion import PassThroughRuntimeParam
    except ImportError:
        return parameters
    for each in parameters:
        described: Any = getattr(each, "type_descriptor", None)
        plain = described is not None and described.annotation in (str, bool)
        if plain and not each.multiple and each.nargs == 1 and getattr(each, "_runtime_param", 0) is None:
            each._runtime_param = PassThroughRuntimeParam(described.parameter_info, described.annotation)
    return parameters
