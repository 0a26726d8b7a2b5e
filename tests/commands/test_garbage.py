"""Every declared command × wrong values for each of its fields: words that help, and the books as they were."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from openets.commands.declare import Command
from openets.commands.field_kinds import MEASUREMENTS
from openets.commands.fields import Field
from openets.commands.verbs import Verbs, all_commands
from openets.engine.kinds.plan import EnterPlan
from openets.engine.kinds.report import EnterReport
from openets.kernel.refusals import Misuse
from openets.laws.reading import read_law
from tests.commands import wrong
from tests.session import Office, state
from tests.stories import a_year_with_everything

EVERY = pytest.mark.parametrize("declared", all_commands(), ids=lambda each: each.name)
LAW = read_law("eu_ets")
MENDS = (
    "expected", "such as", "use 1 to", "known", "one line", "runs from", "whole number between", "did you mean",
    "at most", "are the most", "is empty", "must hold", "no JSON", "is missing",
)  # fmt: skip
"""One of these stands in every answer: what is right, or where to find it."""


@pytest.fixture(scope="module")
def office() -> Office:
    """Books in which something has happened, shared: nothing here may change them."""
    office = Office()
    a_year_with_everything(office)
    return office


def example(declared: Command) -> dict[str, Any]:
    """What the command's own example says, with values that stand in no file."""
    return {name: "{}" if text == "design.json" else text for name, text in declared.example(LAW).items()}


def is_helpful(said: str, field: Field, value: Any) -> bool:
    """Whether an answer names the field or repeats what was wrong, says what is right, and is short enough to read."""
    where = field.name in said or str(value)[:40] in said
    return where and any(words in said for words in MENDS) and len(said) < 400


@EVERY
def test_a_text_that_a_field_does_not_read_is_misuse_that_says_what_where_and_what_instead(
    declared: Command, office: Office
) -> None:
    before = state(office.store)
    for field in declared.fields:
        for text in wrong.texts(field):
            given = {**example(declared), field.name: [text] if field.kind.many else text}
            with pytest.raises(Misuse) as caught:
                declared.run(office.session, declared.read(given, office.session))
            assert is_helpful(str(caught.value), field, text), (field.name, text)
    assert state(office.store) == before


@EVERY
def test_json_that_is_not_of_a_fields_type_is_misuse(declared: Command, office: Office) -> None:
    """A program may send a list for a text, or nothing in a list: that is said in the words of the field."""
    before = state(office.store)
    for field in declared.fields:
        odd: list[Any] = [1.5, [[]], [None], [True], {"a": 1}] if field.kind.many else [1.5, [], {"a": {}}, [1]]
        for value in odd:
            if field.kind.name == "JSON values" and isinstance(value, dict):
                continue
            if value == [] and field.blank and not field.needed:
                continue
            with pytest.raises(Misuse, match=field.name):
                declared.read({**example(declared), field.name: value}, office.session)
    assert state(office.store) == before


@EVERY
def test_a_field_that_is_needed_and_missing_is_named(declared: Command, office: Office) -> None:
    for field in declared.fields:
        if field.needed:
            given = {name: text for name, text in example(declared).items() if name != field.name}
            with pytest.raises(Misuse, match=f"^{field.name} is missing: "):
                declared.read(given, office.session)


# ---- called from Python --------------------------------------------------------------------------


def called(books: Verbs, declared: Command) -> Any:
    """The method of a session that a command is."""
    *group, last = declared.name.replace("-", "_").split()
    return getattr(getattr(books, group[0]) if group else books, last)


def in_python(declared: Command, office: Office) -> dict[str, Any]:
    """What a program hands over that makes no mistake: of every field the value that its example means."""
    return declared.read(example(declared), office.session)


def handed(declared: Command, told: dict[str, Any]) -> dict[str, Any]:
    """The same as the parameters of the method: some fields are handed over as one value."""
    single = {field.name: told[field.name] for field in declared.fields if not field.part_of}
    for name, value in declared.values.items():
        single[name] = value.parts(**{each.name: told[each.name] for each in declared.fields if each.part_of == name})
    return single


