"""Groups of commands import only the one that is asked for; the list of a group, and completion, need none of them.

What there is stands in `index.py`. A module of `commands` declares a command; one of `cli` has it by hand, as a
function of the module's own name or under its name in the module's `COMMANDS`.
"""

import inspect
import json
from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer._click.shell_completion import CompletionItem
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from openets.cli.index import LISTED

EVERYWHERE = {"--store": 1, "--law": 1, "--as-of": 1, "--on": 1, "--request": 1, "--json": 0, "--dry-run": 0}
"""Options that many commands have, and that may as well stand before the command → how many words follow them."""


class LazyGroup(TyperGroup):
    """A group of commands, the program itself or one such as `party`, of which each is imported when it is needed."""

    path = ""
    """What is typed before its commands, after the program's own name."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _taken_as_they_are(super().get_params(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        return [name.rpartition(" ")[2] for name in LISTED if name.rpartition(" ")[0] == self.path]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        name = f"{self.path} {cmd_name}".strip()
        if ctx.resilient_parsing and name in LISTED and not _is_group(name):
            return Offered(name)
        if cmd_name not in self.commands and name in LISTED and " " not in cmd_name:
            self.commands[cmd_name] = loaded(name)
            _taken_as_they_are(self.commands[cmd_name].get_params(ctx))
        return self.commands.get(cmd_name)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What stands before a command and belongs to it is read as if it stood behind it."""
        early = _early(args)
        rest = args[early:]
        return super().parse_args(ctx, [rest[0], *args[:early], *rest[1:]] if rest and rest[0][:1] != "-" else args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant. `ets account AT-120-6-0-33` shows that account: no verb has capitals or digits."""
        known = self.list_commands(ctx)
        if "show" in known and args[0] not in known and any(sign.isupper() or sign.isdigit() for sign in args[0]):
            args = ["show", *args]
        found = self.get_command(ctx, args[0])
        if found is None and not ctx.resilient_parsing and args[0][:1] != "-":
            meant = _meant(args[0], self.path, known)
            ctx.fail(f"No such command '{args[0]}'" + (f": did you mean `ets {meant}`?" if meant else "."))
        return args[0], found, args[1:]

    def shell_complete(self, ctx: Any, incomplete: str) -> list[CompletionItem]:
        words = [CompletionItem(name) for name in self.list_commands(ctx) if name.startswith(incomplete)]
        return words or super().shell_complete(ctx, incomplete)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            names = self.list_commands(ctx)
            formatter.write_dl([(name, LISTED[f"{self.path} {name}".strip()].sentence) for name in names])


OPTIONS = Path(__file__).with_name("options.json")
"""Every command's options with their help, which `python -m tools.index src/openets` writes from the commands."""


class Offered(TyperCommand):
    """A command while a shell completes what is typed: its options, and nothing of what it would do is imported."""

    def get_params(self, ctx: Any) -> list[Any]:
        return []

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return []

    def shell_complete(self, ctx: Any, incomplete: str) -> list[CompletionItem]:
        if not incomplete.startswith("-"):
            return []
        options = json.loads(OPTIONS.read_text("utf-8"))[self.name]
        return [CompletionItem(name, help=help) for name, help in options.items() if name.startswith(incomplete)]


def _is_group(name: str) -> bool:
    return any(other.startswith(f"{name} ") for other in LISTED)


def _early(args: list[str]) -> int:
    """How many words before a command are options that belong to it."""
    count = 0
    while count < len(args) and (option := args[count].partition("="))[0] in EVERYWHERE:
        count += 1 + (0 if option[1] else EVERYWHERE[option[0]])
    return min(count, len(args))


def _meant(typed: str, path: str, known: list[str]) -> str:
    """What somebody may have meant who typed a word that is no command: one like it here, or this word elsewhere."""
    if near := get_close_matches(typed.lower(), known, n=1):
        return f"{path} {near[0]}".strip()
    return next((name for name in LISTED if name.rpartition(" ")[2] == typed.lower()), "")


def loaded(name: str) -> Any:
    """A command or group of the program, imported."""
    entry = LISTED[name]
    if _is_group(name):
        group = LazyGroup(name=name, help=entry.sentence, no_args_is_help=True, rich_markup_mode=None)
        group.path = name
        return group
    return app_of(name, _function(name, entry.module))


def app_of(name: str, function: Callable[..., None]) -> Any:
    """A command of the program that runs a function."""
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    said, examples = told(function)
    app.command(
        name.rpartition(" ")[2], help=said, epilog="\b\nExamples:\n" + "\n".join(f"  {each}" for each in examples)
    )(function)
    return get_command(app)


def told(function: Callable[..., Any]) -> tuple[str, list[str]]:
    """What the docstring of a command says, and its lines that can be typed."""
    lines = inspect.cleandoc(function.__doc__ or "").splitlines()
    examples = [line.strip() for line in lines if line.strip().startswith("ets ")]
    return "\n".join(line for line in lines if line.strip() not in examples).strip(), examples


def _function(name: str, module: str) -> Callable[..., Any]:
    """The function that Typer runs for a command."""
    found = import_module(module)
    if module.startswith("openets.commands."):
        from openets.cli.declared import verb
        from openets.commands.declare import DECLARED

        return verb(DECLARED[name])
    by_hand: Callable[..., Any] = getattr(found, "COMMANDS", {}).get(name) or getattr(found, name)
    return by_hand


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
