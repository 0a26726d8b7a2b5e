"""The program `ets`: its commands, and what happens when one fails."""

from __future__ import annotations

import sys

import typer

from openets.cli import books, demo, exchange, looking, moving, serving
from openets.cli.console import fail
from openets.kernel.refusals import Fault, Misuse, Refused

app = typer.Typer(
    name="ets",
    help="An open emissions trading system: registry, transaction log, compliance and public explorer.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for room in (books, demo, exchange, looking, moving, serving):
    room.add_to(app)


def main() -> None:
    """Run the program. Misuse and refusals exit with 2 and 1, a fault with 3."""
    try:
        app()
    except Refused as error:
        fail("refused", [str(refusal) for refusal in error.refusals], 1, [row.as_dict() for row in error.refusals])
    except Misuse as error:
        fail("misuse", [str(error)], 2)
    except Fault as error:
        fail("fault", [str(error), "Nothing more was written. Keep the books as they are and have them looked at."], 3)
    except KeyboardInterrupt:
        fail("interrupted", ["Interrupted. What was committed is kept; run the same command again to go on."], 130)
    except BrokenPipeError:
        sys.exit(1)


if __name__ == "__main__":
    main()
