"""From a folder of data to a `Law`, and the folder with which a law of one's own begins.

The folder may be part of the package or stand anywhere; nothing in it is run.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from openets.checks import on_accounts, on_limits, on_protocol, on_rights, on_timing, on_units
from openets.checks.check import CHECKS
from openets.kernel.refusals import Misuse
from openets.laws import tables, words
from openets.laws.bases import BASES
from openets.laws.law import Law, Letters, catalogue
from openets.laws.protocol import read_gases, read_rules, read_targets
from openets.laws.rows import Problem, Source, Sources
from openets.ledger.store import BooksLaw

CHECK_MODULES = (on_accounts, on_limits, on_protocol, on_rights, on_timing, on_units)
"""The modules whose import declares the checks."""

DEFAULT_LAW = "eu_ets"
"""The law of new books for which none is named."""

STARTER = "starter"
"""The folder of the law that `ets law new` begins a law of one's own with."""

_LARGEST_FILE = 2_000_000
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")


def law_names() -> list[str]:
    """Names of the laws that are part of the package."""
    room = files("openets.laws")
    names = (each.name for each in room.iterdir() if each.is_dir() and (each / "law.toml").is_file())
    return sorted(name for name in names if name != STARTER)


@lru_cache(maxsize=64)
def read_law(name: str) -> Law:
    """The law of a name, or of a folder (a path with a separator, or one that exists). Read once.

    Raises `Misuse` that lists everything that is wrong with the folder.
    """
    law, _, problems = read_folder(name)
    if law is None:
        listed = "\n".join(f"  {each}" for each in problems)
        raise Misuse(f"the law {name} cannot be used:\n{listed}\nSee `ets law check {name}`.")
    return law


def law_named(named: BooksLaw) -> Law:
    """The law that books name. Raises `Misuse` where its folder is no longer where it was."""
    try:
        return read_law(named.folder or named.name)
    except Misuse as error:
        if not named.folder:
            raise
        raise Misuse(
            f"the books are kept under the law {named.name} of the folder {named.folder}, which cannot be used now:"
            f" {error}. Put it back, or name the folder with --law"
        ) from error


def read_folder(name: str) -> tuple[Law | None, Sources, list[Problem]]:
    """A law (`None` where it cannot be used), its files, and what is wrong with them.

    Raises `Misuse` for a name that is no law and no folder.
    """
    folder, outside = find(name)
    sources = Sources({each: _source(folder, each) for each in _names(folder)})
    if sources.problems:
        return None, sources, sources.problems
    path = Path(name).resolve() if outside else None
    law = build(path.name if path else folder.name, sources, str(path or ""))
    return (None if sources.problems else law), sources, sources.problems


def find(name: str) -> tuple[Traversable, bool]:
    """The folder of a law, and whether it stands outside the package. Raises `Misuse` where there is none."""
    if name in law_names():
        return files("openets.laws") / name, False
    path = Path(name)
    try:
        is_law, is_folder = (path / "law.toml").is_file(), path.is_dir()
    except (OSError, ValueError):  # no name that a folder can have
        is_law = is_folder = False
    if is_law:
        return path, True
    known = ", ".join(law_names())
    if is_folder:
        raise Misuse(f"{path} holds no law.toml: name the folder that `ets law new` wrote, or one of {known}")
    raise Misuse(f"there is no law '{name[:60]}': known are {known}, or name a folder")


