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
from typing import Any

from openets.checks.check import CHECKS, Check, examine, refuse, request_fault
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
    OpenRegistry,
    Outcome,
    Reserve,
    TakeStep,
    digest,
    registries,
    stop_malformed,
)
from openets.engine.cases import case_of
from openets.engine.contents import read_content
from openets.engine.entering import enter
from openets.engine.following import follow
from openets.engine.knowing import know
from openets.engine.loading import load
from openets.engine.posting import Stamp, post, stamp
from openets.engine.reserving import (
    accept,
    checks_to_make,
    finish,
    home_of,
    is_as_seen,
    note,
    receiving_refusals,
    reserve,
    turn_down,
)
from openets.engine.rights import Actor, may
from openets.engine.showing import homes
from openets.engine.under_way import say_what_is_under_way
from openets.kernel.clock import Clock
from openets.kernel.refusals import Fault, Misuse, Refusal, Refused
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.entries import tells_of
from openets.ledger.store import Answer, RefusedProposal, Store
from openets.ledger.transactions import Proposal, Status
from openets.ledger.transfers import ACQUIRING

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
    law: Law,
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
        return _commit(store, acts, law, clock, actor, dry_run, progress)


def _commit(
    store: Store,
    acts: Sequence[Act],
    law: Law,
    clock: Clock,
    actor: Actor,
    dry_run: bool,
    progress: Progress | None,
) -> list[Outcome]:
    mark = stamp(clock.now(), actor.name)
    with store.work() as work:
        books = Books(work, registries(acts) | homes(acts), law.terms, law.as_named)
        load(books, acts, law)
        outcomes = _decide(books, acts, law, actor, mark, progress)
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


