"""Enter an installation's verified emissions of a year, or that there is no report."""

from __future__ import annotations

from typing import NamedTuple

from openets.engine.installations import own, whole
from openets.engine.kind import Deciding, entering
from openets.engine.posting import Stamp
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.codec import EntryForm
from openets.ledger.journal import Entry
from openets.ledger.replay import EntryKind, Replay
from openets.ledger.store import Needs

REPORT_STATES = ("reported", "not reported", "not required", "excluded")
MISSING = "not reported"


class EnterReport(NamedTuple):
    """Enter an installation's verified emissions of a year, or that there is no report.

    A missing report (`not reported`) blocks the account for transfers; a report lifts the block.
    """

    registry: str
    installation: str
    year: int
    verified: int | None
    state: str
    request: str


class ReportEntry(NamedTuple):
    """What the journal says of a report, in the measure of the law's basis; `verified` is `None` without a figure."""

    installation: str
    year: int
    verified: int | None
    state: str
    request: str
    at: str
    by: str


REPORT = EntryForm("report", ReportEntry)


def touches(command: EnterReport, needs: Needs, law: Law) -> None:
    needs.installations.add(command.installation)
    needs.unreported.add(command.installation)
    if type(command.year) is int:
        needs.years.add((command.installation, command.year))


def enter(books: Books, command: EnterReport, under: Deciding) -> str:
    installation, year = command.installation, command.year
    account = own(books, command.registry, installation)
    _stop_senseless(command, under.mark)
    record = books.year(installation, year)
    books.set_year(record._replace(verified=command.verified, report=command.state, reported_on=under.mark.at[:10]))
    unreported = books.unreported.setdefault(installation, set())
    (unreported.add if command.state == MISSING else unreported.discard)(year)
    blocked = bool(unreported)
    if account.blocked is not blocked:
        books.set_account(account.with_blocked(blocked))
    told = ReportEntry(
        installation, year, command.verified, command.state, command.request, under.mark.at, under.mark.by
    )
    return books.write(command.registry, REPORT, told)


def _stop_senseless(command: EnterReport, mark: Stamp) -> None:
    installation, year = command.installation, command.year
    if command.state not in REPORT_STATES:
        raise Misuse(f"'{command.state}' is no state of a report; known are {', '.join(REPORT_STATES)}")
    if command.verified is not None:
        whole(command.verified, f"verified emissions of {installation}, {year}")
    if type(year) is not int or year >= int(mark.at[:4]):
        raise Misuse(f"{installation}: {year} has not ended on {mark.at[:10]}, so there is no report of it yet")
    if (command.verified is None) is (command.state == "reported"):
        raise Misuse(f"{installation}, {year}: a report has a figure, and only a report has one")


def apply(state: Replay, entry: Entry, told: ReportEntry) -> None:
    """An account is blocked while any of its years lacks its report."""
    record = state.year(told.installation, told.year)
    state.set_year(record._replace(verified=told.verified, report=told.state, reported_on=entry.at[:10]))
    years = state.unreported[told.installation]
    (years.add if told.state == MISSING else years.discard)(told.year)
    state.change_account(state.account_of[told.installation], blocked=bool(years))


KIND = entering(EnterReport, right="enter report", touches=touches, enter=enter, entry=EntryKind(REPORT, apply))
