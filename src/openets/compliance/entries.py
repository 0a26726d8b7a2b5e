"""Checks on what is entered and moves no units: changes of accounts, plans and reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openets.checks.check import OUR_RULE, check
from openets.ledger.accounts import Account, AccountType


@dataclass(slots=True)
class AccountChange:
    """What the checks of a closure, or of the lifting of a block, look at."""

    account: Account
    kind: AccountType
    closes: bool
    """Whether an open account is to be closed."""
    releases: bool
    """Whether a block is to be lifted."""
    held: Mapping[str, int] = field(default_factory=dict)
    """Unit types of which it holds any, with how many are at hand."""
    owed: int = 0
    """Units that its installation owes by its reports and has not surrendered."""
    unreported: Sequence[int] = ()
    """Years whose report is missing."""
    handed_over: bool = False
    """Whether a successor has its installation, with all that is due for it."""


@check("P-1020", field="state", citation="Reg. (EC) 2216/2004 Art 12", verified=False)
def closed_account_is_no_standing_one(facts: AccountChange) -> str | None:
    """An account that every registry has must stay open: others depend on it."""
    if not facts.closes or not facts.kind.number:
        return None
    return f"{facts.account.identifier} is the registry's {facts.kind.name}."


@check("P-1021", field="state", citation="Reg. (EC) 2216/2004 Art 18(3)", verified=False)
def closed_account_is_empty(facts: AccountChange) -> str | None:
    """An account must hold no units when it is closed."""
    if not facts.closes or not facts.held:
        return None
    return f"{facts.account.identifier} still holds {', '.join(sorted(facts.held))}: transfer or cancel them first."


@check("P-1022", field="state", citation="Reg. (EC) 2216/2004 Art 17(2)", verified=False)
def closed_account_owes_nothing(facts: AccountChange) -> str | None:
    """An operator's account must stay open while it owes a report or units, unless a successor does."""
    if not facts.closes or facts.handed_over:
        return None
    if facts.unreported:
        return f"The report of {', '.join(map(str, facts.unreported))} is missing."
    if facts.account.reserved:
        return f"{facts.account.reserved:,} units are reserved for corrections of its reports: decide those first."
    return f"{facts.owed:,} units are not surrendered yet." if facts.owed else None


@check("P-1023", field="blocked", citation="Reg. (EC) 2216/2004 Art 27", verified=False)
def block_is_lifted_by_the_missing_report(facts: AccountChange) -> str | None:
    """A block for a missing report must not be lifted by anything but that report."""
    if not facts.releases or not facts.unreported:
        return None
    return f"Enter the report of {', '.join(map(str, facts.unreported))}."


@dataclass(slots=True)
class YearEntry:
    """What the checks of a plan, or of a report, look at: an installation's year."""

    installation: str
    year: int
    kind: AccountType
    """Of its account."""
    settled: bool = False
    """Whether the day of surrender of that year was before today."""
    allocated: int = 0
    free: int = 0
    planned: int = 0
    """What the plan is to give it: free of charge, and in all."""
    takes_part: bool = True
    """Whether its State is a member in that year."""
    report: str = ""
    """What was heard of the year so far."""
    state: str = ""
    """What is to be entered of it."""
    verified: int = 0
    closed: int | None = None
    """The year in which the installation closed."""
    stood: int | None = None
    """The verified figure so far."""
    by_authority: bool = True
    """Whether the registry administrator enters it."""
    measure: str = ""
    most: int | None = None
    """The greatest of the caps of all members together; `None` where the law has none."""


@check("P-8010", field="year", citation="Directive 2008/101/EC", verified=False)
def year_is_within_the_scope(facts: YearEntry) -> str | None:
    """A plan or report must be of a year in which the law reached such an installation."""
    first = facts.kind.first_report or facts.kind.first_year if facts.state else facts.kind.first_year
    if facts.year >= first:
        return None
    return f"The law reaches {facts.installation} ({facts.kind.name}) from {first} on, not {facts.year}."


@check("P-8011", field="year", citation="Directive 2003/87/EC Art 11", verified=False)
def plan_is_of_a_year_that_is_not_settled(facts: YearEntry) -> str | None:
    """The plan of a year must not change once the day of surrender for that year is over."""
    return f"{facts.year} is settled." if facts.settled else None


@check("P-8016", field="year", citation="Directive 2003/87/EC Arts 6, 14; Reg. (EU) 2019/331 Art 26", verified=False)
def year_is_not_after_the_closure(facts: YearEntry) -> str | None:
    """A report, or a plan that gives anything more, must not be of a year after the installation closed."""
    if facts.closed is None or facts.year <= facts.closed or (not facts.state and facts.planned <= facts.allocated):
        return None
    return f"{facts.installation} closed in {facts.closed}."


@check("P-8019", field="year", citation="Treaties of accession; Withdrawal Agreement Arts 96(2), 126", verified=False)
def year_is_within_the_membership(facts: YearEntry) -> str | None:
    """A plan, or a report with a figure, must be of a year in which the State is a member."""
    if facts.takes_part or facts.state not in ("", "reported"):
        return None
    return f"The State of {facts.installation} is no member in {facts.year}."


@check("P-8012", field="rows", citation=OUR_RULE, verified=False)
def plan_gives_what_it_can(facts: YearEntry) -> str | None:
    """A plan must give no more free of charge than in all, and no less in all than was allocated already."""
    if facts.free > facts.planned:
        return f"{facts.installation}: {facts.free:,} free of charge are more than {facts.planned:,} in all."
    if facts.planned < facts.allocated:
        return f"{facts.installation}: {facts.allocated:,} are allocated already, more than {facts.planned:,}."
    return None


@dataclass(slots=True)
class PlanTotal:
    """What the plans of a period give, and the cap of the member."""

    registry: str
    period: str
    planned: int
    cap: int | None


@check("P-8013", field="rows", citation="Directive 2003/87/EC Arts 9, 11; Annex III criterion 1", verified=False)
def plans_are_within_the_cap(facts: PlanTotal) -> str | None:
    """The plans of a period must not give more in all than the member's cap of the period."""
    if facts.cap is None or facts.planned <= facts.cap:
        return None
    return f"{facts.planned:,} planned in {facts.period} exceed the cap of {facts.registry}, {facts.cap:,}."


@check("P-8014", field="state", citation="Directive 2003/87/EC Arts 14, 15", verified=False)
def report_is_not_taken_back(facts: YearEntry) -> str | None:
    """A report must be corrected by another figure, and not be taken back."""
    if facts.report != "reported" or facts.state == "reported":
        return None
    return f"{facts.installation} has its report of {facts.year}."


@check("P-8015", field="verified", citation=OUR_RULE, verified=False)
def report_is_plausible(facts: YearEntry) -> str | None:
    """A report must not say more than the caps of all members together."""
    if facts.most is None or facts.verified <= facts.most:
        return None
    return f"{facts.verified:,} {facts.measure} are more than {facts.most:,}: look at the figure again."


@check("P-8020", field="verified", citation="Directive 2003/87/EC Art 15; Reg. (EC) 2216/2004 Art 51", verified=False)
def correction_is_decided_by_the_authority(facts: YearEntry) -> str | None:
    """Once the day of surrender is over, a report must be corrected by the authority: others propose a correction."""
    if facts.by_authority or not facts.settled or facts.report != "reported" or facts.verified == facts.stood:
        return None
    return f"{facts.year} is settled: propose a correction of {facts.stood:,} to {facts.verified:,}."
