"""A declared command as a verb of the command line: its arguments and options follow from its fields."""

import inspect
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from openets.cli.console import DEFAULT_STORE, JsonOption, LawOption, StoreOption, plain, session, settle, show
from openets.commands.declare import Command
from openets.commands.field_kinds import DOCUMENT, FLAG
from openets.commands.fields import Field
from openets.commands.receipts import receipt
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.kernel.refusals import Misuse, Refused
from openets.laws.reading import DEFAULT_LAW, read_law


def verb(command: Command) -> Callable[..., None]:
    """The function that Typer runs for a declared command."""

    def run(store: str, law: str, as_json: bool, **typed: Any) -> None:
        here = session(store, law=law)
        given = {field.name: _as_text(field, typed[_word(field)]) for field in command.fields}
        told = command.read(given, here, lambda field: field.option.partition("/")[0])
        _answer(command, here, command.run(here, told), {**told, "law": here.law}, as_json)

    common = inspect.signature(_of_every_command, eval_str=True).parameters.values()
    parameters = [*map(_parameter, command.fields), *common]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    run.__name__ = command.name.replace(" ", "_").replace("-", "_")
    run.__doc__ = "\n\n".join(filter(None, (command.sentence, command.more, _example(command))))
    return run


def _answer(command: Command, here: Session, outcome: Any, told: Mapping[str, Any], as_json: bool) -> None:
    """Print a receipt, or the receipts of a command that takes several steps; raise the refusals."""
    dry_run = told["dry_run"]
    if not isinstance(outcome, list):
        settle(outcome, command.say(told), _receipt(here, outcome, dry_run) if as_json else None, dry_run=dry_run)
        return
    for each in outcome:
        if not each.accepted:
            raise Refused(each.refusals)
    entries = ", ".join(each.reference for each in outcome[1:])
    said = command.say({**told, "be": "would be" if dry_run else "is", "entries": entries})
    show([_receipt(here, each, dry_run) for each in outcome], f"{said}.", as_json)


def _receipt(here: Session, outcome: Outcome, dry_run: bool) -> dict[str, Any]:
    """A receipt for programs: the answer, and what was moved."""
    moved = receipt(here, outcome)
    return {**plain(outcome), **(moved._asdict() if moved else {}), "dry_run": dry_run}


def _as_text(field: Field, typed: Any) -> Any:
    """What was typed; of a file, what stands in it."""
    if field.kind is DOCUMENT and typed is not None:
        try:
            return Path(typed).read_text("utf-8")
        except UnicodeDecodeError as error:
            raise Misuse(f"{field.option} {typed} is no JSON in UTF-8 ({error})") from None
    return typed


def _word(field: Field) -> str:
    """The name of the parameter that Typer knows a field by: the word that is typed for it."""
    return field.option.partition("/")[0].removeprefix("--").replace("-", "_").lower()


def _parameter(field: Field) -> inspect.Parameter:
    """A field as a parameter of a function that Typer runs. Everything is text until its kind reads it."""
    default: Any = inspect.Parameter.empty if field.needed else None
    kind: Any = list[str] if field.kind.many else str
    if field.kind is FLAG:
        kind, default = bool, inspect.Parameter.empty if field.needed else field.default
    elif field.kind is DOCUMENT:
        kind = Path
    declared: Any
    if field.option.startswith("--"):
        shown = field.default if isinstance(field.default, (int, str)) and field.default else None
        declared = typer.Option(field.option, help=_help(field), show_default=str(shown) if shown else False)
    else:
        declared = typer.Argument(help=_help(field), show_default=False)
    annotation: Any = Annotated[kind if default is not None else kind | None, declared]
    return inspect.Parameter(_word(field), inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _help(field: Field) -> str:
    """Its help, with what the law suggests where that is a short list."""
    known = field.suggestions(read_law(DEFAULT_LAW)) if field.kind.widget == "choice" else []
    return f"{field.help} Under the law that is there by default: {', '.join(known)}." if known else field.help


def _example(command: Command) -> str:
    """A line that can be typed, under the law that is there by default."""
    law = read_law(DEFAULT_LAW)
    words = [f"ets {command.name}"]
    for field in command.shown:
        told = shlex.quote(field.example_under(law))
        if field.kind is FLAG:
            told = ""
        words.append(f"{field.option.partition('/')[0]} {told}".strip() if field.option.startswith("--") else told)
    return " ".join(words)


def _of_every_command(*, store: StoreOption = DEFAULT_STORE, law: LawOption = "", as_json: JsonOption = False) -> None:
    """What Typer is told of every declared command besides its fields."""
