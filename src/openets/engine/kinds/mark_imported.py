"""Record that a step of an import is in the books. What the import had to infer follows in the same batch."""

from typing import NamedTuple

from openets.engine.kind import Deciding, entering
from openets.ledger.books import Books
from openets.ledger.codec import EntryForm
from openets.ledger.journal import Entry
from openets.ledger.replay import EntryKind, Replay


class MarkImported(NamedTuple):
    """Record that a step of an import is in the books: from which file, with which fingerprint."""

    registry: str
    source: str
    step: str
    fingerprint: str
    request: str


class ImportEntry(NamedTuple):
    """What the journal says of a step of an import."""

    source: str
    step: str
    fingerprint: str
    request: str
    at: str
    by: str


IMPORT = EntryForm("import", ImportEntry)


def enter(books: Books, command: MarkImported, under: Deciding) -> str:
    told = ImportEntry(command.source, command.step, command.fingerprint, command.request, under.mark.at, under.mark.by)
    return books.write(command.registry, IMPORT, told)


def apply(state: Replay, entry: Entry, told: ImportEntry) -> None:
    """An import says where things come from; it changes none."""


def asked(entry: Entry, told: ImportEntry) -> MarkImported:
    return MarkImported(entry.registry, told.source, told.step, told.fingerprint, told.request)


KIND = entering(MarkImported, right="", enter=enter, entry=EntryKind(IMPORT, apply, asked=asked), imports=True)
