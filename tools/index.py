"""The files that list every command, written from where they are: the methods of a session, and what is typed.

python -m tools.index src/openets

A notebook's tab completion and mypy need the methods in plain sight, and `ets --help` must not import 60 modules to say
a sentence of each: so both lists stand in files, which this program writes and a test holds to the declarations.
"""

from __future__ import annotations

import inspect
import json
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import openets
from openets import cli, commands
from openets.cli.declared import verb
from openets.cli.groups import app_of, loaded, told
from openets.cli.index import LISTED
from openets.cli.listed import LISTS
from openets.commands.declare import DECLARED, Command
from openets.views.front import ViewsOf

VERBS, INDEX, FILTERS = "commands/verbs.py", "cli/index.json", "cli/filters.json"
OPTIONS = "cli/options.json"
_BY = "Written by `python -m tools.index src/openets`: change the declarations, not this file."
_GROUPS = {
    "party": "What is recorded of Parties.",
    "project": "The steps of a project's cycle, and the issuance of its units.",
    "entity": "Accreditation of operational entities.",
    "notice": "What is done with the notifications of the international log.",
    "installation": "What becomes of installations.",
    "correction": "Corrections of reports, proposed and decided.",
    "account": "What becomes of accounts.",
    "kyoto": "What Parties do with their units.",
}
_BY_HAND = {"notice": ("openets.commands.notices", "watch")}
"""A method that is no declared command, since it takes any number of steps."""


def files() -> dict[str, str]:
    """File under the package → content."""
    known = _known()
    written = {VERBS: _formatted(_verbs(known)), INDEX: _index(known), FILTERS: _filters()}
    return {**written, OPTIONS: _options(known)}


def _known() -> list[Command]:
    """Every command of the package: those that are listed stay where they are, new ones follow."""
    for module in pkgutil.walk_packages(commands.__path__, f"{commands.__name__}."):
        if module.name != "openets.commands.verbs":
            import_module(module.name)
    listed = list(LISTED)
    found = [each for each in DECLARED.values() if each.function.__module__.startswith(f"{commands.__name__}.")]
    return sorted(found, key=lambda each: (listed.index(each.name) if each.name in listed else len(listed), each.name))


def _index(known: list[Command]) -> str:
    """One line of JSON for each command: those that are listed stay where they are, new ones follow."""
    found = {each.name: [each.function.__module__, each.sentence] for each in known} | dict(_by_hand())
    names = [*(name for name in LISTED if name in found), *(name for name in found if name not in LISTED)]
    lines = (f" {json.dumps(name)}: {json.dumps(found[name], ensure_ascii=False)}" for name in names)
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _filters() -> str:
    """The filters of the views that are typed, each with its help."""
    law = openets.connect("memory:").law
    views = sorted({each.view for each in LISTS.values()})
    found = {name: getattr(ViewsOf, name).view(law).filters for name in views}
    content = {name: {each.name: each.help for each in filters} for name, filters in found.items()}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _options(known: list[Command]) -> str:
    """The options of every command, each with its help: what completion offers."""
    groups = {name.rpartition(" ")[0] for name in LISTED}
    commands = {name: loaded(name) for name in LISTED if name not in groups}
    commands |= {each.name: app_of(each.name, verb(each)) for each in known if each.name not in LISTED}
    lines = (f" {json.dumps(name)}: {json.dumps(_offered(one), ensure_ascii=False)}" for name, one in commands.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _offered(command: Any) -> dict[str, str]:
    """Option → help."""
    options = [each for each in command.params if each.param_type_name == "option" and not each.hidden]
    found = {name: each.help or "" for each in options for name in (*each.opts, *each.secondary_opts)}
    return {**{name: " ".join(help.split()) for name, help in found.items()}, "--help": "Show this message and exit."}


def _by_hand() -> Iterator[tuple[str, list[str]]]:
    """The commands and groups that modules of `cli` have by hand."""
    for module in pkgutil.iter_modules(cli.__path__, f"{cli.__name__}."):
        word = module.name.rpartition(".")[2]
        added = import_module(module.name)
        for group, sentence in getattr(added, "GROUPS", {}).items():
            yield group, [module.name, sentence]
        alone = {word: getattr(added, word)} if word != "main" and hasattr(added, word) else {}
        for name, function in {**alone, **getattr(added, "COMMANDS", {})}.items():
            yield name, [module.name, " ".join(told(function)[0].partition("\n\n")[0].split())]


def _verbs(known: list[Command]) -> Iterator[str]:
    yield '"""Every command as a method of a session: ``books.surrender(…)``, ``books.party.review(…)``.\n'
    yield "The functions are methods as they are: an editor shows their fields, and mypy checks them. A group such as"
    yield f'`party` is the same session with the verbs of that group.\n\n{_BY}\n"""\n'
    yield "from __future__ import annotations\n"
    modules = {(_group(each), each.function.__module__) for each in known}
    modules |= {(group, module) for group, (module, _) in _BY_HAND.items()}
    for group, module in sorted(modules):
        package, _, last = module.rpartition(".")
        yield f"from {package} import {last} as {_module(group, module)}" if group else f"from {package} import {last}"
    yield "from openets.commands.declare import DECLARED, Command\nfrom openets.engine.session import Session\n\n"
    yield "def all_commands() -> tuple[Command, ...]:"
    yield '    """Every command of the package: importing this module has declared them."""'
    yield "    return tuple(DECLARED.values())\n\n"
    groups = list(dict.fromkeys(filter(None, map(_group, known))))
    for group in groups:
        yield from _class(f"{group.title()}Verbs", _GROUPS.get(group, f"Commands of `{group}`."), known, group)
    yield from _class("Verbs", "A session with every command as a method.", known, "")
    for group in groups:
        yield f"\n    @property\n    def {group}(self) -> {group.title()}Verbs:"
        yield f"        return {group.title()}Verbs(*self)"


def _class(name: str, sentence: str, known: list[Command], group: str) -> Iterator[str]:
    yield f'class {name}(Session):\n    """{sentence}"""\n\n    __slots__ = ()'
    for each in known:
        if _group(each) == group:
            yield f"    {_attribute(each.name)} = {_module(group, each.function.__module__)}.{_function(each)}"
    if group in _BY_HAND:
        module, function = _BY_HAND[group]
        yield f"    {function} = {_module(group, module)}.{function}"
    yield "\n"


def _function(command: Command) -> str:
    return str(inspect.unwrap(command.function).__name__)


def _group(command: Command) -> str:
    return command.name.rpartition(" ")[0]


def _module(group: str, module: str) -> str:
    """What a module is called among the imports, for the commands of a group."""
    last = module.rpartition(".")[2]
    return f"{group}_{last}" if group else last


def _attribute(name: str) -> str:
    return name.rpartition(" ")[2].replace("-", "_")


def _formatted(lines: Iterator[str]) -> str:
    """The lines as the formatter leaves them."""
    text: str = "\n".join(lines) + "\n"
    for words in (["check", "--fix", "--quiet", "--select", "I"], ["format", "--quiet"]):
        program = [sys.executable, "-m", "ruff", *words, "--stdin-filename", "src/openets/commands/verbs.py", "-"]
        done = subprocess.run(program, input=text, stdout=subprocess.PIPE, text=True, check=True)
        text = str(done.stdout)
    return text


def write(package: Path) -> None:
    """Write both files into the package's folder."""
    for name, content in files().items():
        (package / name).write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / VERBS).is_file():
        print("Name the folder of the package: python -m tools.index src/openets", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    write(Path(sys.argv[1]))
