"""Enter a year of the national allocation plan."""

from typing import NamedTuple

from openets.compliance.entries import PlanTotal, YearEntry
from openets.compliance.installation_record import LIFE
from openets.engine.installations import closed_in, own, stop_other_years, whole
from openets.engine.kind import Deciding, entering, stop
from openets.engine.posting import Stamp
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.codec import EntryForm
from openets.ledger.journal import Entry
from openets.ledger.replay import EntryKind, Replay
from openets.ledger.store import Needs


class EnterPlan(NamedTuple):
    """Enter a year of the national allocation plan: (installation key, free, total) in units."""

    registry: str
    year: int
    rows: tuple[tuple[str, int, int], ...]
    request: str
    on: str = ""


class PlanEntry(NamedTuple):
    """What the journal says of a plan: the year, and for each installation what is free and what it gets in all."""

    year: int
    rows: tuple[tuple[str, int, int], ...]
    request: str
    at: str
    by: str
    on: str = ""


PLAN = EntryForm("plan", PlanEntry)
CHECK_OF_THE_SUM = "plans_are_within_the_cap"
CHECKS_OF_A_PLAN = (
    "year_is_within_the_scope year_is_within_the_membership year_is_not_after_the_closure"
    " plan_is_of_a_year_that_is_not_settled plan_gives_what_it_can"
)


def touches(command: EnterPlan, needs: Needs, law: Law) -> None:
    stop_other_years(law, command.year, "plan")
    needs.totals.add(command.registry)
    for row in command.rows:
        needs.installations.add(row[0])
        needs.years.add((row[0], command.year))
        needs.records.add((LIFE, row[0]))


def enter(books: Books, command: EnterPlan, under: Deciding) -> str:
    year, law, added = command.year, under.law, 0
    settled = law.is_over("surrender", year, under.mark.day)
    if len({row[0] for row in command.rows}) < len(command.rows):
        raise Misuse(f"plan {year}: an installation is named twice")
    for installation, free, total in command.rows:
        kind = books.terms.accounts[own(books, command.registry, installation).type]
        record = books.year(installation, year)
        place = f"plan {year}, {installation}"
        found = YearEntry(installation, year, kind, settled, record.allocated)
        found.closed = closed_in(books, installation)
        found.takes_part = law.takes_part(installation, year, aviation=kind.aviation)
        found.free, found.planned = whole(free, place), whole(total, place)
        stop(CHECKS_OF_A_PLAN, found)
        # aviation's allocation is none of what the cap of a member's installations counts (Directive 2008/101/EC)
        added += 0 if kind.aviation else total - record.planned
    stop(CHECK_OF_THE_SUM, _total(books, command, law, added))
    # a plan that is refused has changed nothing
    return write_plan(books, command, added, under.mark)


def write_plan(books: Books, command: EnterPlan, added: int, mark: Stamp) -> str:
    """Enter a plan, by which so much more is planned in all; the reference of the entry."""
    for installation, free, total in command.rows:
        said = books.year(installation, command.year)._replace(free=free, planned=total)
        books.enter_year("plan", said, mark.entered)
    if added:
        books.count(command.registry, "", planned_for(command.year), added)
    told = PlanEntry(command.year, command.rows, command.request, *mark.said)
    return books.write(command.registry, PLAN, told)


def _total(books: Books, command: EnterPlan, law: Law, added: int) -> PlanTotal:
    """What the plans of the year's period would give."""
    period, member = law.period(command.year), law.members.get(command.registry)
    assert period is not None
    planned = sum(books.total(command.registry, "", planned_for(year)) for year in period.years) + added
    return PlanTotal(command.registry, period.name, planned, member.caps.get(period.number) if member else None)


def planned_for(year: int) -> str:
    """The name of the total of a year's plans."""
    return f"planned {year}"


def apply(state: Replay, entry: Entry, told: PlanEntry) -> None:
    for installation, free, planned in told.rows:
        state.stop_elsewhere(entry, installation)
        if not 0 <= free <= planned:
            raise ValueError(f"a plan gives {installation} {free} free of charge of {planned}")
        record = state.year(installation, told.year)
        if not state.terms.accounts[state.accounts[state.account_of[installation]].type].aviation:
            state.counted[entry.registry, "", planned_for(told.year)] += planned - record.planned
        state.enter_year("plan", record._replace(free=free, planned=planned), entry.at[:10])


def asked(entry: Entry, told: PlanEntry) -> EnterPlan:
    return EnterPlan(entry.registry, told.year, told.rows, told.request)


KIND = entering(EnterPlan, right="enter plan", touches=touches, enter=enter, entry=EntryKind(PLAN, apply, asked=asked))
