"""Figure 4: the deadlines of a year of the EU ETS, from the scheme's own calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from openets_paper.findings import Column, Part, Statement, judged
from openets_paper.sources import EU_ETS, printed

NAME = "figure-4"
YEAR = 2005
"""The year of emissions that the paper takes as its example."""
_WHERE = "3.3, pp. 134-135"
_EVENTS = {
    "allocation": "Allowances of the year are allocated",
    "emissions": "Emissions take place",
    "report": "The verified report is due",
    "surrender": "Allowances are surrendered",
    "publication": "Emissions and compliance are published",
}


class Deadline(NamedTuple):
    """Something that happens in a year of the scheme; `until` is its only day where it has but one."""

    name: str
    what: str
    since: date
    until: date
    printed: str
    citation: str

    @property
    def when(self) -> str:
        return told(self.until) if self.since == self.until else f"{told(self.since)} to {told(self.until)}"


COLUMNS = (
    Column("what", "What", lambda row: row.what),
    Column("printed", "The paper", lambda row: row.printed or None, "short"),
    Column("when", f"For the emissions of {YEAR}", lambda row: row.when, "short"),
    Column("since", "From", lambda row: row.since.isoformat()),
    Column("until", "To", lambda row: row.until.isoformat()),
    Column("citation", "Source", lambda row: row.citation, "long"),
)


def figure_4() -> Part:
    rows = tuple(sorted(_rows(), key=lambda row: (row.since, row.until)))
    return Part(
        name=NAME,
        title="Figure 4: the year of an installation",
        lead=f"From the first day of emissions to the day on which everybody can see who complied, for {YEAR}.",
        source="the calendar and the phases of the EU ETS's parameters",
        columns=COLUMNS,
        rows=rows,
        statements=tuple(_statements(rows)),
        notes=(
            "The paper's figure has three of these days; those of allocation and of publication come from the law.",
            "The caption has the Member States report to the Commission by 31 March; the text, and the law, have the"
            " operators report to their State.",
        ),
    )


def told(day: date) -> str:
    """A day as people write it."""
    return f"{day.day} {day:%B %Y}"


def _rows() -> Iterator[Deadline]:
    law, said = EU_ETS, printed("figures")["figure_4"]
    citations = {each.event: each.citation for each in law.deadlines if each.first_year <= YEAR <= each.last_year}
    for name, what in _EVENTS.items():
        if name == "emissions":
            citation = "The paper, Figure 4"
            yield Deadline(name, what, date(YEAR, 1, 1), date(YEAR, 12, 31), "1 January to 31 December", citation)
        else:
            day = law.deadline(name, YEAR)
            yield Deadline(name, what, day, day, said.get(name, ""), citations[name])


def _statements(rows: tuple[Deadline, ...]) -> Iterator[Statement]:
    first, second = EU_ETS.periods[:2]
    early, late = EU_ETS.penalty(first.first_year), EU_ETS.penalty(second.first_year)
    for row in rows:
        if row.name in ("report", "surrender"):
            yield judged(
                _WHERE,
                f"{row.what} by {row.printed} {YEAR + 1} for {YEAR}.",
                told(row.until) == f"{row.printed} {YEAR + 1}",
                f"The scheme's calendar says {told(row.until)} [{row.citation}].",
            )
    yield judged(
        "3.3, p. 135",
        "Who surrenders too little pays 40 euro a tonne in Phase I, 100 euro in Phase II, and still owes the tonne.",
        early.amount == 40 and late.amount == 100 and first.restitution and second.restitution,
        f"The parameters say {early} and {late}, with restitution in both phases.",
    )
    yield judged(
        "3.3, p. 134",
        "Allowances of Phase I cannot be banked into Phase II.",
        not first.banks_into_next,
        "By the parameters nothing replaces what is left of Phase I; from Phase II on it is replaced.",
    )
