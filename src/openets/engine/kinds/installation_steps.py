"""What a step of an installation does to its accounts, plans and reports, besides its record.

Each of these effects is an entry of its own behind that of the step, of a kind that there is anyway.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from openets.compliance.installation_record import LIFE, NUMBER, Life, life_of
from openets.engine.installations import own
from openets.engine.kinds.change_account import write_state
from openets.engine.kinds.open_account import INSTALLATION, account_numbered, next_number, write_account
from openets.engine.kinds.plan import EnterPlan, write_plan
from openets.engine.kinds.report import ReportEntry, write_report
from openets.engine.posting import Stamp
from openets.engine.records import take, values_of
from openets.engine.steps import TakeStep
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import Account, AccountState, Opening
from openets.ledger.books import Books
from openets.ledger.store import Needs


class Doing(NamedTuple):
    """A step that was taken, and what its effects need."""

    books: Books
    command: TakeStep
    account: Account
    """Of the installation, before the step."""
    life: Life
    reference: str
    mark: Stamp
    law: Law

    def on(self, day: str) -> Stamp:
        """The stamp of an effect of a day."""
        return self.mark._replace(day=date.fromisoformat(day), on=day if day != self.mark.entered else "")

    def request(self, what: str) -> str:
        """The request id of an effect: nobody asked for it by itself."""
        return f"#{self.reference}:{what}"


def touch(command: TakeStep, needs: Needs, law: Law) -> None:
    """Add the accounts and years of the installations that a step names."""
    values = values_of(command)
    named = {each for each in (values.get("into"), values.get("number")) if type(each) is str}
    needs.installations |= {command.key, *named}
    needs.described.add(command.key)
    needs.unreported.add(command.key)
    needs.years |= {(command.key, year) for period in law.periods for year in period.years}


def lead(books: Books, command: TakeStep, needs: Needs, law: Law) -> None:
    """Add what the account of the installation holds."""
    account = books.accounts_of.get(command.key)
    if account is not None:
        needs.accounts.add(account.identifier)
        for unit in law.terms.accounts[account.type].holds:
            needs.units(account.identifier, unit, 1)


def enter(books: Books, command: TakeStep, mark: Stamp, law: Law) -> str:
    """Take the step, and do what it brings with it; the reference of the step."""
    account, values = own(books, command.registry, command.key), values_of(command)
    if type(into := values.get("into", "")) is str and into:
        own(books, command.registry, into)
    _stop_strange_number(command.key, values.get("number", ""))
    reference = take(books, command, mark, law)
    life = life_of(books.body(LIFE, command.key))
    _EFFECTS[command.step](Doing(books, command, account, life, reference, mark, law))
    return reference


def _stop_strange_number(key: str, number: object) -> None:
    home = key.partition("_")[0]
    if number and not (isinstance(number, str) and INSTALLATION.fullmatch(number) and number.partition("_")[0] == home):
        raise Misuse(f"{number!r:.60} is no number of an installation of {home}: expected {home}_ID, such as {home}_1")


def _hand_over(doing: Doing) -> None:
    """The account gets another holder; or another account is opened, and the old one closed where it is empty."""
    books, now, values = doing.books, doing.account, values_of(doing.command)
    holder, name = doing.life.operators[-1].operator, (values.get("name") or now.name).strip()
    if values.get("keep_account"):
        _change_holder(doing, holder, name)
        return
    held = any(books.held(now, unit) for unit in books.terms.accounts[now.type].holds)
    on, state = str(doing.life.operators[-1].since), now.state if held else AccountState.CLOSED
    write_state(books, now.registry, now._replace(until=on, state=state), doing.request("old"), doing.on(on))
    place = books.described[doing.command.key]._replace(operator=holder)
    chain, opening = books.chains[now.registry], Opening(now.registry, now.type, name, holder, place)
    new = account_numbered(chain, books.terms.accounts[now.type], next_number(chain), opening, date.fromisoformat(on))
    write_account(books, now.registry, new, place, doing.request("new"), doing.on(on))
    if now.blocked:
        # the report that is missing is the installation's
        write_state(books, now.registry, new._replace(blocked=True), doing.request("block"), doing.mark)


def _change_holder(doing: Doing, holder: str, name: str) -> None:
    """The account goes with its installation, with all that it holds."""
    books, now = doing.books, doing.account
    on, changed = str(doing.life.operators[-1].since), now._replace(holder=holder, name=name)
    write_state(books, now.registry, changed, doing.request("holder"), doing.on(on))


def _close(doing: Doing) -> None:
    """The plan ends with the year of closure, and of later years nothing is due."""
    assert doing.life.closed_on is not None
    for year in _years_after(doing.life.closed_on, doing.law):
        record = doing.books.year(doing.command.key, year)
        if record.planned > record.allocated:
            _end_plan(doing, year)
        if record.allocated and not record.report:
            heading = (doing.request(f"report:{year}"), doing.mark.at, doing.mark.by)
            told = ReportEntry(doing.command.key, year, None, "not required", *heading)
            write_report(doing.books, doing.books.accounts_of[doing.command.key], told)


def _years_after(day: date, law: Law) -> list[int]:
    return [year for period in law.periods for year in period.years if year > day.year]


def _end_plan(doing: Doing, year: int) -> None:
    """The plan of a year gives no more than was allocated for it."""
    books, record, registry = doing.books, doing.books.year(doing.command.key, year), doing.account.registry
    rows = ((record.installation, min(record.free, record.allocated), record.allocated),)
    aviation = books.terms.accounts[doing.account.type].aviation
    less = 0 if aviation else record.allocated - record.planned
    write_plan(books, EnterPlan(registry, year, rows, doing.request(f"plan:{year}")), less, doing.mark)


def _merge(doing: Doing) -> None:
    """It closes, the other one says so, and where the other's operator takes its duties he gets its account."""
    _close(doing)
    told = {"installation": doing.command.key, "on": str(doing.life.closed_on)}
    _take(doing, LIFE, doing.life.into, "absorb", told)
    holder = doing.life.operators[-1].operator if doing.life.operators else doing.account.holder
    if values_of(doing.command).get("takes_duties") and holder != doing.account.holder:
        now = doing._replace(account=doing.books.accounts_of[doing.command.key])
        _change_holder(now, holder, now.account.name)


def _renumber(doing: Doing) -> None:
    number = doing.life.numbers[-1].number
    if number != doing.command.key and (NUMBER, number) not in doing.books.records:
        _take(doing, NUMBER, number, "give", {"installation": doing.command.key})


def _take(doing: Doing, kind: str, key: str, step: str, told: dict[str, str]) -> None:
    """Take a step with another record that follows from this one."""
    values = json.dumps(told, separators=(",", ":"))
    following = TakeStep(doing.command.registry, kind, key, step, values, doing.request(step))
    take(doing.books, following, doing.mark, doing.law)


_EFFECTS: dict[str, Callable[[Doing], None]] = {
    "hand over": _hand_over,
    "close": _close,
    "reopen": lambda doing: None,
    "merge": _merge,
    "renumber": _renumber,
}
"""Step → what it brings with it."""
