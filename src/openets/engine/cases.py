"""From a proposal and the books to the case that the checks look at."""

from __future__ import annotations

import json
from datetime import date

from openets.checks.check import Case, Reversal
from openets.engine.protocol_cases import add_protocol
from openets.engine.rights import Actor, may
from openets.laws.law import Law
from openets.laws.now import COMMITMENT_UNITS, TRANSACTION_TYPES, UNIT_TYPES
from openets.ledger.accounts import PROCEEDS, Account
from openets.ledger.books import Books
from openets.ledger.reconciliation import KIND, in_doubt
from openets.ledger.transactions import Effect, Proposal, TransactionType


def case_of(books: Books, proposal: Proposal, law: Law, on: date, actor: Actor) -> Case:
    """Everything that the checks of `proposal` need, taken from the books."""
    kind = TRANSACTION_TYPES.get(proposal.type)
    if kind is not None and kind.code not in law.catalogue:
        kind = None
    accounts = books.accounts
    transferring, acquiring = accounts.get(proposal.transferring), accounts.get(proposal.acquiring)
    case = Case(proposal, kind, transferring, acquiring, law.terms, on=on)
    case.allowed = may(actor, proposal.type, proposal.transferring)
    if transferring is not None:
        case.held = books.held(transferring, proposal.unit)
        if proposal.serials:
            case.serials_held = books.covers(transferring, proposal.unit, proposal.serials)
    for code in books.quarantines:
        case.in_doubt = case.in_doubt or _in_doubt(books, code, case)
    if kind is not None:
        _add_what_the_type_needs(case, books, kind, law)
    return case


def _add_what_the_type_needs(case: Case, books: Books, kind: TransactionType, law: Law) -> None:
    proposal = case.proposal
    if kind.names_year and type(proposal.year) is int:
        phase = law.period(proposal.year)
        case.surrender_units = phase.units if phase is not None else frozenset()
    if (kind.record, kind.sign) == ("allocated", 1) and case.acquiring is not None:
        record = books.year(case.acquiring.installation, proposal.year)
        case.planned, case.allocated = record.planned or None, record.allocated
    elif kind.effect in (Effect.CREATE, Effect.CONVERT) and case.acquiring is not None:
        _add_limits(case, books, kind, case.acquiring, law)
    elif kind.effect is Effect.REPLACE:
        case.bankable = law.may_be_banked(proposal.unit)
    if proposal.reverses:
        case.reversal = _reversal(books, proposal)
    if "blocks" in kind.looks and proposal.unit in COMMITMENT_UNITS and case.transferring is not None:
        case.blocks = books.at_hand(case.transferring, proposal)
    handed_over = case.acquiring is not None and case.acquiring.type == PROCEEDS
    if books.under_protocol or books.records or proposal.notice or proposal.replaces or handed_over:
        add_protocol(case, books, kind, law)


def _in_doubt(books: Books, registry: str, case: Case) -> str:
    if case.transferring is None or case.transferring.registry != registry:
        return ""
    moved = case.proposal.serials or [
        (block.series.origin, block.start, block.end) for block in books.at_hand(case.transferring, case.proposal)
    ]
    return in_doubt(json.loads(books.records[KIND, registry].body), moved)


def _add_limits(case: Case, books: Books, kind: TransactionType, account: Account, law: Law) -> None:
    unit = kind.makes(case.proposal.unit)
    case.issued = sum(books.total(account.registry, each, "issued") for each in law.counted_together(unit))
    if unit == "AAU":
        # a State without an assigned amount may issue none
        case.limit = law.assigned_amount(account.registry) or 0
        case.limit_source = f"assigned amount of {account.registry}"
    elif unit in UNIT_TYPES and UNIT_TYPES[unit].allowance:
        case.limit = law.cap(account.registry, unit) or 0
        case.limit_source = f"cap of {account.registry} for {unit}"


def _reversal(books: Books, proposal: Proposal) -> Reversal | None:
    original = books.originals.get(proposal.reverses)
    if original is None:
        return None
    return Reversal(
        id=original.id,
        type=original.type,
        reversed_by=TRANSACTION_TYPES[original.type].reversed_by,
        quantity=original.quantity,
        unit=original.unit,
        transferring=original.transferring,
        acquiring=original.acquiring,
        year=original.year,
        already_reversed=original.id in books.reversed,
        serials=books.original_serials.get(original.id, ()),
    )
