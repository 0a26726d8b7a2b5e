"""The reference page of codes: units, accounts, transactions, notifications and their statuses."""

from __future__ import annotations

from collections.abc import Iterator

from openets.compliance.notices_record import NoticeStatus, NoticeType, answers_of, notice_types
from openets.compliance.official import CAUSES
from openets.kernel.units import UnitType
from openets.laws.reading import read_law
from openets.ledger.accounts import FOREIGN, TRANSIT, AccountType
from openets.ledger.transactions import LIFE, Status, TransactionType
from openets.records.reconciliation import ReconciliationStatus
from tools.reference_tables import cell, listed, table, yes

EU_ETS = read_law("eu_ets")
TERMS, REGISTRIES = EU_ETS.terms, EU_ETS.terms.registries
_CHANGES = {"project": "project and track", "expiry": "expiry date", "period": "applicable period, by one"}
_LOOKS = {"totals": "totals", "parties": "Parties' records", "blocks": "serial blocks", "project": "project"}


def codes() -> Iterator[str]:
    """The page, line by line."""
    yield "# Codes"
    yield ""
    yield "Official numbers where their source was seen; *source seen* says no where it was not."
    yield ""
    yield from _units()
    yield from _accounts()
    yield from _transaction_types()
    yield from _statuses()
    yield from _notifications()
    yield from _reconciliations()
    yield "## Why a computed compliance letter may differ from the official one"
    yield ""
    yield from table(("cause", "meaning"), CAUSES.items())


# ---- units -------------------------------------------------------------------------------------------


def _units() -> Iterator[str]:
    yield "## Unit types"
    yield ""
    yield (
        "*Serial numbers name* says which elements a serial number of the type has beside origin, numbers and periods."
        " *Commitment* says whether a Party may meet its commitment under the Kyoto Protocol with it."
    )
    yield ""
    columns = ("code", "name", "unit type", "supplementary", "period", "allowance", "commitment")
    yield from table((*columns, "serial numbers name", "source", "source seen"), map(_unit_type, TERMS.units.values()))
    yield "## Land-use activities (LULUCF)"
    yield ""
    activities = [(str(number), letters, name) for number, (letters, name) in TERMS.activities.items()]
    yield from table(
        ("number", "letters", "activity", "source", "source seen"),
        [(*row, "UKREG EnvironmentalActivity", True) for row in activities],
    )


def _unit_type(row: UnitType) -> tuple[object, ...]:
    period = "any" if row.period is None else row.period
    traits = {"activity": row.sink, "project": row.project, "vintage": row.vintaged, "expiry": row.expires}
    named = ", ".join(name for name, has in traits.items() if has)
    numbers = *(row.numbers or ("", "")), period
    return (
        *(f"`{row.code}`", row.name, *numbers, yes(row.allowance), yes(row.commitment)),
        *(named, row.source, row.verified),
    )


# ---- accounts ----------------------------------------------------------------------------------------


def _accounts() -> Iterator[str]:
    yield "## Account types"
    yield ""
    columns = ("code", "name", "in the identifier", "units there are", "opened", "holds", "source", "source seen")
    yield from table(columns, map(_account_type, TERMS.accounts.values()))


def _account_type(row: AccountType) -> tuple[object, ...]:
    holds = listed(row.holds)
    return f"`{row.code}`", row.name, str(row.digits), row.bucket, _opened(row), holds, row.source, row.verified


def _opened(row: AccountType) -> str:
    if row.code in REGISTRIES["AT"].later:
        return "with the Party's initial report"
    if row.code in (*REGISTRIES["AT"].opens, *REGISTRIES["CDM"].opens, *REGISTRIES["CDM"].later):
        return "with the registry"
    return "by the program" if row.code in (TRANSIT, FOREIGN) else "on request"


# ---- transactions ------------------------------------------------------------------------------------


def _transaction_types() -> Iterator[str]:
    yield "## Transaction types"
    yield ""
    yield (
        "*Makes* says what becomes of the units where they do not stay what they are; *checks look at* what the checks"
        " need to know beyond accounts and quantities."
    )
    yield ""
    columns = ("code", "name", "effect", "makes", "units", "from", "to", "between", "names a year", "reversed by")
    yield from table(
        (*columns, "checks look at", "source", "source seen"), map(_transaction_type, TERMS.transactions.values())
    )


def _transaction_type(row: TransactionType) -> tuple[object, ...]:
    places = listed(row.transferring), listed(row.acquiring)
    between = {True: "one registry", False: "two registries", None: ""}[row.same_registry]
    looks = listed(_LOOKS.get(each, each) for each in EU_ETS.needs.get(row.code, ()))
    return (
        *(f"`{row.code}`", row.name, str(row.effect), _makes(row), listed(row.units), *places, between),
        *(yes(bool(row.record)), row.reversed_by, looks, row.source, row.verified),
    )


def _makes(row: TransactionType) -> str:
    """What a conversion or replacement makes of its units."""
    made = {unit: row.makes(unit) for unit in sorted(row.units) if row.makes(unit) != unit}
    words = [f"{target} of {unit}" for unit, target in made.items()]
    if row.changes:
        words.append(f"changes {listed(_CHANGES[each] for each in row.changes)}")
    if row.back:
        words.append("gives back what was converted")
    return "; ".join(words)


def _statuses() -> Iterator[str]:
    yield "## Statuses of a transaction"
    yield ""
    rows = ((str(row.value), _words(row), yes(row.final)) for row in Status)
    yield from table(("number", "status", "final"), rows)
    yield "What may happen in which status; anything else cannot."
    yield ""
    yield from table(
        ("in", "event", "then"),
        (
            (f"{state.value} {_words(state)}", event, f"{after.value} {_words(after)}")
            for (state, event), after in LIFE.items()
        ),
    )


def _words(status: Status | NoticeStatus | ReconciliationStatus) -> str:
    return status.name.replace("_", " ").lower()


# ---- notifications and reconciliations ---------------------------------------------------------------


def _notifications() -> Iterator[str]:
    yield "## Notifications of the international log"
    yield ""
    yield (
        "Codes, names and accounts: UKREG NoticeType. *Days* is how long a Party has, counted from the"
        " notification; where there are none, the notification names its day itself or asks for nothing."
    )
    yield ""
    columns = ("code", "name", "what it asks", "settled by", "with", "it names", "days", "their source seen")
    yield from table(columns, map(_notice_type, notice_types(EU_ETS).values()))
    yield "Statuses of a notification (UKREG):"
    yield ""
    yield from table(("number", "status"), ((str(row.value), _words(row)) for row in NoticeStatus))


def _notice_type(row: NoticeType) -> tuple[object, ...]:
    settled = answers_of(row) if row.answers else ""
    days = "" if row.days is None else cell(row.days_verified)
    return str(row.code), row.name, row.asks, settled, listed(row.units), listed(row.names), row.days, days


def _reconciliations() -> Iterator[str]:
    yield "## Statuses of a reconciliation"
    yield ""
    yield "Numbers of the field (UKREG ITLReconciliationStatus)."
    yield ""
    yield from table(("number", "status"), ((str(row.value), _words(row)) for row in ReconciliationStatus))
