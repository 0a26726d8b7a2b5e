"""Carrying out what the checks let pass: units move, year records follow, the journal grows.

Nothing here can say no. What these functions cannot do is a fault.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from openets.checks.check import Facts
from openets.compliance.credit_limits import total_of
from openets.kernel.refusals import Fault
from openets.kernel.units import Block, Vintages
from openets.ledger.accounts import FOREIGN, PROCEEDS, Account
from openets.ledger.books import Books, Chain
from openets.ledger.codec import EntryForm
from openets.ledger.entries import TRANSACTION, TransactionEntry
from openets.ledger.transactions import Effect, Proposal, Status, Transaction, TransactionType

_COMPLETED = int(Status.COMPLETED)


class Stamp(NamedTuple):
    """When and by whom a command is entered, and the day on which it takes effect."""

    at: str
    by: str
    day: date
    on: str = ""
    """That day, where the command names it."""

    @property
    def entered(self) -> str:
        """The day of entry."""
        return self.at[:10]

    @property
    def said(self) -> tuple[str, str, str]:
        """What ends an entry."""
        return self.at, self.by, self.on


def post(books: Books, facts: Facts, mark: Stamp) -> Transaction:
    """Carry out a proposal that passed its checks, by the facts that they looked at."""
    proposal, kind, source, target = facts.proposal, facts.type, facts.transferring, facts.acquiring
    assert kind is not None and target is not None  # or a check would have said no
    project = facts.project
    owed, vintages = (project.share, project.vintages) if project is not None else (0, ())
    units = take_out(books, proposal, kind, source, target, mark.day, vintages=vintages)
    return complete(books, proposal, kind, source, target, units, mark, owed=owed)


class Units(NamedTuple):
    """The units of a transaction: those that leave an account, and those that it brings into being."""

    moved: list[Block]
    created: list[Block]


def complete(
    books: Books,
    proposal: Proposal,
    kind: TransactionType,
    source: Account | None,
    target: Account,
    units: Units,
    mark: Stamp,
    *,
    form: EntryForm[TransactionEntry] = TRANSACTION,
    of: str = "",
    owed: int = 0,
) -> Transaction:
    """Put units where they belong, and write the entries, the row and what follows from it. An issuance has no source.

    `form` and `of` are those of a transfer that this completes, where registry and log keep books of their own.
    """
    put_in(books, kind, source, target, units)
    chain = books.chains[source.registry if source is not None else target.registry]
    text = form.write(entry_of(f"{chain.code}{chain.sequence + 1}", proposal, units, mark, of, owed))
    books.changes.entries.append(chain.append("transaction", mark.at, text))
    transaction = row_of(chain, proposal, source, target, mark)
    books.changes.transactions.append(transaction)
    if target.registry != chain.code and target.registry in books.chains:
        received = books.chains[target.registry].append("received", mark.at, text)
        books.changes.entries.append(received)
    if proposal.year:
        _follow(books, proposal, kind, transaction.installation)
        if kind.record == "surrendered" and proposal.unit in books.terms.credits:
            _count_credits(books, proposal, kind, source, target)
    count(books, proposal, kind, source, target)
    if owed:
        books.count(target.registry, proposal.unit, "owed", owed)
    return transaction


def row_of(chain: Chain, proposal: Proposal, source: Account | None, target: Account, mark: Stamp) -> Transaction:
    """The row of the transaction whose entry is the chain's last."""
    return Transaction(
        chain.code,
        chain.sequence,
        proposal.type,
        _COMPLETED,
        source.key if source is not None else 0,
        target.key,
        proposal.unit,
        proposal.quantity,
        mark.at,
        proposal.year,
        (source.installation if source is not None else "") or target.installation,
        proposal.request,
        proposal.reverses,
        proposal.reconstructed,
        mark.by,
        proposal.on or mark.at[:10],
    )


def take_out(
    books: Books,
    proposal: Proposal,
    kind: TransactionType,
    source: Account | None,
    target: Account,
    day: date,
    *,
    given: Sequence[Block] = (),
    vintages: Vintages = (),
) -> Units:
    """Take units out of their account; those, and what an issuance, conversion or replacement makes of them.

    `given` are new units whose serial numbers another side has given already, `vintages` those of units to be issued.
    """
    if source is None:
        return Units([], list(given) or _issued(books, proposal, target.registry, day, vintages))
    if proposal.serials:
        taken = books.take(source, proposal.unit, proposal.serials)
        if taken is None:
            raise Fault(f"{source.identifier} lost serial numbers between check and posting")
        moved = taken
    else:
        moved = books.pick(source, proposal.unit, proposal.quantity, proposal.elements.vintage)
    if kind.effect is Effect.MOVE:
        return Units(moved, [])
    if kind.effect is Effect.CONVERT:
        made = [Block(kind.converted(block.series, proposal.elements), block.start, block.end) for block in moved]
        return Units(moved, made)
    series = books.terms.new_series(kind.makes(proposal.unit), source.registry, day)
    return Units(moved, list(given) or [books.create(source.registry, series, proposal.quantity)])


