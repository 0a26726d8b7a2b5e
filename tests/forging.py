"""A forger at work on an exported journal: whatever is changed, every hash, number and place is computed anew.

forged = Forgery(lines)
forged.the("report", installation="AT_1")["verified"] = 0
forged.write(folder)
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from openets.engine.verify import MANIFEST, journal_line, manifest_text
from openets.federation.kinds import SIDES
from openets.ledger.journal import FORMAT, GENESIS, Entry, chained

FIELDS = {entry.form.name: entry.form.record._fields for kind in SIDES.values() for entry in kind.entries}
"""Name of an entry's form → its fields, in the order in which they are written."""
REFERRING = ("id", "reverses", "before", "transaction")
"""Where an entry names another by its number, or itself."""


@dataclass
class Line:
    """An entry as a forger sees it. `old` is the reference that it had, `raw` a text that stands for its content."""

    registry: str
    heading: str
    content: dict[str, Any]
    old: str = ""
    raw: str = ""


def lines_of(folder: Path) -> list[Line]:
    """The entries of an exported journal, in their order."""
    found = []
    for file in folder.glob("*.jsonl"):
        for text in file.read_text("utf-8").splitlines():
            row = json.loads(text)
            reference = f"{row['registry']}{row['sequence']}"
            found.append((row["position"], Line(row["registry"], row["kind"], json.loads(row["text"]), reference)))
    return [line for _, line in sorted(found, key=lambda each: each[0])]


class Forgery:
    """A journal that somebody changes as he likes."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = deepcopy(lines)
        self.numbers = count(1)

    def find(self, kind: str, **known: Any) -> Line:
        """The first entry of a kind that says so."""
        return next(
            line
            for line in self.lines
            if line.content["kind"] == kind
            and line.heading != "received"
            and all(line.content.get(name.rstrip("_")) == value for name, value in known.items())
        )

    def the(self, kind: str, **known: Any) -> dict[str, Any]:
        """What that entry says, to be changed."""
        return self.find(kind, **known).content

    def everywhere(self, old: str, new: str) -> None:
        """Write another text for one wherever it stands."""
        for line in self.lines:
            line.content = json.loads(json.dumps(line.content).replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1]))

    def raw(self, line: Line, old: str, new: str) -> None:
        """Write a part of an entry's text otherwise, as no codec would."""
        text = dumped(line.content)
        assert old in text, text
        line.raw = text.replace(old, new)

    def add(self, registry: str, kind: str, /, heading: str = "", **content: Any) -> Line:
        """Add an entry at the end, later than all others."""
        written = {"kind": kind, "request": f"forged-{next(self.numbers)}", "at": LAST, "by": "cli:anna"}
        written |= {name.rstrip("_"): value for name, value in content.items()}
        line = Line(registry, heading or kind, ordered(written))
        self.lines.append(line)
        return line

    def transaction(self, type: str, source: str, target: str, *blocks: str, **more: Any) -> None:
        """Add a transaction, and its copy in the journal of the registry that receives."""
        home, there = ((each or target).partition("-")[0] for each in (source, target))
        told = {"id": "?", "type": type, "from_": source, "to": target, "blocks": list(blocks), **more}
        line = self.add(home, "transaction", **told)
        line.old = f"new {next(self.numbers)}"
        line.content["id"] = line.old
        if there != home:
            self.lines.append(Line(there, "received", deepcopy(line.content)))

    def drop(self, kind: str, **known: Any) -> None:
        """Leave an entry out, and the copy of it that another registry received."""
        gone = self.find(kind, **known)
        self.lines = [line for line in self.lines if line is not gone and line.content != gone.content]

    def swap(self, one: Line, other: Line) -> None:
        """Let two entries change places."""
        first, second = self.lines.index(one), self.lines.index(other)
        self.lines[first], self.lines[second] = other, one

    def write(self, folder: Path) -> None:
        """Write it as an export does, every number and hash computed anew."""
        folder.mkdir()
        heads: dict[str, tuple[int, str]] = {}
        names = self._renumbered()
        files: dict[str, list[str]] = {}
        for position, line in enumerate(self.lines, start=1):
            sequence, previous = heads.get(line.registry, (0, GENESIS))
            text = line.raw or dumped(_named_anew(line.content, names))
            heads[line.registry] = sequence + 1, chained(previous, text)
            at = line.content.get("at", "")
            entry = Entry(line.registry, sequence + 1, line.heading, at, heads[line.registry][1], text)
            files.setdefault(line.registry, []).append(journal_line(position, entry) + "\n")
        for code, written in files.items():
            (folder / f"{code}.jsonl").write_text("".join(written), "utf-8")
        first = self.lines[0].content
        registries = {code: {"sequence": heads[code][0], "hash": heads[code][1]} for code in sorted(heads)}
        law = {"name": first["law"], "digest": first["digest"], "holds": first.get("holds", "")}
        manifest = manifest_text({"format": FORMAT, "law": law, "registries": registries})
        (folder / MANIFEST).write_text(manifest, "utf-8")

    def _renumbered(self) -> dict[str, str]:
        """Old reference → new one."""
        numbers: dict[str, int] = {}
        names = {}
        for line in self.lines:
            numbers[line.registry] = numbers.get(line.registry, 0) + 1
            if line.old:
                names[line.old] = f"{line.registry}{numbers[line.registry]}"
        return names


LAST = "2008-03-15T12:00:00Z"
"""When forged entries say that they were written."""


def ordered(content: dict[str, Any]) -> dict[str, Any]:
    """Content in the order in which its kind is written; what the kind has not comes last."""
    known = ["kind", *(name.rstrip("_") for name in FIELDS.get(content["kind"], ()))]
    return {name: content[name] for name in sorted(content, key=lambda each: [*known, each].index(each))}


def dumped(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _named_anew(content: Any, names: dict[str, str]) -> Any:
    if not isinstance(content, dict):
        return content
    return {
        name: names.get(value, value) if name in REFERRING and isinstance(value, str) else _named_anew(value, names)
        for name, value in content.items()
    }
