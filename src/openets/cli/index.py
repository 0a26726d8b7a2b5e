"""Every command: the module that declares it or adds it by hand, and its sentence, so that `ets --help` imports none.

They stand in `index.json`, which `python -m tools.index src/openets` writes from those modules.
"""

import json
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("index.json")


class Entry(NamedTuple):
    """A command of the program: the module that has it, and its sentence in the list of all."""

    module: str
    sentence: str


LISTED = {name: Entry(*entry) for name, entry in json.loads(FILE.read_text("utf-8")).items()}
"""What can be typed after `ets`, commands and groups of them; one of a group stands under both words."""
