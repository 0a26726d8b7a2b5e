"""A command that takes a step asks for what the record's table needs, and leaves out what was not said."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from openets.commands.declare import DECLARED
from openets.commands.field_kinds import FLAG, QUANTITY, TEXT
from openets.commands.fields import Field
from openets.commands.steps import StepCommands, as_json
from openets.engine.outcomes import Outcome
from openets.engine.steps import TakeStep
from openets.records.steps import step_type, table_of


class Recorder:
    """A session that keeps what it is sent."""

    actor = type("Actor", (), {"name": "tester"})

    def __init__(self) -> None:
        self.sent: list[TakeStep] = []

    def one(self, step: TakeStep, *, dry_run: bool = False) -> Outcome:
        self.sent.append(step)
        return Outcome(step.request, True, "AT1")


TOYS = StepCommands(
    __name__,
    "toy",
    "toy",
    {
        "toy": Field(TEXT, "Its name.", "TOY"),
        "colour": Field(TEXT, "Which colour."),
        "coats": Field(QUANTITY, "How often."),
        "note": Field(TEXT, "What the row says in another way."),
        "price": Field(QUANTITY, "What the step is never told."),
    },
    table_of(step_type("paint", lambda taking: taking, "colour coats? note? sheen?")),
    home=lambda session, toy: toy[:2],
)


@pytest.fixture
def paint() -> Any:
    """A step command that is declared here and in no other place."""
    yield TOYS.command(
        "paint",
        "{toy} painted",
        "Paint a toy.",
        also="coats",
        dry=Field(FLAG, "Whether it is dry.", "--dry/--wet", default=True),
        sold=Field(FLAG, "Whether it is sold.", "--sold"),
        note=Field(TEXT, "What else."),
    )
    del DECLARED["toy paint"]


def told(step: TakeStep) -> Any:
    return json.loads(step.values)


def test_what_is_needed_and_what_is_left_out(paint: Any) -> None:
    here = Recorder()
    assert [each.name for each in DECLARED["toy paint"].fields] == [
        "toy", "dry", "sold", "note", "colour", "coats", "on", "request", "dry_run",
    ]  # fmt: skip
    assert [each.name for each in DECLARED["toy paint"].fields if each.needed] == ["toy", "colour", "coats"]
    paint(here, toy="AT1", colour="", coats=0, note="", request="r")
    [step] = here.sent
    assert (step.registry, step.kind, step.key, step.step, step.request) == ("AT", "toy", "AT1", "paint", "r")
    assert told(step) == {"colour": "", "coats": 0, "dry": True}
    paint(here, toy="AT1", colour="red", coats=2, dry=False, sold=True, note="x", on=date(2008, 1, 2), request="r")
    assert told(here.sent[1]) == {
        "colour": "red", "coats": 2, "dry": False, "sold": True, "note": "x", "on": "2008-01-02",
    }  # fmt: skip


@pytest.mark.parametrize("words", [{}, {"toy": "AT1", "colour": "red"}, {"toy": "AT1", "color": "red", "coats": 1}])
def test_a_field_that_is_missing_or_unknown_is_a_mistake_of_the_caller(paint: Any, words: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        paint(Recorder(), **words)


def test_text_of_what_is_told_is_always_the_same() -> None:
    assert as_json({"b": (1, 2), "a": Decimal("92.5"), "c": None, "d": "ä"}) == r'{"a":"92.5","b":[1,2],"d":"\u00e4"}'
