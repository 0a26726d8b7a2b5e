"""Corrections of reports: who proposed what, who decided it, and what is reserved until then."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from openets.compliance.correction_record import (
    ACCEPTED,
    CORRECTION,
    KIND,
    PROPOSED,
    REJECTED,
    WITHDRAWN,
    Correction,
    place_of,
)
from openets.ledger.accounts import Installation
from openets.ledger.records import Body
from openets.views import choices
from openets.views.columns import Column, marks, synthetic_column
from openets.views.installations import installations_by_key
from openets.views.records import bodies
from openets.views.view import View


class CorrectionRow(NamedTuple):
    """The latest correction of an installation's year."""

    installation: Installation
    year: int
    correction: Correction

    @property
    def difference(self) -> int:
        return self.correction.owed - self.correction.before


COLUMNS = (
    Column("installation", "Installation", "Its id.", "code", value="installation.key", sort="installation",
           tags=marks("installation.synthetic"), link=lambda row: ("installation", row.installation.key)),
    Column("name", "Name", "Its name.", "long", value="installation.called", on="csv data"),
    Column("member_state", "State", "Code of its Member State.", value="installation.member_state", on="csv data"),
    Column("year", "Year", "The year of the report.", "year", value="year", sort="year"),
    Column("before", "Reported", "What was owed by the report when it was proposed.", "number", "t",
           value="correction.before"),
    Column("owed", "Corrected", "What would be, or is, owed by it.", "number", "t", value="correction.owed"),
    Column("difference", "Difference", "The one less the other.", "number", "t", value="difference"),
    Column("status", "Status", "proposed, accepted, rejected or withdrawn.", value="correction.state", sort="status"),
    Column("reserved", "Reserved", "Units that stay in the account until it is decided.", "number", "units",
           value="correction.reserved"),
    Column("proposed_on", "Proposed on", "The day on which it was proposed.", "day", value="correction.proposed_on",
           sort="proposed"),
    Column("proposed_by", "Proposed by", "Who proposed it.", value="correction.proposed_by"),
    Column("reason", "Reason", "What was found.", "long", value="correction.reason", on="csv data"),
    Column("decided_on", "Decided on", "The day of the decision.", "day", value="correction.decided_on", null=True),
    Column("decided_by", "Decided by", "Who decided it.", value="correction.decided_by", null=True),
    Column("remark", "Remark", "What was said with the decision.", "long", value="correction.remark", on="csv data",
           null=True),
    synthetic_column("Of an installation that was generated for demonstration.", value="installation.synthetic"),
)  # fmt: skip


def _every() -> list[CorrectionRow]:
    return _rows(bodies(CORRECTION))


def corrections_of(installation: str) -> list[CorrectionRow]:
    """The corrections of an installation's years."""
    return [row for row in _rows(bodies(CORRECTION, f"{installation}-")) if row.installation.key == installation]


def _rows(found: Iterable[tuple[str, Body]]) -> list[CorrectionRow]:
    placed = [(*place_of(key), KIND.read(body)) for key, body in found]
    known = installations_by_key(installation for installation, _, _ in placed)
    return [CorrectionRow(known[installation], year, correction) for installation, year, correction in placed]


CORRECTIONS: View[CorrectionRow] = View(
    "corrections",
    "Corrections of reports",
    "The latest correction of an installation's year. In the denomination of the law's units.",
    COLUMNS,
    key=lambda row: f"{row.installation.key}-{row.year}",
    query=_every,
    filters=(
        replace(choices.MEMBER, keeps="installation.member_state"),
        choices.one_of(
            "status",
            "Status",
            "How they stand.",
            lambda: [PROPOSED, ACCEPTED, REJECTED, WITHDRAWN],
            keeps="correction.state",
        ),
    ),
    sort="-proposed",
    measured=True,
)
