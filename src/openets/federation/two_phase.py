"""What the steps of a transfer have in common, on whichever side: accounts that it goes by, entries, statuses."""

from typing import Any, TypeVar

from openets.engine.kind import Deciding, Kind, not_allowed
from openets.engine.kinds.open_account import write_account
from openets.engine.outcomes import Outcome
from openets.engine.posting import Stamp
from openets.engine.rights import may
from openets.engine.wellformed import LONGEST_TEXT, stop_malformed_texts
from openets.federation.pending import LEAVING, goes_abroad
from openets.kernel.identifiers import has_valid_check_digits
from openets.kernel.refusals import Fault
from openets.ledger.accounts import FOREIGN, KEYS_PER_REGISTRY, TRANSIT, Account, Bucket
from openets.ledger.books import Books
from openets.ledger.store import Answer, Needs
from openets.ledger.terms import Terms
from openets.ledger.transactions import Proposal, Status, may_become
from openets.ledger.transfers import Transfer

RIGHT = "keep books with other sides"
"""What the steps of sides are called in the table of rights."""

RECEIVING = (
    "acquiring_account_exists",
    "acquiring_account_may_receive",
    "acquiring_account_is_not_closed",
    "account_that_was_succeeded_receives_nothing",
)
"""What an acquiring registry asks of a transfer, in order."""

MET = 400_000_000
"""Keys of accounts that were only met begin here: their numbers are not ours to give, and must not take anybody's."""

C = TypeVar("C", bound=Any)


def transit(terms: Terms, registry: str) -> str:
    """Identifier of the account in which units of a registry lie while they are on their way."""
    return terms.standing_account(registry, TRANSIT)


def touch_transit(needs: Needs, terms: Terms, registry: str) -> None:
    """Ask for the transit account of a registry, unless nothing can be one of that code: the checks say so."""
    if registry.isascii() and registry.isalpha() and registry.isupper():
        needs.accounts.add(transit(terms, registry))


def stop_impossible(known: Transfer, status: int) -> None:
    """Raise `Fault` for a step that is not in the life of a transaction, whoever takes it."""
    if not may_become(Status(known.status), Status(status)):
        raise Fault(f"transfer {known.id} has status {known.status}, which cannot become {status}")


def is_as_seen(books: Books, name: str, seen: int) -> bool:
    """Whether a transfer still has the status on which a command was decided; somebody may have been faster."""
    known = books.transfers.get(name)
    return (known.status if known is not None else 0) == seen


def count_transit(books: Books, source: Account, proposal: Proposal, sign: int) -> None:
    """Units on their way count as held, wherever they come from; those that will leave are counted besides."""
    bucket = books.terms.accounts[source.type].bucket
    if bucket is not Bucket.HELD:
        books.count(source.registry, proposal.unit, bucket, -sign * proposal.quantity)
        books.count(source.registry, proposal.unit, Bucket.HELD, sign * proposal.quantity)
    if goes_abroad(proposal):
        books.count(source.registry, proposal.unit, LEAVING, sign * proposal.quantity)


def foreign(identifier: str) -> Account:
    """An account of another registry, of which these books know nothing but its identifier."""
    registry = identifier.partition("-")[0]
    return Account(0, identifier, registry, FOREIGN, identifier, registry)


def may_be_foreign(books: Books, identifier: str) -> bool:
    """Whether this may be an account of a registry that is not in these books."""
    return identifier.partition("-")[0] not in books.chains and has_valid_check_digits(identifier)


def entered(books: Books, home: str, account: Account, mark: Stamp) -> Account:
    """The account, written into the books if it is another registry's and was never met."""
    if account.type != FOREIGN or account.key:
        return account
    known = books.accounts.get(account.identifier)
    if known is not None and known.key:
        return known
    chain = books.chains[home]
    known = account._replace(key=chain.ordinal * KEYS_PER_REGISTRY + MET + chain.next_account)
    chain.next_account += 1
    write_account(books, home, known, None, f"#{known.identifier}", mark)
    return known


def step_kind(command: type[C], *, touches: Any, take: Any, **more: Any) -> Kind[C]:
    """A step that a side takes. What it asks for twice is done once: a transfer knows its status.

    `take` carries it out for those who may keep books with other sides.
    """

    def decide(books: Books, given: C, known: Answer | None, under: Deciding) -> Outcome:
        if not may(under.actor, RIGHT):
            return not_allowed(given, RIGHT)
        found: Outcome = take(books, given, under)
        return found

    def allowed(under: Deciding, given: C) -> bool:
        return may(under.actor, RIGHT)

    return Kind(command, touches, decide, allowed, well_formed=_stop_malformed, **more)


def _stop_malformed(command: Any, terms: Terms) -> None:
    """Raise `Misuse` for a step that is not well made. A transfer has a dozen, and almost all are plain."""
    texts = [value for value in command if type(value) is str]
    if len(texts) < 4 or not "".join(texts).isprintable() or sum(map(len, texts)) >= LONGEST_TEXT:
        stop_malformed_texts(command, longer={"refusals": 200_000, "content": 100_000_000})
    elif any(type(value) not in (str, int) for value in command):
        stop_malformed_texts(command)
