"""An operator's question: what is still owed, by when, what is held, what is missing, and what failing costs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from openets.compliance.official import still_owed
from openets.kernel.money import Money
from openets.ledger.accounts import Account, Installation
from openets.views.detail import fact, shape
from openets.views.judging import cycles_of
from openets.views.law import books_law, today
from openets.views.years import JudgedYear


class Duty(NamedTuple):
    """What an operator has to do on the day that is shown.

    Nothing where the official letter finds nothing missing, else what the scheme's rules say of what is on record.
    """

    year: int
    """The latest year of which anything was heard."""
    report: str
    owed: int
    """Units that are still to be surrendered, for this year and those before it."""
    due: date
    held: int
    """Units in the installation's accounts that may be surrendered for the year."""
    price: Money
    """What each unit costs that is missing on the day, which is owed all the same."""

    @property
    def missing(self) -> int:
        """What is owed and not held."""
        return max(0, self.owed - self.held)

    @property
    def overdue(self) -> bool:
        return self.owed > 0 and self.due < today()

    @property
    def failing(self) -> Money:
        """What it costs to surrender nothing more by the day."""
        return self.price.times(self.owed)


def duty_of(
    own: Installation, years: Sequence[JudgedYear], held: Sequence[tuple[Account, Mapping[str, int]]]
) -> Duty | None:
    """The duty of an installation; `None` where nothing was heard of it, or the law has no day for it."""
    last = next((each for each in reversed(years) if each.status is not None), None)
    if last is None or last.status is None:
        return None
    law, status = books_law(), last.status
    falls_due = law.judged_with(status.year, aviation=own.aviation)
    try:
        due = law.deadline("surrender", falls_due, cycles_of(law, [own.key]).get(own.key, ""))
    except KeyError:
        return None
    usable = sum(
        units
        for account, by_unit in held
        for unit, units in by_unit.items()
        if unit in law.units_for(status.year, law.terms.accounts[account.type])
    )
    doubt = last.penalty.doubt if last.penalty else ""
    owed = still_owed(law, last.record.official, status, doubt)
    price = law.penalty(status.year).times(0 if doubt else 1)  # what is not shown as penalty is not shown here
    return Duty(status.year, status.report, owed, due, usable, price)


DUTY: Any = shape(
    Duty,
    fact("year", "The latest year of which anything was heard.", "year"),
    fact("report", "The state of its report."),
    fact("owed", "Units still to be surrendered, for this year and those before it.", "number"),
    fact("due", "The day by which they are due.", "day"),
    fact("overdue", "Whether that day is over and something is still owed.", "flag"),
    fact("held", "Units in its accounts that may be surrendered for the year.", "number"),
    fact("missing", "What is owed and not held.", "number"),
    fact("failing", "The penalty for surrendering nothing more by the day.", "exact", lambda row: row.failing.amount),
    fact("currency", "The currency of the penalty.", value=lambda row: row.failing.currency),
    name="Duty",
)
