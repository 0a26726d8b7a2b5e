"""The reference pages of the documentation, written from the program itself so that they cannot drift from it.

python -m tools.reference docs/reference
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import typer

from openets.checks.check import CHECKS, Check
from openets.checks.check import named as checks_named
from openets.cli.groups import loaded
from openets.cli.index import LISTED
from openets.compliance import correction_record, installation_record, notices_steps, party_steps
from openets.engine.kinds import change_account, plan, report
from openets.federation.two_phase import RECEIVING
from openets.laws.reading import law_names, read_law
from openets.projects import entities
from openets.projects.law import cycles
from tools.reference_codes import codes
from tools.reference_commands import commands, formatted, place
from tools.reference_parameters import parameters
from tools.reference_tables import table

EU_ETS = read_law("eu_ets")
_GENERATED = "<!-- Written by `python -m tools.reference docs/reference`. Change the program, not this page. -->"


def pages() -> dict[str, str]:
    """File name → content, for every page that is generated."""
    makers: dict[str, Callable[[], Iterator[str]]] = {
        "cli.md": _command_line,
        "commands.md": lambda: commands(EU_ETS),
        "checks.md": _checks,
        "codes.md": codes,
        "parameters.md": parameters,
        "glossary.md": _glossary,
    }
    found = {name: "\n".join([_GENERATED, "", *maker()]).rstrip() + "\n" for name, maker in makers.items()}
    return {**found, "commands.md": formatted(found["commands.md"])}


def write(folder: Path) -> None:
    """Write all pages into a folder."""
    for name, content in pages().items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")


def _glossary() -> Iterator[str]:
    yield "# Glossary"
    yield ""
    yield "One word, one meaning, everywhere in the product."
    yield ""
    words = tomllib.loads(files("openets.views").joinpath("glossary.toml").read_text("utf-8"))
    yield from table(("word", "meaning"), words.items())


# ---- commands ----------------------------------------------------------------------------------------

_COMMAND_LINE = """\
# The command line

Every command takes `--help`; its fields stand in [Commands](commands.md). Those about books take `--store` (or the
environment variable `OPENETS_STORE`):

- `sqlite:///FILE` is a file of SQLite. `sqlite:///FILE?timeout=SECONDS` waits so long for another writer (30).
- `postgresql://USER:PASSWORD@HOST:PORT/NAME` is a database of PostgreSQL. Signs such as `@` in a password: `%40`.

`--json` answers in JSON. Progress is shown on the error side, and only to a terminal.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | refused: a rule said no. Every refusal comes with its code, sentence and citation, and is on record |
| 2 | misuse: what was typed or read makes no sense, or the books cannot be used. Nothing was written |
| 3 | fault: the books contradict themselves. Keep them as they are and have them looked at |
| 130 | interrupted. What was committed is kept; the same command goes on |

With `--json` all of these say the same shape:

```json
{"error": "refused", "detail": "…", "refusals": [
  {"code": "7027", "name": "…", "sentence": "…", "field": "quantity", "detail": "…", "citation": "…"}]}
```

