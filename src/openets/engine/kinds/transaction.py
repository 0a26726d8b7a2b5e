"""Move units: a transaction is checked, posted and entered in one commit, or refused with every reason."""

from datetime import date
from typing import Any

from openets.checks.check import Check, Facts, examine, named
from openets.engine.credit_facts import lead_credits, touch_credits
from openets.engine.facts import facts_of
from openets.engine.kind import Deciding, Kind
from openets.engine.outcomes import Outcome, record_refusal, refused
from openets.engine.posting import post
from openets.engine.records import follow
from openets.engine.rights import may_move
from openets.engine.wellformed import LONGEST_TEXT, are_ranges, stop_malformed_texts, stop_malformed_units
from openets.kernel.units import MOST_UNITS, NO_ELEMENTS, Elements, Vintages
from openets.laws.law import Law
from openets.ledger.accounts import PROCEEDS, are_ordinary
from openets.ledger.books import Books
from openets.ledger.entries import TRANSACTION, TransactionEntry, block_read, ranges_in, tells_of, unit_of, vintages_in
from openets.ledger.journal import Entry
from openets.ledger.replay import EntryKind
from openets.ledger.replay_units import arrival, read_blocks, transaction
from openets.ledger.store import Answer, Needs
from openets.ledger.terms import Terms
from openets.ledger.transactions import Proposal


def touches(proposal: Proposal, needs: Needs, law: Law) -> None:
    needs.requests.append(proposal.request)
    touch_units(proposal, needs, law)


def touch_units(proposal: Proposal, needs: Needs, law: Law) -> None:
    """Add what any transaction touches: its accounts, their units, their year, and what the checks of its type need."""
    source, target, year = proposal.transferring, proposal.acquiring, proposal.year
    codes = {source.partition("-")[0], target.partition("-")[0]} - _NO_NAME
    needs.registries |= codes
    needs.accounts |= {source, target} - _NO_NAME
    if source:
        quantity = proposal.quantity if type(proposal.quantity) is int else 0
        if proposal.on:
            quantity = MOST_UNITS  # what it held on an earlier day follows from all that it holds now
            needs.moved_since[source] = min(proposal.on, needs.moved_since.get(source, proposal.on))
        of = proposal.elements.vintage
        needs.units(source, proposal.unit, min(max(quantity, 0), MOST_UNITS), proposal.serials, of)
    if year and type(year) is int:
        needs.years_of |= {(source, year), (target, year)}
    of_credits = proposal.unit in law.terms.credits
    wanted = (law.needs if of_credits else law.needs_of_others).get(proposal.type, _NO_NEEDS)
    if of_credits and "credits" in wanted:
        touch_credits(proposal, needs, law)
    if source and "report" in wanted:
        day = date.fromisoformat(proposal.on) if proposal.on else needs.day
        needs.years_of.add((source, law.last_due("report", day)))
    if wanted & _OF_REGISTRIES and ("limit" in wanted or proposal.unit in law.terms.party_units):
        if "limit" in wanted and law.terms.transactions[proposal.type].makes(proposal.unit) in law.union_caps:
            codes = set(law.terms.registries)
            needs.registries |= codes
        _touch_registries(codes, wanted, needs, law)
    # few proposals name more than accounts and units
    if proposal.notice or proposal.replaces or proposal.reverses or proposal.elements != NO_ELEMENTS:
        _touch_what_is_named(proposal, wanted, needs, law)


_NO_NAME = frozenset({""})
_NO_NEEDS: frozenset[str] = frozenset()
_OF_REGISTRIES = frozenset({"limit", "totals", "parties"})


def _touch_registries(codes: set[str], wanted: frozenset[str], needs: Needs, law: Law) -> None:
    """The totals of the registries and the records of their Parties; for Parties with a joint target all of them."""
    among = codes | members_of_bubble(codes, law)
    needs.totals |= among
    if "parties" in wanted:
        needs.records.update(("party", code) for code in among)


def members_of_bubble(codes: set[str], law: Law) -> set[str]:
    """The members of a joint Party, where it is among some registries."""
    bubble = law.protocol.bubble if law.protocol is not None else ()
    return {each.code for each in bubble if each.bubble in codes}


def _touch_what_is_named(proposal: Proposal, wanted: frozenset[str], needs: Needs, law: Law) -> None:
    """The notification, project and transaction that a proposal names, and the used units that it replaces."""
    home, project = home_of(proposal), proposal.elements.project
    if proposal.notice:
        needs.records.add(("notice", proposal.notice))
    if proposal.replaces and proposal.transferring:
        needs.records.add(("replaced", home))
        needs.accounts.update(law.terms.accounts_of_use(home))
        needs.ranges += proposal.replaces
    if project and "project" in wanted:
        needs.records |= {("project", project), ("party", project[:2])}
    if proposal.reverses:
        needs.transactions.add(proposal.reverses)


def leads(books: Books, proposal: Proposal, needs: Needs, law: Law) -> None:
    """The entry of an earlier answer; what the accounts and the notification, once they are known, lead to."""
    known = books.answers.get(proposal.request)
    if known is not None and not known.digest:
        needs.entries.add(known.reference)
    lead_units(books, proposal, needs, law)


