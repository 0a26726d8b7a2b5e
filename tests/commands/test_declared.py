"""Every command is declared once: verb, method, schema, form and reference follow from the same declaration."""

from __future__ import annotations

import ast
import inspect
import json
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Unpack

import pytest
import typer
from typer.main import get_command

from openets.cli.declared import verb
from openets.cli.groups import loaded
from openets.cli.index import LISTED
from openets.commands.declare import DECLARED, Command, command
from openets.commands.field_kinds import QUANTITY
from openets.commands.fields import Field, How, Note, Quantity, Value
from openets.commands.verbs import Verbs, all_commands
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.laws.reading import read_law
from tests.session import Office
from tools.reference_commands import python_example, typed_example

EVERY = pytest.mark.parametrize("declared", all_commands(), ids=lambda each: each.name)
PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "commands.md").read_text("utf-8")
LAW = read_law("eu_ets")
FIELDS_OF_ALL = ("request", "dry_run")


def test_there_are_as_many_as_are_typed() -> None:
    typed = {name for name, entry in LISTED.items() if entry.module.startswith("openets.commands")}
    assert {each.name for each in all_commands()} == typed
    assert len(all_commands()) >= 58


@EVERY
def test_it_says_what_it_does_and_what_each_of_its_fields_means(declared: Command) -> None:
    assert declared.sentence.endswith((".", "!"))
    assert all(field.help.endswith(".") for field in declared.fields)
    names = [field.name for field in declared.fields]
    assert len(names) == len(set(names))
    assert tuple(names[-2:]) == FIELDS_OF_ALL


@EVERY
def test_it_is_a_verb_of_the_command_line(declared: Command) -> None:
    typed = loaded(declared.name)
    options = {name for parameter in typed.params for name in parameter.opts}
    for field in declared.fields:
        assert field.option.partition("/")[0] in options or field.option.lower() in options
    assert " ".join((typed.help or "").split()).startswith(declared.sentence)


@EVERY
def test_it_is_a_method_of_a_session(declared: Command) -> None:
    *group, last = declared.name.replace("-", "_").split()
    books: Any = Verbs(*Office().session)
    method = getattr(getattr(books, group[0]) if group else books, last)
    assert inspect.unwrap(method.__func__) is inspect.unwrap(declared.function)
    assert len(inspect.signature(method).parameters) <= 8


@EVERY
def test_it_has_a_schema_that_is_json(declared: Command) -> None:
    found = declared.schema(LAW)
    assert json.loads(json.dumps(found)) == found
    assert list(found["properties"]) == [field.name for field in declared.fields]
    assert set(found["required"]) == {field.name for field in declared.fields if field.needed}
    assert not set(found["required"]) & set(FIELDS_OF_ALL)


@EVERY
def test_it_has_a_form(declared: Command) -> None:
    widgets = {"text", "number", "date", "checkbox", "choice", "file", "hidden"}
    for field in declared.fields:
        assert field.label
        assert field.help
        assert field.kind.widget in widgets
        assert all(isinstance(each, str) for each in field.suggestions(LAW))


