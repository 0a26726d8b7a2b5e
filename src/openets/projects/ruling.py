"""Rules of this room: checks of the log that look at a case of their own, run so that all refusals come at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from openets.checks.check import Check, check, refuse
from openets.kernel.refusals import Refusal

OUR_RULE = "our rule"
"""The citation of a rule that keeps the record in order and that no law was seen to make."""

T = TypeVar("T")
Finding = Callable[[T], str | None]


def rule_of(code: str, *, field: str, citation: str, verified: bool = False) -> Callable[[Finding[T]], Finding[T]]:
    """Declare a rule. It stands among the log's checks: name, sentence (the docstring) and test are as theirs."""
    declare: Any = check(code, field=field, citation=citation, verified=verified)
    return cast(Callable[[Finding[T]], Finding[T]], declare)


def examine(checks: Sequence[Check], case: Any) -> list[Refusal]:
    """Run rules in order and return every refusal."""
    return [refuse(each, detail) for each in checks if (detail := each.run(case)) is not None]
