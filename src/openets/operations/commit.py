"""The one road by which units move.

`commit` takes a *batch* of acts, so one click and a million rows take the same road at very different prices:
open the store, lock, load, decide each act on plain values, write everything at once, or nothing. Every act is
answered for itself: a refused proposal leaves every table as it was, save its own record.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from openets.checks.check import CHECKS, examine, refuse, request_fault
from openets.kernel.clock import Clock, instant_text
from openets.kernel.refusals import Misuse, Refusal
from openets.ledger.books import Books
from openets.ledger.replay import ranges_of, tells_of
from openets.ledger.store import Answer, RefusedProposal, Store
from openets.ledger.transactions import REPLACEMENTS, TRANSACTION_TYPES, Effect, Proposal
from openets.operations.acts import (
    Act,
    ChangeAccount,
    EnterOfficial,
    EnterPlan,
    EnterReport,
    OpenAccount,
    OpenRegistry,
    Outcome,
    digest,
    registries,
    stop_malformed,
)
from openets.operations.cases import case_of
from openets.operations.entering import enter
from openets.operations.posting import Stamp, post, stamp
from openets.operations.rights import Actor, may
from openets.schemes.scheme import Scheme, capped_together

Progress = Callable[[int], None]
"""Called now and then with the number of acts decided since the last call."""

_REQUEST_CHECK = "request_id_is_new_or_repeats_itself"
_REPORT_EVERY = 500
_RIGHTS: dict[type, str] = {
    OpenRegistry: "open",
    OpenAccount: "open",
    ChangeAccount: "change account",
    EnterPlan: "enter plan",
    EnterReport: "enter report",
    EnterOfficial: "enter official letters",
}
"""Acts that move no units → what they are called in the table of rights."""


def commit(
    store: Store,
    acts: Sequence[Act],
    *,
    scheme: Scheme,
    clock: Clock,
    actor: Actor,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Decide a batch and write what it did; one outcome for each act, in order.

    With `dry_run` everything is decided and nothing written. Raises `Misuse` for an act that makes no sense
    (then nothing of the batch is written), `Fault` for books that contradict themselves.
    """
    for act in acts:
        stop_malformed(act)
    with _collector_paused():
        return _commit(store, acts, scheme, clock, actor, dry_run, progress)


def _commit(
    store: Store,
    acts: Sequence[Act],
    scheme: Scheme,
    clock: Clock,
    actor: Actor,
    dry_run: bool,
    progress: Progress | None,
) -> list[Outcome]:
    now = clock.now()
    mark = stamp(instant_text(now), actor.name)
    with store.work() as work:
        books = Books(work, registries(acts))
        _load(books, acts, scheme)
        outcomes = _decide(books, acts, scheme, now.date(), actor, mark, progress)
        if not dry_run:
            work.write(books.finish())
    return outcomes


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A batch makes hundreds of thousands of records and no cycles; walking them again and again costs a third."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _load(books: Books, acts: Sequence[Act], scheme: Scheme) -> None:
    """Bring to hand all that the batch touches, each kind of thing with one question."""
    work = books.work
    proposals = [act for act in acts if type(act) is Proposal]
    books.answers = work.answers([act.request for act in acts])
    books.entries = work.entries_at([answer.reference for answer in books.answers.values() if not answer.digest])
    identifiers = {identifier for act in proposals for identifier in (act.transferring, act.acquiring) if identifier}
    identifiers |= {act.account for act in acts if type(act) is ChangeAccount}
    books.accounts = work.accounts(sorted(identifiers))
    reporting = {act.installation for act in acts if type(act) is EnterReport}
    installations = reporting | _opened(acts) | _listed(acts)
    books.accounts_of = work.installation_accounts(sorted(installations)) if installations else {}
    books.unreported = work.unreported(sorted(reporting)) if reporting else {}
    books.years = work.years(sorted(_years(books, acts)))
    issuing = [act for act in proposals if _effect(act) is not Effect.MOVE]
    if issuing:
        books.issued = work.issued(sorted({key for act in issuing for key in _issue_keys(act)}))
    reversed_ids = sorted({act.reverses for act in proposals if act.reverses})
    if reversed_ids:
        books.originals = work.transactions(reversed_ids)
        entries = work.entries_at(list(books.originals))
        books.original_serials = {name: ranges_of(entry) for name, entry in entries.items()}
        books.reversed = work.reversals(reversed_ids)
    books.load_blocks(proposals)


def _opened(acts: Iterable[Act]) -> set[str]:
    """Keys of the installations whose accounts the acts open."""
    openings = (act.opening for act in acts if type(act) is OpenAccount)
    return {opening.installation.key for opening in openings if opening.installation is not None}


def _listed(acts: Iterable[Act]) -> set[str]:
    """Keys of the installations that plans and lists of letters name."""
    return {row[0] for act in acts if type(act) is EnterPlan or type(act) is EnterOfficial for row in act.rows}


def _effect(proposal: Proposal) -> Effect:
    kind = TRANSACTION_TYPES.get(proposal.type)
    return kind.effect if kind is not None else Effect.MOVE


def _issue_keys(proposal: Proposal) -> list[tuple[str, str]]:
    """Keys of the counters that an issuance reads or changes."""
    kind = TRANSACTION_TYPES[proposal.type]
    registry = proposal.acquiring.partition("-")[0]
    made = REPLACEMENTS.get(proposal.unit, "") if kind.effect is Effect.REPLACE else kind.target or proposal.unit
    return [(registry, unit) for unit in {*capped_together(made), proposal.unit}]


