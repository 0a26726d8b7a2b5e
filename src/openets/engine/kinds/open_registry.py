"""Open a registry: its journal begins with this."""

from typing import NamedTuple

from openets.engine.kind import Deciding, entering
from openets.kernel.refusals import Misuse
from openets.ledger.books import Books
from openets.ledger.codec import EntryForm
from openets.ledger.journal import FORMAT, Entry
from openets.ledger.replay import EntryKind, Replay


class OpenRegistry(NamedTuple):
    registry: str
    request: str
    on: str = ""


class RegistryEntry(NamedTuple):
    """What the first entry of a registry's journal says."""

    registry: str
    format: int
    law: str
    """The name of the law under which the books are kept."""
    digest: str
    """Fingerprint of all that the law said then."""
    request: str
    at: str
    by: str
    on: str = ""
    holds: str = ""
    """What the books hold of which it is: a key of `HOLDS`; ``""`` where they were begun before they said it."""


REGISTRY = EntryForm("registry", RegistryEntry)


def enter(books: Books, command: OpenRegistry, under: Deciding) -> str:
    code = command.registry
    if code in books.chains:
        raise Misuse(f"registry '{code}' is open already")
    if code not in books.terms.registries:
        raise Misuse(f"'{code}' is no registry of the {under.law.name}")
    books.open_registry(code)
    name, digest, holds = books.law.told
    told = RegistryEntry(code, FORMAT, name, digest, command.request, *under.mark.said, holds)
    return books.write(code, REGISTRY, told)


def apply(state: Replay, entry: Entry, told: RegistryEntry) -> None:
    state.laws.add((told.law, told.digest, told.holds))


def asked(entry: Entry, told: RegistryEntry) -> OpenRegistry:
    return OpenRegistry(told.registry, told.request)


KIND = entering(OpenRegistry, right="open", enter=enter, entry=EntryKind(REGISTRY, apply, asked=asked), opens=True)
