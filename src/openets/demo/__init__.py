"""A registry to look at, made from nothing but this package: real national totals, synthetic installations.

The national totals are the European Commission's (Union Registry / EUTL). Each is split over a few dozen
installations that do not exist; they say so wherever they are shown. The rest is the real road. `sizes.py` makes the
plants, `stories.py` has those few of which somebody can learn what letters and penalties are.
"""

import csv
from importlib.resources import files
from itertools import groupby, pairwise
from random import Random
from typing import NamedTuple

from openets.demo.sizes import Plant, plants_of
from openets.demo.stories import STORIES, Story, with_corrections
from openets.engine.session import Session
from openets.importing.eutl.panel import Panel, PanelRow
from openets.importing.eutl.replay import SILENT, Progress, Result, by_first_number, planned, replay
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import Installation
from openets.ledger.holds import SYNTHETIC
from openets.ledger.store import stop_other_books

SEED = 2005
SOURCE = "demo: national totals 2005-2012, synthetic installations"
_CREDITS_TOLD_SINCE = 2008
"""The totals of the years before do not tell credits from allowances."""


class _Total(NamedTuple):
    registry: str
    year: int
    installations: int
    allocated: int
    verified: int
    surrendered: int
    surrendered_allowances: int


class _Year(NamedTuple):
    """A plant's year before the row of the panel is made of it."""

    verified: int
    surrendered: int
    letter: str


def demo_panel(law: Law, seed: int = SEED) -> Panel:
    """The panel of the demonstration: the same for the same seed."""
    random = Random(seed)
    installations: dict[str, Installation] = {}
    rows: list[PanelRow] = []
    for state, group in groupby(sorted(_totals()), key=lambda total: total.registry):
        totals = list(group)
        stories = [story for story in STORIES if story.key.startswith(f"{state}_")]
        usual = sum(total.verified for total in totals) // len(totals) - sum(story.verified for story in stories)
        plants = plants_of(random, law, state, max(total.installations for total in totals), usual)
        installations |= {plant.installation.key: plant.installation for plant in plants}
        installations |= {story.key: story.installation for story in stories}
        rows += _State(random, law, state, plants, stories).rows(totals)
    rows.sort(key=lambda row: (row.year, row.installation))
    return Panel(SOURCE, dict(sorted(installations.items())), rows, [], 0, {})


def fill(session: Session, panel: Panel, progress: Progress = SILENT) -> Result:
    """Bring the demonstration into books of its own, or go on where it was interrupted.

    Raises `Misuse`, and writes nothing, for books that hold anything else: another demonstration, too.
    """
    stop_other_books(session.store, "a demonstration", SYNTHETIC)
    began = (entry.kind for entry in session.store.entries() if entry.kind not in ("registry", "account"))
    if next(began, "import") != "import":
        raise Misuse(f"the books at {session.store.shown} hold another demonstration: name a new file with --store")
    panel = by_first_number(session, panel)
    return replay(session, panel, with_corrections(planned(panel, session.law), session.law), progress)


def _totals() -> list[_Total]:
    text = (files(__name__) / "national_totals_2005_2012.csv").read_text("utf-8")
    return [
        _Total(row["registry"], *(int(row[name]) for name in _Total._fields[1:]))
        for row in csv.DictReader(text.splitlines())
    ]


def split(total: int, weights: list[float]) -> list[int]:
    """`total` in whole parts by weight; the parts add up to it exactly."""
    whole = sum(weights) or 1.0
    edges, running = [0], 0.0
    for weight in weights:
        running += weight
        edges.append(round(total * running / whole))
    edges[-1] = total
    return [later - earlier for earlier, later in pairwise(edges)]


class _State:
    """A State's years, one after the other: its totals over its plants.

    Nearly every plant surrenders what it emits. By how much a State's total of surrendered units differs from its
    emissions, of whatever cause, that falls on as few plants as can bear it: what is missing on the greatest, which
    make it good as soon as the totals let them.
    """

    def __init__(self, random: Random, law: Law, state: str, plants: list[Plant], stories: list[Story]) -> None:
        self.random, self.law, self.state, self.plants, self.stories = random, law, state, plants, stories
        self.balance = [0] * len(plants)
        """By plant, what it surrendered beyond its emissions, in the period."""

    def rows(self, totals: list[_Total]) -> list[PanelRow]:
        """The rows of all years."""
        found: list[PanelRow] = []
        for total in totals:
            self._begin(total.year)
            told = [self._told(story, total.year) for story in self.stories]
            own = self._own(
                total.verified - sum(each.verified for each in told),
                total.surrendered - sum(each.surrendered for each in told),
                total.year,
            )
            found += self._panel_rows(total, [*own, *told])
        return found

    def _begin(self, year: int) -> None:
        """A surplus ends with its period; so does what the registry itself was too late for."""
        period = self.law.period(year)
        if period is not None and year == period.first_year:
            forgiven = self.law.registry_was_late(self.state, year - 1)
            self.balance = [0 if forgiven else min(0, each) for each in self.balance]

    @staticmethod
    def _told(story: Story, year: int) -> _Year:
        if year in story.silent:
            return _Year(0, 0, story.official[year])
        letter = "A" if year in story.reported else story.official.get(year, "A")
        return _Year(story.verified, story.verified - story.short.get(year, 0), letter)

    def _own(self, verified: int, surrendered: int, year: int) -> list[_Year]:
        emitted = split(verified, [plant.usual * self.random.uniform(0.9, 1.1) for plant in self.plants])
        given = list(emitted)
        self._spread(given, surrendered - verified)
        late = self.law.registry_was_late(self.state, year)
        return [
            _Year(tonnes, units, "B" if late and balance < 0 else "A")
            for tonnes, units, balance in zip(emitted, given, self.balance, strict=True)
        ]

    def _spread(self, given: list[int], beyond: int) -> None:
        """Add to what the plants surrender what the State surrendered beyond its emissions, or take away what it lacks:
        first what puts earlier years right."""
        greatest = sorted(range(len(given)), key=lambda index: -given[index])
        for index in greatest:
            own = self.balance[index]
            if own < 0 < beyond:
                beyond -= self._add(given, index, min(-own, beyond))
            elif beyond < 0 < own:
                beyond -= self._add(given, index, -min(own, -beyond, given[index]))
        if beyond > 0:
            self._add(given, greatest[0], beyond)
        for index in greatest if beyond < 0 else ():
            beyond -= self._add(given, index, -min(given[index], -beyond))

    def _add(self, given: list[int], index: int, quantity: int) -> int:
        given[index] += quantity
        self.balance[index] += quantity
        return quantity

    def _panel_rows(self, total: _Total, years: list[_Year]) -> list[PanelRow]:
        keys = [*(plant.installation.key for plant in self.plants), *(story.key for story in self.stories)]
        sizes = [*(plant.usual for plant in self.plants), *(float(story.verified) for story in self.stories)]
        allocated = split(total.allocated, sizes)
        credited = total.surrendered - total.surrendered_allowances if total.year >= _CREDITS_TOLD_SINCE else 0
        credits = split(credited, [float(each.surrendered) for each in years])
        silent = {story.key for story in self.stories if total.year in story.silent}
        return [
            PanelRow(
                key,
                total.year,
                allocated[index],
                allocated[index],
                None if key in silent else year.verified,
                "not reported" if key in silent else "reported",
                year.surrendered,
                year.surrendered - credits[index],
                year.letter,
                index + 2,
            )
            for index, (key, year) in enumerate(zip(keys, years, strict=True))
        ]
