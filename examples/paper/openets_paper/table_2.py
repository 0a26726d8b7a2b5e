"""Table 2: the Commission's decisions on the national allocation plans, cell by cell, and all that follows from it.

The cells are those of the EU ETS's own parameters (`laws/eu_ets/member_states.toml`), held against a
second transcription of the printed table; sums, percentages and what the text says of them are computed from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from openets_paper.findings import Column, Number, Part, Statement, judged, listed
from openets_paper.numbers import HUNDRED, MILLION, decimals, rounded, share
from openets_paper.record import PublicRecord
from openets_paper.sources import EU_ETS, printed

NAME = "table-2"
MT = "Mt a year"
LATE = ("BG", "RO")
"""Members since 2007, of whose first plans the paper says that there were none."""
_SUMS = ("first_cap", "verified_2005", "proposed", "allowed", "additional")
_TITLES = {
    "first_cap": "Cap 2005-2007",
    "verified_2005": "Verified 2005",
    "proposed": "Proposed 2008-2012",
    "allowed": "Allowed 2008-2012",
    "percent": "Allowed, % of proposed",
    "additional": "Additional 2008-2012",
    "credit_limit": "JI/CDM limit, %",
}
_FIELDS = {
    "first_cap": ("yearly_caps", "1"),
    "verified_2005": ("verified_2005",),
    "proposed": ("proposed", "2"),
    "allowed": ("yearly_caps", "2"),
    "additional": ("additional", "2"),
}
"""The paper's columns and the parameters that hold them, in tonnes."""


class PlanRow(NamedTuple):
    """A Member State's plans: million tonnes a year, per cent; `None` where the paper has no figure."""

    code: str
    name: str
    first_cap: Decimal
    verified_2005: Decimal
    proposed: Decimal
    allowed: Decimal
    additional: Decimal | None
    credit_limit: Decimal | None
    credits: Decimal | None
    """The most that may be surrendered in JI and CDM credits."""
    printed_percent: str
    marks: dict[str, str]
    """Column → what the paper prints there instead of a figure."""
    notes: dict[str, int]
    """Column → footnote."""

    @property
    def percent(self) -> Decimal:
        """What was allowed, of what was proposed."""
        return share(self.allowed, self.proposed)

    @property
    def reduction(self) -> Decimal:
        return HUNDRED - self.percent


def _cell(name: str) -> Callable[[PlanRow], Any]:
    """What stands in a cell of the paper: a figure, or its mark."""

    def value(row: PlanRow) -> str | Decimal | None:
        figure: Decimal | None = getattr(row, name)
        return row.marks.get(name) if figure is None else rounded(figure, 2)

    return value


COLUMNS = (
    Column("name", "Member State", lambda row: row.name),
    Column("first_cap", "Cap 2005-07", _cell("first_cap"), "number"),
    Column("verified_2005", "Verified 2005", _cell("verified_2005"), "number"),
    Column("proposed", "Proposed 2008-12", _cell("proposed"), "number"),
    Column("allowed", "Allowed 2008-12", _cell("allowed"), "number"),
    Column("percent", "Allowed, %", lambda row: rounded(row.percent, 2), "number"),
    Column("printed_percent", "The paper, %", lambda row: row.printed_percent, "number"),
    Column("reduction", "Cut, %", lambda row: rounded(row.reduction, 2), "number"),
    Column("additional", "Additional", _cell("additional"), "number"),
    Column("credit_limit", "JI/CDM, %", _cell("credit_limit"), "number"),
    Column("credits", "JI/CDM", lambda row: row.credits and rounded(row.credits, 2), "number"),
    Column("notes", "Notes", lambda row: ", ".join(map(str, row.notes.values())) or None, "short"),
)


def table_2(record: PublicRecord | None = None) -> Part:
    rows = plans()
    notes = printed("table_2")["note"]
    return Part(
        name=NAME,
        title="Table 2: decisions on the national allocation plans",
        lead="What the Commission made of the Member States' plans for 2008-2012, beside the caps of 2005-2007 and the"
        " emissions of 2005. Million tonnes of CO₂ a year.",
        source="cells: the parameters of the EU ETS, from the paper (European Commission); all else computed from them",
        columns=COLUMNS,
        rows=(*rows, _whole(rows)),
        numbers=(*_cells(rows), *_percentages(rows), *_sums(rows), *_derived(rows), *_on_record(rows, record)),
        statements=_statements(rows),
        notes=tuple(f"{number} {text}" for number, text in notes.items()),
        synthetic=record is not None and record.synthetic,
    )


def plans() -> tuple[PlanRow, ...]:
    """The Member States' plans, without the sum."""
    return tuple(_rows())


