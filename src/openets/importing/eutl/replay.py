"""Sending the planned steps down the one road, each in one commit; going on where it was interrupted.

Each step begins with a mark in the journal that carries the fingerprint of all its commands. A step whose mark is
there is passed over; a mark with another fingerprint means that the books were made from other data.
"""

import json
from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from openets.commands.open_account import registry_commands
from openets.compliance.installation_record import NUMBER
from openets.engine.kinds.mark_imported import MarkImported
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.outcomes import Outcome, answered
from openets.engine.session import Session
from openets.engine.steps import AnyCommand
from openets.importing.eutl.edition import PARTS, is_another_record, later_edition
from openets.importing.eutl.panel import Panel
from openets.importing.eutl.plan import Planner, Step
from openets.kernel.clock import midday
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.store import Needs, stop_other_books
from openets.ledger.transactions import Proposal


class Progress(NamedTuple):
    """How callers are told what goes on: a step begins (key, commands), and commands are decided (number)."""

    step: Callable[[str, int], None]
    commands: Callable[[int], None]


SILENT = Progress(lambda key, commands: None, lambda number: None)


class Refusals(NamedTuple):
    """Acts of the replay that the log's own checks refused, with the first reason of each."""

    request: str
    quantity: int
    reason: str


class Result(NamedTuple):
    """What a replay did."""

    steps_done: int
    steps_known: int
    commands: int
    refused: list[Refusals]


class OtherData(Misuse):
    """The books were made from something else than what is to be replayed."""


def replay_panel(session: Session, panel: Panel, progress: Progress = SILENT) -> Result:
    """Plan a panel's replay and carry it out."""
    panel = by_first_number(session, panel)
    return replay(session, panel, planned(panel, session.law), progress)


def bring_in(session: Session, panel: Panel, steps: list[Step], progress: Progress = SILENT) -> Result:
    """Carry out the steps of the public record, or what it adds to and corrects in the books of an earlier edition."""
    try:
        return replay(session, panel, steps, progress)
    except OtherData:
        records = {(record.installation, record.year): record for record in session.store.year_records()}
        if is_another_record(records, panel):
            raise
    known, last = _steps_in_the_books(session, panel)
    brought = later_edition(session, panel, known, records)
    steps = [step._replace(on=max(step.on, last)) for step in brought.steps]
    result = _carry_out(session, panel, steps, _marks(panel, brought.steps), set(), progress)
    kept = [Refusals(*each) for each in brought.kept]
    return result._replace(steps_known=len(known), refused=[*result.refused, *kept])


def _steps_in_the_books(session: Session, panel: Panel) -> tuple[set[str], date]:
    """The keys of the steps that are in the books, and the day on which the last of them was entered."""
    known, last = set(), date.min
    for year in {row.year + more for row in panel.rows for more in (0, 1)}:
        for part in PARTS:
            answer = session.store.answer(f"eutl:step:{year}:{part}")
            entry = session.store.entry(answer.reference) if answer is not None else None
            if entry is not None:
                known.add(f"{year}:{part}")
                last = max(last, date.fromisoformat(entry.at[:10]))
    return known, last


def planned(panel: Panel, law: Law) -> list[Step]:
    """All steps. Raises `Misuse` unless the whole plan can be carried out on its own numbers."""
    return list(Planner(panel, law).steps())


def replay(session: Session, panel: Panel, steps: list[Step], progress: Progress = SILENT) -> Result:
    """Carry out the steps that the books do not have yet.

    Raises `Misuse`, and writes nothing, where they cannot; and where the books hold something else, for a panel of
    synthetic installations goes into a demonstration, and every other into books of a public record.
    """
    stop_other_books(session.store, panel.source, panel.holds)
    marks = _marks(panel, steps)
    return _carry_out(session, panel, steps, marks, _known(session, panel, marks), progress)


def _marks(panel: Panel, steps: Iterable[Step]) -> list[MarkImported]:
    return [MarkImported("EU", panel.source, step.key, _fingerprint(step), f"eutl:step:{step.key}") for step in steps]


def _carry_out(
    session: Session, panel: Panel, steps: list[Step], marks: list[MarkImported], known: set[str], progress: Progress
) -> Result:
    """Carry out those steps that are not known, each with its mark in one commit."""
    accounts = _accounts(session)
    _refuse_strangers(panel, steps, known, accounts)
    registries = {session.law.members[row.member_state].registry for row in panel.installations.values()}
    _open_registries(session, sorted(registries | {"CDM", "EU"}), steps[0].on.year if steps else 2005)
    total = 0
    refused: list[Refusals] = []
    for step, mark in zip(steps, marks, strict=True):
        progress.step(step.key, len(step.commands))
        if step.key in known:
            refused += _refused_before(session, step)
            progress.commands(len(step.commands))
            continue
        # the mark first: with it the books know that an import goes on, which may infer what no record shows
        commands = [mark, *(_addressed(command, accounts) for command in step.commands)]
        outcomes = session.at(midday(step.on)).commit(commands, progress=progress.commands)
        refused += _refused(step.commands, outcomes[1:])
        if step.key.endswith(":open"):
            accounts = _accounts(session)
        total += len(step.commands)
    return Result(len(steps) - len(known), len(known), total, refused)


