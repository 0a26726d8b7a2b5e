"""Figure 1: who may hold and use which unit, drawn from the very tables by which the registry decides.

Nothing is typed in here that the ledger knows: account types say who may hold a unit, transaction types what becomes of
it, the phases of the EU ETS what an operator may surrender. When a rule changes, so does the figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from openets.kernel.units import UnitType
from openets.ledger.accounts import Bucket
from openets.ledger.transactions import Effect, TransactionType
from openets_paper.findings import Column, Part, Statement, judged, listed
from openets_paper.sources import EU_ETS

NAME = "figure-1"
HOLDERS = {
    "100": "a Party",
    "110": "the CDM registry",
    "120": "an operator",
    "100-9": "an aircraft operator",
    "121": "anybody",
}
"""Account types in which units are held, as the figure names whose they are."""
TRADED, CANCELLED, COMMITMENT = "traded across borders", "cancelled by choice", "a Party's target"
_COVERS = "emissions of {}-{}"
_VOLUNTARY = "230"
_WHERE = "2.1.a, pp. 123-125 (Figure 1)"


class Edge(NamedTuple):
    """A unit may be held by somebody, or used for something. `through` is the unit that it must become first."""

    unit: str
    node: str
    by: str
    """Code of the account or transaction type that allows it."""
    through: str = ""


class Lane(NamedTuple):
    """A unit type: what it comes of, and all that it is joined with."""

    unit: UnitType
    mechanism: str
    comes_of: tuple[Edge, ...]
    held_by: tuple[Edge, ...]
    used_for: tuple[Edge, ...]


COLUMNS = (
    Column("unit", "Unit", lambda row: row.unit.code, "code"),
    Column("name", "Name", lambda row: row.unit.name, "long"),
    Column("mechanism", "Comes of", lambda row: row.mechanism),
    Column("comes_of", "By", lambda row: _told(row.comes_of), "long"),
    Column("held_by", "May be held by", lambda row: _told(row.held_by), "long"),
    Column("used_for", "May be used for", lambda row: _told(row.used_for), "long"),
)


def figure_1() -> Part:
    rows = tuple(lanes())
    return Part(
        name=NAME,
        title="Figure 1: who may hold and use which unit",
        lead="Every unit type of the flexible mechanisms and of the EU ETS: where it comes from, in whose accounts it"
        " may lie and what it may be used for. A point says yes; a ring, only after it has become another unit.",
        source="the account types, transaction types and phases by which this registry decides; codes in brackets",
        columns=COLUMNS,
        rows=rows,
        statements=tuple(_statements({row.unit.code: row for row in rows})),
        notes=(
            "The paper draws the same thing as boxes: the Protocol's mechanisms above, the EU ETS inside them.",
            "Trades of 2005-2007 were supervised by the Community's log alone; from 16 October 2008 the international"
            " log and the Community's both look at them (the paper, 2.1.b and 3.2).",
        ),
    )


def nodes() -> tuple[str, ...]:
    """What units are joined with, in the order of the figure: holders, a gap, uses."""
    return (*HOLDERS.values(), " ", *_covers(), COMMITMENT, TRADED, CANCELLED)


def _covers() -> dict[str, frozenset[str]]:
    """Emissions of a phase → the units that may be surrendered for them."""
    return {_COVERS.format(phase.first_year, phase.last_year): phase.units for phase in EU_ETS.periods}


def lanes() -> Iterator[Lane]:
    for unit in EU_ETS.terms.units.values():
        origin = tuple(_origin(unit.code))
        uses = (*_surrenders(unit.code), *_other_uses(unit))
        yield Lane(unit, _mechanism(unit, origin), origin, tuple(_holders(unit.code)), uses)


def _origin(unit: str) -> Iterator[Edge]:
    for kind in EU_ETS.terms.transactions.values():
        if kind.effect is Effect.CREATE and unit in kind.units:
            yield Edge(unit, "issuance", kind.code)
        for before, after in kind.targets.items():
            if after == unit and kind.effect is Effect.CONVERT and not kind.back:
                yield Edge(unit, "conversion", kind.code, before)


def _mechanism(unit: UnitType, origin: tuple[Edge, ...]) -> str:
    if unit.allowance:
        return "EU ETS"
    if unit.project:
        converted = any(edge.through for edge in origin)
        return "joint implementation" if converted else "clean development" if unit.commitment else "voluntary projects"
    return "sinks" if unit.sink else "assigned amount"


def _holders(unit: str) -> Iterator[Edge]:
    for code, who in HOLDERS.items():
        if unit in EU_ETS.terms.accounts[code].holds:
            yield Edge(unit, who, code)


def _surrenders(unit: str) -> Iterator[Edge]:
    by = _reaching(unit, Bucket.SURRENDERED)
    return (Edge(unit, node, by) for node, units in _covers().items() if by and unit in units)


def _other_uses(unit: UnitType) -> Iterator[Edge]:
    for kind in EU_ETS.terms.transactions.values():
        if kind.effect is Effect.MOVE and kind.same_registry is False and unit.code in kind.units:
            yield Edge(unit.code, TRADED, kind.code)
            break
    yield from _commitments(unit)
    for kind in EU_ETS.terms.transactions.values():
        if _VOLUNTARY in kind.acquiring and _moves(kind, unit.code, _VOLUNTARY):
            yield Edge(unit.code, CANCELLED, kind.code)
            break


def _commitments(unit: UnitType) -> Iterator[Edge]:
    """Retirement towards a Party's target, at once or after becoming a unit of the Protocol again."""
    if unit.commitment:
        by = _reaching(unit.code, Bucket.RETIRED)
        yield from [Edge(unit.code, COMMITMENT, by)] if by else []
        return
    for kind in EU_ETS.terms.transactions.values():
        after = kind.targets.get(unit.code, "")
        if after and EU_ETS.terms.units[after].commitment:
            yield Edge(unit.code, COMMITMENT, kind.code, after)
            return


