"""Commands of every registry, given to books of a side: what other sides must agree to, or wait for, is stopped."""

from dataclasses import replace
from functools import partial

from openets.compliance.installation_record import LIFE
from openets.engine.kind import Deciding
from openets.engine.kinds import change_account, open_account, take_step, transaction
from openets.engine.kinds.change_account import ChangeAccount
from openets.engine.outcomes import Outcome
from openets.engine.steps import TakeStep
from openets.federation.items import read_content
from openets.federation.pending import HELD, stop_if_held
from openets.federation.two_phase import touch_transit, transit
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import AccountState
from openets.ledger.books import Books
from openets.ledger.store import Answer, Needs
from openets.ledger.transactions import Proposal, Status
from openets.ledger.transfers import ACQUIRING, INITIATING, Transfer


def _touches_transaction(proposal: Proposal, needs: Needs, law: Law) -> None:
    transaction.touches(proposal, needs, law)
    touch_transit(needs, law.terms, transaction.home_of(proposal))


def _decide_transaction(books: Books, proposal: Proposal, known: Answer | None, under: Deciding) -> Outcome:
    """No transaction in the books of one side of which no other side would ever hear."""
    home = transaction.home_of(proposal)
    if home in books.chains and transit(books.terms, home) in books.accounts:
        raise Misuse(
            f"registry {home} keeps books apart from those of the logs, which must check what it does: propose"
            " through its side (RegistrySide.propose), not to its books"
        )
    return transaction.decide(books, proposal, known, under)


def _touches_step(command: TakeStep, needs: Needs, law: Law) -> None:
    take_step.KIND.touches(command, needs, law)
    if command.kind in HELD:
        needs.pending.add(command.registry)


def _decide_step(books: Books, command: TakeStep, known: Answer | None, under: Deciding) -> Outcome:
    """No step with a record in which a pending transaction will have to enter itself."""
    if command.kind in HELD and take_step.KIND.may(under, command):
        stop_if_held(books, command.kind, command.key)
    if (command.kind, command.step) == (LIFE, "hand over") and take_step.KIND.may(under, command):
        _stop_if_under_way(books, command.key)
    return take_step.KIND.decide(books, command, known, under)


def _stop_if_under_way(books: Books, installation: str) -> None:
    """No account is given up from which units are on their way: they might come back; nor one into which some will."""
    account = books.accounts_of.get(installation)
    for each in books.work.open_transfers():
        proposal = read_content(each.content).proposal
        if (
            account is not None
            and not each.is_over
            and account.identifier in (proposal.transferring, proposal.acquiring)
        ):
            raise Misuse(f"transaction {each.id} is under way for {account.identifier}: hand over when it has ended")


def _decide_change(books: Books, command: ChangeAccount, known: Answer | None, under: Deciding) -> Outcome:
    """No account is closed into which accepted units are about to come."""
    if command.state is AccountState.CLOSED and change_account.KIND.may(under, command):
        coming = filter(_brings_units, books.work.open_transfers())
        expected = {read_content(each.content).proposal.acquiring for each in coming}
        if command.account in expected:
            raise Misuse(
                f"{command.account} is about to receive units that were accepted: close it when they have come"
            )
    return change_account.KIND.decide(books, command, known, under)


def _brings_units(transfer: Transfer) -> bool:
    """Whether units will come into an account of a registry's own books: from abroad, as promised, or from another."""
    promised = transfer.role == ACQUIRING and transfer.status == Status.ACCEPTED
    return promised or (transfer.role == INITIATING and transfer.home == transfer.target and not transfer.is_over)


TRANSACTION = replace(transaction.KIND, touches=_touches_transaction, decide=_decide_transaction)
STEP = replace(take_step.KIND, touches=_touches_step, decide=_decide_step)
OPEN_ACCOUNT = open_account.opening(partial(open_account.enter, transit=True))
CHANGE_ACCOUNT = replace(change_account.KIND, decide=_decide_change)
