"""A command is declared once: the function that carries it out, whose signature names its fields.

::

    @command("surrender", done="{quantity:,} {unit} surrendered for {year}")
    def surrender(session: Session, *, account: Account, quantity: Quantity, unit: Unit, year: Year,
                  **how: Unpack[How]) -> Outcome:
        \"\"\"Surrender units for the emissions of a year.\"\"\"

Every command is told besides how it is carried out (`fields.How`). From that come the verb of the command line
(`cli.declared`), the method of a session (`commands.verbs`), the JSON schema of a request (`Command.schema`), the
fields of a form (`Command.fields`), and its page in the reference (`tools.reference`).
"""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from inspect import Parameter
from typing import Any, TypeVar, cast, get_args, get_type_hints
from uuid import uuid4

from openets.commands.fields import NEEDED, UNLESS_TOLD, Field, How, Value
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.laws.law import Law

Verb = TypeVar("Verb", bound=Callable[..., Any])
Done = str | Callable[[Mapping[str, Any]], str]
"""What was done, as a sentence with the values of the fields of a command; of several steps also with `be` and
`entries`, and with the `law` of the books where a function says it."""
DECLARED: dict[str, Command] = {}
"""Every command that has been imported, by name; `commands.verbs` imports all."""


@dataclass(frozen=True)
class Command:
    """What somebody may ask for, under the name that is typed: ``surrender``, ``party review``."""

    name: str
    function: Callable[..., Any]
    done: Done
    own_request: str
    """The request id where the caller gives none, as the reference says it; ``""`` for a new one each time."""

    @property
    def sentence(self) -> str:
        """What it does: the first paragraph of its function's docstring."""
        return " ".join(inspect.cleandoc(self.function.__doc__ or "").partition("\n\n")[0].split())

    @property
    def more(self) -> str:
        """What else is said of it."""
        return " ".join(inspect.cleandoc(self.function.__doc__ or "").partition("\n\n")[2].split())

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Its fields, in the order of its signature; those of a value stand in its place."""
        return tuple(_fields(self.function))

    @cached_property
    def values(self) -> dict[str, Value]:
        """Its parameters that are values of several fields."""
        return {name: said for name, _, said in _parameters(self.function) if isinstance(said, Value)}

    def read(
        self, given: Mapping[str, Any], session: Session, what: Callable[[Field], str] = lambda field: field.name
    ) -> dict[str, Any]:
        """Field → value, of what an entrance was given as text or as JSON values; defaults where it was given nothing.

        `what` says how the entrance names a field. Raises `Misuse` for the first that is wrong, missing or unknown.
        """
        for name in given:
            if all(field.name != name for field in self.fields):
                known = ", ".join(each.name for each in self.fields)
                raise Misuse(f"'{name}' is not asked for by {self.name}: it asks for {known}")
        return {field.name: _read(field, given.get(field.name), session, what(field)) for field in self.fields}

    def stop_mistyped(self, told: Mapping[str, Any]) -> None:
        """Raise `Misuse` for a parameter of its function that is not of the type that is declared."""
        for name, value in self.values.items():
            if name in told and not isinstance(told[name], (value.parts, *value.instead)):
                raise Misuse(f"{name} of {self.name} is {told[name]!r:.60}: expected {value.parts.__name__}(…)")
        for field in self.fields:
            if (field.part_of or field.name) not in told:
                continue
            given = told[field.part_of or field.name]
            if not field.part_of:
                # almost every value is what it should be at a glance, and there may be a million of them
                if type(given) is not field.kind.value.plain or given == "":
                    field.stop_mistyped(self.name, given)
            elif isinstance(given, self.values[field.part_of].parts):
                field.stop_mistyped(self.name, getattr(given, field.name))

    def run(self, session: Session, told: Mapping[str, Any]) -> Any:
        """Carry it out with the values of its fields."""
        single = {field.name: told[field.name] for field in self.fields if not field.part_of}
        for name, value in self.values.items():
            parts = {field.name: told[field.name] for field in self.fields if field.part_of == name}
            single[name] = value.parts(**parts)
        return self.function(session, **single)

    def say(self, told: Mapping[str, Any]) -> str:
        """What was done, in words."""
        return self.done.format(**told) if isinstance(self.done, str) else self.done(told)

    @property
    def shown(self) -> tuple[Field, ...]:
        """The fields that examples tell: those that are needed, and others that have an example of their own."""
        return tuple(field for field in self.fields if field.needed or field.example)

    def schema(self, law: Law) -> dict[str, Any]:
        """The JSON schema (2020-12) of a request for it, with what a law suggests for its fields."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.name,
            "description": " ".join(filter(None, (self.sentence, self.more))),
            "type": "object",
            "properties": {field.name: field.schema(law) for field in self.fields},
            "required": [field.name for field in self.fields if field.needed],
            "additionalProperties": False,
        }

    def example(self, law: Law) -> dict[str, str]:
        """What an entrance may be given, as text."""
        return {field.name: field.example_under(law) for field in self.shown}