def _known(session: Session, panel: Panel, marks: list[MarkImported]) -> set[str]:
    """Steps that are in the books. They are the first ones of the plan, or the books were made from something else."""
    done = [_is_done(session, mark) for mark in marks]
    if not all(done[: sum(done)]):
        raise _other_data(marks[done.index(False)].step, panel.source, "lack")
    return {mark.step for mark, is_done in zip(marks, done, strict=True) if is_done}


def _other_data(step: str, source: str, verb: str) -> OtherData:
    return OtherData(
        f"these books {verb} the step {step} of {source}: they were made from other data (another file, or another"
        " last year). Import into new books, or use what they were made from"
    )


def _refuse_strangers(panel: Panel, steps: list[Step], known: set[str], accounts: dict[str, str]) -> None:
    """An installation whose account somebody opened by hand cannot be opened again, so nothing begins."""
    for step in steps:
        for command in step.commands if step.key not in known else ():
            if type(command) is OpenAccount and command.opening.installation is not None:
                key = command.opening.installation.key
                if key in accounts:
                    raise Misuse(
                        f"installation {key} of {panel.source} has an account already, {accounts[key]}, which this"
                        " import did not open: import into new books"
                    )


def _open_registries(session: Session, codes: Iterable[str], year: int) -> None:
    there = session.store.heads()
    law, known = session.law, session.law.terms.registries
    new = [code for code in codes if code not in there]
    commands = [command for code in new for command in registry_commands(law, code, known[code].name, f"open:{code}")]
    if commands:
        session.at(midday(session.law.deadline("allocation", year).replace(month=1, day=1))).commit(commands)


def _accounts(session: Session) -> dict[str, str]:
    """Installation key → identifier of the account that it has now."""
    return {row.of: row.identifier for row in session.store.all_accounts() if row.of}


def by_first_number(session: Session, panel: Panel) -> Panel:
    """The panel with installations that bear a later number under the key by which the books know them.

    Raises `Misuse` where the record has one installation under two of its numbers.
    """
    records = session.store.all_records(NUMBER)
    keys = {each.key: str(json.loads(each.body)["installation"]) for each in records}
    if not keys.keys() & panel.installations.keys():
        return panel
    for number in keys.keys() & panel.installations.keys():
        if keys[number] in panel.installations:
            raise Misuse(
                f"{panel.source}: {number} and {keys[number]} are numbers of one installation: keep one of them"
            )
    places = [each._replace(key=keys.get(each.key, each.key)) for each in panel.installations.values()]
    rows = [row._replace(installation=keys.get(row.installation, row.installation)) for row in panel.rows]
    rows.sort(key=lambda row: (row.year, row.installation))
    return panel._replace(installations={each.key: each for each in places}, rows=rows)


def _addressed(command: AnyCommand, accounts: dict[str, str]) -> AnyCommand:
    """The command with installations' keys replaced by their accounts."""
    if type(command) is Proposal:
        source, target = accounts.get(command.transferring), accounts.get(command.acquiring)
        if source is not None or target is not None:
            return command._replace(transferring=source or command.transferring, acquiring=target or command.acquiring)
    return command


def _fingerprint(step: Step) -> str:
    state = sha256(step.on.isoformat().encode())
    for command in step.commands:
        state.update(repr(command).encode())
    return state.hexdigest()


def _is_done(session: Session, mark: MarkImported) -> bool:
    reference = session.store.answer(mark.request)
    if reference is None:
        return False
    entry = session.store.entry(reference.reference)
    if entry is None or mark.fingerprint not in entry.text:
        raise _other_data(mark.step, mark.source, "differ in")
    return True


def _refused(commands: list[AnyCommand], outcomes: list[Outcome]) -> list[Refusals]:
    return [
        Refusals(command.request, command.quantity if type(command) is Proposal else 0, str(outcome.refusals[0]))
        for command, outcome in zip(commands, outcomes, strict=False)
        if not outcome.accepted
    ]


def _refused_before(session: Session, step: Step) -> list[Refusals]:
    """What was refused when the step was carried out: the books keep every answer."""
    with session.store.work() as work:
        answers = work.load(Needs(requests=[command.request for command in step.commands])).answers
    known = [command for command in step.commands if command.request in answers]
    return _refused(known, [answered(answers[command.request]) for command in known])
