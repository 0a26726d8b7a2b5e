"""Commands that do nothing but take a step with a record: a row each.

The record's own table says what a step needs, what it is checked by and what it makes of the record (`records.steps`).
How the fields of its steps are asked for is told once a kind (`StepCommands.asked`); a row adds the name that is typed
and what it does in words, and tells a field only where the step asks for it in another way::

    reject = STEPS.command("reject", "{project}: rejected", "Reject a project's registration.")
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from inspect import Parameter, Signature
from typing import Any

from openets.commands.declare import DECLARED, Done, command, said_of
from openets.commands.field_kinds import FLAG
from openets.commands.fields import NEEDED, UNLESS_TOLD, Field, Value
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.engine.steps import TakeStep
from openets.kernel.refusals import Misuse
from openets.ledger.records import Record
from openets.ledger.store import Needs
from openets.records.steps import Table

Fill = Callable[[Session, str, dict[str, Any]], dict[str, Any]]
"""Session, key of the record and what was asked → what its step is told."""


@dataclass(frozen=True)
class StepCommands:
    """What declares the commands of a kind of record in a module."""

    module: str
    kind: str
    """The kind of record, as the journal calls it, and so the group of the commands."""
    key: str
    """What its key is called: ``party``, ``project``."""
    asked: Mapping[str, Any]
    """How its key and the fields of its steps are asked for, by name, as a signature would annotate them."""
    steps: Table[Any, Any]
    """The record's table: the fields that a step cannot do without, and those that it may be told besides."""
    home: Callable[[Session, str], str] | None = None
    """The registry in whose journal a record is kept, where its key says so; else it is the one that has it."""
    unknown: str = ""
    """What is said of a key of which the books have no record."""
    find: Callable[[Session, str], str] = lambda session, key: key
    """The key of the thing that is called so."""

    def record(self, session: Session, key: str) -> Record:
        """A record as the books have it. Raises `Misuse` for one that they do not know."""
        with session.store.reading() as books:
            found = books.load(Needs(records={(self.kind, key)})).records.get((self.kind, key))
        if found is None:
            raise Misuse(self.unknown.format(key[:40]))
        return found

    def command(
        self,
        word: str,
        done: Done,
        sentence: str,
        *,
        more: str = "",
        step: str = "",
        also: str = "",
        fill: Fill | None = None,
        home: Callable[[Session, dict[str, Any]], str] | None = None,
        **asked: Any,
    ) -> Callable[..., Outcome]:
        """Declare the command of a step, which asks for the fields that the record's table names.

        `word` is what is typed after the kind's name; the `step` has the same name in the record's table unless it is
        told. `sentence` and `more` say what it does. `asked` come first, in their order: what this step asks for in
        another way. A field has to be told where that table needs it, or where `also` names it; else its default is
        what the field says, or nothing. Every step may be told its day. `fill` makes what the step is told of what was
        asked, where the books say what was left out. `home` says where a record is begun, and takes what says so out
        of that.
        """
        name, step = f"{self.kind} {word}", step or word.replace("-", " ")
        needed, optional = self.steps[step].needed, self.steps[step].optional
        hints = {self.key: self.asked[self.key], **asked}
        parts = {part for said in asked.values() if isinstance(said, Value) for part in said.parts._fields}
        hints |= {each: self.asked[each] for each in (*needed, *optional) if each in self.asked.keys() - hints - parts}
        must = {self.key, *needed, *also.split()}
        words = {each: (hint, _default(hint, each in must)) for each, hint in hints.items()}
        signature = Signature(
            [Parameter("session", Parameter.POSITIONAL_OR_KEYWORD)]
            + [Parameter(each, Parameter.KEYWORD_ONLY, default=default) for each, (_, default) in words.items()]
        )

        def take(session: Session, *, request: str, dry_run: bool, on: date | None, **asked: Any) -> Outcome:
            bound = signature.bind(session, **asked)
            bound.apply_defaults()
            key, told = self.find(session, asked[self.key]), self._told(name, bound.arguments)
            told |= {"on": on} if on else {}
            told = told if fill is None else fill(session, key, told)
            place = self._home(session, key) if home is None else home(session, told)
            return session.one(TakeStep(place, self.kind, key, step, as_json(told), request), dry_run=dry_run)

        take.__name__ = take.__qualname__ = word.replace("-", "_")
        take.__module__, take.__doc__ = self.module, f"{sentence}\n\n{more}"
        take.__annotations__ = {each: hint for each, (hint, _) in words.items()}
        take.__signature__ = signature  # type: ignore[attr-defined]
        declared: Callable[..., Outcome] = command(name, done=done)(take)
        return declared

    def _home(self, session: Session, key: str) -> str:
        return self.record(session, key).registry if self.home is None else self.home(session, key)

    def _told(self, name: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the step is told: not the key, nor what is left out."""
        told = {}
        for field in DECLARED[name].fields:
            if field.name not in (self.key, *UNLESS_TOLD):
                value = getattr(values[field.part_of], field.name) if field.part_of else values[field.name]
                if field.needed or not _is_left_out(field, value):
                    told[field.name] = value
        return told


def _default(hint: Any, needed: bool) -> Any:
    """What holds where a parameter is not told; nothing where it must be."""
    said = said_of(hint)
    if not isinstance(said, Field) or (needed and said.default is NEEDED):
        return Parameter.empty
    if said.default is not NEEDED:
        return said.default
    return False if said.kind is FLAG else None


def _is_left_out(field: Field, value: Any) -> bool:
    return value in (None, "", (), [], {}) or (not value and value == field.default)


def as_json(told: Mapping[str, Any]) -> str:
    """What a step is told, as JSON; `None` is not told. The same words always give the same text, all in ASCII."""
    known = {name: _plain(value) for name, value in told.items() if value is not None}
    try:
        return json.dumps(known, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise Misuse(f"what the step is told cannot be written as JSON: {error}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, (date, Decimal)):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def written_before(session: Session, request: str, kind: str) -> dict[str, Any]:
    """What the journal entry of a kind says that the same request made before; nothing where it made none.

    A command that chooses for itself must choose the same when it is asked again, to be given the same answer.
    """
    answer = session.store.answer(request)
    entry = session.store.entry(answer.reference) if answer is not None and answer.reference else None
    return json.loads(entry.text) if entry is not None and entry.kind == kind else {}