def _issued(books: Books, proposal: Proposal, registry: str, day: date, vintages: Vintages) -> list[Block]:
    """New units, a block for each vintage: never are two in one."""
    found = []
    for year, quantity in vintages or ((0, proposal.quantity),):
        series = books.terms.new_series(proposal.unit, registry, day, proposal.elements._replace(vintage=year))
        found.append(books.create(registry, series, quantity))
    return found


def put_in(books: Books, kind: TransactionType, source: Account | None, target: Account, units: Units) -> None:
    """Put what was taken out, or made, where it belongs; what goes to another registry's own books leaves these."""
    moved, created = units
    if target.type == FOREIGN:
        return
    if created and source is not None and kind.effect is Effect.REPLACE:
        books.put(source, created)
        books.put(target, moved)
    else:
        books.put(target, created or moved)


def count(books: Books, proposal: Proposal, kind: TransactionType, source: Account | None, target: Account) -> None:
    """Keep the registries' totals. A transfer that stays in its registry and bucket changes none."""
    unit, quantity = proposal.unit, proposal.quantity
    types = books.terms.accounts
    to = types[target.type].bucket
    if source is None:
        books.count(target.registry, unit, "issued", quantity)
        books.count(target.registry, unit, to, quantity)
        if unit in books.terms.removal_units:
            books.count(target.registry, unit, f"issued {proposal.elements.activity}", quantity)
        return
    home, bucket, effect = source.registry, types[source.type].bucket, kind.effect
    if effect is Effect.CONVERT:
        _count_conversion(books, kind, home, unit, bucket, quantity)
    elif home != target.registry or bucket is not to:
        if source.type != FOREIGN:
            books.count(home, unit, bucket, -quantity)
        if target.type != FOREIGN:
            books.count(target.registry, unit, to, quantity)
        if home != target.registry:
            _count_trade(books, source, target, unit, quantity)
    if effect is Effect.REPLACE:
        books.count(home, kind.makes(unit), "issued", quantity)
        books.count(home, kind.makes(unit), "in place", quantity)
        books.count(home, kind.makes(unit), bucket, quantity)
    if target.type == PROCEEDS:
        books.count(home, unit, "owed", -quantity)


def _count_trade(books: Books, source: Account, target: Account, unit: str, quantity: int) -> None:
    if source.type != FOREIGN:
        books.count(source.registry, unit, "sold", quantity)
    if target.type != FOREIGN:
        books.count(target.registry, unit, "bought", quantity)


def _count_conversion(books: Books, kind: TransactionType, home: str, unit: str, bucket: str, quantity: int) -> None:
    made = kind.makes(unit)
    if "period" in kind.changes:
        books.count(home, unit, "carried", quantity)
    if made == unit:
        return
    books.count(home, unit, bucket, -quantity)
    books.count(home, made, bucket, quantity)
    books.count(home, unit, "converted", quantity)
    if kind.back:
        books.count(home, made, "converted", -quantity)
    else:
        books.count(home, made, "issued", quantity)


def _follow(books: Books, proposal: Proposal, kind: TransactionType, installation: str) -> None:
    """Bring the installation's year record up to date."""
    record = books.year(installation, proposal.year)
    signed = kind.sign * proposal.quantity
    if kind.record == "allocated":
        books.set_year(record._replace(allocated=record.allocated + signed))
    elif kind.record == "surrendered":
        allowances = signed if books.terms.units[proposal.unit].allowance else 0
        surrendered, covered = record.surrendered + signed, record.surrendered_allowances + allowances
        books.set_year(record._replace(surrendered=surrendered, surrendered_allowances=covered))


def _count_credits(
    books: Books, proposal: Proposal, kind: TransactionType, source: Account | None, target: Account
) -> None:
    """Keep what a member's installations surrender of credits for a year; aircraft operators have other limits."""
    types = books.terms.accounts
    if not any(types[each.type].aviation for each in (source, target) if each is not None):
        books.count(target.registry, "", total_of(proposal.year), kind.sign * proposal.quantity)


def entry_of(
    reference: str, proposal: Proposal, units: Units, mark: Stamp, of: str = "", owed: int = 0
) -> TransactionEntry:
    """What the journal says of a transaction or of what was proposed."""
    return TransactionEntry(
        reference,
        proposal.type,
        proposal.transferring,
        proposal.acquiring,
        _texts(units.moved),
        proposal.request,
        mark.at,
        mark.by,
        _texts(units.created) if units.created else (),
        proposal.year,
        proposal.reverses,
        proposal.reconstructed,
        proposal.elements,
        tuple(f"{origin} {start}-{end}" for origin, start, end in proposal.replaces) if proposal.replaces else (),
        proposal.notice,
        of,
        owed,
        proposal.note,
        proposal.on,
    )


def _texts(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Blocks as the journal names them."""
    return tuple([f"{block.series.text()} {block.start}-{block.end}" for block in blocks])
