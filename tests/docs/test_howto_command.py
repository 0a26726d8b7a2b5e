"""docs/howto/a-command.md is carried out: what it shows is declared, and all that it promises is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from openets.cli.declared import verb
from openets.commands.declare import DECLARED, Command
from tests.session import Office, must
from tools.index import FILTERS, INDEX, OPTIONS, VERBS, files
from tools.reference_commands import python_example, typed_example

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto" / "a-command.md").read_text("utf-8")


@pytest.fixture
def declared() -> Iterator[Command]:
    (source,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    module: dict[str, Any] = {"__name__": "openets.commands.hand_back"}
    exec(compile(source, "hand_back.py", "exec"), module)
    yield DECLARED["hand-back"]
    del DECLARED["hand-back"]


def test_it_moves_units_by_the_laws_table(declared: Command) -> None:
    office = Office()
    plant = office.operator("AT_1")
    office.endow(plant, "EUA1", 100)
    told = declared.read({"account": plant, "quantity": "40", "unit": "EUA1"}, office.session)
    must(declared.run(office.session, told))
    assert office.balance(plant, "EUA1") == 60
    assert declared.say(told) == f"40 EUA1 of {plant} handed back"


def test_it_can_be_typed_as_the_page_says(declared: Command) -> None:
    app = typer.Typer()
    app.command("hand-back")(verb(declared))
    names = [(parameter.name or "").upper() for parameter in get_command(app).params]
    assert names[:3] == ["ACCOUNT", "QUANTITY", "UNIT"]
    assert "ets hand-back ACCOUNT QUANTITY --unit UNIT" in PAGE


def test_it_has_schema_form_and_reference(declared: Command) -> None:
    law = Office().session.law
    assert declared.schema(law)["required"] == ["account", "quantity", "unit"]
    assert [row.label for row in declared.fields][:3] == ["Account", "Quantity", "Unit"]
    assert typed_example(declared, law).startswith("ets hand-back AT-120-6-0-33 1000 --unit ")
    assert python_example(declared, law).startswith("books.hand_back(account=")


def test_the_lists_are_written_with_it(declared: Command) -> None:
    written = files()
    assert "    hand_back = hand_back.hand_back\n" in written[VERBS]
    assert '"hand-back": {"--unit"' in written[OPTIONS]
    assert '"hand-back": ["openets.commands.hand_back"' in written[INDEX]


def test_the_lists_that_are_there_say_what_is_declared() -> None:
    here = {name: (ROOT / "src" / "openets" / name).read_text("utf-8") for name in (VERBS, INDEX, FILTERS, OPTIONS)}
    assert files() == here, "run `python -m tools.index src/openets`"
