"""Bringing to hand all that a batch touches, each kind of thing with one question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openets.kernel.units import block_from_text
from openets.ledger.accounts import AccountState, accounts_of_use, fixed_number, government_account
from openets.ledger.books import Books
from openets.ledger.reconciliation import KIND
from openets.ledger.records import Place
from openets.ledger.replay import ranges_of
from openets.ledger.transactions import FINAL, TRANSACTION_TYPES, Proposal, Status
from openets.operations.acts import (
    Accept,
    Act,
    ChangeAccount,
    EnterOfficial,
    EnterPlan,
    EnterReport,
    Finish,
    Know,
    Note,
    OpenAccount,
    Reserve,
    TakeStep,
)
from openets.operations.contents import Read, read_content
from openets.operations.knowing import foreign, may_be_foreign, place_of, siblings, stop_impossible
from openets.operations.records import places_of
from openets.operations.reserving import NEW_UNITS, home_of, transit
from openets.operations.under_way import load_under_way, load_what_is_held


def load(books: Books, acts: Sequence[Act]) -> None:
    """Load what the checks and the posting of a batch will ask for."""
    work = books.work
    proposals = [act for act in acts if type(act) is Proposal]
    proposals += [act.proposal for act in acts if isinstance(act, Reserve)]
    ending = _load_transfers(books, acts)
    ended = [each.proposal for each in ending]
    asking = [act.request for act in acts if not isinstance(act, Note | Finish | Know)]
    books.answers = work.answers(asking) if asking else {}
    repeated = [answer.reference for answer in books.answers.values() if not answer.digest]
    books.entries = work.entries_at(repeated) if repeated else {}
    identifiers = {identifier for act in proposals for identifier in (act.transferring, act.acquiring) if identifier}
    identifiers |= {act.account for act in acts if type(act) is ChangeAccount}
    identifiers |= _of_other_sides(acts, (each.content for each in books.contents.values()))
    identifiers |= {account for act in acts if type(act) is OpenAccount for account in _only(act)}
    identifiers |= {each for act in proposals if act.replaces for each in _of_use(act)}
    books.accounts = work.accounts(sorted(identifiers)) if identifiers else {}
    # the log that decides how transfers end knows the accounts of all registries
    for reserved in (act.proposal.acquiring for act in acts if isinstance(act, Reserve) and not act.tell):
        if reserved not in books.accounts and may_be_foreign(books, reserved):
            books.accounts[reserved] = foreign(reserved)
    if any(type(act) is ChangeAccount and act.state is AccountState.CLOSED for act in acts):
        books.expected = {json.loads(each.content)["to"] for each in work.accepted_transfers()}
    reporting = {act.installation for act in acts if type(act) is EnterReport}
    installations = reporting | _opened(acts) | _listed(acts)
    books.accounts_of = work.installation_accounts(sorted(installations)) if installations else {}
    books.unreported = work.unreported(sorted(reporting)) if reporting else {}
    books.years = work.years(sorted(_years(books, acts, [*proposals, *ended])))
    looking = {each for type in {act.type for act in proposals} for each in _looks(type)}
    if "totals" in looking:
        books.totals = work.totals(sorted(books.chains))
    if "parties" in looking:
        books.under_protocol = work.keeps("party")
    if any(isinstance(act, Reserve) for act in acts):
        _load_quarantines(books)
    places = _places(books, acts, [*proposals, *ended])
    if places:
        books.records |= work.records(sorted(places))
    reversed_ids = sorted({act.reverses for act in proposals if act.reverses})
    if reversed_ids:
        books.originals = work.transactions(reversed_ids)
        entries = work.entries_at(list(books.originals))
        books.original_serials = {name: ranges_of(entry) for name, entry in entries.items()}
        books.reversed = work.reversals(reversed_ids)
    books.load_blocks(proposals, [*(each for proposal in ended for each in proposal.serials), *_given(acts)])
    load_under_way(books, acts)
    load_what_is_held(books, acts)


def _load_quarantines(books: Books) -> None:
    """Bring to hand what reconciliations left in doubt: only where registries and logs keep books of their own."""
    books.records = books.work.records([(KIND, code) for code in sorted(books.chains)])
    books.quarantines = [code for (_, code), row in books.records.items() if '"quarantined":[]' not in row.body]


def _load_transfers(books: Books, acts: Sequence[Act]) -> list[Read]:
    """Bring to hand the transfers that the acts speak of; what those are about that they end."""
    named = sorted({act.id for act in acts if isinstance(act, Accept | Note | Finish | Reserve) and act.id})
    if not named:
        return []
    books.transfers = books.work.transfers(named)
    for act in acts:
        known = books.transfers.get(act.id) if isinstance(act, Finish) else None
        if known is not None and Status(known.status) not in FINAL:
            books.contents[known.id] = read_content(known.content)
    ending = list(books.contents.values())
    books.contents.update((act.id, read_content(act.content)) for act in acts if isinstance(act, Accept))
    return ending


def _of_other_sides(acts: Iterable[Act], contents: Iterable[dict[str, Any]]) -> set[str]:
    """Identifiers of the accounts that acts between sides touch."""
    found = {each for act in acts if isinstance(act, Know) for each in (*_told(act), *siblings(act))}
    found |= {transit(home_of(act.proposal)) for act in acts if isinstance(act, Reserve)}
    found |= {transit(act.registry) for act in acts if isinstance(act, Finish)}
    return found | {content[end] for content in contents for end in ("from", "to") if content.get(end)}


def _told(act: Know) -> set[str]:
    """Identifiers of the accounts that a registry tells of, which could be its accounts."""
    stop_impossible(act.registry, act.accounts)
    return {told.identifier for told in act.accounts}


def _given(acts: Iterable[Act]) -> Iterator[tuple[str, int, int]]:
    """The serial numbers that other registries gave new units."""
    for act in acts:
        kind = TRANSACTION_TYPES.get(act.proposal.type) if isinstance(act, Reserve) else None
        if isinstance(act, Reserve) and kind is not None and kind.effect in NEW_UNITS:
            for block in map(block_from_text, act.created):
                yield block.series.origin, block.start, block.end


def _opened(acts: Iterable[Act]) -> set[str]:
    """Keys of the installations whose accounts the acts open."""
    openings = [act.opening for act in acts if type(act) is OpenAccount]
    openings += [told.opening for act in acts if isinstance(act, Know) for told in act.accounts]
    return {opening.installation.key for opening in openings if opening.installation is not None}


def _listed(acts: Iterable[Act]) -> set[str]:
    """Keys of the installations that plans and lists of letters name."""
    return {row[0] for act in acts if type(act) is EnterPlan or type(act) is EnterOfficial for row in act.rows}


def _looks(type: str) -> frozenset[str]:
    """What the checks of a transaction type look at beyond accounts and quantities."""
    kind = TRANSACTION_TYPES.get(type)
    return kind.looks if kind is not None else frozenset()


def _of_use(act: Proposal) -> tuple[str, ...]:
    """The accounts in which the units that a replacement names must lie."""
    return accounts_of_use(act.transferring.partition("-")[0]) if act.transferring else ()


def _only(act: OpenAccount) -> list[str]:
    """The account that is there already where a registry has only one of the type to be opened."""
    return [government_account(act.registry, act.opening.type)] if fixed_number(act.opening.type) else []


def _places(books: Books, acts: Iterable[Act], proposals: Iterable[Proposal]) -> set[Place]:
    """The records that the batch changes or looks at."""
    found = places_of(act for act in acts if type(act) is TakeStep)
    found |= {place_of(act.registry) for act in acts if isinstance(act, Know)}
    for act in proposals:
        if act.notice:
            found.add(("notice", act.notice))
        if act.replaces:
            found.add(("replaced", act.transferring.partition("-")[0]))
        looks = _looks(act.type)
        if act.elements.project and "project" in looks:
            found.update({("project", act.elements.project), ("party", act.elements.project[:2])})
        if books.under_protocol and "parties" in looks:
            found.update(("party", name.partition("-")[0]) for name in (act.transferring, act.acquiring) if name)
    return found


def _years(books: Books, acts: Iterable[Act], proposals: Iterable[Proposal]) -> set[tuple[str, int]]:
    """Keys of the year records that the acts read or change."""
    keys: set[tuple[str, int]] = set()
    opened, accounts = _opened(acts), books.accounts
    for act in proposals:
        if act.year:
            keys.update((installation, act.year) for installation in opened)
            for identifier in (act.transferring, act.acquiring):
                account = accounts.get(identifier)
                if account is not None and account.installation:
                    keys.add((account.installation, act.year))
    for entered in acts:
        if type(entered) is EnterReport:
            keys.add((entered.installation, entered.year))
        elif type(entered) is EnterPlan or type(entered) is EnterOfficial:
            keys.update((row[0], entered.year) for row in entered.rows)
    return keys
