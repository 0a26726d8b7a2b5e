"""Every command as a method of a session: ``books.surrender(…)``, ``books.party.review(…)``.

The functions are methods as they are: an editor shows their fields, and mypy checks them. A group such as `party` is
the same session with the verbs of that group.
"""

from __future__ import annotations

from openets.commands.allocate import allocate, plan
from openets.commands.cancel import cancel
from openets.commands.declare import DECLARED, Command
from openets.commands.issue import issue
from openets.commands.kyoto import cancel as kyoto_cancel
from openets.commands.kyoto import carry_over as kyoto_carry_over
from openets.commands.kyoto import change_expiry as kyoto_change_expiry
from openets.commands.kyoto import issue_removals as kyoto_issue_removals
from openets.commands.kyoto import replace as kyoto_replace
from openets.commands.kyoto import retire as kyoto_retire
from openets.commands.notices import complete as closing
from openets.commands.notices import issue as notifying
from openets.commands.notices import update as updating
from openets.commands.notices import watch as watching
from openets.commands.open_account import open_account, open_registry
from openets.commands.parties import carry_over as carrying
from openets.commands.parties import criterion as finding
from openets.commands.parties import decide as deciding
from openets.commands.parties import elect as electing
from openets.commands.parties import final_review as finishing
from openets.commands.parties import initial_report as reporting
from openets.commands.parties import inventory as taking_stock
from openets.commands.parties import review as initial_review
from openets.commands.parties import suspend as suspending
from openets.commands.parties import true_up as truing_up
from openets.commands.projects import accredit as accrediting
from openets.commands.projects import approve as approving
from openets.commands.projects import change_track as changing_track
from openets.commands.projects import design as designing
from openets.commands.projects import issue as crediting
from openets.commands.projects import monitor as monitoring
from openets.commands.projects import register as registering
from openets.commands.projects import renew as renewing
from openets.commands.projects import request_issuance as requesting
from openets.commands.projects import reversal as reversing_storage
from openets.commands.projects import review as reviewing
from openets.commands.projects import set_aside as setting_aside
from openets.commands.projects import validate as validating
from openets.commands.projects import verify as verifying
from openets.commands.projects import withdraw as withdrawing
from openets.commands.report_emissions import report_emissions
from openets.commands.retire import retire
from openets.commands.reverse import reverse
from openets.commands.surrender import surrender
from openets.commands.transfer import transfer
from openets.engine.session import Session
from openets.kernel.clock import Clock


def all_commands() -> tuple[Command, ...]:
    """Every command of the package: importing this module has declared them."""
    return tuple(DECLARED.values())


class PartyVerbs(Session):
    """What is recorded of Parties."""

    __slots__ = ()
    initial_report = reporting.initial_report
    review = initial_review.review
    criterion = finding.criterion
    suspend = suspending.suspend
    reinstate = suspending.reinstate
    elect = electing.elect
    inventory = taking_stock.inventory
    review_inventory = taking_stock.review_inventory
    final_review = finishing.final_review
    true_up = truing_up.true_up
    decide = deciding.decide
    plan = deciding.action_plan
    carry_over = carrying.carry_over


class ProjectVerbs(Session):
    """The steps of a project's cycle, and the issuance of its units."""

    __slots__ = ()
    design = designing.design
    additionality = designing.state_additionality
    validate = validating.validate
    approve = approving.approve
    register = registering.register
    reject = registering.reject
    monitor = monitoring.monitor
    verify = verifying.verify
    request_issuance = requesting.request_issuance
    request_review = reviewing.request_review
    conclude_review = reviewing.conclude_review
    issue = crediting.issue
    renew = renewing.renew
    withdraw = withdrawing.withdraw
    change_track = changing_track.change_track
    set_aside = setting_aside.set_aside
    report_reversal = reversing_storage.report_reversal
    settle_reversal = reversing_storage.settle_reversal


class EntityVerbs(Session):
    """Accreditation of operational entities."""

    __slots__ = ()
    accredit = accrediting.accredit
    extend = accrediting.extend
    suspend = accrediting.suspend
    reinstate = accrediting.reinstate
    withdraw = accrediting.withdraw_accreditation
    interest = accrediting.declare_interest


class NoticeVerbs(Session):
    """What is done with the notifications of the international log."""

    __slots__ = ()
    issue = notifying.issue
    update = updating.update
    overdue = closing.overdue
    complete = closing.complete
    watch = watching.watch


class KyotoVerbs(Session):
    """What Parties do with their units."""

    __slots__ = ()
    issue_removals = kyoto_issue_removals.issue_removals
    retire = kyoto_retire.retire
    cancel = kyoto_cancel.cancel
    replace = kyoto_replace.replace
    carry_over = kyoto_carry_over.carry_over
    change_expiry = kyoto_change_expiry.change_expiry


class Verbs(Session):
    """A session with every command as a method."""

    __slots__ = ()
    open_registry = open_registry
    open_account = open_account
    issue = issue
    plan = plan
    allocate = allocate
    report = report_emissions
    transfer = transfer
    surrender = surrender
    cancel = cancel
    retire = retire
    reverse = reverse

    def at(self, clock: Clock) -> Verbs:
        """The same session under another clock."""
        return self._replace(clock=clock)

    @property
    def party(self) -> PartyVerbs:
        return PartyVerbs(*self)

    @property
    def project(self) -> ProjectVerbs:
        return ProjectVerbs(*self)

    @property
    def entity(self) -> EntityVerbs:
        return EntityVerbs(*self)

    @property
    def notice(self) -> NoticeVerbs:
        return NoticeVerbs(*self)

    @property
    def kyoto(self) -> KyotoVerbs:
        return KyotoVerbs(*self)
