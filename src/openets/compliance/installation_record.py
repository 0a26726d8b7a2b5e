"""The life of an installation: who operates it, when it closes or merges into another, and what its numbers are.

An installation lives longer than its accounts. Its years, with plans, allocations, reports, surrenders and letters, are
the installation's own: what is due for them passes to whoever operates it next. The record begins with the first step;
until then its one operator is the holder of its account. What a step does to accounts, plans and reports,
`engine/installation_steps.py` carries out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from openets.checks.check import OUR_RULE, check
from openets.ledger.records import Body, Place
from openets.records.fields import FieldType, Flag, Text
from openets.records.steps import RecordKind, Taking, step_type, table_of

LIFE, NUMBER = "installation", "number"
"""The kinds of records: of installations by their keys, and of the numbers that some were given later."""
ACCOUNT = "account of installation"
"""Evidence: the account that an installation has now, and the years of which it has reported."""
OPERATING, CLOSED, MERGED = "operating", "closed", "merged"


class Tenure(NamedTuple):
    """Who operated an installation through which account."""

    operator: str
    account: str
    since: date | None = None
    """`None` for the first operator, who was there when the books began to keep the installation."""
    until: date | None = None
    """The first day of the next operator; `None` for the present one."""


class Absorbed(NamedTuple):
    """An installation that was merged into this one."""

    installation: str
    on: date


class Numbered(NamedTuple):
    """A number that an installation was given, and the day from which it bears it."""

    number: str
    since: date


@dataclass(frozen=True, slots=True)
class Life:
    """What has become of an installation."""

    state: str = OPERATING
    """``operating``, ``closed`` or ``merged``."""
    operators: tuple[Tenure, ...] = ()
    """Oldest first; empty while it has had one alone."""
    numbers: tuple[Numbered, ...] = ()
    """Those given after the one by which the books began to know it, oldest first."""
    closed_on: date | None = None
    """The day on which it ceased to operate; nothing is allocated for later years, and nothing is due for them."""
    into: str = ""
    """The installation into which it was merged."""
    absorbed: tuple[Absorbed, ...] = ()
    """Installations that were merged into it."""
    reason: str = ""

    @property
    def last_day(self) -> date | None:
        """The day of the latest of its steps."""
        handed_over = [each.since for each in self.operators if each.since is not None]
        days = [*handed_over, *(each.since for each in self.numbers), *(each.on for each in self.absorbed)]
        return max([*days, self.closed_on] if self.closed_on is not None else days, default=None)


@dataclass(frozen=True, slots=True)
class InstallationFacts:
    """What the checks of a step look at."""

    key: str
    taking: Taking[Life]
    account: Mapping[str, Any]
    """The account that it has now: identifier, holder, name, type, state, and `reported`, years with a figure."""
    other: Mapping[str, Any] | None = None
    """The same of the installation into which it is merged, or of the one whose key the new number is."""
    other_life: Life | None = None
    named: str = ""
    """The installation to which the new number was given before."""

    @property
    def before(self) -> Life:
        return self.taking.now or Life()

    @property
    def told(self) -> Mapping[str, Any]:
        return self.taking.told


@check("P-1030", field="on", citation=OUR_RULE, verified=False)
def installation_step_comes_after_the_last(facts: InstallationFacts) -> str | None:
    """A step must not be dated in the future, before the scheme began, or before the last step of the installation."""
    on, last = facts.taking.on, facts.before.last_day
    if on > facts.taking.today:
        return f"{on} has not come on {facts.taking.today}."
    first = facts.taking.step.law.periods[0].first_day
    if on < first:
        return f"The scheme began on {first}, and {on} is before it."
    if facts.other_life is not None:
        last = max(filter(None, (last, facts.other_life.last_day)), default=None)
    return f"It is {on}, and the last step of {last}." if last is not None and on < last else None


@check("P-1031", field="state", citation="Directive 2003/87/EC Arts 6, 7; Reg. (EC) 2216/2004 Art 17", verified=False)
def installation_step_fits_its_state(facts: InstallationFacts) -> str | None:
    """An installation must operate to be closed, merged or renumbered, and only a closure can be taken back."""
    state = facts.before.state
    if state in facts.taking.row.states:
        return None
    into = f" into {facts.before.into}" if facts.before.into else ""
    since = f" since {facts.before.closed_on}" if facts.before.closed_on else ""
    return f"{facts.key} is {state}{into}{since}."


@check("P-1032", field="holder", citation="Directive 2003/87/EC Art 7; Reg. (EU) 2019/1122", verified=False)
def account_that_is_kept_gets_another_holder(facts: InstallationFacts) -> str | None:
    """An account that goes with its installation must get another holder, and must be open."""
    if not facts.told.get("keep_account"):
        return None
    if facts.account["state"] != "open":
        return f"{facts.account['account']} is closed: hand over with a new account."
    holder = facts.told.get("holder", facts.account["holder"])
    return f"{holder} is the holder of {facts.account['account']}." if holder == facts.account["holder"] else None


@check("P-1036", field="installation", citation=OUR_RULE, verified=False)
def corrections_are_decided_before_another_account(facts: InstallationFacts) -> str | None:
    """An installation must not get another account while units are reserved for an undecided correction."""
    reserved = facts.account["reserved"]
    if not reserved or facts.told.get("keep_account"):
        return None
    return (
        f"{reserved:,} are reserved in {facts.account['account']}: decide the correction, or let the account go along."
    )


@check("P-1033", field="on", citation="Directive 2003/87/EC Art 14(3)", verified=False)
def installation_closes_after_what_it_reported(facts: InstallationFacts) -> str | None:
    """An installation must not close before a year of which it reported emissions."""
    later = [str(year) for year in facts.account["reported"] if year > facts.taking.on.year]
    return f"It reported for {', '.join(later)}: it cannot have closed on {facts.taking.on}." if later else None


@check("P-1034", field="into", citation="Reg. (EU) 2019/331 Art 25", verified=False)
def merger_is_into_another_that_operates(facts: InstallationFacts) -> str | None:
    """An installation must be merged into another of its kind that operates."""
    into, other = facts.told["into"], facts.other
    if into == facts.key:
        return f"{into} is the installation itself."
    life = facts.other_life or Life()
    if life.state != OPERATING:
        return f"{into} is {life.state} since {life.closed_on}."
    if other is not None and other["type"] != facts.account["type"]:
        return f"The account of {into} is of type {other['type']}, that of {facts.key} of type {facts.account['type']}."
    return None


@check("P-1035", field="number", citation=f"{OUR_RULE}; CITL 7103", verified=False)
def number_is_no_other_installations(facts: InstallationFacts) -> str | None:
    """A new number must not be that of another installation, today's or an earlier one, nor the one that it bears."""
    number = facts.told["number"]
    if facts.other is not None and number != facts.key:
        return f"{number} is an installation of its own."
    if facts.named and facts.named != facts.key:
        return f"{number} is a number of {facts.named}."
    bears = facts.before.numbers[-1].number if facts.before.numbers else facts.key
    return f"It is {number} already." if number == bears else None


