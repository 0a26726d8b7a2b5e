"""Parties to the protocol from which the books' law hangs, and where each stands."""

from typing import NamedTuple

from openets.compliance import party_position
from openets.compliance.party_position import Bubble, Position, bubble_of, joint_party
from openets.compliance.party_record import Party
from openets.compliance.party_steps import KIND
from openets.laws.protocol import PartyTarget
from openets.ledger.store import Total
from openets.stores.sql import models
from openets.views import choices
from openets.views.columns import Column, synthetic_column
from openets.views.formatting import change
from openets.views.law import books_law, protocol, today
from openets.views.records import all_of
from openets.views.view import Filter, View


class PartyRow(NamedTuple):
    """A Party with a target, and where it stands if it is on record."""

    target: PartyTarget
    position: Position | None

    @property
    def on_record(self) -> bool:
        return self.position is not None

    @property
    def assigned_amount(self) -> int | None:
        """Of the record; of the law where there is none."""
        return self.position.party.assigned_amount if self.position is not None else self.target.assigned_amount

    @property
    def of_law(self) -> bool:
        """Whether the assigned amount is the law's."""
        return self.position is None and self.target.assigned_amount is not None

    @property
    def margin(self) -> int | None:
        """Units above the reserve, `None` where none need be kept."""
        return self.position.margin if self.position is not None and self.position.keeps_reserve else None

    @property
    def eligible(self) -> bool | None:
        return self.position.eligibility.eligible if self.position is not None else None

    @property
    def synthetic(self) -> bool:
        return self.position is not None and self.position.party.synthetic

    @property
    def tags(self) -> list[str]:
        if self.position is None:
            return [] if self.target.ratified else ["not ratified"]
        return ["synthetic"] if self.synthetic else []

    @property
    def amount_tags(self) -> list[str]:
        return ["source not seen"] if self.of_law and not self.target.assigned_amount_verified else []


def balance_figure(here: Position | None, balance: str, name: str) -> int | None:
    """A figure of one of a position's balances, `None` where there is none or its emissions would be guesswork."""
    if here is None or (name != "register" and not here.emissions_known):
        return None
    figure: int = getattr(getattr(here, balance), name)
    return figure


def _figure(name: str, title: str, help: str) -> Column:
    def value(row: PartyRow) -> int | None:
        return balance_figure(row.position, "true_up", name)

    return Column(name, title, help, "number", "t CO2e or units", value, null=True, sort=name)


COLUMNS = (
    Column("code", "Code", "Its code.", "code", value="target.code", sort="code"),
    Column("name", "Party", "Its name.", value="target.name", tags=lambda row: row.tags, sort="name",
           link=lambda row: ("party", row.target.code)),
    Column("target", "Target", "Its target as a change.", "short", value=lambda row: change(row.target.percent),
           on="page csv"),
    Column("percent", "Per cent of base year", "What it may emit, per cent of its base year.", "exact", "%",
           value="target.percent", on="csv data"),
    Column("change", "Change", "The same as a change from the base year.", "exact", "%", value="target.change",
           on="data"),
    Column("assigned_amount", "Assigned amount", "Of its record; of the law where there is none.", "number", "t CO2e",
           null=True, tags=lambda row: row.amount_tags, sort="assigned_amount"),
    Column("assigned_amount_source_seen", "Source seen",
           "Whether the source of the law's figure was seen; null where the record's is shown, or none.", "flag",
           value=lambda row: row.target.assigned_amount_verified if row.of_law else None, on="data", null=True),
    Column("on_record", "On record", "Whether these books keep its record.", "flag", on="csv data"),
    _figure("register", "Register R", "R: units that its registry can set against emissions."),
    _figure("emissions", "Emissions E", "E of the whole period; null while there is no inventory."),
    _figure("distance", "R − E", "R - E: below 0 is missing at true-up."),
    Column("reserve", "Reserve", "Units that its registry must keep.", "number", "units",
           value=lambda row: row.position and row.position.reserve.level, null=True, sort="reserve"),
    Column("margin", "Above the reserve", "Units above the reserve, where it binds.", "number", "units", null=True,
           sort="margin"),
    Column("eligible", "Eligible", "Whether it may transfer and acquire units.", "short",
           value=lambda row: {True: "yes", False: "no"}.get(row.eligible), on="page csv", sort="eligible"),
    Column("eligible", "Eligible", "Whether it may transfer and acquire units.", "flag", on="data", null=True),
    synthetic_column("Its record was made up for demonstration."),
)  # fmt: skip


def _groups() -> list[tuple[str, str]]:
    """Those that meet one target together, by the name of the Party that they are then, and all others."""
    law = books_law()
    code = joint_party(law) if law.protocol is not None else ""
    return [("bubble", party_name(code) or "Together"), ("others", "Others")]


GROUP = Filter(
    "group",
    "Group",
    "Those that meet one target together with their joint Party, or all others.",
    _groups,
    keeps=lambda row, group: in_bubble(row.target) == (group == "bubble"),
)


def _is_called(row: PartyRow, wanted: str) -> bool:
    return choices.is_called(row.target.name, row.target.code, wanted)


PARTIES: View[PartyRow] = View(
    "parties",
    "Parties of Annex B: targets and where they stand at true-up; tonnes of CO₂ equivalent or units",
    "A Party of Annex B and where it stands at true-up. Tonnes of CO2 equivalent, or units.",
    COLUMNS,
    key=lambda row: row.target.code,
    query=lambda: party_rows(),
    filters=(
        choices.words("Name or code", "A part of the name, or the code.", keeps=_is_called),
        choices.yes_no(
            "record", "Record", "Whether they are on record in these books.", "On record", "Not on record", "All",
            "on_record",
        ),
        GROUP,
    ),
    sort="name",
)  # fmt: skip
STANDING = PARTIES.only(
    "standing",
    "Parties on record: assigned amount, units to set against emissions, and emissions",
    "name", "assigned_amount", "register", "emissions", "distance",
)  # fmt: skip
"""The columns of the first page."""


def party_rows() -> list[PartyRow]:
    """Every Party with a target, in the order of the law."""
    found = positions()
    return [PartyRow(target, found.get(target.code)) for target in protocol().targets.values()]


# --- where they stand -----------------------------------------------------------------------------


def parties() -> dict[str, Party]:
    """Every Party on record, by code."""
    return {party.code: party for party in all_of(KIND)}


def totals() -> dict[Total, int]:
    """Every running total that is not zero, in order."""
    rows = models.Total.objects.exclude(quantity=0).values_list("registry", "unit", "what", "quantity")
    return {(registry, unit, what): quantity for registry, unit, what, quantity in sorted(rows)}


def in_bubble(target: PartyTarget) -> bool:
    return bool(target.bubble) or target.code == joint_party(books_law())


def standing() -> tuple[dict[str, Position], Bubble | None]:
    """Where every Party on record stands today, and how those that meet one target together do."""
    law, known = books_law(), parties()
    if law.protocol is None or not known:
        return {}, None
    found_totals = totals()
    found = party_position.positions(law, known, found_totals, today())
    return found, bubble_of(law, found, found_totals)


def positions() -> dict[str, Position]:
    """Where every Party on record stands today, by code."""
    return standing()[0]


def parties_on_record() -> list[PartyRow]:
    """The Parties whose records these books keep, by name."""
    found = positions()
    rows = [PartyRow(protocol().targets[code], each) for code, each in found.items()]
    return sorted(rows, key=lambda row: row.target.name)


def party_name(code: str) -> str:
    law = books_law().protocol
    target = law.targets.get(code) if law is not None else None
    return target.name if target is not None else code
