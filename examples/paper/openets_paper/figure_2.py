"""Figure 2: how far each Party was from its target in 2005, and so whether it would buy or sell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from openets.laws.protocol import PartyTarget
from openets_paper.findings import Column, Number, Part, Statement, Verdict, judged, listed
from openets_paper.inventories import Inventories, Inventory
from openets_paper.numbers import HUNDRED, rounded, share
from openets_paper.sources import KYOTO, printed

NAME = "figure-2"
BUYER, SELLER = "buyer", "seller"
_OUTSIDE, _EUROPE = "2.1.b, pp. 126-127 (Figure 2-A)", "2.1.b, p. 127 (Figure 2-B)"


class Distance(NamedTuple):
    """A Party's target, its change from base year to 2005, and the gap between them; per cent of the base year."""

    party: PartyTarget
    inventory: Inventory
    panel: str
    """``A`` outside the European Union of 2005-2007, ``B`` within it."""
    printed_place: int
    place: int

    @property
    def target(self) -> Decimal:
        return self.party.change

    @property
    def change(self) -> Decimal:
        return share(self.inventory.year_2005, self.inventory.base_year) - HUNDRED

    @property
    def distance(self) -> Decimal:
        """The change less the target: above zero the Party has emitted more than it promised."""
        return self.change - self.target

    @property
    def side(self) -> str:
        """Of the market on which its distance would put a Party."""
        return BUYER if self.distance > 0 else SELLER


COLUMNS = (
    Column("name", "Party", lambda row: row.party.name),
    Column("code", "Code", lambda row: row.party.code, "code"),
    Column("panel", "Panel", lambda row: row.panel),
    Column("target", "Target, %", lambda row: row.target, "number"),
    Column("change", "Change to 2005, %", lambda row: rounded(row.change, 2), "number"),
    Column("distance", "Distance, points", lambda row: rounded(row.distance, 2), "number"),
    Column("side", "Potential", lambda row: row.side),
    Column("place", "Place", lambda row: row.place, "number"),
    Column("printed_place", "Place in the paper", lambda row: row.printed_place, "number"),
    Column("base_year", "Base year, t", lambda row: row.inventory.base_year, "number"),
    Column("year_2005", "2005, t", lambda row: row.inventory.year_2005, "number"),
)


def figure_2(inventories: Inventories) -> Part:
    outside, europe = (tuple(_panel(name, inventories)) for name in ("a", "b"))
    return Part(
        name=NAME,
        title="Figure 2: emissions in 2005 and the distance to the Kyoto targets",
        lead="The change of emissions from base year to 2005, without land use, less the target. Above zero a Party has"
        " emitted more than it promised and is a potential buyer; below zero it is a potential seller.",
        source=inventories.source,
        columns=COLUMNS,
        rows=(*outside, *europe),
        numbers=tuple(_numbers(outside, europe)),
        statements=(*_on_outside(outside), *_on_europe(europe), *_on_both(outside, europe)),
        notes=(
            "The bars of the printed figure carry no numbers; only Spain's 52.3 % stands in the text.",
            "The paper read the inventories of 2005 as they were in 2008. They were recalculated many times since, with"
            " other global warming potentials, which moves changes by up to some points.",
            "The caption of panel A says 2004 where the text and the legend say 2005. It names 1987 as Romania's base"
            " year; the inventories use 1989.",
            "The text finds the Parties that cut most on the left of the figure; its axis runs from those that are"
            " furthest above their targets to those that are furthest below.",
        ),
    )


def _panel(name: str, inventories: Inventories) -> Iterator[Distance]:
    """A panel, the greatest distance first, as the paper sorts."""
    order = printed("figures")["figure_2"][name]
    found = [
        Distance(KYOTO.targets[code], inventories.parties[code], name.upper(), place, 0)
        for place, code in enumerate(order, 1)
    ]
    found.sort(key=lambda row: -row.distance)
    return (row._replace(place=place) for place, row in enumerate(found, 1))


def _numbers(outside: Iterable[Distance], europe: Iterable[Distance]) -> Iterator[Number]:
    for row in (*outside, *europe):
        said, why = _SAID.get(row.party.code, ("", ""))
        yield Number(f"{row.party.name}: change from base year to 2005", "%", said, row.change, why)


_SAID = {"ES": ("52.3", "The inventory was recalculated after 2008.")}
"""What the text says of a Party's change, and why ours differs."""


def _of(rows: Iterable[Distance], *codes: str) -> list[Distance]:
    found = {row.party.code: row for row in rows}
    return [found[code] for code in codes]


def _changes(rows: Iterable[Distance]) -> str:
    return listed([f"{row.party.name} {rounded(row.change, 1):+} %" for row in rows])


def _distances(rows: Iterable[Distance]) -> str:
    return listed([f"{row.party.name} {rounded(row.distance, 1):+}" for row in rows])


