"""Enter the authority's published compliance letters of a year."""

from dataclasses import astuple
from typing import NamedTuple

from openets.compliance.official import official_letter
from openets.engine.installations import own, stop_other_years
from openets.engine.kind import Deciding, entering
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.codec import EntryForm
from openets.ledger.journal import Entry
from openets.ledger.replay import EntryKind, Replay
from openets.ledger.store import Needs


class EnterOfficial(NamedTuple):
    """Enter the authority's published compliance letters of a year: (installation key, code)."""

    registry: str
    year: int
    rows: tuple[tuple[str, str], ...]
    request: str
    on: str = ""


class OfficialEntry(NamedTuple):
    """What the journal says of published letters: the year, and the letter of each installation."""

    year: int
    rows: tuple[tuple[str, str], ...]
    request: str
    at: str
    by: str
    on: str = ""


OFFICIAL = EntryForm("official", OfficialEntry)


def touches(command: EnterOfficial, needs: Needs, law: Law) -> None:
    for row in command.rows:
        needs.installations.add(row[0])
        needs.years.add((row[0], command.year))


def enter(books: Books, command: EnterOfficial, under: Deciding) -> str:
    law = under.law
    stop_other_years(law, command.year, "letters")
    if command.year >= under.mark.day.year:
        raise Misuse(f"{command.year} has not ended on {under.mark.day}, so there are no letters of it yet")
    known = (*astuple(law.letters), "-")  # as registries publish that nothing was owed
    for installation, code in command.rows:
        own(books, command.registry, installation)
        if official_letter(code) not in known:
            raise Misuse(f"'{code[:20]}' is no compliance letter of {installation}; the law has {', '.join(known)}")
    for installation, code in command.rows:
        said = books.year(installation, command.year)._replace(official=code)
        books.enter_year("official", said, under.mark.entered)
    told = OfficialEntry(command.year, command.rows, command.request, *under.mark.said)
    return books.write(command.registry, OFFICIAL, told)


def apply(state: Replay, entry: Entry, told: OfficialEntry) -> None:
    for installation, code in told.rows:
        state.stop_elsewhere(entry, installation)
        state.enter_year("official", state.year(installation, told.year)._replace(official=code), entry.at[:10])


def asked(entry: Entry, told: OfficialEntry) -> EnterOfficial:
    return EnterOfficial(entry.registry, told.year, told.rows, told.request)


KIND = entering(
    EnterOfficial,
    right="enter official letters",
    touches=touches,
    enter=enter,
    entry=EntryKind(OFFICIAL, apply, asked=asked),
)
