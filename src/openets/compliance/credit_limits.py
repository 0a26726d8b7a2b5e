"""How many credits of projects an operator, and a member's operators together, may use, and on which days.

In the limited period (``credits.toml``, [limits]) credits are surrendered: by an installation no more than its member's
percentage of what the plan gives it for the period, by a member's installations together no more than that percentage
of its cap. Later they are exchanged for allowances, as far as that leaves an entitlement. What an installation has
exchanged stands in its record of kind "exchanged".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from openets.laws.law import Law, Member, Period
from openets.laws.protocol import Rule
from openets.laws.rows import Source
from openets.ledger.store import YearRecord
from openets.records.fields import Whole, fields_of
from openets.records.steps import RecordKind, Taking, step_type, table_of

EXCHANGED = "exchanged"
_LIMITS = ("period", "aviation_percent", "exchange_percent", "exchange_percent_new", "exchange_percent_aviation")


class Allowed(NamedTuple):
    """How many credits may be used in all, `None` where the law sets no limit, and what that follows from."""

    units: int | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """How many credits an installation has exchanged, from whichever of its accounts."""

    quantity: Annotated[int, Whole()]


def _add(taking: Taking[Exchanged]) -> Exchanged:
    before = taking.now.quantity if taking.now is not None else 0
    return Exchanged(before + taking.told["quantity"])


def check_limits(law: Law, source: Source) -> None:
    """Note the numbers of [limits] that a law lacks which lets credits be used."""
    for name in _LIMITS if source.table else ():
        if not source.row("limits", name).table:
            source.problem(f"[limits] lacks '{name}'", f"Add {name} = {{ value = …, citation = … }}.", "limits")
        else:
            rule = source.read(lambda row: Rule(**row), "limits", name)
            if rule is not None and not _is_right(law, name, rule.value):
                source.problem(f"'{name}' is {rule.value!r:.40}", _MEND[name == "period"], "limits", name)


_MEND = ('Write a percentage such as "4.5".', "Name a period of periods.toml by its number.")


def _is_right(law: Law, name: str, value: Any) -> bool:
    if name == "period":
        return value in [each.number for each in law.periods]
    return isinstance(value, str) and value.replace(".", "", 1).isdecimal()


# what the log itself does when an exchange is completed
KIND: RecordKind[Taking[Exchanged], Exchanged] = RecordKind(
    EXCHANGED,
    "what was exchanged",
    Exchanged,
    fields_of(Exchanged),
    table_of(step_type("add", _add, "quantity")),
    follows=frozenset({"add"}),
    law_files={"credits": check_limits},
)


def limited_period(law: Law) -> Period | None:
    """The period whose credits are limited by the members' percentages; `None` for a law that limits none."""
    rule = law.tables.get("credits", {}).get("limits", {}).get("period")
    return next((each for each in law.periods if rule is not None and each.number == rule["value"]), None)


def exchange_begins(law: Law) -> date:
    """The day from which on credits are exchanged."""
    found: date = law.tables["credits"]["use"]["exchange_from"]["value"]
    return found


def years_since(law: Law) -> range:
    """The years of which emissions count for an entitlement to exchange."""
    last: date = law.tables["credits"]["use"]["last_exchange"]["value"]
    return range(exchange_begins(law).year, last.year + 1)


def used(years: Iterable[YearRecord]) -> int:
    """Credits that were surrendered for some years."""
    return sum(each.surrendered - each.surrendered_allowances for each in years)


def total_of(year: int) -> str:
    """The name of a registry's total of what installations surrendered of credits for a year."""
    return f"credits {year}"


def limit_of_installation(law: Law, member: Member, period: Iterable[YearRecord], *, aviation: bool) -> Allowed:
    """What an operator may surrender of credits for the limited period, by its years."""
    if aviation:
        return _emitted(law, "aviation_percent", period)
    if member.credit_limit_percent is None:
        return Allowed(None)
    return _allocated(member.credit_limit_percent, period)


def limit_of_member(law: Law, member: Member) -> Allowed:
    """What a member's installations may surrender of credits for the limited period together."""
    period, percent = limited_period(law), member.credit_limit_percent
    cap = member.caps.get(period.number) if period is not None else None
    if cap is None or percent is None or period is None:
        return Allowed(None)
    return Allowed(_share(percent, cap), f"{percent}% of the cap of {member.name} for {period.name}, {cap:,}")


def entitlement(
    law: Law, member: Member, period: Iterable[YearRecord], since: Iterable[YearRecord], *, aviation: bool
) -> Allowed:
    """What an operator may use of credits in all, surrendered for the limited period or exchanged since."""
    period = list(period)
    if aviation:
        first, later = _emitted(law, "aviation_percent", period), _emitted(law, "exchange_percent_aviation", since)
        return Allowed((first.units or 0) + (later.units or 0), f"{first.source} and {later.source}")
    if not any(each.planned for each in period):
        return _emitted(law, "exchange_percent_new", since)
    return _allocated(max(member.credit_limit_percent or Decimal(0), _percent(law, "exchange_percent")), period)


def untimely_surrender(law: Law, year: int, on: date) -> str:
    """Why credits may not be surrendered for a year on a day, or ``""``.

    They are as long as the allowances of the year's period: until the day of surrender for its last year.
    """
    if year >= exchange_begins(law).year:
        return f"For {year} they are exchanged first (`ets exchange`), and the allowances surrendered."
    period = law.period(year)
    last = law.deadline("surrender", period.last_year) if period is not None else on
    if on <= last or period is None:
        return ""
    return f"For {period.name} they could be surrendered until {last}."


def untimely_exchange(law: Law, on: date, *, late: bool) -> str:
    """Why credits may not be exchanged on a day, or ``""``; `late` are those of reductions since exchange began."""
    use = {name: Rule(**row) for name, row in law.tables["credits"]["use"].items()}
    first, early, last = use["exchange_from"], use["early_last_exchange"], use["last_exchange"]
    if on < first.value:
        return f"They are exchanged from {first.value} on, and surrendered as they are until then."
    if on > last.value:
        return f"They were exchanged until {last.value} ({last.citation})."
    if on > early.value and not late:
        return (
            f"After {early.value} only those of reductions since {first.value} are exchanged ({early.citation}), and no"
            " record of their project says that theirs are."
        )
    return ""


def _percent(law: Law, name: str) -> Decimal:
    return Decimal(law.tables["credits"]["limits"][name]["value"])


def _allocated(percent: Decimal, period: Iterable[YearRecord]) -> Allowed:
    planned = sum(each.planned for each in period)
    return Allowed(_share(percent, planned), f"{percent}% of the {planned:,} that the plan gives it")


def _emitted(law: Law, name: str, years: Iterable[YearRecord]) -> Allowed:
    percent, verified = _percent(law, name), sum(each.verified or 0 for each in years)
    return Allowed(_share(percent, verified), f"{percent}% of its {verified:,} t of verified emissions")


def _share(percent: Decimal, of: int) -> int:
    """So many per cent, rounded down to whole units."""
    return int(percent * of) // 100
