"""One word, one meaning: what the views declare is named alike everywhere, on pages, in answers, files and commands."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator

import openets
import openets.views
from openets.views.columns import Column
from openets.views.view import View


def views() -> dict[str, View[object]]:
    """Every view that a module of `openets.views` declares, by its place."""
    openets.connect("memory:")  # which sets up Django, without which no view can be imported
    found: dict[str, View[object]] = {}
    for module in pkgutil.iter_modules(openets.views.__path__, "openets.views."):
        for name, thing in vars(importlib.import_module(module.name)).items():
            if isinstance(thing, View):
                found[f"{module.name.removeprefix('openets.views.')}.{name}"] = thing
    return found


def declared() -> Iterator[tuple[str, Column]]:
    """Every column with the place of its view."""
    for place, view in views().items():
        for column in view.columns:
            yield place, column


def test_there_is_something_to_look_at() -> None:
    assert len(views()) > 30
    assert len({column.name for _, column in declared()}) > 150


def test_verified_is_tonnes_and_nothing_else() -> None:
    wrong = [place for place, column in declared() if column.name == "verified" and column.kind != "number"]
    assert not wrong
    loose = [(place, column.name) for place, column in declared() if column.name.endswith("_verified")]
    assert not loose, "a source that was seen is `…_source_seen`"


def test_a_member_state_and_a_status_are_never_called_state() -> None:
    assert not [(place, column.name) for place, column in declared() if column.name == "state"]
    names = [(place, column.name) for place, column in declared() if "state" in column.name.split("_")]
    assert {name for _, name in names} == {"member_state"}
    assert not [place for place, view in views().items() for each in view.filters if each.name == "state"]


SAME = {"short": "text", "long": "text", "code": "text", "judged": "letter", "year": "number", "exact": "number"}
"""Kinds that differ in how they are shown only."""
PARTS = frozenset({"counts", "parts", "pairs", "record", "records"})
"""What is told in parts may have the name of what it adds up to, or of what it is all about."""
TOLD_OTHERWISE = {
    "at": "the Commission's file writes its times in a way of its own",
    "code": "codes of notifications are numbers, as their source has them",
    "eligible": "pages say it in words, data as a flag",
    "installations": "of a project they are named, of a State counted",
    "missing": "of a joint target the figures that are missing are named, of a duty the units counted",
    "number": "an installation's number has letters",
    "reviewed": "of an inventory the tonnes that were reviewed",
}
"""Names with two kinds of values, and why."""


def test_a_name_has_one_kind_of_value_everywhere() -> None:
    kinds: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for place, column in declared():
        if column.kind not in PARTS:
            kinds[column.name][SAME.get(column.kind, column.kind)].append(place)
    several = {name: dict(found) for name, found in kinds.items() if len(found) > 1}
    assert not {name: found for name, found in several.items() if name not in TOLD_OTHERWISE}
