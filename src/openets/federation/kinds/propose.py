"""Propose a transaction that other sides must agree to: its units are set aside until it has ended."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from openets.checks.check import Check, Facts, examine, ranges_fault
from openets.engine.facts import facts_of
from openets.engine.kind import Deciding, Kind, not_allowed
from openets.engine.kinds.transaction import (
    checks_of,
    home_of,
    lead_units,
    may_propose,
    stop_malformed_proposal,
    touch_units,
)
from openets.engine.outcomes import Outcome, keep_answer, record_refusal, refused
from openets.engine.posting import Stamp, entry_of, take_out
from openets.engine.rights import NAME_A_DAY, may
from openets.engine.wellformed import stop_malformed_texts, stop_other_days
from openets.federation.items import item_from
from openets.federation.kinds.accept import Accept
from openets.federation.pending import count_in, counted_in, say_what_is_pending, uses_a_limit
from openets.federation.two_phase import count_transit, entered, foreign, may_be_foreign, touch_transit, transit
from openets.kernel.clock import is_day
from openets.kernel.refusals import Misuse, Refusal
from openets.kernel.units import Block, Vintages, block_from_text
from openets.laws.law import Law
from openets.ledger.accounts import FOREIGN, TRANSIT
from openets.ledger.books import Books
from openets.ledger.codec import EntryForm, canonical
from openets.ledger.entries import TransactionEntry, block_read, origin_of, ranges_in, vintages_in
from openets.ledger.journal import Entry
from openets.ledger.replay import EntryKind, Replay
from openets.ledger.segments import overlap, span_text
from openets.ledger.store import Answer, Needs
from openets.ledger.terms import Terms
from openets.ledger.transactions import NEW_UNITS, Proposal, Status
from openets.ledger.transfers import INITIATING, LOG, Transfer
from openets.records import reconciliation


class Propose(NamedTuple):
    """Propose a transaction that other sides must agree to: checked, its units set aside, nothing completed.

    `id` is ``""`` where these books give it, being the initiating registry's; a log is told it. `created` are the
    blocks that the initiating registry gave new serial numbers, as text.
    """

    proposal: Proposal
    id: str
    waiting: str
    created: tuple[str, ...]
    request: str
    status: int = 1
    owed: int = 0
    """Share of proceeds that an issuance makes due, where the registry of the projects has said so."""
    tell: str = ""
    """Who is told where the checks refuse it, if these books are those that decide how it ends."""


PROPOSED = EntryForm("proposed", TransactionEntry)

UNSEEN = frozenset(
    {
        "acquiring_account_type_fits_the_transaction",
        "acquiring_account_may_hold_the_unit_type",
        "acquiring_account_is_open",
    }
)
"""Checks that books cannot make of an account of which they know nothing but its identifier: others make them."""


def touches(command: Propose, needs: Needs, law: Law) -> None:
    proposal = command.proposal
    ends = {each.partition("-")[0] for each in (proposal.transferring, proposal.acquiring) if each}
    needs.requests.append(command.request)
    touch_units(proposal, needs, law)
    touch_transit(needs, law.terms, home_of(proposal))
    needs.records.update((reconciliation.KIND.name, code) for code in ends)
    if command.id:
        needs.transfers.add(command.id)
    if uses_a_limit(law.terms, proposal):
        needs.pending |= ends
    kind = law.terms.transactions.get(proposal.type)
    if kind is not None and kind.effect in NEW_UNITS:
        needs.ranges += ranges_in(command.created)


def decide(books: Books, command: Propose, known: Answer | None, under: Deciding) -> Outcome:
    """Set a proposal's units aside for the other sides to decide on, or refuse it with every reason."""
    if command.id in books.transfers:
        return Outcome(command.request, True, command.id, repeated=True)  # heard before, whatever became of it since
    proposal, law = command.proposal, under.law
    if proposal.on:
        if not may(under.actor, NAME_A_DAY):
            return not_allowed(command, NAME_A_DAY)
        _stop_other_days(command, under)
        under = under.on(proposal.on)
    mark, facts = under.mark, _facts(books, command, under)
    if known is not None:
        facts.request_conflict = known.reference or "refused"
    refusals = examine(_checks_to_make(books, command, facts, checks_of(law, facts)), facts)
    if refusals:
        record_refusal(books, command, home_of(proposal), refusals, mark)
        if command.tell:
            _turn_down(books, command, refusals)
        return refused(command, refusals)
    owed, vintages = (facts.project.share, facts.project.vintages) if facts.project is not None else (command.owed, ())
    reference = reserve(books, command, mark, owed, vintages)
    if not command.id:
        keep_answer(books, command, reference)  # what another side proposed is known by its id
    vintages = vintages_in(books.changes.entries[-1]) if proposal.unit in law.terms.vintaged else ()
    return Outcome(command.request, True, reference, vintages=vintages)


