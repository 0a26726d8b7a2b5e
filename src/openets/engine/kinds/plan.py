"""Enter a year of the national allocation plan."""

from typing import NamedTuple

from openets.engine.installations import own, stop_other_years, whole
from openets.engine.kind import Deciding, entering
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


class PlanEntry(NamedTuple):
    """What the journal says of a plan: the year, and for each installation what is free and what it gets in all."""

    year: int
    rows: tuple[tuple[str, int, int], ...]
    request: str
    at: str
    by: str


PLAN = EntryForm("plan", PlanEntry)


def touches(command: EnterPlan, needs: Needs, law: Law) -> None:
    stop_other_years(law, command.year, "plan")
    for row in command.rows:
        needs.installations.add(row[0])
        needs.years.add((row[0], command.year))


def enter(books: Books, command: EnterPlan, under: Deciding) -> str:
    for installation, free, total in command.rows:
        own(books, command.registry, installation)
        place = f"plan {command.year}, {installation}"
        if whole(free, place) > whole(total, place):
            raise Misuse(f"{place}: {free:,} free of charge are more than {total:,} in all")
        record = books.year(installation, command.year)
        if total < record.allocated:
            raise Misuse(f"{place}: {record.allocated:,} are allocated already, more than {total:,}")
        books.set_year(record._replace(free=free, planned=total))
    told = PlanEntry(command.year, command.rows, command.request, under.mark.at, under.mark.by)
    return books.write(command.registry, PLAN, told)


def apply(state: Replay, entry: Entry, told: PlanEntry) -> None:
    for installation, free, planned in told.rows:
        state.set_year(state.year(installation, told.year)._replace(free=free, planned=planned))


KIND = entering(EnterPlan, right="enter plan", touches=touches, enter=enter, entry=EntryKind(PLAN, apply))