def _names(folder: Traversable) -> list[str]:
    found = {each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml")}
    return sorted(found | {"law", "periods"})


def _source(folder: Traversable, name: str) -> Source:
    """One file of a folder, read; what cannot be read is a problem of it."""
    file = folder / f"{name}.toml"
    source = Source(f"{name}.toml", "", {})
    if not file.is_file():
        source.problem("the file is missing", "Every law has it.")
        return source
    try:
        raw = file.read_bytes()
        if len(raw) > _LARGEST_FILE:
            source.problem(f"the file has {len(raw):,} bytes", f"A law's file has at most {_LARGEST_FILE:,}.")
            return source
        source.text = raw.decode("utf-8")
        source.table = tomllib.loads(source.text)
    except (ValueError, RecursionError) as error:
        source.problem(f"it cannot be read: {error}", "Write TOML in UTF-8.")
    return source


@cache
def every_log() -> dict[str, tuple[str, ...]]:
    """Names of the checks that every log makes, before and after those of the type; and what registries cannot see."""
    table = tomllib.loads(files("openets.laws").joinpath("every_log.toml").read_text("utf-8"))
    return {name: tuple(names) for name, names in table.items()}


def build(id: str, sources: Sources, folder: str = "") -> Law:
    """Put a law together from its files. It is one only where they then have no problem."""
    assert CHECK_MODULES and CHECKS
    there = dict(sources)  # what is asked for below and is not there joins the sources as an empty file
    row = sources["law"].row()
    basis = BASES[row.choice("basis", BASES, "obligation basis", "mass")]
    letters = sources["law"].row("letters")
    parents = _parents(row.words("hangs_from", ()), sources["law"])
    above = [each.terms for each in parents]
    targets = sources["parties"].read(read_targets) or {}
    periods, cycles, zones = tables.periods(sources["periods"])
    members = tables.members(sources["members"], periods) or tables.members_of(targets)
    activities, aviation = tables.activities(sources["activities"])
    terms = words.terms(sources, above, row.whole("first_account", 100), members, zones)
    periods = tables.with_vintages(periods, terms.units, sources["periods"])
    indexes = {name: tables.index(row) for name, row in sources["penalties"].rows("index")}
    checks = tables.own_checks(sources["catalogue"], terms)
    law = Law(
        id=id,
        name=row.text("name"),
        summary=row.text("summary"),
        digest=_digest(there.values(), parents),
        folder=folder,
        parents=parents,
        terms=terms,
        basis=basis,
        basis_values=tables.newest_first(sources["law"], "basis_values", lambda row: tables.basis_values(row, basis)),
        periods=periods,
        cycles=cycles,
        zones=zones,
        members=members,
        begins=row.day("begins", None),
        activities=activities,
        aviation=aviation,
        deadlines=tables.newest_first(sources["calendar"], "deadline", tables.deadline),
        penalties=tables.newest_first(sources["penalties"], "penalty", lambda row: tables.penalty(row, indexes)),
        letters=letters.into(Letters),
        union_caps=tables.most_ever(sources["caps"], terms.units),
        capped_together=tuple(map(frozenset, row.lists("capped_together", []))),
        records=tuple(dict.fromkeys([*(kind for each in parents for kind in each.records), *row.words("records", ())])),
        own_checks=checks,
        every=every_log(),
        rules=sources["rules"].read(read_rules) or {},
        targets=targets,
        gases=sources["gases"].read(read_gases) or {},
        tables={name: source.table for name, source in there.items()},
        catalogue=catalogue(every_log(), (checks, *_checks_above(parents))),
    )
    letters.close()
    row.close("letters", "registries", "citation", "basis_values")
    return law


def _parents(names: Iterable[str], source: Source) -> tuple[Law, ...]:
    """The laws that one hangs from; they are part of the package, so that books can be opened anywhere."""
    for name in names:
        if name not in law_names():
            source.problem(f"it hangs from '{name}'", f"Name one of {', '.join(law_names())}.", "hangs_from")
    return tuple(read_law(name) for name in names if name in law_names())


def _checks_above(parents: Iterable[Law]) -> list[Mapping[str, tuple[str, ...]]]:
    return [table for each in parents for table in (each.own_checks, *_checks_above(each.parents))]


def _digest(sources: Iterable[Source], parents: Iterable[Law]) -> str:
    """A fingerprint of all that a law says; equal text, equal digest."""
    lines: list[Any] = [f"{each.file}\n{each.text}" for each in sorted(sources, key=lambda each: each.file)]
    return sha256("\n".join([*lines, *(each.digest for each in parents)]).encode()).hexdigest()[:32]


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