def _reaching(unit: str, bucket: Bucket) -> str:
    """The first transaction type that brings a unit into an account of such a kind; ``""`` where none does."""
    for kind in EU_ETS.terms.transactions.values():
        places = [code for code in kind.acquiring if EU_ETS.terms.accounts[code].bucket is bucket]
        if any(_moves(kind, unit, code) for code in places):
            return kind.code
    return ""


def _moves(kind: TransactionType, unit: str, account: str) -> bool:
    return kind.effect is Effect.MOVE and unit in kind.units and unit in EU_ETS.terms.accounts[account].holds


def _told(edges: tuple[Edge, ...]) -> str | None:
    words = [f"{edge.node}{f' (as {edge.through})' if edge.through else ''} [{edge.by}]" for edge in edges]
    return "; ".join(words).replace("conversion (as ", "conversion (of ") or None


def _uses(lane: Lane) -> set[str]:
    return {edge.node for edge in lane.used_for}


def _statements(lanes: dict[str, Lane]) -> Iterator[Statement]:
    first, second = list(_covers())[:2]
    voluntary = lanes["VER"]
    yield judged(
        _WHERE,
        "Verified emission reductions (VER) cannot be used by countries towards their targets.",
        COMMITMENT not in _uses(voluntary),
        f"They may be used for: {listed(sorted(_uses(voluntary)))}.",
    )
    sinks = lanes["RMU"]
    yield judged(
        _WHERE,
        "Removal units are not traded.",
        TRADED not in _uses(sinks),
        "The log's rules let them pass from Party to Party; the paper tells what was done, not what may be done.",
    )
    unusable = [code for code, lane in lanes.items() if not _uses(lane) & {COMMITMENT, first, second}]
    yield judged(
        _WHERE,
        "All units can be used for compliance or traded among countries and companies.",
        all(_uses(lane) & {COMMITMENT, first, second, TRADED} for lane in lanes.values()),
        f"All can be traded. Of no use towards a target or for the years to 2012: {listed(unusable)}.",
    )
    early = [code for code, lane in lanes.items() if first in _uses(lane)]
    yield judged(
        "3, p. 130",
        "In 2005-2007 operators complied with allowances of the EU ETS alone.",
        all(lanes[code].unit.allowance for code in early),
        f"For {first} there may be surrendered: {listed(early)}. The paper tells what was done: CERs did not pay.",
    )
    late = [code for code, lane in lanes.items() if second in _uses(lane)]
    yield judged(
        "3, p. 130",
        "From 2008 operators may comply with CERs and ERUs, too.",
        {"CER", "ERU"} <= set(late),
        f"For {second} there may be surrendered: {listed(late)}.",
    )