@EVERY
def test_it_has_its_place_in_the_reference(declared: Command) -> None:
    section = PAGE.partition(f"\n## {declared.name}\n")[2].partition("\n## ")[0]
    assert declared.sentence in section
    assert all(f"| `{field.name}` | `{field.option}` |" in section for field in declared.fields)
    assert typed_example(declared, LAW) in section
    (call,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert ast.dump(ast.parse(call)) == ast.dump(ast.parse(python_example(declared, LAW)))


@EVERY
def test_the_example_in_python_is_a_call_that_its_function_takes(declared: Command) -> None:
    seen: list[dict[str, Any]] = []

    class Recorder:
        def __getattr__(self, name: str) -> Any:
            return self

        def __call__(self, **told: Any) -> None:
            seen.append(told)

    values = {each.parts.__name__: each.parts for each in declared.values.values()}
    eval(python_example(declared, LAW), {"books": Recorder(), "date": date, **values})
    inspect.signature(declared.function).bind(Office().session, **seen[0])


@pytest.mark.parametrize("name", LISTED)
def test_the_list_of_all_says_what_the_command_says(name: str) -> None:
    found = loaded(name)
    said = " ".join((found.help or "").split())
    assert said.startswith(LISTED[name].sentence)
    assert found.name in (name, name.rpartition(" ")[2])


def test_every_law_has_its_examples_and_suggestions() -> None:
    for law in (LAW, read_law("kyoto")):
        for declared in all_commands():
            assert declared.schema(law)
            assert declared.example(law)


# ---- a toy -----------------------------------------------------------------------------------------


@pytest.fixture
def toy() -> Any:
    """A command that is declared here and in no other place."""

    @command("toy", done="{quantity:,} toys put away")
    def put_away(
        session: Session,
        *,
        quantity: Quantity,
        most: Annotated[int | None, Field(QUANTITY, "The most.")] = None,
        note: Note = "",
        **how: Unpack[How],
    ) -> Outcome:
        """Put toys away.

        Into the box.
        """
        return Outcome(how["request"], True, f"{quantity}/{most}/{note}/{how['dry_run']}")

    yield DECLARED["toy"]
    del DECLARED["toy"]


def test_a_toy_is_read_carried_out_and_told(toy: Command) -> None:
    session = Office().session
    told = toy.read({"quantity": "1,000", "note": "soft"}, session)
    assert told == {"quantity": 1000, "most": None, "note": "soft", "on": None, "request": "", "dry_run": False}
    outcome = toy.run(session, told)
    assert outcome.reference == "1000/None/soft/False"
    assert outcome.request.startswith("tester:")
    assert toy.say(told) == "1,000 toys put away"


def test_a_toy_takes_json_values_as_it_takes_text(toy: Command) -> None:
    session = Office().session
    as_json = toy.read({"quantity": 5, "most": 7, "dry_run": True}, session)
    assert as_json == toy.read({"quantity": "5", "most": "7", "dry_run": "true"}, session)


def test_a_toy_has_a_verb(toy: Command) -> None:
    app = typer.Typer()
    app.command("toy")(verb(toy))
    (quantity, most, *_) = get_command(app).params
    assert (quantity.name, quantity.required, most.opts) == ("quantity", True, ["--most"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "quantity is missing: Whole number of units"),
        ({"quantity": None}, "quantity is missing"),
        ({"quantity": ""}, "quantity is ''"),
        ({"quantity": "1.5"}, "quantity is '1.5': expected a whole number"),
        ({"quantity": 1.5}, "quantity is 1.5: expected quantity as text"),
        ({"quantity": ["1"]}, "expected quantity as text"),
        ({"quantity": True}, "expected quantity as text"),
        ({"quantity": "1", "notes": "x"}, "'notes' is not asked for by toy: it asks for quantity, most"),
        ({"quantity": "1", "dry_run": "perhaps"}, "dry_run is 'perhaps': expected true or false"),
        ({"quantity": "1", "request": "a b"}, "request is 'a b': use 1 to 120 letters"),
        ({"quantity": "1", "note": 5.0}, "expected text as text"),
    ],
)
def test_what_a_toy_cannot_be_told_is_misuse(toy: Command, given: dict[str, Any], said: str) -> None:
    with pytest.raises(Misuse) as caught:
        toy.read(given, Office().session)
    assert said in str(caught.value)


def test_a_place_calls_a_field_by_its_own_name(toy: Command) -> None:
    with pytest.raises(Misuse, match="QUANTITY is 'x'"):
        toy.read({"quantity": "x"}, Office().session, lambda field: field.option)


def test_a_value_holds_several_fields() -> None:
    declared = next(each for each in all_commands() if each.name == "project monitor")
    assert isinstance(declared.values["report"], Value)
    text = declared.example(LAW)
    told = declared.read(text, Office().session)
    assert (told["first_day"], told["baseline"], told["leakage"]) == (date(2008, 1, 1), 1000, 0)
    assert {field.part_of for field in declared.fields} == {"", "report"}


def test_a_command_without_a_request_gets_a_new_one_each_time() -> None:
    office = Office()
    office.registry("AT")
    books = Verbs(*office.session)
    first, second = (books.issue(registry="AT", quantity=5, unit="EUA1") for _ in range(2))
    assert first.request != second.request
    assert first.accepted
