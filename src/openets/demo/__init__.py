"""A registry to look at, made from nothing but this package: real national totals, synthetic installations.

The national totals are the European Commission's (Union Registry / EUTL). Each is split over a few dozen
installations that do not exist; they say so wherever they are shown. The rest is the real road.
"""

import csv
from importlib.resources import files
from itertools import pairwise
from random import Random
from typing import NamedTuple

from openets.engine.session import Session
from openets.importing.eutl.panel import Panel, PanelRow
from openets.importing.eutl.replay import SILENT, Progress, Result, replay_panel
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import Installation
from openets.ledger.holds import SYNTHETIC
from openets.ledger.store import stop_other_books

SEED = 2005
SOURCE = "demo: national totals 2005-2012, synthetic installations"
_LEAST, _MOST = 24, 40
_ACTIVITIES = (1, 1, 1, 1, 2, 5, 6, 6, 7, 8, 8, 9, 9)
_KINDS = {
    1: "Power Station",
    2: "Refinery",
    5: "Steelworks",
    6: "Cement Works",
    7: "Glassworks",
    8: "Brickworks",
    9: "Paper Mill",
}
_NAMES = """
    Alder Ash Aspen Beech Birch Cedar Elder Elm Fir Hazel Heron Holly Juniper Kestrel Larch Linden Maple Martin
    Merlin Oak Osprey Pine Plover Poplar Robin Rowan Spruce Starling Swift Teal Thrush Wren
""".split()  # noqa: SIM905 - a list of thirty quoted words reads worse


class _Total(NamedTuple):
    registry: str
    year: int
    installations: int
    allocated: int
    verified: int
    surrendered: int
    surrendered_allowances: int


def demo_panel(law: Law, seed: int = SEED) -> Panel:
    """The panel of the demonstration: the same for the same seed."""
    random = Random(seed)
    totals = _totals()
    installations: dict[str, Installation] = {}
    rows: list[PanelRow] = []
    for state in sorted({total.registry for total in totals}):
        own = [total for total in totals if total.registry == state]
        made = _installations(random, state, law, max(total.installations for total in own))
        installations.update((row.key, row) for row in made)
        # sizes as uneven as real ones: a few great emitters and many small ones
        weights = [random.paretovariate(0.9) for _ in made]
        for total in own:
            rows += _rows(random, total, [row.key for row in made], weights)
    rows.sort(key=lambda row: (row.year, row.installation))
    return Panel(SOURCE, installations, rows, [], 0, {})


def fill(session: Session, panel: Panel, progress: Progress = SILENT) -> Result:
    """Bring the demonstration into books of its own, or go on where it was interrupted.

    Raises `Misuse`, and writes nothing, for books that hold anything else: another demonstration, too.
    """
    stop_other_books(session.store, "a demonstration", SYNTHETIC)
    began = (entry.kind for entry in session.store.entries() if entry.kind not in ("registry", "account"))
    if next(began, "import") != "import":
        raise Misuse(f"the books at {session.store.shown} hold another demonstration: name a new file with --store")
    return replay_panel(session, panel, progress)


def _totals() -> list[_Total]:
    text = (files(__name__) / "national_totals_2005_2012.csv").read_text("utf-8")
    return [
        _Total(row["registry"], *(int(row[name]) for name in _Total._fields[1:]))
        for row in csv.DictReader(text.splitlines())
    ]


def _installations(random: Random, state: str, law: Law, real: int) -> list[Installation]:
    number = min(real, random.randint(_LEAST, _MOST))
    name = law.members[state].name
    found = []
    for index in range(1, number + 1):
        activity = random.choice(_ACTIVITIES)
        title = f"{random.choice(_NAMES)} {_KINDS[activity]}"
        operator = f"{random.choice(_NAMES)} Energy and Materials, {name}"
        found.append(Installation(f"{state}_{index}", state, title, operator, activity, "", True))
    return found


def split(total: int, weights: list[float]) -> list[int]:
    """`total` in whole parts by weight; the parts add up to it exactly."""
    whole = sum(weights)
    edges, running = [0], 0.0
    for weight in weights:
        running += weight
        edges.append(round(total * running / whole))
    edges[-1] = total
    return [later - earlier for earlier, later in pairwise(edges)]


def _rows(random: Random, total: _Total, keys: list[str], weights: list[float]) -> list[PanelRow]:
    """A State's year over its installations. What was surrendered follows what was emitted."""
    varied = [weight * random.uniform(0.85, 1.15) for weight in weights]
    allocated = split(total.allocated, weights)
    verified = split(total.verified, varied)
    surrendered = split(total.surrendered, varied)
    allowances = split(total.surrendered_allowances, varied) if total.year >= 2008 else surrendered
    return [
        PanelRow(
            key,
            total.year,
            allocated[index],
            allocated[index],
            verified[index],
            "reported",
            surrendered[index],
            min(allowances[index], surrendered[index]),
            "",
            index + 2,
        )
        for index, key in enumerate(keys)
    ]