def _decide(
    books: Books,
    acts: Sequence[Act],
    law: Law,
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
            outcomes.append(_decide_proposal(books, act, known, law, actor, mark))
        elif isinstance(act, Reserve):
            outcomes.append(_decide_reservation(books, act, known, law, actor, mark))
        elif isinstance(act, Accept | Note | Finish | Know):
            outcomes.append(_decide_between(books, act, law, actor, mark))
        else:
            outcomes.append(_decide_entry(books, act, known, law, actor, mark))
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
    if type(act) is Proposal or isinstance(act, Reserve):
        proposal: Proposal = act.proposal if isinstance(act, Reserve) else act
        return may(actor, proposal.type, proposal.transferring)
    return may(actor, _right(act))


def _right(act: Act) -> str:
    """What an act that moves no units is called in the table of rights."""
    return f"{act.kind}: {act.step}" if type(act) is TakeStep else _RIGHTS.get(type(act), "")


def _decide_proposal(
    books: Books, proposal: Proposal, known: Answer | None, law: Law, actor: Actor, mark: Stamp
) -> Outcome:
    """Post a transaction, or refuse it with every reason."""
    case = case_of(books, proposal, law, mark.day, actor)
    if known is not None:
        case.request_conflict = known.reference or "refused"
    refusals = examine(_checks(law, proposal), case)
    if refusals:
        _record_refusal(books, proposal, refusals, mark)
        return Outcome(proposal.request, False, "", tuple(refusals))
    reference = post(books, proposal, mark, case.project.share if case.project is not None else 0).id
    if books.records:
        follow(books, proposal, reference, mark, law)
    books.answers[proposal.request] = Answer(proposal.request, "", reference, "")
    books.posted[proposal.request] = proposal
    if proposal.reverses:
        books.reversed.add(proposal.reverses)
    return Outcome(proposal.request, True, reference)


def _decide_reservation(
    books: Books, act: Reserve, known: Answer | None, law: Law, actor: Actor, mark: Stamp
) -> Outcome:
    """Set a proposal's units aside for the other sides to decide on, or refuse it with every reason."""
    if act.id in books.transfers:
        return Outcome(act.request, True, act.id, repeated=True)  # heard before, whatever became of it since
    case = case_of(books, act.proposal, law, mark.day, actor)
    say_what_is_under_way(case, books)
    if known is not None:
        case.request_conflict = known.reference or "refused"
    refusals = examine(checks_to_make(books, act, case, _checks(law, act.proposal)), case)
    if refusals:
        _record_refusal(books, act, refusals, mark)
        if act.tell:
            turn_down(books, act, refusals)
        return Outcome(act.request, False, "", tuple(refusals))
    reference = reserve(books, act, mark, case.project.share if case.project is not None else act.owed)
    if not act.id:
        # what another side proposed is known by its id
        answer = Answer(act.request, digest(act), reference, "")
        books.answers[act.request] = answer
        books.changes.answers.append(answer)
    return Outcome(act.request, True, reference)


def _checks(law: Law, proposal: Proposal) -> tuple[Check[Any], ...]:
    return law.catalogue.get(proposal.type) or law.unknown_type_checks


def _decide_between(books: Books, act: Act, law: Law, actor: Actor, mark: Stamp) -> Outcome:
    """Acts of sides that keep their own books. What they ask for twice is done once: a transfer knows its status."""
    if not may(actor, "keep books with other sides"):
        detail = "'keep books with other sides' needs another role: ask the registry administrator."
        return Outcome(act.request, False, "", (refuse(CHECKS["actor_has_the_right"], detail),))
    match act:
        case Accept():
            known = books.answers.get(act.request)
            if known is not None:
                return _answered(known)
            refusals = receiving_refusals(books, act)
            if refusals:
                _record_refusal(books, act, refusals, mark)
                return Outcome(act.request, False, "", tuple(refusals))
            return Outcome(act.request, True, accept(books, act, mark))
        case Note() | Finish() if not is_as_seen(books, act):
            return Outcome(act.request, True, act.id, repeated=True)
        case Note():
            return Outcome(act.request, True, note(books, act))
        case Finish():
            reference = finish(books, act, mark)
            _follow(books, act, reference, mark, law)
            return Outcome(act.request, True, reference)
        case Know():
            return Outcome(act.request, True, know(books, act, mark))
    raise Fault(f"{type(act).__name__} is no act between sides")


def _follow(books: Books, act: Finish, reference: str, mark: Stamp, law: Law) -> None:
    """Take the steps that a completed transfer brings with it."""
    ended = books.transfers[act.id]
    if not books.records or ended.status != Status.COMPLETED or ended.role == ACQUIRING:
        return
    try:
        follow(books, read_content(ended.content).proposal, reference, mark, law)
    except Fault as fault:
        if not isinstance(fault.__cause__, Refused):
            raise
        # the initiating registry has completed it on our word: that a Party was suspended since must not undo it
        _record_refusal(books, act._replace(request=f"#{act.id}:follow"), list(fault.__cause__.refusals), mark)


def _decide_entry(books: Books, act: Act, known: Answer | None, law: Law, actor: Actor, mark: Stamp) -> Outcome:
    right = _right(act)
    if not may(actor, right):
        detail = f"'{right}' needs another role: ask the registry administrator."
        return Outcome(act.request, False, "", (refuse(CHECKS["actor_has_the_right"], detail),))
    conflict = known.reference or "refused" if known is not None else ""
    fault = request_fault(act.request, conflict)
    if fault is not None:
        return Outcome(act.request, False, "", (refuse(CHECKS[_REQUEST_CHECK], fault),))
    try:
        reference = enter(books, act, mark, law)
    except Refused as refused:
        _record_refusal(books, act, list(refused.refusals), mark)
        return Outcome(act.request, False, "", refused.refusals)
    answer = Answer(act.request, digest(act), reference, "")
    books.answers[act.request] = answer
    books.changes.answers.append(answer)
    return Outcome(act.request, True, reference)


def _record_refusal(books: Books, act: Act, refusals: list[Refusal], mark: Stamp) -> None:
    """Keep the refusal on record; answer the same request the same way, unless its very id was at fault."""
    text = json.dumps([refusal.as_dict() for refusal in refusals], ensure_ascii=False)
    home = _home_of(act)
    content = json.dumps(act._asdict(), ensure_ascii=False, default=str)
    request, fingerprint, registry = act.request[:120], digest(act), home[:3]
    books.changes.refused.append(RefusedProposal(request, fingerprint, registry, mark.at, mark.by, content, text))
    # whoever may not do this, or took another's id, must not answer for those who may
    if not {refusal.name for refusal in refusals} & {_REQUEST_CHECK, "actor_has_the_right"}:
        answer = Answer(request, fingerprint, "", text)
        books.answers[request] = answer
        books.changes.answers.append(answer)


def _home_of(act: Act) -> str:
    """The registry that an act is for."""
    if isinstance(act, Reserve):
        return home_of(act.proposal)
    return home_of(act) if type(act) is Proposal else act.registry  # type: ignore[union-attr]


def _answered(known: Answer) -> Outcome:
    refusals = tuple(Refusal(**row) for row in json.loads(known.refusals)) if known.refusals else ()
    return Outcome(known.request, not refusals, known.reference, refusals, repeated=True)


def expect(outcomes: Iterable[Outcome]) -> None:
    """Raise `Misuse` if any act was refused: for callers whose acts cannot be, unless they erred."""
    for outcome in outcomes:
        if not outcome.accepted:
            raise Misuse("; ".join(map(str, outcome.refusals)))
