"""The program `ets`: its commands, and what happens when one fails."""

import atexit
import gc
import os
import re
import sys
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from openets import __version__
from openets.cli.console import fail
from openets.cli.groups import LazyGroup
from openets.kernel.refusals import Fault, Misuse, Refused, Unavailable

app = typer.Typer(
    name="ets",
    cls=LazyGroup,
    help="An open emissions trading system: registry, transaction log, compliance and public explorer.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ets {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Say which version this is.")
    ] = False,
) -> None:
    """Everything is a command of its own."""


_UsageError: type[Any] = typer.BadParameter.__mro__[1]
"""Typer's class of errors in what was typed; where it lives changes from version to version."""
_INTERRUPTED = 130
_OBJECTS_BEFORE_COLLECTING = 50_000


def main() -> None:
    """Run the program. A refusal ends it with 1, misuse with 2, a fault with 3, Ctrl-C with 130."""
    # most commands load for longer than they work: walking what was loaded in search of garbage, again and again and
    # once more at the end, took a third of their time
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING)
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign is no reason to fail
    try:
        _refuse_broken_text(sys.argv[1:])
        code = _run()
        sys.stdout.flush()
        sys.exit(code)
    except Refused as error:
        fail("refused", [str(row) for row in error.refusals], 1, [row.as_dict() for row in error.refusals])
    except Misuse as error:
        fail("misuse", [str(error)], 2)
    except Unavailable as error:
        fail("unavailable", [str(error)], 2)
    except Fault as error:
        fail("fault", [str(error), "Keep everything as it is and have it looked at."], 3)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whoever read has gone: nothing more to say to them
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        what = f"{where}{error.strerror or error}"
        fail("misuse", [f"{what}: check the path, its permissions and the room on the disk"], 2)


def _run() -> int:
    """The program's own exit code. Typer's errors become the same answers as ours."""
    try:
        code = app(prog_name="ets", standalone_mode=False)
    except _UsageError as error:
        if "--json" not in sys.argv and type(error).__name__ == "NoArgsIsHelpError":
            error.show()
            return 2
        raise Misuse(_usage(error)) from error
    except typer.Abort:
        code = _INTERRUPTED
    if code == _INTERRUPTED:
        fail("interrupted", ["Interrupted. What was committed is kept; run the same command again to go on."], code)
    return code or 0


def _usage(error: Any) -> str:
    """What is wrong with a command as it was typed, and where to look."""
    command = error.ctx.command_path if error.ctx is not None else "ets"
    option = getattr(error, "option_name", "")
    if re.fullmatch(r"-[\d.,_]+", option):
        return f"'{option}' is no quantity: expected a whole number of units above 0, such as 1000"
    said = error.format_message().rstrip(".")
    return f"{said}{'' if said.endswith('?') else '.'} Try: {command} --help"


def _refuse_broken_text(arguments: list[str]) -> None:
    for argument in arguments:
        if any("\ud800" <= sign <= "\udfff" for sign in argument):
            raise Misuse(f"{argument!a} is not text in this terminal's encoding (UTF-8): type it again")


if __name__ == "__main__":
    main()