def command(name: str, *, done: Done, own_request: str = "") -> Callable[[Verb], Verb]:
    """Declare a function as a command. Called without a request id it makes one, unless it has its `own_request`."""

    def declare(function: Verb) -> Verb:
        signature = _signature(function)

        @wraps(function)
        def verb(session: Session, *args: Any, **told: Any) -> Any:
            DECLARED[name].stop_mistyped(signature.bind(session, *args, **told).arguments)
            request = told.get("request") or ("" if own_request else new_request(session))
            return function(session, *args, **{**UNLESS_TOLD, **told, "request": request})

        verb.__signature__ = signature  # type: ignore[attr-defined]
        DECLARED[name] = Command(name, verb, done, own_request)
        return cast(Verb, verb)

    return declare


def new_request(session: Session) -> str:
    """A new request id, which begins with the kind of place from which somebody acts, such as ``cli:``."""
    place = re.sub(r"[^A-Za-z0-9]", "", session.actor.name.partition(":")[0])[:20]
    # the time first, so that new ids stand together at the end of their index
    return f"{place or 'own'}:{time.time_ns() // 1_000_000:012x}-{uuid4().hex[:20]}"


def _read(field: Field, given: Any, session: Session, what: str) -> Any:
    if given is None or (given in ("", [], ()) and field.blank and not field.needed):
        if field.needed:
            raise Misuse(f"{what} is missing: {field.help}")
        return field.default
    if field.kind.many:
        each = given if isinstance(given, (list, tuple)) else [given]
        return field.kind.read([_as_text(field, one, what) for one in each], what, session)
    if field.kind.schema["type"] in ("boolean", "object") and not isinstance(given, str):
        return field.kind.read(given, what, session)
    return field.kind.read(_as_text(field, given, what), what, session)


def _as_text(field: Field, given: Any, what: str) -> str:
    """One value as text; JSON has whole numbers."""
    if type(given) is int:
        return str(given)
    if not isinstance(given, str):
        raise Misuse(f"{what} is {given!r:.60}: expected {field.kind.name} as text")
    return given


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    """The signature of a command with what every one is told in the place of its `how`."""
    signature = inspect.signature(function)
    own = [each for each in signature.parameters.values() if each.kind is not Parameter.VAR_KEYWORD]
    common = [Parameter(name, Parameter.KEYWORD_ONLY, default=default) for name, default in UNLESS_TOLD.items()]
    return signature.replace(parameters=[*own, *common])


def _parameters(function: Callable[..., Any]) -> Iterator[tuple[str, Any, Any]]:
    """Name, default, and the field or value that its annotation says, of every parameter."""
    hints = get_type_hints(How, include_extras=True) | get_type_hints(inspect.unwrap(function), include_extras=True)
    for name, each in inspect.signature(function).parameters.items():
        default = NEEDED if each.default is Parameter.empty else each.default
        yield name, default, said_of(hints.get(name))


def _fields(function: Callable[..., Any], part_of: str = "") -> Iterator[Field]:
    for name, default, said in _parameters(function):
        if isinstance(said, Value):
            yield from _fields(said.parts, name)
        elif isinstance(said, Field):
            yield replace(said, name=name, default=default, part_of=part_of)


def said_of(hint: Any) -> Field | Value | None:
    """The field or value that an annotation is, or that is among what it says."""
    return next((each for each in (*reversed(get_args(hint)), hint) if isinstance(each, (Field, Value))), None)
