"""What `books.status(…)` answers: an installation, an account, or the whole registry, in one call."""

from datetime import date
from typing import Any

from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.store import Store
from openets.views import law as shown
from openets.views.accounts import ACCOUNTS, account_row
from openets.views.columns import row_type
from openets.views.finding import shortened
from openets.views.installation import WHOLE, installation_file
from openets.views.status import Status, status
from openets.views.view import View


def one_thing(of: str) -> Any:
    """An installation or account by its id. Raises `Misuse` where the books know neither on the day that is shown."""
    wanted = str(of).strip()
    if (file := installation_file(wanted)) is not None:
        return _row(WHOLE, file)
    if (account := account_row(wanted)) is not None:
        return _row(ACCOUNTS, account)
    raise Misuse(f"no installation or account has the id '{shortened(wanted)}'")


def everything(store: Store, law: Law, *, past: bool) -> Status:
    """The whole registry: totals by year, units by type, agreement with the official letters."""
    today, known = (shown.today(), shown.day_known()) if past else (date.max, None)
    return status(store, law, today=today, known=known)


def _row(view: View[Any], row: Any) -> Any:
    """A row with the fields that the interface gives it."""
    columns = view.on("data")
    return row_type(columns)._make(column.datum(row) for column in columns)
