"""Every declared command: the module that declares it, and its sentence, so that `ets --help` imports none of them.

They stand in `index.json`, which `python -m tools.index src/openets` writes from the declarations.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("index.json")


class Entry(NamedTuple):
    """A command of the program: the module that has it, and its sentence in the list of all."""

    module: str
    sentence: str


DECLARED: dict[str, Entry] = {name: Entry(*entry) for name, entry in json.loads(FILE.read_text("utf-8")).items()}
