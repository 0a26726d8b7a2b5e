"""What moved in each year, by transaction type, apart by whether a record shows it."""

from __future__ import annotations

from typing import NamedTuple

from openets.views import choices, summaries
from openets.views.columns import Column, synthetic_column
from openets.views.names import transaction_type_name
from openets.views.summaries import Volume
from openets.views.view import View


class VolumeLine(NamedTuple):
    """What moved in a year, by transaction type."""

    year: int
    type: str
    reconstructed: bool
    number: int
    units: int
    synthetic: bool


VOLUMES: View[VolumeLine] = View(
    "volumes",
    "Transactions by year, type and origin",
    "Transactions of one type in one year, apart by whether a record shows them.",
    (
        Column("year", "Year", "The year of the transactions.", "year", sort="year"),
        Column("type", "Type", "Code of the transaction type."),
        Column("name", "Name", "Name of the transaction type.", value=lambda row: transaction_type_name(row.type)),
        Column("origin", "Origin", "Whether a record shows them.",
               value=lambda row: "Reconstructed" if row.reconstructed else "Recorded", on="page"),
        Column("reconstructed", "Reconstructed", "Inferred by a replay: no record shows these transactions.", "flag",
               on="csv data"),
        Column("transactions", "Transactions", "How many transactions.", "number", value="number"),
        Column("units", "Units", "How many units.", "number", "units"),
        synthetic_column("Whether any belong to synthetic installations."),
    ),
    key=lambda row: f"{row.year} {row.type} {row.reconstructed}",
    query=lambda registry="": volume_lines(registry),
    filters=(choices.REGISTRY,),
    sort="year",
)  # fmt: skip


def volume_lines(registry: str) -> list[VolumeLine]:
    """What moved in the journal of a registry, or of all, the oldest first."""
    found: dict[tuple[int, str, bool], list[Volume]] = {}
    for (home, kind, _, year, inferred), volume in summaries.totals().transactions.items():
        if registry in ("", home):
            found.setdefault((year, kind, inferred), []).append(volume)
    return [
        VolumeLine(
            *key,
            sum(each.number for each in found[key]),
            sum(each.units for each in found[key]),
            any(each.synthetic for each in found[key]),
        )
        for key in sorted(found)
    ]
