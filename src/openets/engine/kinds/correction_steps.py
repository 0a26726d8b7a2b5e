"""What a step of a correction does to the account of its installation, and to the report, besides its record."""

from openets.compliance.correction_record import ACCEPTED, CORRECTION, KIND, Correction, place_of
from openets.compliance.installation_record import LIFE
from openets.engine.installations import own
from openets.engine.kind import Deciding
from openets.engine.kinds import report
from openets.engine.kinds.change_account import write_state
from openets.engine.records import take
from openets.engine.steps import TakeStep
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.store import Needs


def touch(command: TakeStep, needs: Needs) -> None:
    """Add the installation, its account and the year of a correction."""
    installation, year = place_of(command.key)
    needs.installations.add(installation)
    needs.unreported.add(installation)
    needs.records.add((LIFE, installation))
    needs.years.add((installation, year))


def lead(books: Books, command: TakeStep, needs: Needs) -> None:
    """Add the account of the installation."""
    needs.accounts.add(account_of(books, command))


def enter(books: Books, command: TakeStep, under: Deciding) -> str:
    """Take the step, keep units in the account or let them go, and enter the report that is accepted; the reference of
    the step."""
    installation, year = place_of(command.key)
    account = own(books, command.registry, installation)
    _stop_other_years(under.law, command.key, year)
    before = _correction(books, command.key)
    reference = take(books, command, under.mark, under.law)
    now = _correction(books, command.key)
    kept = account.reserved + now.reserved - before.reserved
    if kept != account.reserved:
        request = f"#{reference}:reserved"
        write_state(books, command.registry, account._replace(reserved=kept), request, under.mark)
    if now.state == ACCEPTED:
        _report(books, command, now, f"#{reference}:report", under)
    return reference


def account_of(books: Books, command: TakeStep) -> str:
    """The account of the installation whose report is corrected; its key where it has none."""
    installation, _ = place_of(command.key)
    known = books.accounts_of.get(installation)
    return known.identifier if known is not None else installation


def _correction(books: Books, key: str) -> Correction:
    body = books.body(CORRECTION, key)
    return KIND.read(body) if body is not None else Correction("")


def _stop_other_years(law: Law, key: str, year: int) -> None:
    if law.period(year) is None:
        raise Misuse(f"{key}: {year} is not a year of the scheme")


def _report(books: Books, command: TakeStep, now: Correction, request: str, under: Deciding) -> None:
    """Enter what was accepted as the year's report, as of the day of the decision."""
    installation, year = place_of(command.key)
    on = str(now.decided_on) if now.decided_on != under.mark.day else ""
    told = now.verified, "reported", request, now.measurements, on
    report.enter(books, report.EnterReport(command.registry, installation, year, *told), under)