def _stop_other_days(command: Propose, under: Deciding) -> None:
    try:
        stop_other_days(command.proposal.on, under.mark.day, under.law)
    except Misuse as error:
        raise Misuse(
            f"M-2003: what is proposed as {command.id} cannot be: {error}" if command.id else str(error)
        ) from None


def _facts(books: Books, command: Propose, under: Deciding) -> Facts:
    """What the checks look at; units in doubt and what is pending among it."""
    proposal = command.proposal
    target = proposal.acquiring
    # the log that decides how transfers end knows the accounts of all registries
    if not command.tell and target not in books.accounts and may_be_foreign(books, target):
        books.accounts[target] = foreign(target)
    counted_in(books)
    facts = facts_of(books, proposal, under)
    facts.in_doubt = _in_doubt(books, facts)
    say_what_is_pending(facts, books)
    return facts


def _in_doubt(books: Books, facts: Facts) -> str:
    """What of the units a reconciliation has quarantined."""
    source = facts.transferring
    record = books.records.get((reconciliation.KIND.name, source.registry)) if source is not None else None
    if source is None or record is None or '"quarantined":[]' in record.body:
        return ""
    moved = facts.proposal.serials or [
        (block.series.origin, block.start, block.end) for block in books.at_hand(source, facts.proposal)
    ]
    return span_text(overlap(moved, json.loads(record.body)["quarantined"]))


def _checks_to_make(
    books: Books, command: Propose, facts: Facts, checks: tuple[Check[Any], ...]
) -> tuple[Check[Any], ...]:
    """The checks of a proposal that these books can make: what they cannot see, others check on theirs."""
    account, kind, proposal = facts.acquiring, facts.type, command.proposal
    unseen: set[str] = set()
    if account is not None and account.type == FOREIGN and kind is not None and kind.same_registry is False:
        unseen |= UNSEEN
    if not command.tell:
        unseen.add("parties_are_on_record")  # the Parties' records are the log's
    if not command.tell and proposal.notice and ("notice", proposal.notice) not in books.records:
        unseen.add("notice_is_answered_by_the_transaction")
    unit = books.terms.units.get(proposal.unit)
    # of which year new units are, the registry that gives them numbers must know by itself
    of_years = unit is not None and unit.vintaged and not command.id
    project = "" if of_years else proposal.elements.project
    if not command.tell and project and ("project", project) not in books.records:
        unseen |= {"credits_name_a_valid_project", "project_may_have_units_issued"}
    return tuple(each for each in checks if each.name not in unseen) if unseen else checks


def reserve(books: Books, command: Propose, mark: Stamp, owed: int = 0, vintages: Vintages = ()) -> str:
    """Set a proposal's units aside and begin its transfer; the reference of its entry.

    `owed` is the share of proceeds that an issuance will make due, `vintages` those of the units that it issues.
    """
    proposal, kind = command.proposal, books.terms.transactions[command.proposal.type]
    home = home_of(proposal)
    chain = books.chains[home]
    source = books.accounts.get(proposal.transferring)
    target = entered(books, home, books.accounts[proposal.acquiring], mark)
    # what a conversion makes has serial numbers already, and perhaps another registry's
    given = [block_from_text(text) for text in command.created] if kind.effect in NEW_UNITS else []
    if command.id and kind.effect in NEW_UNITS:
        _stop_wrong_numbers(books, command, home, given, mark.day, vintages)
    units = take_out(books, proposal, kind, source, target, mark.day, given=given, vintages=vintages)
    for block in given:
        chain.next_serial = max(chain.next_serial, block.end + 1)
    reference = f"{home}{chain.sequence + 1}"
    name = command.id or reference
    asked = proposal._replace(request=command.request)
    books.write(home, PROPOSED, entry_of(reference, asked, units, mark, name, owed))
    if source is not None:
        books.put(books.accounts[transit(books.terms, home)], units.moved)
        count_transit(books, source, proposal, 1)
    undoes = books.transactions[proposal.reverses].request if proposal.reverses else ""
    content = item_from(name, proposal, units, mark.at, owed=owed, undoes=undoes)
    role, abroad = LOG if command.id else INITIATING, target.registry
    transfer = Transfer(name, home, role, command.status, command.waiting, home, abroad, canonical(content))
    books.set_transfer(transfer)
    count_in(books, proposal, name, ranges_in(command.created) if given else ())
    return reference


