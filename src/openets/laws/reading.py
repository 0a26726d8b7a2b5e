"""From a folder of data to a `Law`. The folder may be part of the package or stand anywhere; nothing in it is run."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from openets.checks import on_accounts, on_limits, on_protocol, on_rights, on_timing, on_units
from openets.checks.check import CHECKS
from openets.kernel.refusals import Misuse
from openets.laws import tables, words
from openets.laws.caps import most_ever
from openets.laws.law import Law, catalogue
from openets.laws.law_file import LawFile
from openets.laws.protocol import read_gases, read_rules, read_targets
from openets.laws.rows import Problem, Source

R = TypeVar("R")

CHECK_MODULES = (on_accounts, on_limits, on_protocol, on_rights, on_timing, on_units)
"""The modules whose import declares the checks."""

FILES = (
    "law", "units", "accounts", "transactions", "members", "periods", "calendar", "penalties", "catalogue",
)  # fmt: skip
"""What every folder of a law may hold, without ``.toml``; all but ``law`` and ``periods`` may be left out."""

STARTER = "starter"
"""The folder of the law that `ets law new` begins a law of one's own with."""

_LARGEST_FILE = 2_000_000


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


def read_folder(name: str) -> tuple[Law | None, dict[str, Source], list[Problem]]:
    """A law (`None` where it cannot be used), its files, and what is wrong with them.

    Raises `Misuse` for a name that is no law and no folder.
    """
    folder, outside = find(name)
    sources = {each: _source(folder, each) for each in _names(folder)}
    problems = sorted(problem for source in sources.values() for problem in source.problems)
    if problems:
        return None, sources, problems
    path = Path(name).resolve() if outside else None
    law, problems = build(path.name if path else folder.name, sources, str(path or ""))
    return law, sources, problems


def find(name: str) -> tuple[Traversable, bool]:
    """The folder of a law, and whether it stands outside the package. Raises `Misuse` where there is none."""
    if name in law_names():
        return files("openets.laws") / name, False
    path = Path(name)
    known = ", ".join(law_names())
    try:
        is_law, is_folder = (path / "law.toml").is_file(), path.is_dir()
    except (OSError, ValueError):  # no name that a folder can have
        is_law = is_folder = False
    if is_law:
        return path, True
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


def build(id: str, sources: dict[str, Source], folder: str = "") -> tuple[Law | None, list[Problem]]:
    """Put a law together from its files. `None` and the problems where it cannot be used."""
    assert CHECK_MODULES and CHECKS
    empty = Source("", "", {})
    own = LawFile.read(sources["law"])
    parents = _parents(own.hangs_from, sources["law"])
    above = [each.terms for each in parents]
    targets = _of_protocol(sources, "parties", read_targets)
    periods, cycles, zones = tables.periods(sources["periods"])
    years = {each.number: len(each.years) for each in periods}
    members = tables.members(sources.get("members", empty), years) or tables.members_of(targets)
    activities, aviation = tables.activities(sources.get("activities", empty))
    terms = words.terms(sources, above, own, members, zones)
    periods = tables.with_vintages(periods, terms.units, sources["periods"])
    checks = tables.own_checks(sources.get("catalogue", empty), terms)
    days, penalties = (
        tables.deadlines(sources.get("calendar", empty)),
        tables.penalties(sources.get("penalties", empty)),
    )
    caps = most_ever(sources.get("caps", empty), terms.units)
    rules, gases = _of_protocol(sources, "rules", read_rules), _of_protocol(sources, "gases", read_gases)
    problems = sorted(problem for source in sources.values() for problem in source.problems)
    if problems:
        return None, problems
    made = catalogue(terms, every_log(), (checks, *_checks_above(parents)))
    law = Law(
        id=id,
        name=own.name,
        summary=own.summary,
        digest=_digest(sources.values(), parents),
        folder=folder,
        parents=parents,
        terms=terms,
        basis=own.basis,
        basis_values=own.basis_values,
        periods=periods,
        cycles=cycles,
        zones=zones,
        members=members,
        activities=activities,
        aviation=aviation,
        deadlines=days,
        penalties=penalties,
        letters=own.letters,
        union_caps=caps,
        capped_together=own.capped_together,
        records=tuple(dict.fromkeys([*(kind for each in parents for kind in each.records), *own.records])),
        own_checks=checks,
        every=every_log(),
        rules=rules,
        targets=targets,
        gases=gases,
        tables={name: source.table for name, source in sources.items()},
        catalogue=made,
    )
    return law, []


def _of_protocol(
    sources: Mapping[str, Source], name: str, read: Callable[[dict[str, Any]], dict[str, R]]
) -> dict[str, R]:
    """What a file says that only protocols have; nothing of one that cannot be made sense of."""
    source = sources.get(name)
    if source is None:
        return {}
    try:
        return read(source.table)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        source.problem(f"a value is missing or of another kind ({error})", "Write it as the package's own has it.")
        return {}


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
