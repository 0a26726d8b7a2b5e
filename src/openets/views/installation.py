"""One installation: its years on record and as the rules judge them, its penalties, and what its accounts hold."""

from datetime import date
from typing import Any, NamedTuple

from openets.ledger.accounts import Account, Installation
from openets.ledger.store import YearRecord
from openets.views.accounts import accounts_of, holdings
from openets.views.detail import fact, grown, many, shape
from openets.views.installations import INSTALLATIONS, InstallationRow, installation, years_of
from openets.views.years import JudgedYear, PeriodPenalty, judged_years, penalties_by_period, years_in


class Held(NamedTuple):
    """An account of an installation and what it holds by unit type."""

    account: Account
    held: dict[str, int]


class InstallationFile(NamedTuple):
    """An installation and all that these books have of it, as of a day."""

    installation: Installation
    as_of: date | None
    """`None` for what is known now."""
    years: list[JudgedYear]

    @property
    def penalties(self) -> list[PeriodPenalty]:
        """Phases in which a penalty is shown."""
        return penalties_by_period(self.years)

    @property
    def accounts(self) -> list[Held]:
        own = accounts_of(self.installation.key)
        held = holdings([each.key for each in own])
        return [Held(each, held.get(each.key, {})) for each in own]


def installation_file(key: str, as_of: date | None = None) -> InstallationFile | None:
    """One installation; `None` for one that the books do not know."""
    found = installation(key)
    return None if found is None else InstallationFile(found, as_of, judged_years(found, years_of(key), as_of))


def _without_a_year(file: InstallationFile) -> InstallationRow:
    return InstallationRow(file.installation, YearRecord(file.installation.key, 0))


PENALTY: Any = shape(
    PeriodPenalty,
    fact("phase", "The period of the law.", value=lambda row: row.period.name),
    fact("tonnes", "What was missing.", "number", value=lambda row: row.short),
    fact("amount", "The sum of its years.", "exact", value=lambda row: row.amount.amount),
    fact("currency", "The currency of the penalty.", value=lambda row: row.amount.currency),
    name="Penalty",
)
HOLDING: Any = shape(
    Held,
    fact("identifier", "The account's identifier.", value=lambda row: row.account.identifier),
    fact("name", "Its name.", value=lambda row: row.account.name),
    fact("held", "What it holds, by unit type.", "counts"),
    name="Holding",
)
WHOLE = grown(
    INSTALLATIONS.without("places", "year", "verified", "allocated", "surrendered", "official"),
    _without_a_year,
    "WholeInstallation",
    "An installation with its years and accounts.",
    fact("as_of", "The day on whose knowledge its years are judged; null for now.", "day", null=True),
    many("years", years_in("")),
    many("penalties", PENALTY, "The penalty of a phase."),
    many("accounts", HOLDING),
)