def _told_from(facts: InstallationFacts, holder: str, account: str) -> tuple[Tenure, ...]:
    """The operators with the next one; his account, where it is new, is entered when it has been opened."""
    now, on = facts.account, facts.taking.on
    *earlier, last = facts.before.operators or (Tenure(now["holder"], now["account"]),)
    return (*earlier, last._replace(until=on), Tenure(holder, account, on))


def _hand_over(facts: InstallationFacts) -> Life:
    account = facts.account["account"] if facts.told.get("keep_account") else facts.account["next"]
    operators = _told_from(facts, facts.told.get("holder", facts.account["holder"]), account)
    return replace(facts.before, operators=operators)


def _close(facts: InstallationFacts) -> Life:
    return replace(facts.before, closed_on=facts.taking.on, reason=facts.told.get("reason", ""), state=CLOSED)


def _reopen(facts: InstallationFacts) -> Life:
    return replace(facts.before, closed_on=None, reason=facts.told.get("reason", ""), state=OPERATING)


def _merge(facts: InstallationFacts) -> Life:
    merged = replace(_close(facts), into=facts.told["into"], state=MERGED)
    other = facts.other
    if not facts.told.get("takes_duties") or other is None or other["holder"] == facts.account["holder"]:
        return merged
    return replace(merged, operators=_told_from(facts, other["holder"], facts.account["account"]))


