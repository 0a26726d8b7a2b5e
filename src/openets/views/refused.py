"""Proposals that the log refused, with every reason: the only trace of what did not happen."""

import json
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from openets.stores.sql import models
from openets.views import choices
from openets.views.accounts import accounts_of_names
from openets.views.columns import Column, synthetic_column
from openets.views.installations import synthetic_among, synthetic_registries
from openets.views.law import books_law
from openets.views.names import transaction_type_name
from openets.views.rows import Rows, within
from openets.views.view import View


class RefusedRow(NamedTuple):
    """A refused proposal. Who asked is left out."""

    id: int
    at: str
    registry: str
    proposal: Mapping[str, Any]
    refusals: list[dict[str, str]]
    synthetic: bool

    @property
    def type(self) -> str:
        """The code of the transaction type; ``""`` for a command that moves no units."""
        code = self.proposal.get("type")
        return code if isinstance(code, str) and code in books_law().terms.transactions else ""

    def said(self, name: str) -> Any:
        """What the proposal says under a name, in as many characters as a line has."""
        value = self.proposal.get(name)
        return value[:60] if isinstance(value, str) else value if type(value) is int else None


def _said(name: str) -> Any:
    return lambda row: row.said(name)


COLUMNS = (
    Column("number", "Number", "Its number among all refused ones.", "number", value="id", sort="number"),
    Column("at", "Refused", "When it was refused.", "instant"),
    Column("type", "Type", "Code of the transaction type; null where no units were to move.", on="csv data", null=True),
    Column("type_name", "Type", "Name of the transaction type; null where no units were to move.",
           value=lambda row: transaction_type_name(row.type) if row.type else None, null=True),
    Column("reasons", "Why", "What each check found.", "long",
           value=lambda row: " ".join(each["detail"] or each["sentence"] for each in row.refusals)),
    Column("checks", "Checks", "The codes of the checks that it failed.", "texts",
           value=lambda row: [each["code"] for each in row.refusals]),
    Column("laws", "Law", "Where the law says so, check by check.", "texts",
           value=lambda row: [each["citation"] for each in row.refusals]),
    Column("registry", "Registry", "Code of the registry.", on="csv data"),
    Column("transferring_account", "From", "The account that it was to come from.", "code", value=_said("transferring"),
           null=True),
    Column("acquiring_account", "To", "The account that it was to go to.", "code", value=_said("acquiring"), null=True),
    Column("unit", "Unit type", "Code of the unit type.", value=_said("unit"), null=True),
    Column("quantity", "Units", "How many units were to move.", "number", "units", value=_said("quantity"), null=True),
    synthetic_column("Of an installation or Party that was made up for demonstration."),
)  # fmt: skip
_FIELDS = ("id", "at", "registry", "proposal", "refusals")


def _refused(since: str = "", until: str = "") -> Rows[RefusedRow]:
    query = within(models.RefusedProposal.objects.all(), since, until)
    return Rows(query, _read, {"number": ("id",)}, _FIELDS)


def _read(rows: list[Any]) -> list[RefusedRow]:
    found = [(*row[:3], json.loads(row[3]), json.loads(row[4])) for row in rows]
    names = {str(told.get(side)) for *_, told, _ in found for side in ("transferring", "acquiring")}
    owners = {each.identifier: each.installation for each in accounts_of_names(names)}
    made_up, registries = synthetic_among(owners.values()), synthetic_registries()
    return [RefusedRow(*row, _is_synthetic(row, owners, made_up, registries)) for row in found]  # type: ignore[call-arg]


def _is_synthetic(row: Any, owners: Mapping[str, str], made_up: Collection[str], registries: Collection[str]) -> bool:
    own = {owners.get(str(row[3].get(side)), "") for side in ("transferring", "acquiring")}
    return row[2] in registries or not own.isdisjoint(made_up)


REFUSED: View[RefusedRow] = View(
    "refused",
    "Refused proposals",
    "A proposal that the log refused.",
    COLUMNS,
    query=_refused,
    filters=(choices.REGISTRY, choices.SINCE, choices.UNTIL),
    sort="-number",
)