def _on_outside(rows: tuple[Distance, ...]) -> Iterator[Statement]:
    named = _of(rows, "CA", "NZ", "LI")
    above = [row for row in rows if row.change > 20]
    yield judged(
        _OUTSIDE,
        "Canada, New Zealand and Liechtenstein have increased their emissions by more than 20 %.",
        all(row.change > 20 for row in named),
        f"{_changes(named)}. Above 20 % are {_changes(above)}. What the three have in common is the distance to their"
        f" targets: {_distances(named)}.",
    )
    ukraine = _of(rows, "UA")
    yield judged(
        _OUTSIDE,
        "Ukraine has reduced its emissions by more than 50 %.",
        all(row.change < -50 for row in ukraine),
        f"{_changes(ukraine)}.",
    )
    yield _order(_OUTSIDE, "A", rows, _states_sign(rows))


def _states_sign(rows: tuple[Distance, ...]) -> str:
    """Where the United States stand, and where they would stand with the wrong sign."""
    states, before, after = _of(rows, "US", "CH", "NO")
    wrong = states.change + states.target
    between = after.distance < wrong < before.distance
    told = f"Had their target of {states.target} % been taken as +7, their distance would be {rounded(wrong, 1):+}"
    seen = ", which is the place they have in the print: a slip of sign seems likely (inferred)." if between else "."
    return f"The United States ({rounded(states.distance, 1):+}) stand lower in print. {told}{seen}"


def _order(where: str, panel: str, rows: tuple[Distance, ...], more: str = "") -> Statement:
    moved = [row for row in rows if row.place != row.printed_place]
    told = listed([f"{row.party.name} ({row.printed_place} in print, {row.place} here)" for row in moved])
    return judged(
        where,
        f"Panel {panel} runs from the greatest distance to the least in the printed order.",
        not moved,
        f"Other places: {told}. {more}".strip() if moved else "All places are the same.",
    )


def _on_europe(rows: tuple[Distance, ...]) -> Iterator[Statement]:
    risen, fallen = _of(rows, "ES", "PT", "GR", "IE"), _of(rows, "RO", "BG", "EE", "LT", "LV")
    above, below = [row for row in rows if row.change > 20], [row for row in rows if row.change < -40]
    for named, found, told in (
        (risen, above, "increased their emissions by more than 20 %"),
        (fallen, below, "reduced their emissions by more than 40 %"),
    ):
        others = [row for row in found if row not in named]
        only = f" So have {_changes(others)}." if others else " No others of the panel have."
        yield judged(
            _EUROPE,
            f"{listed([row.party.name for row in named])} have {told}.",
            all(row in found for row in named),
            f"{_changes(named)}.{only}",
        )
    [spain] = _of(rows, "ES")
    yield judged(
        _EUROPE,
        "Spain had increased its emissions by 52.3 %, against a target of +15 %.",
        abs(spain.change - Decimal("52.3")) < 1,
        f"{rounded(spain.change, 2):+} % against {spain.target:+} %, by inventories recalculated since: less than a"
        " point away.",
    )
    buyers = _of(rows, "ES", "AT", "LU")
    yield judged(
        _EUROPE,
        "Spain, Austria and Luxembourg are potential buyers.",
        all(row.side == BUYER for row in buyers),
        f"Distances: {_distances(buyers)}. They are the three greatest of the panel."
        if {row.place for row in buyers} == {1, 2, 3}
        else f"Distances: {_distances(buyers)}.",
    )
    yield _order(_EUROPE, "B", rows, "Their distances lie close together, and recalculation has moved them.")


def _on_both(outside: tuple[Distance, ...], europe: tuple[Distance, ...]) -> Iterator[Statement]:
    rows = [row for row in (*outside, *europe) if row.party.code != "EU"]
    poorly = [row for row in rows if row.party.economy_in_transition and row.change > -20]
    fallen = [row for row in rows if not row.party.economy_in_transition and row.change < 0]
    yield judged(
        "2.1.b, p. 127",
        "Economies in transition had cut their emissions drastically while all others had increased theirs.",
        not poorly and not fallen,
        f"In transition, and cut by less than a fifth: {_changes(poorly)}. Not in transition, and below the base year:"
        f" {_changes(fallen)}.",
    )
    most = sorted((row for row in rows if row.side == SELLER), key=lambda row: row.distance)
    yield judged(
        "2.1.b, p. 127",
        "The Parties that cut most have the widest margin to sell.",
        all(row.party.economy_in_transition for row in most[:8]),
        f"Sellers, the widest margin first: {_distances(most)}.",
    )
    yield Statement(
        "2.1.b, p. 127",
        "The United States, Russia, Germany and Japan emit more a head than Spain.",
        Verdict.OPEN,
        "It needs populations, which neither the paper nor the inventories give.",
    )