def _absorb(facts: InstallationFacts) -> Life:
    absorbed = Absorbed(facts.told["installation"], facts.taking.on)
    return replace(facts.before, absorbed=(*facts.before.absorbed, absorbed))


def _renumber(facts: InstallationFacts) -> Life:
    return replace(facts.before, numbers=(*facts.before.numbers, Numbered(facts.told["number"], facts.taking.on)))


def _facts(taking: Taking[Life]) -> InstallationFacts:
    key, others, named = taking.key, taking.step.others, taking.told
    other = named.get("into") or named.get("number") or ""
    life = others.get((LIFE, other)) if "into" in named else None
    number = others.get((NUMBER, other), {})
    return InstallationFacts(
        key,
        taking,
        others[ACCOUNT, key],
        others.get((ACCOUNT, other)),
        KIND.read(life) if life is not None else None,
        number.get("installation", ""),
    )


def _needs(law: Any, key: str, step: str, values: Mapping[str, Any]) -> list[Place]:
    found = [(ACCOUNT, key)]
    for name, kind in (("into", LIFE), ("number", NUMBER)):
        if type(values.get(name)) is str:
            found += [(ACCOUNT, values[name]), (kind, values[name])]
    return found


_ANY = (OPERATING, CLOSED, MERGED)
_EVERY = "installation_step_comes_after_the_last installation_step_fits_its_state"
_ENDS = f"{_EVERY} installation_closes_after_what_it_reported"
STEPS = table_of(
    step_type("hand over", _hand_over, "holder? name? keep_account?",
              f"{_EVERY} account_that_is_kept_gets_another_holder corrections_are_decided_before_another_account",
              states=_ANY),
    step_type("close", _close, "reason?", _ENDS, states=(OPERATING,)),
    step_type("reopen", _reopen, "reason", _EVERY, states=(CLOSED,)),
    step_type("merge", _merge, "into takes_duties? reason?",
              f"{_ENDS} merger_is_into_another_that_operates", states=(OPERATING,)),
    step_type("absorb", _absorb, "installation", states=(OPERATING,)),
    step_type("renumber", _renumber, "number", f"{_EVERY} number_is_no_other_installations", states=(OPERATING,)),
)  # fmt: skip
_FIELDS: dict[str, FieldType] = {
    "holder": Text(), "name": Text(), "keep_account": Flag(), "reason": Text(), "into": Text(40),
    "takes_duties": Flag(), "installation": Text(40), "number": Text(40),
}  # fmt: skip
KIND: RecordKind[InstallationFacts, Life] = RecordKind(
    LIFE, "an installation", Life, _FIELDS, STEPS, facts=_facts, needs=_needs, sparse=True,
    follows=frozenset({"absorb"}), every_law=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number that an installation was given after the one by which the books began to know it."""

    installation: str


# what a renumbering brings with it, so that every number finds its installation
NUMBERS: RecordKind[Taking[Number], Number] = RecordKind(
    NUMBER,
    "a number of an installation",
    Number,
    {"installation": Text(40)},
    table_of(step_type("give", lambda taking: Number(taking.told["installation"]), "installation")),
    follows=frozenset({"give"}),
    every_law=True,
)


def life_of(body: Body | None) -> Life:
    """What has become of an installation, by the body of its record; `None` where nothing has."""
    return KIND.read(body) if body is not None else Life()