def _turn_down(books: Books, command: Propose, refusals: Iterable[Refusal]) -> None:
    """Write down that a proposal of another side ended at the checks, and why: nothing was set aside for it."""
    home, target = home_of(command.proposal), command.proposal.acquiring.partition("-")[0]
    content = canonical({"refusals": [refusal.as_dict() for refusal in refusals]})
    status = int(Status.TERMINATED)
    books.set_transfer(Transfer(command.id, home, LOG, status, command.tell, home, target[:3], content))


def _stop_wrong_numbers(
    books: Books, command: Propose, home: str, given: list[Block], day: date, vintages: Vintages
) -> None:
    """Raise `Misuse` for new units whose serial numbers the initiating registry cannot have given so."""
    proposal, terms = command.proposal, books.terms
    series = terms.new_series(terms.transactions[proposal.type].makes(proposal.unit), home, day, proposal.elements)
    ranges = tuple((block.series.origin, block.start, block.end) for block in given)
    fault = ranges_fault(ranges, proposal.quantity)
    years: Counter[int] = Counter()
    for block in given:
        years[block.series.vintage] += block.quantity
    odd = any(block.series._replace(vintage=series.vintage) != series for block in given)
    # books without the project's record take its registry's word for the years
    told: dict[int, int] = {series.vintage: proposal.quantity}
    if series.unit in terms.vintaged:
        told = dict(vintages) or (years if 0 not in years else {})
    if fault is not None or odd or years != told:
        raise Misuse(
            f"M-2005: {command.id} does not make {proposal.quantity:,} {series.text()} of"
            f" {', '.join(command.created)[:200]}: {fault or 'they are of another series'}"
        )
    there = books.blocks_named(ranges)
    if there:
        raise Misuse(f"M-2005: {command.id} gives serial numbers that exist already: {terms.serial_number(there[0])}")
    promised = span_text(overlap(ranges, counted_in(books).given))
    if promised:
        raise Misuse(f"M-2005: {command.id} gives serial numbers that another transaction under way has: {promised}")


def well_formed(command: Propose, terms: Terms) -> None:
    if (day := command.proposal.on) and not is_day(day):
        raise Misuse(f"'on' is {day!r:.60}: expected a day, YYYY-MM-DD")
    stop_malformed_proposal(command.proposal, terms)
    stop_malformed_texts(command)


def apply(state: Replay, entry: Entry, told: TransactionEntry) -> None:
    """Units are set aside until the transaction has ended."""
    if told.id != f"{entry.registry}{entry.sequence}" or told.of in state.open:
        raise ValueError(f"it calls itself {told.id} and proposes {told.of}")
    away = state.terms.standing_account(entry.registry, TRANSIT)
    for series, start, end in map(block_read, told.blocks):
        state.ranges[origin_of(series)].move(start, end, told.from_, series, away, series)
    for series, _, end in map(block_read, told.created):
        state.numbered[origin_of(series)] = max(state.numbered[origin_of(series)], end)
    count_leaving(state, told, 1)
    state.open[told.of] = told


def count_leaving(state: Replay, told: TransactionEntry, sign: int) -> None:
    """Keep count of the units that are on their way to other registries."""
    home, target = told.from_.partition("-")[0], told.to.partition("-")[0]
    if home and home != target:
        for series, start, end in map(block_read, told.blocks):
            state.counted[home, series.partition(":")[0], "leaving"] += sign * (end - start + 1)


def put_back(state: Replay, told: TransactionEntry) -> None:
    """What was set aside is where it came from again."""
    count_leaving(state, told, -1)
    away = state.terms.standing_account(told.from_.partition("-")[0], TRANSIT) if told.from_ else ""
    for series, start, end in map(block_read, told.blocks):
        state.ranges[origin_of(series)].move(start, end, away, series, told.from_, series)


KIND = Kind(
    Propose,
    touches=touches,
    leads=lambda books, command, needs, law: lead_units(books, command.proposal, needs, law),
    decide=decide,
    may=lambda under, command: may_propose(under, command.proposal),
    well_formed=well_formed,
    beside=frozenset({Propose, Accept}),
    entries=(EntryKind(PROPOSED, apply),),
)