def lead_units(books: Books, proposal: Proposal, needs: Needs, law: Law) -> None:
    """What of any transaction only the books can tell."""
    source, target = books.accounts.get(proposal.transferring), books.accounts.get(proposal.acquiring)
    if source is not None and source.reserved:
        for unit in law.terms.accounts[source.type].holds:
            # as many as must stay besides those that go
            needs.units(source.identifier, unit, source.reserved)
    if target is not None and target.type == PROCEEDS:
        needs.totals.add(target.registry)
    if proposal.unit in law.terms.credits and "credits" in law.needs.get(proposal.type, _NO_NEEDS):
        lead_credits(books, proposal, needs, law)
    if proposal.notice and "expiry" in law.needs.get(proposal.type, _NO_NEEDS):
        notice = books.body("notice", proposal.notice)
        if notice is not None and notice["project"]:
            needs.records.add(("project", notice["project"]))


def home_of(proposal: Proposal) -> str:
    """The registry that proposes: that of the transferring account, for an issuance that of the acquiring one."""
    return (proposal.transferring or proposal.acquiring).partition("-")[0]


def checks_of(law: Law, facts: Facts) -> tuple[Check[Any], ...]:
    """The checks that a proposal must pass, in order of precedence; of those that have nothing to say of it, only some
    (`checks.check.WHEN`)."""
    proposal = facts.proposal
    if proposal.unit in law.terms.credits:
        known = law.catalogue
    elif proposal.serials or proposal.reverses or proposal[11:] != _NOTHING_MORE:
        known = law.catalogue_of_others
    elif are_ordinary(facts.transferring, facts.acquiring):
        known = law.ordinary_catalogue
    else:
        known = law.plain_catalogue
    return known.get(proposal.type) or named(["transaction_type_is_known"])


def decide(books: Books, proposal: Proposal, known: Answer | None, under: Deciding) -> Outcome:
    """Post a transaction, or refuse it with every reason."""
    law, mark = under.law, under.mark
    facts = facts_of(books, proposal, under)
    if known is not None:
        facts.request_conflict = known.reference or "refused"
    refusals = examine(checks_of(law, facts), facts)
    if refusals:
        record_refusal(books, proposal, home_of(proposal), refusals, mark)
        return refused(proposal, refusals)
    reference = post(books, facts, mark).id
    vintages: Vintages = ()
    if proposal.unit in law.terms.vintaged:
        vintages = books.vintages[reference] = vintages_in(books.changes.entries[-1])
    if proposal.notice or proposal.replaces or proposal.elements.project or proposal.unit in law.terms.credits:
        follow(books, proposal, reference, mark, law)
    books.answers[proposal.request] = Answer(proposal.request, "", reference, "")
    books.posted[proposal.request] = proposal
    if proposal.reverses:
        books.reversed.add(proposal.reverses)
    return Outcome(proposal.request, True, reference, vintages=vintages)


def repeats(books: Books, proposal: Proposal, known: Answer) -> bool:
    """Whether the transaction that answered the request is what this very proposal led to."""
    posted, entry = books.posted.get(proposal.request), books.entries.get(known.reference)
    if entry is not None and proposal.unit in books.terms.vintaged:
        books.vintages[known.reference] = vintages_in(entry)
    if posted is not None:
        return repr(posted) == repr(proposal)
    return tells_of(books.entries[known.reference], proposal)


def may_propose(under: Deciding, proposal: Proposal) -> bool:
    """Whether the actor may propose such a transaction with units of the account that it names."""
    return may_move(under.actor, under.law.terms.transactions.get(proposal.type), proposal.transferring)


def stop_malformed_proposal(proposal: Proposal, terms: Terms) -> None:
    """Raise `Misuse` for a proposal that is not made of what a proposal is made of."""
    if not _is_plain(proposal):
        stop_malformed_texts(proposal, free="note")
        stop_malformed_units(proposal, terms)


_NOTHING_MORE = (NO_ELEMENTS, (), "", "")


def _is_plain(proposal: Proposal) -> bool:
    """Whether a proposal is well made at a glance; almost all are, and there may be a million of them."""
    try:
        text = "".join((*proposal[:4], proposal.request, proposal.reverses))
    except TypeError:
        return False
    return (
        text.isprintable()
        and len(text) < LONGEST_TEXT
        and not proposal.note
        and proposal.reconstructed is False
        and proposal[11:] == _NOTHING_MORE
        and type(proposal.elements) is Elements
        and (proposal.serials == () or are_ranges(proposal.serials))
    )


def asked(entry: Entry, told: TransactionEntry) -> Proposal:
    """The proposal of a transaction, which names the very serial numbers that it moved."""
    moved, created = read_blocks(told)
    blocks = moved or created
    return Proposal(
        told.type,
        told.from_,
        told.to,
        unit_of(blocks[0][0]),
        sum(end - start + 1 for _, start, end in blocks),
        told.request,
        told.year,
        ranges_in(told.blocks),
        told.reverses,
        told.reconstructed,
        told.note,
        told.elements,
        tuple(map(block_read, told.replaces)),
        told.notice,
    )


KIND = Kind(
    Proposal,
    touches=touches,
    leads=leads,
    decide=decide,
    may=may_propose,
    repeats=repeats,
    well_formed=stop_malformed_proposal,
    entries=(
        EntryKind(TRANSACTION, transaction, asked=asked),
        EntryKind(TRANSACTION, arrival, heading="received", answers=None),
    ),
)
