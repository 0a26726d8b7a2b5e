"""How much work something is: counted in steps of the interpreter, which no other work on the machine changes."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


class Steps:
    """Counts the bytecodes that this thread runs."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> Steps:
        sys.settrace(self._enter)
        return self

    def __exit__(self, *error: object) -> None:
        sys.settrace(None)

    def _enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self._step

    def _step(self, frame: FrameType, event: str, argument: Any) -> Any:
        self.count += event == "opcode"
        return self._step


def steps_of(work: Callable[[], Any]) -> int:
    """The steps of a piece of work."""
    gc.collect()
    with Steps() as steps:
        work()
    return steps.count


def grows_with(factor: int, small: int, large: int) -> bool:
    """Whether so many times the things are no more than so many times the work, and a sixth."""
    return large < small * factor * 7 / 6
