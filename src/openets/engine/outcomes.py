"""Answers to commands: what is said, and what the books keep of it so that the same request gets it again."""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from openets.engine.posting import Stamp
from openets.kernel.refusals import Misuse, Refusal
from openets.kernel.units import Vintages
from openets.ledger.books import Books
from openets.ledger.store import Answer, RefusedProposal


class Outcome(NamedTuple):
    """The answer to a command: a receipt (`reference` names the transaction or entry) or every refusal."""

    request: str
    accepted: bool
    reference: str
    refusals: tuple[Refusal, ...] = ()
    repeated: bool = False
    """Whether this is the stored answer to the same request made before."""
    vintages: Vintages = ()
    """Of units that have a vintage, how many of which year the transaction moved, the oldest first."""


_NOT_KEPT = frozenset({"request_id_is_new_or_repeats_itself", "actor_has_the_right"})
"""Whoever may not do this, or took another's id, must not answer for those who may."""


def digest(command: Any) -> str:
    """A fingerprint of a command's content; equal content, equal digest."""
    return sha256(f"{type(command).__name__}{tuple.__repr__(command)}".encode()).hexdigest()[:32]


def refused(command: Any, refusals: Sequence[Refusal]) -> Outcome:
    return Outcome(command.request, False, "", tuple(refusals))


def answered(known: Answer, vintages: Vintages = ()) -> Outcome:
    """The stored answer to a request, as it was given."""
    refusals = tuple(Refusal(**row) for row in json.loads(known.refusals)) if known.refusals else ()
    return Outcome(known.request, not refusals, known.reference, refusals, True, vintages)


def keep_answer(books: Books, command: Any, reference: str) -> None:
    """Keep the answer to a command that is no transaction, whose entry would answer for it."""
    answer = Answer(command.request, digest(command), reference, "")
    books.answers[command.request] = answer
    books.changes.answers.append(answer)


def record_refusal(books: Books, command: Any, home: str, refusals: Sequence[Refusal], mark: Stamp) -> None:
    """Keep a refusal on record; answer the same request the same way, unless its very id was at fault."""
    text = json.dumps([refusal.as_dict() for refusal in refusals], ensure_ascii=False)
    content = json.dumps(command._asdict(), ensure_ascii=False, default=str)
    request = command.request[:120]
    books.changes.refused.append(RefusedProposal(request, home[:3], mark.at, mark.by, content, text))
    if not {refusal.name for refusal in refusals} & _NOT_KEPT:
        answer = Answer(request, digest(command), "", text)
        books.answers[request] = answer
        books.changes.answers.append(answer)


def expect(outcomes: Iterable[Outcome]) -> None:
    """Raise `Misuse` if any command was refused: for callers whose commands cannot be, unless they erred."""
    for outcome in outcomes:
        if not outcome.accepted:
            raise Misuse("; ".join(map(str, outcome.refusals)))
