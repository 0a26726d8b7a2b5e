"""Bringing to hand all that a batch touches, each kind of thing with one question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openets.engine.acts import (
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
from openets.engine.contents import Read, read_content
from openets.engine.knowing import foreign, may_be_foreign, place_of, siblings, stop_impossible
from openets.engine.records import places_of
from openets.engine.reserving import home_of, transit
from openets.engine.showing import counts_totals, load_shown, notices_of, parties_of
from openets.engine.under_way import load_under_way, load_what_is_held
from openets.kernel.refusals import Misuse
from openets.kernel.units import block_from_text
from openets.laws.law import Law
from openets.laws.now import BUBBLE, TRANSACTION_TYPES, accounts_of_use, fixed_number, government_account, kyoto
from openets.ledger.accounts import PROCEEDS, AccountState
from openets.ledger.books import Books
from openets.ledger.entries import ranges_of
from openets.ledger.reconciliation import KIND
from openets.ledger.records import Place
from openets.ledger.transactions import FINAL, NEW_UNITS, Proposal, Status


def load(books: Books, acts: Sequence[Act], law: Law) -> None:
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
    if any(type(act) is Proposal for act in acts):
        identifiers |= {transit(code) for code in books.chains}
    identifiers |= _of_other_sides(acts, (each.content for each in books.contents.values()))
    identifiers |= {account for act in acts if type(act) is OpenAccount for account in _only(act)}
    identifiers |= {each for act in proposals if act.replaces for each in _of_use(act)}
    books.accounts = work.accounts(sorted(identifiers)) if identifiers else {}
    # the log that decides how transfers end knows the accounts of all registries
    _stop_unheard(books, acts)
    for reserved in (act.proposal.acquiring for act in acts if isinstance(act, Reserve) and not act.tell):
        if reserved not in books.accounts and may_be_foreign(books, reserved):
            books.accounts[reserved] = foreign(reserved)
    load_shown(books, acts)
    if any(type(act) is ChangeAccount and act.state is AccountState.CLOSED for act in acts):
        books.expected = {json.loads(each.content)["to"] for each in work.coming_transfers()}
    reporting = {act.installation for act in acts if type(act) is EnterReport}
    installations = reporting | _opened(acts) | _listed(acts)
    books.accounts_of = work.installation_accounts(sorted(installations)) if installations else {}
    books.unreported = work.unreported(sorted(reporting)) if reporting else {}
    books.years = work.years(sorted(_years(books, acts, [*proposals, *ended])))
    looking = {each for type in {act.type for act in proposals} for each in _looks(type)}
    if "totals" in looking or _hands_over(books, proposals) or counts_totals(acts):
        books.totals = work.totals(_of_totals(books))
    if "parties" in looking:
        books.under_protocol = work.keeps("party")
    if any(isinstance(act, Reserve) for act in acts):
        _load_quarantines(books)
    places = _places(books, acts, law, [*proposals, *ended])
    if places:
        books.records |= work.records(sorted(places))
        later = _of_notices(books, proposals)
        books.records |= work.records(sorted(later)) if later else {}
    reversed_ids = sorted({act.reverses for act in proposals if act.reverses})
    if reversed_ids:
        books.originals = work.transactions(reversed_ids)
        entries = work.entries_at(list(books.originals))
        books.original_serials = {name: ranges_of(entry) for name, entry in entries.items()}
        books.reversed = work.reversals(reversed_ids)
    books.load_blocks(proposals, [*(each for proposal in ended for each in proposal.serials), *_given(acts)])
    load_under_way(books, acts)
    load_what_is_held(books, acts)


def _hands_over(books: Books, proposals: Iterable[Proposal]) -> bool:
    """Whether anything goes to the Adaptation Fund, which must be given what is owed to it and no more."""
    known = (books.accounts.get(act.acquiring) for act in proposals)
    return any(account is not None and account.type == PROCEEDS for account in known)


def _of_totals(books: Books) -> list[str]:
    """The registries whose totals a batch needs: its own; for the joint Party of a bubble its members' too."""
    members = {each.code for each in kyoto().bubble} if BUBBLE in books.chains else set()
    return sorted({*books.chains, *members})


def _stop_unheard(books: Books, acts: Iterable[Act]) -> None:
    """Raise `Misuse` for a transaction in the books of one side that no other side would ever hear of."""
    apart = {code for code in books.chains if transit(code) in books.accounts}
    unheard = next((home_of(act) for act in acts if apart and type(act) is Proposal and home_of(act) in apart), "")
    if unheard:
        raise Misuse(
            f"registry {unheard} keeps books apart from those of the logs, which must check what it does: propose"
            " through its side (RegistrySide.propose), not to its books"
        )


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


def _places(books: Books, acts: Iterable[Act], law: Law, proposals: Iterable[Proposal]) -> set[Place]:
    """The records that the batch changes or looks at."""
    found = places_of((act for act in acts if type(act) is TakeStep), law)
    found |= notices_of(books, acts) | parties_of(acts)
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
            if ("party", BUBBLE) in found:
                found.update(("party", each.code) for each in kyoto().bubble)
    return found


def _of_notices(books: Books, proposals: Iterable[Proposal]) -> set[Place]:
    """The projects whose units' day of expiry notifications ask to change."""
    wanted = (books.records.get(("notice", act.notice)) for act in proposals if act.type == "8-0")
    named = {json.loads(record.body)["project"] for record in wanted if record is not None}
    return {("project", project) for project in named if project}


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
