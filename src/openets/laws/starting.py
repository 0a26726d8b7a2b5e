"""A law of one's own: a folder of commented files that already runs, to be changed line by line."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from openets.kernel.refusals import Misuse
from openets.laws.reading import STARTER, law_names

_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")


def new_law(folder: Path) -> list[Path]:
    """Write the files of a minimal law into `folder`, which must not exist; the files written.

    Raises `Misuse` for a name that no law can have, and where something is there already.
    """
    if not _NAME.fullmatch(folder.name):
        raise Misuse(f"'{folder.name}' is no name of a law: use 2 to 40 small letters, digits and _, a letter first")
    if folder.name in law_names():
        raise Misuse(f"'{folder.name}' is a law of the package: give yours another name")
    if folder.exists():
        raise Misuse(f"{folder} is there already: name a new folder")
    if not folder.parent.is_dir():
        raise Misuse(f"the folder {folder.parent} does not exist: make it first")
    folder.mkdir()
    written = []
    for each in sorted((files("openets.laws") / STARTER).iterdir(), key=lambda each: each.name):
        if each.name.endswith(".toml"):
            target = folder / each.name
            target.write_text(each.read_text("utf-8"), encoding="utf-8")
            written.append(target)
    return written
