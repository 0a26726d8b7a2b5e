"""Kinds of records and their steps: one table a kind, and the one walk by which a step is taken.

Taking a step reads its values, gathers the facts that its checks look at, refuses with every check that says no, and
else makes the record what it is afterwards. Which states it leads from and to stands in the table.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from openets.checks.check import Check, examine, named
from openets.kernel.refusals import Misuse, Refused
from openets.ledger.records import Body, Place
from openets.records.bodies import body_of, record_from
from openets.records.fields import Day, FieldType, read_values

Facts = TypeVar("Facts")
"""What the checks of a kind of record look at."""
Rec = TypeVar("Rec")
"""The dataclass that holds a record. Where its steps have states it has a field `state`."""


class Step(NamedTuple):
    """A step that somebody wants to take: all that may be looked at."""

    key: str
    name: str
    values: Mapping[str, Any]
    """What the caller gives; not yet looked at."""
    now: Body | None
    """The record before, or `None` for one that does not exist yet."""
    others: Mapping[Place, Body]
    """Other records, and evidence, that the kind said it needs."""
    on: date
    by: str
    law: Any
    """The law of the books. This room only hands it on."""


@dataclass(frozen=True, slots=True)
class StepType(Generic[Facts, Rec]):
    """A step that a kind of record knows: a row of its table."""

    name: str
    take: Callable[[Facts], Rec]
    """What the record is afterwards, save for the state that the row itself says. Called when no check said no."""
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ("on",)
    """`on` is the day on which the step took place, or that of its document; the day of the books unless told."""
    checks: tuple[Check[Facts], ...] = ()
    """In order of precedence."""
    who: str = ""
    """At whose hand."""
    states: tuple[str, ...] = ()
    """States in which it may be taken; an empty word stands for a record that is not there yet."""
    to: str = ""
    """The state that follows; empty: it stays."""
    otherwise: str = ""
    """The state that follows a negative opinion."""
    fields: Mapping[str, FieldType] | None = None
    """Types of fields that mean another thing in this step than in the kind's others."""


Table = Mapping[str, StepType[Facts, Rec]]
"""Steps by name."""


@dataclass(frozen=True, slots=True)
class Taking(Generic[Rec]):
    """A step that is being taken: its row, the record before, and what it was told, read."""

    step: Step
    row: StepType[Any, Rec]
    now: Rec | None
    told: Mapping[str, Any]

    @property
    def key(self) -> str:
        return self.step.key

    @property
    def today(self) -> date:
        return self.step.on

    @property
    def on(self) -> date:
        """The day on which the step took place, or that of its document."""
        told: date = self.told.get("on", self.step.on)
        return told

    @property
    def positive(self) -> bool:
        """What was found, by the field of that name, where the step's row says what follows a negative opinion."""
        found: bool = self.told.get("positive", True)
        return found

    @property
    def before(self) -> Rec:
        """The record before, which is there for every step but the first."""
        assert self.now is not None
        return self.now


def _itself(taking: Taking[Rec]) -> Taking[Rec]:
    return taking


_GROUP = re.compile("[a-z][a-z ]*")


