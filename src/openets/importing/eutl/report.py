"""The report of an import: what came in, what could not, what was inferred, where letters disagree."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openets.compliance.official import CAUSES, DOUBTS
from openets.importing.eutl.panel import KINDS, Panel
from openets.importing.eutl.replay import Result
from openets.laws.law import Law
from openets.ledger.store import Store
from openets.views.status import judgement, status


def import_report(store: Store, law: Law, panel: Panel, result: Result) -> dict[str, Any]:
    """Everything that a reader of the import must know, as plain data."""
    judged = judgement(store, law)
    stock = status(store, law, judged)
    return {
        "source": panel.source,
        "years": sorted({row.year for row in panel.whole}),
        "rows": len(panel.whole),
        "steps": {"done": result.steps_done, "passed over because known": result.steps_known},
        "in the record": _summed(panel.whole, "allowances"),
        "in the books": _summed([*stock.stationary, *stock.aviation], "surrendered_allowances"),
        "not replayed": _not_replayed(panel, law, result),
        "caps that no source gives": {
            "States": [code for code, state in law.members.items() if state.cap_amended],
            "note": (
                "Their cap of the second period is what the record itself allocated, rounded up (decision 6):"
                " that no issuance of theirs was refused proves nothing."
            ),
        },
        "installations missing from the list": panel.unlisted,
        "activities that the law does not have": {str(code): number for code, number in panel.unknown.items()},
        "reports": dict(Counter(row.report for row in panel.rows)),
        "reconstructed": (
            "Purchases between installations, the origin of credits, the limits under which they were surrendered and"
            " (from 2013) auctioned quantities are in no public record. The replay inferred them; each is marked"
            " reconstructed."
        ),
        "credits": _credits(panel),
        "agreement": [row._asdict() for row in stock.agreement],
        "penalties": {
            "by year": [{**row._asdict(), "amount": str(row.amount)} for row in judged.penalties],
            "note": (
                "Computed by the rules from figures without dates, and shown only where the official letter says that"
                " too little was surrendered (decision 4). No list of what was really levied is public."
            ),
            "why not shown": DOUBTS,
            "known to have been levied": law.tables["penalties_levied"]["levied"],
        },
        "cause classes": CAUSES,
        "disagreements": [
            {
                "installation": row.record.installation,
                "year": row.record.year,
                "official": row.record.official,
                "computed": row.status.letter,
                "cause": row.cause,
                "verified": row.record.verified,
                "surrendered": row.record.surrendered,
                "balance of the phase": row.status.balance,
            }
            for row in judged.disagreements
        ],
    }


def _summed(rows: Iterable[Any], allowances: str) -> dict[str, int]:
    """Rows of years added up; `allowances` is what their column of surrendered allowances is called."""
    columns = {"allocated": "allocated", "verified": "verified", "surrendered": "surrendered"}
    columns["surrendered allowances"] = allowances
    rows = list(rows)
    return {name: sum(getattr(row, column) or 0 for row in rows) for name, column in columns.items()}


def _credits(panel: Panel) -> dict[str, Any]:
    """What was surrendered of credits of projects, by year, and how rows were read that do not say of which kind their
    units were."""
    by_year: Counter[int] = Counter()
    read: dict[str, Counter[str]] = {}
    for row in panel.rows:
        by_year[row.year] += row.surrendered - row.allowances
        if row.kinds:
            read.setdefault(row.kinds, Counter()).update({"rows": 1, str(row.year): row.surrendered})
    return {
        "surrendered": {str(year): units for year, units in sorted(by_year.items()) if units},
        "read from": {
            name: {"why": KINDS[name], "rows": found.pop("rows"), "surrendered": dict(sorted(found.items()))}
            for name, found in sorted(read.items())
        },
    }


def _not_replayed(panel: Panel, law: Law, result: Result) -> dict[str, Any]:
    """What the log refused, and rows of years in which a State was no member: units by what they were for, and each
    command or row with its reason and its row of the file."""
    lines = {(row.installation, str(row.year)): row.line for row in panel.rows}
    units: Counter[str] = Counter()
    rows = []
    for refused in result.refused:
        _, year, verb, *rest = [*refused.request.split(":"), "", "", ""]
        units[verb] += refused.quantity
        rows.append({**refused._asdict(), "row": lines.get((rest[0], year))})
    for row in panel.outside:
        member = law.members[row.installation.partition("_")[0]]
        units["membership"] += row.surrendered
        until = f" to {member.last_day}" if member.last_day else ""
        reason = f"{row.installation}, {row.year}: {member.name} was a member from {member.first_day}{until}"
        request = f"eutl:{row.year}:membership:{row.installation}"
        rows.append({"request": request, "quantity": row.surrendered, "reason": reason, "row": row.line})
    return {"units": sum(units.values()), "by kind": dict(units), "rows": rows}


def write_report(report: dict[str, Any], file: Path) -> None:
    """Write the report as JSON text."""
    file.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