def _whole(rows: tuple[PlanRow, ...]) -> PlanRow:
    """The row of sums."""
    said = printed("table_2")["sum"]
    sums = {name: total(rows, name) for name in _SUMS}
    return PlanRow(
        code="",
        name="Sum",
        **sums,
        credit_limit=None,
        credits=total(rows, "credits"),
        printed_percent=said["percent"],
        marks={},
        notes=said["notes"],
    )


def _rows() -> Iterator[PlanRow]:
    states = EU_ETS.tables["members"]
    for code, row in printed("table_2")["row"].items():
        state = states[code]
        millions: dict[str, Any] = {name: _millions(state, *path) for name, path in _FIELDS.items()}
        percent = state.get("credit_limit_percent")
        limit = None if percent is None else Decimal(percent)
        yield PlanRow(
            code=code,
            name=state["name"],
            **millions,
            credit_limit=limit,
            credits=None if limit is None else state["yearly_caps"]["2"] / MILLION * limit / HUNDRED,
            printed_percent=row["percent"],
            marks={name: row[name] for name in ("additional", "credit_limit") if row[name].startswith("n.")},
            notes=row.get("notes", {}),
        )


def _millions(state: Any, *path: str) -> Decimal | None:
    """A parameter of a State in millions, `None` where it has none."""
    for name in path:
        state = state.get(name, {})
    return state / MILLION if state != {} else None


# ---- numbers ---------------------------------------------------------------------------------------------------------


def _cells(rows: Iterable[PlanRow]) -> Iterator[Number]:
    """Every cell but the percentages: transcribed twice, so a difference is a slip of ours."""
    for row in rows:
        said = printed("table_2")["row"][row.code]
        for name in (*_SUMS, "credit_limit"):
            unit = "%" if name == "credit_limit" else MT
            yield Number(f"{row.name}: {_TITLES[name]}", unit, said[name], getattr(row, name))


def _percentages(rows: Iterable[PlanRow]) -> Iterator[Number]:
    why = "Either cut off instead of rounded, or worked out from caps with more decimals than are printed."
    for row in rows:
        said = printed("table_2")["row"][row.code]["percent"]
        yield Number(f"{row.name}: {_TITLES['percent']}", "%", said, row.percent, why)


def total(rows: Iterable[PlanRow], name: str, *, without: Iterable[str] = ()) -> Decimal:
    """A column added up, blanks left out."""
    figures = [getattr(row, name) for row in rows if row.code not in without]
    return sum((Decimal(figure) for figure in figures if figure is not None), Decimal())


def _sums(rows: tuple[PlanRow, ...]) -> Iterator[Number]:
    said = printed("table_2")["sum"]
    for name in _SUMS:
        yield Number(f"Sum: {_TITLES[name]}", MT, said[name], total(rows, name), _why_sum(rows, name))
    percent = share(total(rows, "allowed"), total(rows, "proposed"))
    yield Number(f"Sum: {_TITLES['percent']}", "%", said["percent"], percent)


def _why_sum(rows: Iterable[PlanRow], name: str) -> str:
    """How much the sum can differ when every row was rounded before it was printed."""
    cells = [printed("table_2")["row"][row.code][name] for row in rows]
    known = [Decimal(cell) for cell in cells if not cell.startswith("n.")]
    most = sum((Decimal(1).scaleb(-decimals(cell)) / 2 for cell in known), Decimal())
    return (
        "The printed sum is not that of the printed rows. If it was made before the rows were rounded, the two can be"
        f" up to {rounded(most, 2)} Mt apart."
    )


def _derived(rows: tuple[PlanRow, ...]) -> Iterator[Number]:
    fall = total(rows, "first_cap", without=LATE) - total(rows, "allowed", without=LATE)
    yield Number(
        "Phase II caps below those of Phase I, without Bulgaria and Romania",
        MT,
        "216.67",
        fall,
        "The rows give 216.97; the paper seems to have changed a digit. Taking the two States out of Phase II only, as"
        f" its words say, would give {total(rows, 'first_cap') - total(rows, 'allowed', without=LATE)}.",
    )
    gap = total(rows, "verified_2005") - total(rows, "allowed")
    late = total(rows, "verified_2005", without=LATE) - total(rows, "allowed", without=LATE)
    yield Number(
        "Phase II caps below the verified emissions of 2005",
        MT,
        "74.3",
        gap,
        f"It does not follow from the table: {gap} with all States, {late} without Bulgaria and Romania,"
        f" {gap + 30} with the 30 Mt of British installations left out in 2005.",
    )
    cut = HUNDRED - share(total(rows, "allowed"), total(rows, "proposed"))
    yield Number("Phase II caps below what was proposed, around", "%", "11", cut, "10.4 % rounds to 10, not to 11.")
    part = share(total(rows, "additional"), total(rows, "allowed"))
    yield Number("The additional emissions, of the Phase II caps that they are part of", "%", "", part)
    yield _exceeded(rows)
    yield Number("JI and CDM credits, at most, all States", MT, "", total(rows, "credits"))
    limit = share(total(rows, "credits"), total(rows, "allowed"))
    yield Number("JI and CDM credits, at most, of all caps", "%", "", limit)
    germany = next(row for row in rows if row.code == "DE")
    free = share(germany.credit_limit or 0, 22)
    yield Number("Germany: allocated free of charge, as its 20 % of the cap and 22 % of that imply", "%", "", free)