`--request ID` is your own id for a command. The same id with the same content gets the first answer again and does
nothing twice; the same id with other content is refused. `--dry-run` decides everything and writes nothing.
"""


def _command_line() -> Iterator[str]:
    yield _COMMAND_LINE
    for name in sorted(LISTED, key=place):
        if not hasattr(command := loaded(name), "commands"):
            yield from _command_page(command, f"ets {name}")


def _command_page(command: Any, path: str) -> Iterator[str]:
    arguments = [row for row in command.params if row.param_type_name == "argument"]
    options = [row for row in command.params if row.param_type_name == "option" and row.name != "help"]
    words = [row.name.upper() if row.required else f"[{row.name.upper()}]" for row in arguments]
    words += [f"{row.opts[0]} {row.name.upper()}" for row in options if row.required]
    yield f"## {path}"
    yield ""
    yield " ".join((command.help or "").split())
    yield ""
    yield f"`{' '.join([path, *words])}`"
    yield ""
    examples = [line.strip() for line in (command.epilog or "").splitlines() if line.strip().startswith("ets ")]
    yield "\n".join(["```console", *(f"$ {each}" for each in examples), "```"])
    yield ""
    rows = [(f"`{row.name.upper()}`", row.help, "") for row in arguments]
    rows += [(_option(row), row.help, _default(row)) for row in options]
    yield from table(("", "meaning", "default"), rows)


def _option(option: Any) -> str:
    return ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))


def _default(option: Any) -> str:
    if option.required:
        return "needed"
    if option.secondary_opts:
        return f"`{option.opts[0] if option.default else option.secondary_opts[0]}`"
    return f"`{option.default}`" if option.default not in (None, "", False) else ""


# ---- checks ------------------------------------------------------------------------------------------


_COLUMNS = ("code", "name", "sentence", "field", "citation", "source seen")


def _checks() -> Iterator[str]:
    yield "# Checks"
    yield ""
    yield (
        "What the transaction log checks before anything moves. Codes are the field's own; those that begin with `P-`"
        " are ours. *Verified* says whether the source was seen; where it says no, the value is from memory."
    )
    yield ""
    catalogues = [read_law(name).catalogue for name in law_names()]
    used = {each.name: each for found in catalogues for checks in found.values() for each in checks}
    yield from _check_table(used.values())
    yield "Asked by an acquiring registry that keeps books of its own, of what another sends it:"
    yield ""
    yield from _check_table(CHECKS[name] for name in RECEIVING)
    yield "## Which transaction passes which checks"
    yield ""
    yield f"The catalogue of the {EU_ETS.name}, in order of precedence. All refusals are given at once."
    yield ""
    yield from table(
        ("transaction", "name", "checks"),
        (
            (f"`{code}`", EU_ETS.terms.transactions[code].name, _codes_of(checks))
            for code, checks in EU_ETS.catalogue.items()
        ),
    )
    yield from _records()


def _check_table(checks: Iterable[Check[Any]]) -> Iterator[str]:
    rows = (
        (row.code, f"`{row.name}`", row.sentence, row.field, row.citation, row.verified) for row in _by_code(checks)
    )
    yield from table(_COLUMNS, rows)


def _by_code(checks: Iterable[Check[Any]]) -> list[Check[Any]]:
    return sorted(checks, key=lambda row: (row.code.startswith("P-"), int(row.code.removeprefix("P-"))))


def _codes_of(checks: Iterable[Check[Any]]) -> str:
    return ", ".join(each.code for each in checks)


# ---- rules of records --------------------------------------------------------------------------------


def _records() -> Iterator[str]:
    """What is asked before a record of a Party, notification, project or entity changes."""
    yield "## Rules of records"
    yield ""
    yield (
        "What is asked before the record of a Party, a notification, a project, an operational entity, an"
        " installation or a correction takes a step."
        " All refusals are given at once, with code, sentence and source, as those of transactions are."
    )
    yield ""
    yield from _steps("Parties", ((name, "", step.checks) for name, step in party_steps.STEPS.items()))
    yield from _steps("Notifications", ((name, "", step.checks) for name, step in notices_steps.STEPS.items()))
    of_projects = [
        (name, cycle.name, checks_named(step.checks))
        for cycle in cycles(EU_ETS).values()
        for name, step in cycle.steps.items()
    ]
    yield from _steps("Projects", of_projects)
    of_entities = [each for each in CHECKS.values() if each.run.__module__ == entities.__name__]
    yield from _steps("Operational entities", ((name, "", of_entities) for name in entities.STEPS))
    of_installations = ((name, "", step.checks) for name, step in installation_record.STEPS.items() if step.checks)
    yield from _steps("Installations", of_installations)
    yield from _steps("Corrections", ((name, "", step.checks) for name, step in correction_record.STEPS.items()))
    yield "## Rules of entries"
    yield ""
    yield "What is asked before an account is changed, and before a plan or a report is entered."
    yield ""
    entries = {
        "change of an account": change_account.CHECKS_OF_A_CHANGE,
        "plan": f"{plan.CHECKS_OF_A_PLAN} {plan.CHECK_OF_THE_SUM}",
        "report": report.CHECKS_OF_A_REPORT,
    }
    yield from _steps("Accounts, plans and reports", ((n, "", checks_named(c.split())) for n, c in entries.items()))


def _steps(title: str, steps: Iterable[tuple[str, str, Sequence[Check[Any]]]]) -> Iterator[str]:
    """The rules of a kind of record, and which step asks which."""
    rows = list(steps)
    yield f"### {title}"
    yield ""
    yield from _check_table({each.name: each for _, _, rules in rows for each in rules}.values())
    yield "Which step is asked what:"
    yield ""
    yield from table(("step", "of", "rules"), ((f"`{name}`", of, _codes_of(rules)) for name, of, rules in rows))


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        typer.echo("Name the folder to write into: python -m tools.reference docs/reference", err=True)
        sys.exit(2)
    write(Path(sys.argv[1]))
