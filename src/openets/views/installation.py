"""One installation: its years on record and as the rules judge them, its penalties, and what its accounts hold."""

from typing import Any, NamedTuple

from openets.compliance.installation_record import LIFE, Absorbed, Life, Tenure, life_of
from openets.ledger.accounts import Account, Installation
from openets.ledger.store import YearRecord
from openets.views.accounts import accounts_of, holdings
from openets.views.columns import Column
from openets.views.corrections import CORRECTIONS, corrections_of
from openets.views.detail import fact, grown, many, mirror, one, shape
from openets.views.duty import DUTY, Duty, duty_of
from openets.views.installations import INSTALLATIONS, InstallationRow, installation, years_of
from openets.views.records import body
from openets.views.view import View
from openets.views.years import (
    WHOSE,
    JudgedYear,
    PeriodPenalty,
    judged_years,
    penalties_by_period,
    whose_conclusions,
    years_in,
)


class Held(NamedTuple):
    """An account of an installation and what it holds by unit type."""

    account: Account
    held: dict[str, int]


class InstallationFile(NamedTuple):
    """An installation and all that these books have of it."""

    installation: Installation
    years: list[JudgedYear]
    life: Life
    """What has become of it."""

    @property
    def number(self) -> str:
        """The number that it bears."""
        return self.life.numbers[-1].number if self.life.numbers else self.installation.key

    @property
    def numbers(self) -> list[str]:
        """All that it ever bore, the first one first."""
        given = (self.installation.key, *(each.number for each in self.life.numbers))
        return list(dict.fromkeys(given))

    @property
    def operators(self) -> tuple[Tenure, ...]:
        """Who operated it through which account, the present one last."""
        first = accounts_of(self.installation.key)[:1]
        return self.life.operators or tuple(Tenure(each.holder, each.identifier) for each in first)

    @property
    def penalties(self) -> list[PeriodPenalty]:
        """Phases in which a penalty is shown."""
        return penalties_by_period(self.years)

    @property
    def duty(self) -> Duty | None:
        """What its operator still has to do; `None` where nothing was heard of it."""
        return duty_of(self.installation, self.years, self.accounts)

    @property
    def accounts(self) -> list[Held]:
        own = accounts_of(self.installation.key)
        held = holdings([each.key for each in own])
        return [Held(each, held.get(each.key, {})) for each in own]


def installation_file(key: str) -> InstallationFile | None:
    """One installation; `None` for one that the books do not know."""
    found = installation(key)
    if found is None:
        return None
    life = life_of(body(LIFE, found.key))
    return InstallationFile(found, judged_years(found, years_of(found.key)), life)


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
OPERATORS: View[Tenure] = View(
    "installation-operators",
    "Operators of the installation",
    "Who operated an installation, and through which account.",
    (
        Column("operator", "Operator", "Who operated it.", "long"),
        Column("account", "Account", "The identifier of the account.", "code",
               link=lambda row: ("account", row.account)),
        Column("since", "From", "The first day; null for the first operator that the books know.", "day", null=True),
        Column("until", "Until", "The first day of the next operator; null for the present one.", "day", null=True),
    ),
)  # fmt: skip
WHOLE = grown(
    INSTALLATIONS.without("places", "year", "verified", "allocated", "surrendered", "letter", "letter_by", "official"),
    _without_a_year,
    "WholeInstallation",
    "An installation with its years and accounts.",
    fact("number", "The number that it bears; `id` is the one by which the books first knew it."),
    fact("numbers", "All numbers that it ever bore.", "texts"),
    fact("status", "operating, closed or merged.", value=lambda file: file.life.state),
    fact(
        "closed_on",
        "The day on which it closed; null while it operates.",
        "day",
        lambda file: file.life.closed_on,
        null=True,
    ),
    fact("into", "The installation into which it was merged.", value=lambda file: file.life.into, null=True),
    many("absorbed", mirror(Absorbed), "Installations that were merged into it.", lambda file: file.life.absorbed),
    many("operators", OPERATORS, "Who operated it, the present operator last."),
    fact("conclusions", WHOSE.help, value=lambda file: whose_conclusions() or None, null=True),
    one(
        "duty",
        DUTY,
        "What is owed, by when, what is held and what is missing; null where nothing was heard.",
        null=True,
    ),
    many("years", years_in("")),
    many("penalties", PENALTY, "The penalty of a phase."),
    many("accounts", HOLDING),
    many(
        "corrections",
        CORRECTIONS,
        "The latest correction of each year that has any.",
        lambda file: corrections_of(file.installation.key),
    ),
)
