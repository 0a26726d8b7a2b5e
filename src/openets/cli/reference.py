"""The reference pages of the documentation, written from the program itself so that they cannot drift from it.

python -m openets.cli.reference docs/reference
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from openets.checks.check import CHECKS, Check
from openets.compliance.agreement import CAUSES
from openets.kernel.units import UNIT_TYPES, UnitType
from openets.ledger.accounts import ACCOUNT_TYPES, AccountType
from openets.ledger.transactions import LIFE, TRANSACTION_TYPES, Status, TransactionType
from openets.schemes.eu_ets import eu_ets, linear_cap
from openets.schemes.scheme import MemberState, Phase, Scheme

_GENERATED = "<!-- Written by `python -m openets.cli.reference docs/reference`. Change the program, not this page. -->"
_UNVERIFIED = "**no**"
_LAST_CAPPED_YEAR = 2022


def pages() -> dict[str, str]:
    """File name → content, for every page that is generated."""
    makers: dict[str, Callable[[], Iterator[str]]] = {
        "cli.md": _commands,
        "checks.md": _checks,
        "codes.md": _codes,
        "parameters.md": _parameters,
    }
    return {name: "\n".join([_GENERATED, "", *maker()]).rstrip() + "\n" for name, maker in makers.items()}


def write(folder: Path) -> None:
    """Write all pages into a folder."""
    for name, content in pages().items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield f"| {' | '.join(_cell(value) for value in row)} |"
    yield ""


def _cell(value: object) -> str:
    if value is None or value == "":
        return " "
    if isinstance(value, bool):
        return "yes" if value else _UNVERIFIED
    if isinstance(value, int):
        return f"{value:,}"
    return str(value).replace("|", "\\|").replace("\n", " ")


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))


# ---- commands ----------------------------------------------------------------------------------------

_COMMANDS = """\
# Commands

Every command takes `--help`. Those about books take `--store` (or the environment variable `OPENETS_STORE`):

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

