"""What an account holds, block by block of serial numbers."""

from collections import Counter
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import F, Q, Sum

from openets.kernel.refusals import Misuse
from openets.kernel.units import Block, Series, block_from_text
from openets.ledger.accounts import Account
from openets.stores.sql import models
from openets.views import choices
from openets.views.accounts import account, accounts_by_key
from openets.views.columns import Column
from openets.views.finding import WrongFilter
from openets.views.known import present
from openets.views.law import Past, books_law, past_shown
from openets.views.past import blocks_known
from openets.views.rows import Rows
from openets.views.view import View


def year_of(series: Series) -> int | None:
    """The year that serial numbers name, or that all units of the type have."""
    return series.vintage or books_law().terms.units[series.unit].vintage or None


def serial(block: Block) -> str:
    """A block's serial number as people read it."""
    return books_law().terms.serial_number(block)


COLUMNS = (
    Column("unit", "Unit type", "Code of the unit type.", value="series.unit"),
    Column("origin", "Origin", "The registry that issued them first.", value="series.origin"),
    Column("start", "First serial number", "The first serial number.", "number", sort="serial"),
    Column("end", "Last serial number", "The last serial number.", "number"),
    Column("quantity", "Units", "How many units.", "number", "units", sort="quantity"),
    Column("original_period", "Original period", "The period for which they were issued.", "number",
           value="series.original_period", on="csv data"),
    Column("applicable_period", "Period", "The period for which they are valid.", "year",
           value="series.applicable_period"),
    Column("activity", "Activity", "Land-use activity (LULUCF).", "number",
           value=lambda row: row.series.activity or None, on="data", null=True),
    Column("project", "Project", "The project that they come from.", value="series.project", on="data", null=True),
    Column("track", "Track", "Of Joint Implementation.", "number", value=lambda row: row.series.track or None,
           on="data", null=True),
    Column("vintage", "Vintage", "The year of the units, of types that have one: of credits the one in which the tonnes"
           " were reduced, of allowances the first for which they may be used.", "year",
           value=lambda row: year_of(row.series), null=True),
    Column("expiry", "Expiry", "The last day on which units that expire are valid.", value="series.expiry", on="data",
           null=True),
    Column("serial", "As one number", "As people read it: the elements joined by hyphens.", "code", value=serial),
)  # fmt: skip
ORDERS = {"quantity": ("unit", "units", "start"), "serial": ("origin", "start")}


EDGES = {
    "quantity": lambda row: f"{row.series.unit} {row.quantity:018} {row.start:018}",
    "serial": lambda row: f"{row.series.origin} {row.start:018}",
}
"""The same orders, of rows at hand."""


def _blocks(account: int, unit: str = "", vintage: str = "") -> Rows[Block] | list[Block]:
    if past := past_shown():
        found = _blocks_known(account, past)
        found = [row for row in found if unit in ("", row.series.unit)]
        return [row for row in found if not vintage or str(year_of(row.series) or "") == vintage]
    now = _blocks_now(account, vintage)
    return now.where("unit", unit) if unit else now


def _blocks_known(account: int, past: Past) -> list[Block]:
    """The blocks of an account in a past."""
    with present():
        own = accounts_by_key([account])[account]
        return blocks_known(own, _blocks_now(account).ordered("serial"), past, books_law())


def _blocks_now(account: int, vintage: str = "") -> Rows[Block]:
    query = models.Block.objects.filter(account=account)
    if vintage:
        of_types = [code for code, unit in books_law().terms.units.items() if str(unit.vintage) == vintage]
        query = query.filter(Q(vintage=int(vintage)) | Q(unit__in=of_types))
    # written as in the index `block_first`, so that it can be read from it
    query = query.annotate(units=F("end") - F("start"))
    return Rows(query, _with_series, ORDERS, ("series", "start", "end"))


BLOCKS: View[Block] = View(
    "blocks",
    "Blocks of serial numbers that the account holds",
    "A block of serial numbers.",
    COLUMNS,
    query=_blocks,
    filters=(choices.UNIT, choices.VINTAGE),
    sort="-quantity",
    edges=EDGES,
    key=lambda row: f"{row.series.origin} {row.start:018}",
)
HOLDINGS: View[Block] = replace(
    BLOCKS,
    name="holdings",
    query=lambda account, unit="", vintage="": _blocks(known_account(account).key, unit, vintage),
)
"""The same by the account's identifier."""


class OfVintage(NamedTuple):
    """Units of one type and vintage that an account holds."""

    unit: str
    vintage: int
    quantity: int


OF_VINTAGE: View[OfVintage] = View(
    "vintages",
    "Units that the account holds, by vintage",
    "Units of one type and vintage that an account holds.",
    (
        Column("unit", "Unit type", "Code of the unit type."),
        Column("vintage", "Vintage", "The year in which the tonnes were reduced, or the first of use.", "year"),
        Column("quantity", "Units", "How many units.", "number", "units"),
    ),
)


def vintages_held(account: int) -> list[OfVintage]:
    """What an account holds of units whose serial numbers name a year, the oldest first."""
    named = books_law().terms.told_apart
    if past := past_shown():
        sums: Counter[tuple[str, int]] = Counter()
        for row in _blocks_known(account, past):
            sums[row.series.unit, row.series.vintage] += (
                row.quantity if row.series.unit in named and row.series.vintage else 0
            )
        return [OfVintage(*place, units) for place, units in sorted((+sums).items())]
    query = models.Block.objects.filter(account=account, unit__in=named, vintage__gt=0)
    found = query.values_list("unit", "vintage").annotate(units=Sum(F("end") - F("start") + 1))
    return [OfVintage(*row) for row in found.order_by("unit", "vintage")]


def _with_series(rows: list[Any]) -> list[Block]:
    wanted = models.Series.objects.filter(id__in={row[0] for row in rows})
    series = {row[0]: Series(*row[1:]) for row in wanted.values_list("id", *Series._fields)}
    return [Block(series[number], start, end) for number, start, end in rows]


def key_of(identifier: str) -> int:
    """The books' number for an account, 0 where none is named. Raises `WrongFilter` for one that they do not know."""
    if not identifier:
        return 0
    found = account(identifier)
    if found is None:
        raise WrongFilter("account", f"must be the identifier of an account: none is called “{identifier}”")
    return found.key


def known_account(identifier: str) -> Account:
    """The account of an identifier. Raises `Misuse` for one that the books do not know."""
    found = account(identifier)
    if found is None:
        raise Misuse(f"no account '{identifier[:60]}' is known: `ets accounts --find TEXT` lists accounts")
    return found


class Moved(NamedTuple):
    """A block that a journal entry names, read from its text; `block` is `None` where it cannot be read."""

    text: str
    block: Block | None


def moved(texts: Any) -> list[Moved]:
    """The blocks that an entry names, such as ``UNIT:AT:0:0 1-100``."""
    return [Moved(str(text), _read(str(text))) for text in texts or ()]


def _read(text: str) -> Block | None:
    try:
        block = block_from_text(text)
    except (ValueError, IndexError):
        return None
    return block if block.series.unit in books_law().terms.units else None
