"""What commands about installations have in common."""

from openets.compliance.installation_record import LIFE, life_of
from openets.kernel.identifiers import stop_leading_zeros
from openets.kernel.refusals import Misuse
from openets.kernel.units import MOST_UNITS
from openets.laws.law import Law
from openets.ledger.accounts import Account
from openets.ledger.books import Books


def own(books: Books, registry: str, installation: str) -> Account:
    """The account of an installation, if it is in this registry: its books are locked, no other's."""
    stop_leading_zeros(installation)
    account = books.accounts_of.get(installation)
    if account is None:
        raise Misuse(f"installation '{installation}' is not known")
    if account.registry != registry:
        raise Misuse(f"installation '{installation}' is in registry {account.registry}, not in {registry}")
    return account


def closed_in(books: Books, installation: str) -> int | None:
    """The year in which an installation closed; `None` while it operates."""
    closed = life_of(books.body(LIFE, installation)).closed_on
    return closed.year if closed is not None else None


def whole(quantity: object, what: str, measure: str = "") -> int:
    """A quantity that the books can hold. `measure` is told with it where it is not one of units."""
    if type(quantity) is not int or not 0 <= quantity <= MOST_UNITS:
        kind = f"a whole number ({measure})" if measure else "a whole number"
        raise Misuse(f"{what} must be {kind} from 0 to {MOST_UNITS:,}, not {quantity!r}")
    return quantity


def stop_other_years(law: Law, year: object, place: str) -> None:
    """Raise `Misuse` for a year that is none of the law's: nothing is ever due for it."""
    if type(year) is not int or law.period(year) is None:
        first, last = law.periods[0].first_year, max(period.last_year for period in law.periods)
        raise Misuse(f"{place}: {year!r:.40} is not a year of the scheme: it runs from {first} to {last}")