`--request ID` is your own id for an act. The same id with the same content gets the first answer again and does nothing
twice; the same id with other content is refused. `--dry-run` decides everything and writes nothing.
"""


def _commands() -> Iterator[str]:
    from openets.cli.main import app

    yield _COMMANDS
    yield from _command_pages(get_command(app), "ets")


def _command_pages(command: Any, path: str) -> Iterator[str]:
    """A command, or all commands of a group."""
    for name, below in getattr(command, "commands", {}).items():
        yield from _command_pages(below, f"{path} {name}")
    if not hasattr(command, "commands"):
        yield from _command_page(command, path)


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
    rows = [(f"`{row.name.upper()}`", row.help, "") for row in arguments]
    rows += [(_option(row), row.help, _default(row)) for row in options]
    yield from _table(("", "meaning", "default"), rows)


def _option(option: Any) -> str:
    return ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))


def _default(option: Any) -> str:
    if option.required:
        return "needed"
    if option.secondary_opts:
        return f"`{option.opts[0] if option.default else option.secondary_opts[0]}`"
    return f"`{option.default}`" if option.default not in (None, "", False) else ""


# ---- checks ------------------------------------------------------------------------------------------


def _checks() -> Iterator[str]:
    scheme = eu_ets()
    yield "# Checks"
    yield ""
    yield (
        "What the transaction log checks before anything moves. Codes are the field's own; those that begin with `P-`"
        " are ours. *Verified* says whether the source was seen; where it says no, the value is from memory."
    )
    yield ""
    used = [each for checks in scheme.catalogue.values() for each in checks]
    ordered = sorted({each.name: each for each in used}.values(), key=_by_code)
    columns = ("code", "name", "sentence", "field", "citation", "verified")
    yield from _table(
        columns, ((row.code, f"`{row.name}`", row.sentence, row.field, row.citation, row.verified) for row in ordered)
    )
    idle = sorted(set(CHECKS) - {each.name for each in ordered})
    if idle:
        yield f"Known, and not used by this scheme: {', '.join(f'`{name}`' for name in idle)}."
        yield ""
    yield "## Which transaction passes which checks"
    yield ""
    yield f"The catalogue of the {scheme.name}, in order of precedence. All refusals are given at once."
    yield ""
    yield from _table(
        ("transaction", "name", "checks"),
        (
            (f"`{code}`", TRANSACTION_TYPES[code].name, ", ".join(each.code for each in checks))
            for code, checks in scheme.catalogue.items()
        ),
    )


def _by_code(check: Check) -> tuple[bool, int]:
    return check.code.startswith("P-"), int(check.code.removeprefix("P-"))


# ---- codes -------------------------------------------------------------------------------------------


def _codes() -> Iterator[str]:
    yield "# Codes"
    yield ""
    yield "Official numbers where their source was seen; *verified* says no where it was not."
    yield ""
    yield "## Unit types"
    yield ""
    yield from _table(
        ("code", "name", "unit type", "supplementary", "period", "allowance", "source", "verified"),
        map(_unit_type, UNIT_TYPES.values()),
    )
    yield "## Account types"
    yield ""
    yield from _table(
        (
            "code",
            "name",
            "in the identifier",
            "units there are",
            "opened with the registry",
            "holds",
            "source",
            "verified",
        ),
        map(_account_type, ACCOUNT_TYPES.values()),
    )
    yield from _transaction_types()
    yield from _statuses()


def _transaction_types() -> Iterator[str]:
    yield "## Transaction types"
    yield ""
    columns = ("code", "name", "effect", "units", "from", "to", "reversed by", "source", "verified")
    yield from _table(columns, map(_transaction_type, TRANSACTION_TYPES.values()))


def _unit_type(row: UnitType) -> tuple[object, ...]:
    period = "any" if row.period is None else row.period
    allowance = "yes" if row.allowance else "no"
    return f"`{row.code}`", row.name, row.kyoto, row.supplementary, period, allowance, row.source, row.verified


def _account_type(row: AccountType) -> tuple[object, ...]:
    government = "yes" if row.government else "no"
    holds = _listed(row.holds)
    return f"`{row.code}`", row.name, row.kyoto, row.bucket, government, holds, row.source, row.verified


def _transaction_type(row: TransactionType) -> tuple[object, ...]:
    effect = f"{row.effect} into {row.target}" if row.target else str(row.effect)
    places = _listed(row.transferring), _listed(row.acquiring)
    return f"`{row.code}`", row.name, effect, _listed(row.units), *places, row.reversed_by, row.source, row.verified


def _statuses() -> Iterator[str]:
    yield "## Statuses of a transaction"
    yield ""
    yield from _table(
        ("number", "status", "final"),
        ((row.value, row.name.replace("_", " ").lower(), "yes" if row.final else "no") for row in Status),
    )
    yield "What may happen in which status; anything else cannot."
    yield ""
    yield from _table(
        ("in", "event", "then"),
        (
            (f"{state.value} {_words(state)}", event, f"{after.value} {_words(after)}")
            for (state, event), after in LIFE.items()
        ),
    )
    yield "## Why a computed compliance letter may differ from the official one"
    yield ""
    yield from _table(("cause", "meaning"), CAUSES.items())


def _words(status: Status) -> str:
    return status.name.replace("_", " ").lower()


# ---- parameters --------------------------------------------------------------------------------------


def _parameters() -> Iterator[str]:
    scheme = eu_ets()
    yield "# Parameters"
    yield ""
    yield f"What the law of the {scheme.name} says in numbers. Tonnes of CO2 equivalent, or units of one tonne."
    yield ""
    yield "## Phases"
    yield ""
    columns = (
        "phase",
        "years",
        "units for its emissions",
        "penalty a tonne",
        "shortfall is owed still",
        "banks on",
        "citation",
    )
    yield from _table(columns, map(_phase, scheme.phases))
    yield "## Calendar"
    yield ""
    calendar = scheme.parameters["calendar"]
    yield from _table(
        ("event", "day", "of which year", "citation"),
        (
            (
                name,
                f"{row['day']:02}-{row['month']:02}",
                row.get("note", "of the year after the emissions"),
                row["citation"],
            )
            for name, row in calendar.items()
        ),
    )
    yield from _caps_from_2013(scheme)
    yield from _member_states(scheme)
    yield "## Activities"
    yield ""
    rows_ = ((str(code), name, sector) for code, (name, sector) in scheme.activities.items())
    yield from _table(("code", "activity", "sector"), rows_)


def _phase(row: Phase) -> tuple[object, ...]:
    owed, banks = "yes" if row.restitution else "no", "yes" if row.banks_into_next else "no"
    return row.name, f"{row.first_year}-{row.last_year}", _listed(row.units), row.penalty, owed, banks, row.citation


def _caps_from_2013(scheme: Scheme) -> Iterator[str]:
    rule = scheme.parameters["linear_reduction"]
    yield "## From 2013"
    yield ""
    base, verified = rule["base"]["value"], rule["base"].get("verified", True)
    yield (
        f"The cap falls each year by {rule['factor_2013']} (from 2021 by {rule['factor_2021']}) of {base:,} t, counted"
        f" from 2010 [{rule['citation']}]. Is that base verified? {_cell(verified)}. What comes to market, less what"
        " was backloaded:"
    )
    yield ""
    years = range(2013, _LAST_CAPPED_YEAR + 1)
    yield from _table(("year", "backloaded", "to market"), (_year_of_cap(scheme, year) for year in years))


def _year_of_cap(scheme: Scheme, year: int) -> tuple[object, ...]:
    return str(year), scheme.parameters["linear_reduction"]["backloaded"].get(str(year)), linear_cap(scheme, year)


def _member_states(scheme: Scheme) -> Iterator[str]:
    yield "## Member States"
    yield ""
    yield (
        "Caps are for the whole phase. Sources: Mansanet-Bataller & Pardo, Energies 2008, 1, Table 2 (European"
        " Commission); assigned amounts 2008-2012: Decision 2006/944/EC as amended by Decision 2010/778/EU. A figure"
        " with `?` is not verified: its source was not seen."
    )
    yield ""
    columns = (
        "code",
        "State",
        "since",
        "registry",
        "cap 2005-2007",
        "cap 2008-2012",
        "assigned amount",
        "credits, % of the cap",
    )
    yield from _table(columns, (_member_state(row) for row in scheme.states.values()))


def _member_state(row: MemberState) -> tuple[object, ...]:
    second = _marked(row.caps.get(2), verified=not row.cap_amended)
    assigned = _marked(row.assigned_amount, verified=row.assigned_amount_verified)
    percent = row.credit_limit_percent
    return f"`{row.code}`", row.name, str(row.joined), row.registry, row.caps.get(1), second, assigned, percent


def _marked(value: int | None, *, verified: bool) -> str:
    return "" if value is None else f"{value:,}{'' if verified else ' ?'}"


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        typer.echo("Name the folder to write into: python -m openets.cli.reference docs/reference", err=True)
        sys.exit(2)
    write(Path(sys.argv[1]))
