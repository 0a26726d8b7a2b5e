"""What the list of all commands says of one."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A command of the program: the module that has it, and its sentence in the list of all."""

    module: str
    sentence: str