def _years(books: Books, acts: Iterable[Act]) -> set[tuple[str, int]]:
    """Keys of the year records that the acts read or change."""
    keys: set[tuple[str, int]] = set()
    accounts = books.accounts
    years = {act.year for act in acts if type(act) is Proposal and act.year}
    keys.update((installation, year) for installation in _opened(acts) for year in years)
    for act in acts:
        if type(act) is Proposal:
            if act.year:
                for identifier in (act.transferring, act.acquiring):
                    account = accounts.get(identifier)
                    if account is not None and account.installation:
                        keys.add((account.installation, act.year))
        elif type(act) is EnterReport:
            keys.add((act.installation, act.year))
        elif type(act) is EnterPlan or type(act) is EnterOfficial:
            keys.update((row[0], act.year) for row in act.rows)
    return keys


def _decide(
    books: Books,
    acts: Sequence[Act],
    scheme: Scheme,
    on: date,
    actor: Actor,
    mark: Stamp,
    progress: Progress | None,
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for count, act in enumerate(acts, start=1):
        known = books.answers.get(act.request)
        if known is not None and _is_repeated(books, act, known):
            if _may_ask(actor, act):
                outcomes.append(_answered(known))
                continue
            known = None
        if type(act) is Proposal:
            outcomes.append(_decide_proposal(books, act, known, scheme, on, actor, mark))
        else:
            outcomes.append(_decide_entry(books, act, known, actor, mark))
        if progress is not None and count % _REPORT_EVERY == 0:
            progress(_REPORT_EVERY)
    if progress is not None:
        progress(len(acts) % _REPORT_EVERY)
    return outcomes


def _is_repeated(books: Books, act: Act, known: Answer) -> bool:
    """Whether the answered act with this request id had the same content."""
    if known.digest:
        return known.digest == digest(act)
    if type(act) is not Proposal:
        return False
    posted = books.posted.get(act.request)
    if posted is not None:
        return repr(posted) == repr(act)
    return tells_of(books.entries[known.reference], act)


def _may_ask(actor: Actor, act: Act) -> bool:
    """Whether the actor may do the act at all: only then is a stored answer any of its business."""
    if type(act) is Proposal:
        return may(actor, act.type, act.transferring)
    return may(actor, _RIGHTS.get(type(act), ""))


def _decide_proposal(
    books: Books,
    proposal: Proposal,
    known: Answer | None,
    scheme: Scheme,
    on: date,
    actor: Actor,
    mark: Stamp,
) -> Outcome:
    case = case_of(books, proposal, scheme, on, actor)
    if known is not None:
        case.request_conflict = known.reference or "refused"
    checks = scheme.catalogue.get(proposal.type) or scheme.unknown_type_checks
    refusals = examine(checks, case)
    if refusals:
        _record_refusal(books, proposal, refusals, mark)
        return Outcome(proposal.request, False, "", tuple(refusals))
    reference = post(books, proposal, mark).id
    books.answers[proposal.request] = Answer(proposal.request, "", reference, "")
    books.posted[proposal.request] = proposal
    if proposal.reverses:
        books.reversed.add(proposal.reverses)
    return Outcome(proposal.request, True, reference)


def _decide_entry(books: Books, act: Act, known: Answer | None, actor: Actor, mark: Stamp) -> Outcome:
    right = _RIGHTS.get(type(act), "")
    if not may(actor, right):
        detail = f"'{right}' needs another role: ask the registry administrator."
        return Outcome(act.request, False, "", (refuse(CHECKS["actor_has_the_right"], detail),))
    conflict = known.reference or "refused" if known is not None else ""
    fault = request_fault(act.request, conflict)
    if fault is not None:
        return Outcome(act.request, False, "", (refuse(CHECKS[_REQUEST_CHECK], fault),))
    reference = enter(books, act, mark)
    answer = Answer(act.request, digest(act), reference, "")
    books.answers[act.request] = answer
    books.changes.answers.append(answer)
    return Outcome(act.request, True, reference)


def _record_refusal(books: Books, proposal: Proposal, refusals: list[Refusal], mark: Stamp) -> None:
    """Keep the refusal on record; answer the same request the same way, unless its very id was at fault."""
    text = json.dumps([refusal.as_dict() for refusal in refusals], ensure_ascii=False)
    registry = (proposal.transferring or proposal.acquiring).partition("-")[0][:3]
    content = json.dumps(proposal._asdict(), ensure_ascii=False, default=str)
    request, fingerprint = proposal.request[:120], digest(proposal)
    books.changes.refused.append(RefusedProposal(request, fingerprint, registry, mark.at, mark.by, content, text))
    # whoever may not do this, or took another's id, must not answer for those who may
    if not {refusal.name for refusal in refusals} & {_REQUEST_CHECK, "actor_has_the_right"}:
        answer = Answer(request, fingerprint, "", text)
        books.answers[request] = answer
        books.changes.answers.append(answer)


def _answered(known: Answer) -> Outcome:
    refusals = tuple(Refusal(**row) for row in json.loads(known.refusals)) if known.refusals else ()
    return Outcome(known.request, not refusals, known.reference, refusals, repeated=True)


def expect(outcomes: Iterable[Outcome]) -> None:
    """Raise `Misuse` if any act was refused: for callers whose acts cannot be, unless they erred."""
    for outcome in outcomes:
        if not outcome.accepted:
            raise Misuse("; ".join(map(str, outcome.refusals)))
