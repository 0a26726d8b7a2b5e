"""Enter an installation's verified report of a year, or that there is none: what is owed is reckoned from it."""

from typing import NamedTuple

from openets.compliance.entries import YearEntry
from openets.compliance.installation_record import LIFE
from openets.engine.installations import closed_in, own, stop_other_years, whole
from openets.engine.kind import Deciding, entering, stop
from openets.engine.posting import Stamp
from openets.engine.rights import ADMINISTRATOR
from openets.kernel.refusals import Misuse
from openets.laws.bases import owed
from openets.laws.law import Law
from openets.ledger.accounts import Account
from openets.ledger.books import Books
from openets.ledger.codec import EntryForm
from openets.ledger.journal import Entry
from openets.ledger.replay import EntryKind, Replay
from openets.ledger.store import Needs

REPORT_STATES = ("reported", "not reported", "not required", "excluded")
MISSING = "not reported"

Measured = tuple[tuple[str, int], ...]
"""The measurements of a report, each with its name."""


class EnterReport(NamedTuple):
    """Enter an installation's verified emissions of a year, or that there is no report.

    A missing report (`not reported`) blocks the account for transfers; a report lifts the block. `verified` is the
    figure itself under a law of mass; under another the `measurements` that its obligation basis names stand instead.
    """

    registry: str
    installation: str
    year: int
    verified: int | None
    state: str
    request: str
    measurements: Measured = ()
    on: str = ""


class ReportEntry(NamedTuple):
    """What the journal says of a report: `verified` is what is owed for it, `None` without a report.

    The `measurements` are those from which it was reckoned, where the law's basis names some; below its standard
    nothing is owed, and `credit` is what was earned.
    """

    installation: str
    year: int
    verified: int | None
    state: str
    request: str
    at: str
    by: str
    measurements: Measured = ()
    credit: int = 0
    on: str = ""


REPORT = EntryForm("report", ReportEntry)
CHECKS_OF_A_REPORT = (
    "year_is_within_the_scope year_is_within_the_membership year_is_not_after_the_closure"
    " report_is_not_taken_back report_is_plausible correction_is_decided_by_the_authority"
)


def touches(command: EnterReport, needs: Needs, law: Law) -> None:
    needs.installations.add(command.installation)
    needs.unreported.add(command.installation)
    needs.records.add((LIFE, command.installation))
    if type(command.year) is int:
        needs.years.add((command.installation, command.year))


def enter(books: Books, command: EnterReport, under: Deciding) -> str:
    installation, year = command.installation, command.year
    account = own(books, command.registry, installation)
    _stop_senseless(command, under.mark, under.law)
    figure = _figure(command, under.law)
    verified = None if figure is None else max(figure, 0)
    record, kind = books.year(installation, year), books.terms.accounts[account.type]
    found = YearEntry(installation, year, kind, report=record.report, state=command.state)
    found.takes_part = under.law.takes_part(installation, year, aviation=kind.aviation)
    found.closed = closed_in(books, installation)
    found.verified, found.measure, found.most = verified or 0, under.law.measure, under.law.most_reported
    found.stood, found.by_authority = record.verified, ADMINISTRATOR in under.actor.roles
    found.settled = under.law.is_over("surrender", year, under.mark.day)
    stop(CHECKS_OF_A_REPORT, found)
    heading, credit = (command.request, under.mark.at, under.mark.by), max(-(figure or 0), 0)
    told = ReportEntry(installation, year, verified, command.state, *heading, command.measurements, credit, command.on)
    return write_report(books, account, told)


def write_report(books: Books, account: Account, told: ReportEntry) -> str:
    """Enter a report of the installation whose account it is; the reference of the entry."""
    record = books.year(told.installation, told.year)
    said = record._replace(verified=told.verified, report=told.state, reported_on=told.on or told.at[:10])
    books.enter_year("report", said, told.at[:10])
    unreported = books.unreported.setdefault(told.installation, set())
    (unreported.add if told.state == MISSING else unreported.discard)(told.year)
    blocked = bool(unreported)
    if account.blocked is not blocked:
        books.set_account(account._replace(blocked=blocked))
    return books.write(account.registry, REPORT, told)


def _stop_senseless(command: EnterReport, mark: Stamp, law: Law) -> None:
    installation, year = command.installation, command.year
    if command.state not in REPORT_STATES:
        raise Misuse(f"'{command.state}' is no state of a report; known are {', '.join(REPORT_STATES)}")
    if type(year) is not int or year >= mark.day.year:
        raise Misuse(f"{installation}: {year} has not ended on {mark.day}, so there is no report of it yet")
    stop_other_years(law, year, installation)
    told = command.verified is not None or bool(command.measurements)
    if told is not (command.state == "reported"):
        raise Misuse(f"{installation}, {year}: a report has a figure, and only a report has one")


def _figure(command: EnterReport, law: Law) -> int | None:
    """Units owed for a report by the law's basis, below 0 where some were earned; `None` without a report."""
    given, what = command.measurements, f"{command.installation}, {command.year}"
    if command.verified is not None:
        if given:
            raise Misuse(f"{what}: a report has verified emissions or measurements, not both")
        if not law.basis.is_mass:
            wanted = ", ".join(law.basis.measurements)
            raise Misuse(f"{what}: the law's basis is '{law.basis.name}', so a report names its {wanted}")
        return whole(command.verified, f"verified emissions of {what}", law.measure)
    if not given:
        return None
    if (
        not isinstance(given, tuple)
        or not all(isinstance(each, tuple) and len(each) == 2 for each in given)
        or len(dict(given)) < len(given)
    ):
        raise Misuse(f"{what}: a report names each measurement once, with its value, not {given!r:.80}")
    figure = owed(law.basis, dict(given), law.basis_parameters(command.year))
    whole(abs(figure), f"what is owed for {what}", law.measure)
    return figure


def apply(state: Replay, entry: Entry, told: ReportEntry) -> None:
    """An account is blocked while any of its years lacks its report."""
    state.stop_elsewhere(entry, told.installation)
    if told.state not in REPORT_STATES or (told.verified is not None) is not (told.state == "reported"):
        raise ValueError(f"a report of {told.installation} is '{told.state}' with {told.verified}")
    if told.credit < 0 or (told.verified or 0) < 0:
        raise ValueError(f"a report of {told.installation} says less than nothing")
    record = state.year(told.installation, told.year)
    said = record._replace(verified=told.verified, report=told.state, reported_on=told.on or entry.at[:10])
    state.enter_year("report", said, entry.at[:10])
    years = state.unreported[told.installation]
    (years.add if told.state == MISSING else years.discard)(told.year)
    state.change_account(state.account_of[told.installation], blocked=bool(years))


def asked(entry: Entry, told: ReportEntry) -> EnterReport:
    """The report; its figure only where no measurements led to it."""
    verified = None if told.measurements else told.verified
    place = (entry.registry, told.installation, told.year)
    return EnterReport(*place, verified, told.state, told.request, told.measurements)


def account_of(books: Books, command: EnterReport) -> str:
    """The account of the installation; its key where it has none, which nobody's account is called."""
    known = books.accounts_of.get(command.installation)
    return known.identifier if known is not None else command.installation


KIND = entering(
    EnterReport,
    right="enter report",
    touches=touches,
    enter=enter,
    entry=EntryKind(REPORT, apply, asked=asked),
    about=account_of,
)
