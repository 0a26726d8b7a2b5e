"""What the paper says of concentration, held against the record of Phase I: countries, companies, electricity."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from openets_paper.findings import Bound, Column, Number, Part, Statement, Verdict, judged, listed
from openets_paper.numbers import MILLION, rounded, share
from openets_paper.record import Holder, PublicRecord
from openets_paper.sources import EU_ETS

NAME = "concentration"
COMPANIES = 30
SIX = 6
COMBUSTION = "Combustion"
"""The sector that stands in for electricity, for which the record has no code."""
_WHERE = "3.1, p. 133"
_NEEDS = (
    "It needs the public record of Phase I: name its folder (`ets paper --data FOLDER`), or look at the pages of books"
    " into which it was imported."
)

_GROUPS = (
    "The paper quotes others who count companies, groups of many subsidiaries. The record knows account holders, each a"
    " company of its own, under the names that they have today."
)
_STAND_IN = (
    "The record has no code for electricity. Combustion stands in for it: power stations and also heating plants and"
    " the boilers of other industries, so that electricity's part is less."
)


class HolderRow(NamedTuple):
    """One of the greatest account holders."""

    rank: int
    holder: Holder
    share: Decimal
    together: Decimal
    """Share of this and all greater ones."""


COLUMNS = (
    Column("rank", "Rank", lambda row: row.rank, "number"),
    Column("name", "Account holder", lambda row: row.holder.name),
    Column("installations", "Installations", lambda row: row.holder.installations, "number"),
    Column("allocated", "Allocated 2005-2007", lambda row: row.holder.allocated, "number"),
    Column("share", "Share, %", lambda row: rounded(row.share, 2), "number"),
    Column("together", "Together, %", lambda row: rounded(row.together, 2), "number"),
)


def concentration(record: PublicRecord | None = None) -> Part:
    rows = tuple(ranked(record))[:COMPANIES] if record else ()
    return Part(
        name=NAME,
        title="Concentration: countries, companies and electricity",
        lead="Who was allocated the allowances of Phase I: six countries, thirty account holders, and combustion.",
        source=record.source if record else _NEEDS,
        columns=COLUMNS,
        rows=rows,
        numbers=tuple(_numbers(record)) if record else (),
        statements=tuple(_statements(record)) if record else tuple(_open()),
        notes=(_GROUPS, _STAND_IN, *_left_out(record)),
        synthetic=record is not None and record.synthetic,
    )


def ranked(record: PublicRecord) -> Iterator[HolderRow]:
    """All account holders, the greatest first."""
    whole = record.allocated
    sums = accumulate(holder.allocated for holder in record.holders)
    for rank, (holder, sum_) in enumerate(zip(record.holders, sums, strict=True), 1):
        yield HolderRow(rank, holder, share(holder.allocated, whole), share(sum_, whole))


def by_first_word(record: PublicRecord) -> list[int]:
    """Allocations of holders whose names begin with the same word, taken together; the greatest first."""
    found: Counter[str] = Counter()
    for holder in record.holders:
        first = re.search(r"\w+", holder.name.casefold())
        found[first.group() if first else holder.name] += holder.allocated
    return sorted(found.values(), reverse=True)


def _states(record: PublicRecord) -> list[tuple[str, Decimal]]:
    """(name, share) of the Member States, the greatest first."""
    names = {code: state.name for code, state in EU_ETS.members.items()}
    ordered = sorted(record.states.items(), key=lambda item: (-item[1], item[0]))
    return [(names.get(code, code), share(tonnes, record.allocated)) for code, tonnes in ordered if tonnes]


def _top(record: PublicRecord) -> Decimal:
    """The share of the thirty greatest holders."""
    return share(sum(holder.allocated for holder in record.holders[:COMPANIES]), record.allocated)


def _combustion(record: PublicRecord) -> Decimal:
    own = record.sectors.get(COMBUSTION)
    return share(own.allocated if own else 0, record.allocated)


def _half(record: PublicRecord) -> int:
    """How many of the greatest holders it takes to have half of all."""
    return next((row.rank for row in ranked(record) if row.together >= 50), len(record.holders))


def _numbers(record: PublicRecord) -> Iterator[Number]:
    six = sum((part for _, part in _states(record)[:SIX]), Decimal())
    yield Number(
        "Share of the six countries with most",
        "%",
        "65",
        six,
        "Allocations leave out what States kept in reserve, auctioned, or have no record of.",
        bound=Bound.MORE,
    )
    yield Number("Share of the 30 greatest account holders", "%", "50", _top(record), _GROUPS, bound=Bound.MORE)
    words = share(sum(by_first_word(record)[:COMPANIES]), record.allocated)
    yield Number(
        "The same, holders whose names begin with the same word counted as one (rough)",
        "%",
        "50",
        words,
        _GROUPS,
        bound=Bound.MORE,
    )
    half = Decimal(_half(record))
    yield Number("Greatest account holders that together have half", "holders", "30", half, _GROUPS, 0)
    part = _combustion(record)
    yield Number("Share of combustion, which stands in for electricity (around)", "%", "50", part, _STAND_IN)
    yield Number("Installations with an allocation or a report", "", "", Decimal(record.installations), places=0)
    yield Number("Allocated 2005-2007", "Mt", "", record.allocated / MILLION, places=1)
    for name, sector in record.sectors.items():
        if sector.allocated:
            yield Number(f"Sector {name}: share", "%", "", share(sector.allocated, record.allocated))


def _statements(record: PublicRecord) -> Iterator[Statement]:
    six = _states(record)[:SIX]
    together = sum((part for _, part in six), Decimal())
    yield judged(
        _WHERE,
        "Six countries hold more than 65 % of the allowances.",
        together > 65,
        f"{rounded(together, 1)} %: {listed([f'{name} {rounded(part, 1)} %' for name, part in six])}.",
    )
    top = _top(record)
    yield judged(
        f"{_WHERE}, after Trotignon and Delbosc",
        "Thirty companies hold more than half of the allowances.",
        top > 50,
        f"The 30 greatest account holders were allocated {rounded(top, 1)} %; half takes {_half(record)} of them."
        f" {_GROUPS}",
    )
    part = _combustion(record)
    because = f"{_STAND_IN} It was allocated {rounded(part, 1)} %"
    where = f"{_WHERE}, after Trotignon and Delbosc"
    electricity = "Electricity is around half of the allocations of Phase I."
    if part < 45:
        yield judged(where, electricity, False, f"{because}, and electricity is but a part of that.")
    else:
        yield Statement(where, electricity, Verdict.OPEN, f"{because}: half is possible, and no more can be said.")
    yield _constraint(record, where)
    number = f"{record.installations:,} had an allocation or a report in Phase I."
    around = 10_500 <= record.installations < 11_500
    yield judged("1, p. 120", "The scheme covers around 11,000 installations.", around, number)
    more = record.installations > 11_500
    yield judged("3.1, p. 130", "The scheme covers more than 11,500 installations.", more, number)


def _constraint(record: PublicRecord, where: str) -> Statement:
    """Whether combustion lacks more allowances than all other sectors together."""
    short = {name: sector.verified - sector.allocated for name, sector in record.sectors.items()}
    own = short.pop(COMBUSTION, 0)
    others = sum(short.values())
    lacking = [name for name, tonnes in short.items() if tonnes > 0]
    return judged(
        where,
        "Electricity bears most of the scheme's constraint.",
        own > sum(tonnes for tonnes in short.values() if tonnes > 0),
        f"Combustion, which stands in for it, emitted {_more(own)} than it was allocated in Phase I, all other sectors"
        f" together {_more(others)}. Others that lacked allowances: {listed(lacking) or 'none'}.",
    )


def _more(tonnes: int) -> str:
    return f"{rounded(abs(tonnes) / MILLION, 1)} Mt {'more' if tonnes >= 0 else 'less'}"


def _open() -> Iterator[Statement]:
    for text in (
        "Thirty companies hold more than half of the allowances.",
        "Electricity is around half of the allocations of Phase I, and bears most of the constraint.",
        "The scheme covers around 11,000 installations, or more than 11,500.",
    ):
        yield Statement(_WHERE, text, Verdict.OPEN, f"{_NEEDS} Figure 3 has the countries, from the caps.")


def _left_out(record: PublicRecord | None) -> Iterator[str]:
    missing = [
        state.name
        for code, state in EU_ETS.members.items()
        if record and state.joined <= 2007 and state.registry == code and not record.states.get(code)
    ]
    if missing:
        yield f"No allocations of 2005-2007 are on record for {listed(missing)}."