@dataclass(frozen=True)
class RecordKind(Generic[Facts, Rec]):
    """A kind of record. Registering one is a line in `engine/records.py` and a word in the law's `records`."""

    name: str
    """As the journal calls it."""
    title: str
    """In words, with its article: ``a Party``."""
    record: type[Rec]
    fields: Mapping[str, FieldType]
    """What its steps may be told, by name; `on` needs no mention."""
    steps: Table[Facts, Rec] | Callable[[Step, Rec | None], Table[Facts, Rec]]
    """Its table, or what finds it where it depends on the law or on the record."""
    facts: Callable[[Taking[Rec]], Facts] = _itself  # type: ignore[assignment]
    """What its checks look at; the step itself unless they need more. Where a row says what follows `otherwise`, they
    say what was found as `positive`."""
    impossible: Callable[[Taking[Rec]], Facts] | None = None
    """The facts of a step that the record cannot take whatever it is told; left out where its checks say so anyway."""
    needs: Callable[[Any, str, str, Mapping[str, Any]], list[Place]] = lambda law, key, step, values: []
    """The other records at which a step looks: by the law, the key, the step's name and its values, unread."""
    finish: Callable[[Facts, Rec], Rec] = lambda facts, record: record
    """What every step adds in the end, such as a line of the record's story."""
    sparse: bool = False
    """Whether its body leaves out what is at its default."""
    follows: frozenset[str] = frozenset()
    """Steps that only follow from something else: nobody takes them by hand."""
    law_files: Mapping[str, Callable[[Any, Any], object]] = field(default_factory=dict)
    """Files of the law that are this kind's own → what notes everything wrong with one: called with law and file."""
    every_law: bool = False
    """Whether books keep it whatever their law says: what the registries and logs themselves write down."""

    def __post_init__(self) -> None:
        if not _GROUP.fullmatch(self.name):
            raise ValueError(f"'{self.name}' is no name of a kind of record: its commands are typed after it")
        for row in () if callable(self.steps) or self.facts is not _itself else self.steps.values():
            if row.otherwise and "positive" not in (*row.needed, *row.optional):
                raise ValueError(
                    f"step '{row.name}' of {self.title} may end otherwise: it must be told 'positive', or the kind"
                    " have facts of its own that say so"
                )

    def read(self, body: Body) -> Rec:
        """A record from its body."""
        return record_from(self.record, body)

    def body(self, record: Rec) -> Body:
        """A record as plain JSON values."""
        return body_of(record, sparse=self.sparse)


def table_of(*steps: StepType[Facts, Rec]) -> Table[Facts, Rec]:
    return {step.name: step for step in steps}


def step_type(
    name: str, take: Callable[[Any], Rec], asked: str = "", checks: str = "", **more: Any
) -> StepType[Any, Rec]:
    """A row of a table, with the names of fields and checks parted by spaces; ``reason?`` may be left out."""
    needed = tuple(each for each in asked.split() if not each.endswith("?"))
    optional = ("on", *(each.removesuffix("?") for each in asked.split() if each.endswith("?")))
    return StepType(name, take, needed, optional, named(checks.split()), **more)


def advance(kind: RecordKind[Any, Any], step: Step) -> Body:
    """Take a step: the body of the record as it is since.

    Raises `Misuse` for a step that the kind does not have and for values that are malformed (naming the field),
    `Refused` with every check that says no.
    """
    now = kind.read(step.now) if step.now is not None else None
    table = kind.steps(step, now) if callable(kind.steps) else kind.steps
    row = table.get(step.name)
    if row is None:
        raise Misuse(f"'{step.name}' is no step of {kind.title}; known are {', '.join(table)}")
    if kind.impossible is not None and _out_of_place(table, row, now):
        _stop(examine(row.checks[:1], kind.impossible(Taking(step, row, now, {}))))
    fields = {"on": Day(), **kind.fields, **(row.fields or {})}
    told = read_values(f"{step.key}, {step.name}", step.values, fields, row.needed, row.optional, step.law)
    facts = kind.facts(Taking(step, row, now, told))
    _stop(examine(row.checks, facts))
    return kind.body(kind.finish(facts, _moved(row, facts, row.take(facts))))


def _out_of_place(table: Table[Any, Any], row: StepType[Any, Any], now: Any) -> bool:
    """Whether nothing that the step may be told could let it pass: the record is in no state of its table."""
    state = now.state if now is not None else ""
    if not row.states:
        return True
    return state not in row.states and (now is None or all(state not in each.states for each in table.values()))


def _stop(refusals: list[Any]) -> None:
    if refusals:
        raise Refused(refusals)


def _moved(row: StepType[Any, Any], facts: Any, record: Any) -> Any:
    """The record in the state that the row says follows."""
    after = row.otherwise if row.otherwise and not facts.positive else row.to
    return replace(record, state=after) if after else record