@EVERY
def test_a_python_value_of_another_type_is_misuse_and_no_error_from_within(declared: Command, office: Office) -> None:
    before, books = state(office.store), Verbs(*office.session)
    good = in_python(declared, office)
    for field in declared.fields:
        for value in wrong.values(field):
            with pytest.raises(Misuse) as caught:
                called(books, declared)(**handed(declared, {**good, field.name: value}))
            said = str(caught.value)
            assert said.startswith(f"{field.name} of {declared.name} is "), said
            assert "expected " in said
    assert state(office.store) == before


@EVERY
def test_nothing_is_no_value_of_a_field_that_is_needed(declared: Command, office: Office) -> None:
    books, good = Verbs(*office.session), in_python(declared, office)
    for field in declared.fields:
        if field.needed and field.kind is not MEASUREMENTS:
            with pytest.raises(Misuse, match=f"{field.name} of {declared.name} is None: expected"):
                called(books, declared)(**handed(declared, {**good, field.name: None}))


@pytest.mark.parametrize("declared", [each for each in all_commands() if each.values], ids=lambda each: each.name)
@pytest.mark.parametrize("value", [None, (), ("AT", "Plant"), "AT", 5])
def test_fields_that_are_handed_over_together_are_one_value(declared: Command, office: Office, value: Any) -> None:
    (name, expected), *_ = declared.values.items()
    if isinstance(value, expected.instead):
        pytest.skip("stands for all of it")
    told = handed(declared, in_python(declared, office)) | {name: value}
    with pytest.raises(Misuse, match=rf"{name} of {declared.name} is .*: expected {expected.parts.__name__}\("):
        called(Verbs(*office.session), declared)(**told)


@pytest.mark.parametrize("name", ["allocate", "cancel", "surrender", "transfer"])
def test_an_account_that_is_an_empty_text_is_not_filled_in(name: str, office: Office) -> None:
    """Where a verb fills in an account, it is one that the verb does not ask for."""
    declared = next(each for each in all_commands() if each.name == name)
    before = state(office.store)
    good = in_python(declared, office)
    for field in declared.fields:
        if field.kind.name == "account":
            with pytest.raises(Misuse, match=f"{field.name} of {name} is "):
                called(Verbs(*office.session), declared)(**handed(declared, {**good, field.name: ""}))
    assert state(office.store) == before


def test_what_json_cannot_say_is_no_value_of_a_document(office: Office) -> None:
    books = Verbs(*office.session)
    for value in (b"x", object(), float("nan"), {1, 2}):
        with pytest.raises(Misuse, match="cannot be written as JSON"):
            books.project.design(project="CN1", mechanism="CDM", document={"title": value})


@pytest.mark.parametrize("year", [-1, 0, 1999, 2004, 2031, 10**40])
def test_no_plan_and_no_report_is_of_a_year_that_is_none_of_the_laws(office: Office, year: int) -> None:
    """Neither by a program nor down the bare road: nothing is ever due for such a year."""
    before, books = state(office.store), Verbs(*office.session)
    with pytest.raises(Misuse, match=r"is not a year of the scheme: it runs from 2005 to 2030|must be a whole number"):
        books.plan(installation="AT_1", quantity=5, year=year)
    with pytest.raises(Misuse, match="is not a year of European Union Emissions Trading Scheme"):
        books.report(installation="AT_1", year=year, verified=5)
    for command in (EnterPlan("AT", year, (("AT_1", 5, 5),), "x"), EnterReport("AT", "AT_1", year, 5, "reported", "x")):
        with pytest.raises(Misuse, match=r"is not a year of the scheme|has not ended|must be a whole number"):
            office.session.one(command)
    assert state(office.store) == before


@EVERY
def test_a_parameter_that_a_method_does_not_have_is_an_error_of_python_as_everywhere(
    declared: Command, office: Office
) -> None:
    good = handed(declared, in_python(declared, office))
    with pytest.raises(TypeError, match="colour"):
        called(Verbs(*office.session), declared)(**good, colour="red")
    assert "colour" not in inspect.signature(declared.function).parameters
