"""From a proposal and the books to the facts that its checks look at: only as far as those of its type need them."""

from collections.abc import Callable
from functools import cache
from itertools import groupby

from openets.checks.check import Facts, Reversal
from openets.engine.credit_facts import add_credits
from openets.engine.kind import Deciding
from openets.engine.protocol_facts import add_protocol, is_for_parties
from openets.engine.rights import may_move
from openets.laws.law import Law
from openets.ledger.accounts import PROCEEDS, Account
from openets.ledger.books import Books
from openets.ledger.entries import ranges_of
from openets.ledger.store import Movement
from openets.ledger.transactions import Effect, Proposal, TransactionType


def facts_of(books: Books, proposal: Proposal, under: Deciding) -> Facts:
    """Everything that the checks of `proposal` need, taken from the books."""
    law = under.law
    known = proposal.type in law.catalogue
    kind = law.terms.transactions.get(proposal.type) if known else None
    source, target = books.accounts.get(proposal.transferring), books.accounts.get(proposal.acquiring)
    facts = Facts(proposal, kind, source, target, law.terms, on=under.mark.day)
    facts.allowed = may_move(under.actor, kind, proposal.transferring)
    if proposal.reconstructed and not under.importing:
        facts.allowed = False
    if source is not None:
        vintage = proposal.elements.vintage
        facts.held = books.held(source, proposal.unit, vintage)
        if proposal.serials:
            facts.serials_held = books.covers(source, proposal.unit, proposal.serials, vintage)
        if source.reserved:
            facts.held_in_all = sum(books.held(source, unit) for unit in law.terms.accounts[source.type].holds)
    if proposal.on and source is not None:
        facts.held_since = _held_since(books, source, proposal, law)
    if kind is not None:
        needs = (law.needs if proposal.unit in law.terms.credits else law.needs_of_others)[proposal.type]
        for gather in _gatherers(needs):
            gather(facts, books, kind, law)
        if proposal.notice and "blocks" not in needs:
            _blocks(facts, books, kind, law)  # whether a notification is answered depends on whose units move
        if _is_of_the_protocol(facts, needs):
            add_protocol(facts, books, kind, law)
    return facts


def _held_since(books: Books, account: Account, proposal: Proposal, law: Law) -> int:
    """The least that an account held of a unit type at the end of any day from the day named until now."""
    held = least = books.held(account, proposal.unit)
    moved = [row for row in books.movements.get(account.key, ()) if row.effective > proposal.on]
    for _, rows in groupby(sorted(moved, key=lambda row: row.effective, reverse=True), key=lambda row: row.effective):
        for row in rows:
            if _came(row, law.terms.transactions[row.type]) == proposal.unit:
                held -= row.quantity
            if not row.incoming and row.unit == proposal.unit:
                held += row.quantity
        least = min(least, held)
    return least


def _came(row: Movement, kind: TransactionType) -> str:
    """The unit type that a movement brought into its account, or ``""``.

    What is issued in the place of units comes to the account that gave them up; they go on as they are.
    """
    if kind.effect is Effect.REPLACE:
        return row.unit if row.incoming else kind.makes(row.unit)
    return kind.makes(row.unit) if row.incoming else ""


def _is_of_the_protocol(facts: Facts, needs: frozenset[str]) -> bool:
    """Whether any record that a protocol keeps bears on a proposal."""
    proposal, target = facts.proposal, facts.acquiring
    return (
        ("parties" in needs and is_for_parties(facts))
        or bool(proposal.notice or proposal.replaces or proposal.elements.project)
        or ("proceeds" in needs and target is not None and target.type == PROCEEDS)
    )


def _limit(facts: Facts, books: Books, kind: TransactionType, law: Law) -> None:
    """What was issued, and the most that may be."""
    account = facts.acquiring
    if account is None:
        return
    made = kind.makes(facts.proposal.unit)
    # one cap for all members counts what all registries have issued
    among = books.chains if made in law.union_caps else (account.registry,)
    # what was issued in the place of others was within their cap, or is beside it (decision 21)
    capped = [(code, each) for each in law.counted_together(made) for code in among]
    facts.issued = sum(books.total(*each, "issued") - books.total(*each, "in place") for each in capped)
    unit = law.terms.units.get(made)
    if unit is not None and unit.assigned:
        # a member without an assigned amount may issue none
        facts.limit = law.assigned_amount(account.registry) or 0
        facts.limit_source = f"assigned amount of {account.registry}"
    elif unit is not None and unit.allowance:
        facts.limit = law.cap(account.registry, made) or 0
        facts.limit_source = f"cap of {account.registry} for {made}"
        served, year = [each for each in law.members.values() if each.registry == account.registry], facts.on.year
        # what the whole Union shares a State may have before it joins, as for the airlines that it was to administer
        early = made in law.union_caps
        if served and not any(each.takes_part(max(year, each.joined) if early else year) for each in served):
            facts.limit, facts.limit_source = 0, f"{account.registry} is no member in {year}"


def _report(facts: Facts, books: Books, kind: TransactionType, law: Law) -> None:
    """Silence counts: who was given units for a year, and has not reported it by the law's day."""
    account, year = facts.transferring, law.last_due("report", facts.on)
    record = books.years.get((account.installation, year)) if account is not None else None
    if record is not None and (record.planned or record.allocated) and not record.report:
        facts.unreported = year


def _plan(facts: Facts, books: Books, kind: TransactionType, law: Law) -> None:
    if facts.acquiring is not None:
        record = books.year(facts.acquiring.installation, facts.proposal.year)
        facts.planned, facts.allocated = record.planned or None, record.allocated


def _period(facts: Facts, books: Books, kind: TransactionType, law: Law) -> None:
    year, types, of = facts.proposal.year, law.terms.accounts, None
    for each in (facts.acquiring, facts.transferring):
        if each is not None and types[each.type].operator:
            of = types[each.type]
    facts.surrender_units = law.units_for(year, of) if type(year) is int else frozenset()
    if facts.proposal.unit in law.terms.issued_anew and facts.transferring is not None:
        facts.blocks = books.at_hand(facts.transferring, facts.proposal)


def _banking(facts: Facts, books: Books, kind: TransactionType, law: Law) -> None:
    if facts.proposal.unit in law.terms.units:
        facts.bankable = law.may_be_banked(facts.proposal.unit)


def _reversal(facts: Facts, books: Books, kind: TransactionType, law: Law) -> None:
    original = books.transactions.get(facts.proposal.reverses)
    if original is None:
        return
    settled = bool(original.year) and law.is_over("surrender", original.year, facts.on)
    facts.reversal = Reversal(original, original.id in books.reversed, settled, ranges_of(books.entries[original.id]))


def _blocks(facts: Facts, books: Books, kind: TransactionType, law: Law) -> None:
    """The blocks that would move, of units of which more than their type matters."""
    if facts.transferring is not None and facts.proposal.unit in law.terms.commitment_units:
        facts.blocks = books.at_hand(facts.transferring, facts.proposal)


_GATHERED: dict[str, Callable[[Facts, Books, TransactionType, Law], None]] = {
    "limit": _limit,
    "report": _report,
    "plan": _plan,
    "period": _period,
    "banking": _banking,
    "reversal": _reversal,
    "blocks": _blocks,
    "credits": add_credits,
}
"""What a check may need → what gathers it. What is not here, the protocol's own records hold."""


@cache
def _gatherers(needs: frozenset[str]) -> tuple[Callable[[Facts, Books, TransactionType, Law], None], ...]:
    return tuple(gather for need, gather in _GATHERED.items() if need in needs)
