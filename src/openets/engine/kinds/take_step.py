"""Take a step with a record: of a Party, a project, an operational entity, a notification or a reconciliation."""

from openets.compliance.correction_record import CORRECTION
from openets.compliance.installation_record import LIFE
from openets.engine.evidence import COUNTING, load_evidence, named_by
from openets.engine.kind import Deciding, entering
from openets.engine.kinds import correction_steps, installation_steps
from openets.engine.kinds.transaction import members_of_bubble
from openets.engine.records import OF_THE_LOG, follow_step, places_of, take, values_of
from openets.engine.rights import NAME_A_DAY
from openets.engine.steps import TakeStep
from openets.engine.wellformed import stop_malformed_texts
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.codec import canonical
from openets.ledger.journal import Entry
from openets.ledger.records import RECORD, Record, RecordEntry
from openets.ledger.replay import EntryKind, Replay, place_of
from openets.ledger.store import Needs
from openets.ledger.terms import Terms
from openets.projects.counted import home_of

_LONGEST_VALUES = 100_000


def touches(command: TakeStep, needs: Needs, law: Law) -> None:
    evidence = named_by(command)
    if evidence:
        # that a transaction has been counted is written in its own registry's journal
        needs.registries.add(home_of(evidence))
    needs.records |= places_of(command, law)
    if command.kind == LIFE:
        installation_steps.touch(command, needs, law)
    if command.kind == CORRECTION:
        correction_steps.touch(command, needs)
    if (command.kind, command.step) in COUNTING:
        needs.records.add(("party", command.registry))
        needs.totals |= {command.registry} | members_of_bubble({command.registry}, law)


def leads(books: Books, command: TakeStep, needs: Needs, law: Law) -> None:
    """The transaction that a step names, and the notification which that one answers."""
    evidence = named_by(command)
    notice = load_evidence(books, evidence) if evidence else ""
    if notice:
        needs.records.add(("notice", notice))
    if command.kind == LIFE:
        installation_steps.lead(books, command, needs, law)
    if command.kind == CORRECTION:
        correction_steps.lead(books, command, needs)


def enter(books: Books, command: TakeStep, under: Deciding) -> str:
    if (command.kind, command.step) in OF_THE_LOG:
        raise Misuse(f"'{command.step}' of a {command.kind} is taken by the log itself, with its transaction")
    mark, law = under.mark, under.law
    if command.kind == LIFE:
        return installation_steps.enter(books, command, mark, law)
    if command.kind == CORRECTION:
        return correction_steps.enter(books, command, under)
    return follow_step(books, command, take(books, command, mark, law), mark, law)


def right(command: TakeStep) -> str:
    # who names a day needs the right to do so, whatever else he may do
    return NAME_A_DAY if "on" in values_of(command) else f"{command.kind}: {command.step}"


def account_of(books: Books, command: TakeStep) -> str:
    """The account that a step is about, where others than the administrator may take it; else ``""``."""
    return correction_steps.account_of(books, command) if command.kind == CORRECTION else ""


def well_formed(command: TakeStep, terms: Terms) -> None:
    stop_malformed_texts(command, longer={"values": _LONGEST_VALUES})


def apply(state: Replay, entry: Entry, told: RecordEntry) -> None:
    """A record is what its last step says; each step names the one before it."""
    known = state.records.get(told.record)
    if told.before != (known.reference if known is not None else ""):
        raise ValueError(f"it does not follow the last step of {' '.join(told.record)}")
    state.records[told.record] = Record(*told.record, entry.registry, canonical(told.now), place_of(entry, told))


def asked(entry: Entry, told: RecordEntry) -> TakeStep:
    return TakeStep(entry.registry, *told.record, told.step, canonical(told.values), told.request)


ENTRY = EntryKind(RECORD, apply, asked=asked)
KIND = entering(
    TakeStep,
    right=right,
    touches=touches,
    enter=enter,
    entry=ENTRY,
    leads=leads,
    well_formed=well_formed,
    about=account_of,
)
