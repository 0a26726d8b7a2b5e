"""Table 1: what each Party of Annex B promised, as the paper prints it and as the law says it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from openets.laws.protocol import PartyTarget
from openets_paper.findings import Bound, Column, Number, Part, Statement, judged, listed
from openets_paper.inventories import Inventories
from openets_paper.numbers import rounded, share
from openets_paper.sources import COMMUNITY, KYOTO, printed

NAME = "table-1"
_BELGIUM = (
    "The paper rounds: Decision 2002/358/EC says -7.5 % (from memory). The amount assigned to Belgium, seen in Decision"
    " 2006/944/EC, bears that out: what it implies is in the last column."
)


_IMPLIED = (
    "The last column is the change that the assigned amount makes of five times the base year. Base years were fixed in"
    " 2006-2008 and inventories recalculated since, so it lies off the target by some points; Australia's base year"
    " counts land-use change, too (from memory), and so lies far off."
)


class TargetRow(NamedTuple):
    """A Party's target, as a change from its base year in per cent."""

    party: PartyTarget
    printed: Decimal
    implied: Decimal | None
    """The change that the assigned amount makes of five times the base year's inventory."""

    @property
    def base_years(self) -> str:
        years = self.party.base_years
        return str(years[0]) if len(years) == 1 else f"average of {years[0]}-{years[-1]}"


COLUMNS = (
    Column("name", "Party", lambda row: row.party.name),
    Column("code", "Code", lambda row: row.party.code, "code"),
    Column("printed", "The paper, %", lambda row: row.printed, "number"),
    Column("target", "Target, %", lambda row: row.party.change, "number"),
    Column("annex_b", "Annex B, %", lambda row: row.party.annex_b_percent - 100, "number"),
    Column("base_years", "Base year", lambda row: row.base_years, "short"),
    Column("transition", "In transition", lambda row: "yes" if row.party.economy_in_transition else "no"),
    Column("ratified", "Ratified", lambda row: "yes" if row.party.ratified else "no"),
    Column("assigned_amount", "Assigned amount, t", lambda row: row.party.assigned_amount, "number"),
    Column("unverified", "Not verified", lambda row: listed(_unverified(row.party)) or None),
    Column("implied", "Implied, %", lambda row: row.implied and rounded(row.implied, 1), "number"),
)


def table_1(inventories: Inventories) -> Part:
    rows = tuple(_rows(inventories))
    return Part(
        name=NAME,
        title="Table 1: targets of the Parties of Annex B",
        lead="By how much each Party may change its emissions in 2008-2012 from those of its base year: the European"
        " burden sharing for the fifteen States that meet one target together, Annex B for all others.",
        source=f"Kyoto Protocol, Annex B; Decisions 2002/358/EC and 2006/944/EC; inventories: {inventories.source}",
        columns=COLUMNS,
        rows=rows,
        numbers=(*map(_number, rows), *_derived(rows, inventories)),
        statements=_statements(rows, inventories),
        notes=(_IMPLIED, _assigned_amounts()),
    )


def _rows(inventories: Inventories) -> Iterable[TargetRow]:
    for row in printed("table_1")["row"]:
        for code in row["codes"]:
            party = KYOTO.targets[code]
            yield TargetRow(party, Decimal(row["printed"]), _implied(party, inventories))


def _implied(party: PartyTarget, inventories: Inventories) -> Decimal | None:
    if party.assigned_amount is None:
        return None
    return share(party.assigned_amount, 5 * inventories.parties[party.code].base_year) - 100


def _unverified(party: PartyTarget) -> list[str]:
    known = (
        ("target", party.burden_sharing_verified),
        ("base year", party.base_years_verified),
        ("amount", party.assigned_amount_verified),
    )
    return [what for what, verified in known if not verified]


def _number(row: TargetRow) -> Number:
    why = _BELGIUM if row.party.code == "BE" else ""
    return Number(f"Target of {row.party.name}", "%", format(row.printed), row.party.change, why, 1, Bound.EXACT)


def _derived(rows: tuple[TargetRow, ...], inventories: Inventories) -> tuple[Number, ...]:
    bubble = [row.party for row in rows if row.party.bubble]
    everybody = [row.party for row in rows if not row.party.bubble]
    return (
        Number(
            "Target of the fifteen States by their burden sharing, weighted by base-year emissions",
            "%",
            "-8",
            _weighted(bubble, inventories),
        ),
        Number(
            "Reduction by all Parties of Annex B together, weighted by base-year emissions",
            "%",
            "5",
            -_weighted(everybody, inventories),
            bound=Bound.LEAST,
        ),
    )


def _weighted(parties: list[PartyTarget], inventories: Inventories) -> Decimal:
    base = {party: inventories.parties[party.code].base_year for party in parties}
    return sum((party.change * base[party] for party in parties), Decimal()) / sum(base.values())


def _statements(rows: tuple[TargetRow, ...], inventories: Inventories) -> tuple[Statement, ...]:
    rising = [row.party.name for row in rows if row.party.change > 0]
    other = [f"{row.party.name} ({row.base_years})" for row in rows if row.party.base_years != (1990,)]
    refused = [row.party.name for row in rows if not row.party.ratified]
    parties = [inventories.parties[row.party.code] for row in rows if not row.party.bubble]
    states = inventories.parties["US"]
    then = share(states.base_year, sum(each.base_year for each in parties))
    later = share(states.year_2005, sum(each.year_2005 for each in parties))
    return (
        judged(
            "2.1, p. 122",
            "Norway, Australia and Spain are among those that may emit more than in the base year.",
            {"Norway", "Australia", "Spain"} <= set(rising),
            f"Targets above zero: {listed(rising)}.",
        ),
        judged(
            "2.1, p. 122",
            "All percentages are taken of the year 1990.",
            not other,
            f"Other base years: {listed(other)}. The paper's own Figure 2 names them.",
        ),
        judged(
            "2.1, p. 121",
            "The United States have not ratified the Protocol.",
            refused == ["United States"],
            f"Signed, and not ratified: {listed(refused)}.",
        ),
        judged(
            "2.1, p. 121",
            "The United States stand for 40 % of the developed countries' emissions.",
            then <= 40 <= later,
            f"The paper does not say when. Of the emissions of all Parties of Annex B they had {rounded(then, 1)} % in"
            f" base years and {rounded(later, 1)} % in 2005, so 40 % lies between.",
        ),
    )


def _assigned_amounts() -> str:
    whole = KYOTO.targets[COMMUNITY].assigned_amount or 0
    parts = sum(party.assigned_amount or 0 for party in KYOTO.bubble)
    return (
        f"The law gives the fifteen States {whole:,} t together and, State by State, {parts:,} t: {whole - parts:,} t"
        " less. Both figures stand in Decision 2006/944/EC as amended."
    )