def _exceeded(rows: Iterable[PlanRow]) -> Number:
    """The States whose allocations the law's parameters say to be more than the table's cap of the period."""
    above = [row for row in rows if EU_ETS.members[row.code].cap_amended]
    within = [row.name for row in above if EU_ETS.members[row.code].caps[2] <= 5 * _with_additional(row)]
    return Number(
        "States that allocated more in 2008-2012 than the table allows",
        "",
        "",
        Decimal(len(above)),
        f"{listed([row.name for row in above])}: their caps were amended later. {listed(within)} would be within"
        " the table only if the additional emissions came on top of its cap; they are part of it.",
    )


def _with_additional(row: PlanRow) -> Decimal:
    """A year's cap if the additional emissions came on top of it, tonnes."""
    return (row.allowed + (row.additional or 0)) * MILLION


def _on_record(rows: Iterable[PlanRow], record: PublicRecord | None) -> Iterator[Number]:
    """The emissions of 2005 as the public record has them today."""
    if record is None:
        return
    for row in rows:
        found = record.verified_2005.get(row.code)
        if found:
            said = printed("table_2")["row"][row.code]["verified_2005"]
            why = (
                "The paper counts installations that Belgium left out for a time; the record seems not to (inferred)."
                if row.code == "BE"
                else "Reports were corrected after the paper's figures were published, and rows were rounded."
            )
            yield Number(f"{row.name}: verified 2005, as on record today", MT, said, found / MILLION, why)


# ---- statements ------------------------------------------------------------------------------------------------------


def _statements(rows: tuple[PlanRow, ...]) -> tuple[Statement, ...]:
    return (*_statements_on_cuts(rows), *_statements_on_sums(rows))


def _named(rows: Iterable[PlanRow]) -> str:
    return listed([f"{row.name} ({rounded(row.percent, 1)} %)" for row in rows])


def _statements_on_cuts(rows: tuple[PlanRow, ...]) -> Iterator[Statement]:
    where = "3.1, pp. 130-131"
    kept = [row for row in rows if row.allowed == row.proposed]
    yield judged(
        where,
        "Only the caps that Denmark, France, Slovakia and the United Kingdom proposed were respected.",
        {row.code for row in kept} == {"DK", "FR", "SK", "GB"},
        f"Respected were {listed([row.name for row in kept])}. Slovakia was allowed 78.9 %: read Slovenia.",
    )
    little = [row for row in rows if 0 < row.reduction < 10]
    yield judged(
        where,
        "Eleven caps were reduced by less than 10 %.",
        {row.code for row in little} == {"AT", "BE", "FI", "DE", "GR", "IE", "IT", "NL", "PT", "ES", "SE"},
        f"They are {len(little)}: {listed([row.name for row in little])}.",
    )
    half = [row for row in rows if row.code in ("LT", "LV", "EE")]
    yield judged(
        where,
        "The caps of Lithuania, Latvia and Estonia were reduced by around 50 %.",
        all(40 <= row.reduction <= 60 for row in half),
        f"Allowed: {_named(half)} of what was proposed. “Around” is read as 40 to 60 %.",
    )
    rest = [row for row in rows if row not in (*kept, *little, *half)]
    outside = [row for row in rest if not 60 <= rounded(row.percent, 0) <= 85]
    yield judged(
        where,
        "The caps of all other States were reduced by between 60 and 85 %.",
        all(60 <= row.reduction <= 85 for row in rest),
        f"They were reduced to, not by, that. Allowed: {_named(rest)}. Outside even so: {_named(outside)}.",
    )


def _statements_on_sums(rows: tuple[PlanRow, ...]) -> Iterator[Statement]:
    caps, verified = total(rows, "first_cap"), total(rows, "verified_2005")
    yield judged(
        "1, p. 120",
        "Real emissions of 2005-2007 were 2,298.5 Mt a year.",
        verified == Decimal("2298.5"),
        f"{caps:,} Mt is the sum of the caps; verified emissions of 2005 add up to {verified:,} Mt.",
    )
    late = [row.name for row in rows if row.code in LATE and row.first_cap]
    yield judged(
        "3.1, p. 131",
        "Bulgaria and Romania had no plans for Phase I.",
        not late,
        f"The table prints a cap for {listed(late)}, which joined in 2007.",
    )
