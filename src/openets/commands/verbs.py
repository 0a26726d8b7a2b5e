"""Every command as a method of a session: ``books.surrender(…)``, ``books.party.review(…)``.

The functions are methods as they are: an editor shows their fields, and mypy checks them. A group such as
`party` is the same session with the verbs of that group.

Written by `python -m tools.index src/openets`: change the declarations, not this file.
"""

from __future__ import annotations

from openets.commands.allocate import allocate as allocate
from openets.commands.allocate import plan as plan
from openets.commands.cancel import cancel as cancel
from openets.commands.declare import DECLARED, Command
from openets.commands.issue import issue as issue
from openets.commands.kyoto.cancel import cancel as kyoto_cancel
from openets.commands.kyoto.carry_over import carry_over as kyoto_carry_over
from openets.commands.kyoto.change_expiry import change_expiry as kyoto_change_expiry
from openets.commands.kyoto.issue_removals import issue_removals as kyoto_issue_removals
from openets.commands.kyoto.replace import replace as kyoto_replace
from openets.commands.kyoto.retire import retire as kyoto_retire
from openets.commands.notices.complete import complete as notice_complete
from openets.commands.notices.complete import overdue as notice_overdue
from openets.commands.notices.issue import issue as notice_issue
from openets.commands.notices.update import update as notice_update
from openets.commands.notices.watch import watch as notice_watch
from openets.commands.open_account import open_account as open_account
from openets.commands.open_account import open_registry as open_registry
from openets.commands.parties.carry_over import carry_over as party_carry_over
from openets.commands.parties.criterion import criterion as party_criterion
from openets.commands.parties.decide import action_plan as party_plan
from openets.commands.parties.decide import decide as party_decide
from openets.commands.parties.elect import elect as party_elect
from openets.commands.parties.final_review import final_review as party_final_review
from openets.commands.parties.initial_report import initial_report as party_initial_report
from openets.commands.parties.inventory import inventory as party_inventory
from openets.commands.parties.inventory import review_inventory as party_review_inventory
from openets.commands.parties.review import review as party_review
from openets.commands.parties.suspend import reinstate as party_reinstate
from openets.commands.parties.suspend import suspend as party_suspend
from openets.commands.parties.true_up import true_up as party_true_up
from openets.commands.projects.accredit import accredit as entity_accredit
from openets.commands.projects.accredit import declare_interest as entity_interest
from openets.commands.projects.accredit import extend as entity_extend
from openets.commands.projects.accredit import reinstate as entity_reinstate
from openets.commands.projects.accredit import suspend as entity_suspend
from openets.commands.projects.accredit import withdraw_accreditation as entity_withdraw
from openets.commands.projects.approve import approve as project_approve
from openets.commands.projects.change_track import change_track as project_change_track
from openets.commands.projects.design import design as project_design
from openets.commands.projects.design import state_additionality as project_additionality
from openets.commands.projects.issue import issue as project_issue
from openets.commands.projects.monitor import monitor as project_monitor
from openets.commands.projects.register import register as project_register
from openets.commands.projects.register import reject as project_reject
from openets.commands.projects.renew import renew as project_renew
from openets.commands.projects.request_issuance import request_issuance as project_request_issuance
from openets.commands.projects.reversal import report_reversal as project_report_reversal
from openets.commands.projects.reversal import settle_reversal as project_settle_reversal
from openets.commands.projects.review import conclude_review as project_conclude_review
from openets.commands.projects.review import request_review as project_request_review
from openets.commands.projects.set_aside import set_aside as project_set_aside
from openets.commands.projects.validate import validate as project_validate
from openets.commands.projects.verify import verify as project_verify
from openets.commands.projects.withdraw import withdraw as project_withdraw
from openets.commands.report_emissions import report_emissions as report
from openets.commands.retire import retire as retire
from openets.commands.reverse import reverse as reverse
from openets.commands.surrender import surrender as surrender
from openets.commands.transfer import transfer as transfer
from openets.engine.session import Session
from openets.kernel.clock import Clock


def all_commands() -> tuple[Command, ...]:
    """Every command of the package: importing this module has declared them."""
    return tuple(DECLARED.values())


class PartyVerbs(Session):
    """What is recorded of Parties."""

    __slots__ = ()
    initial_report = party_initial_report
    review = party_review
    criterion = party_criterion
    suspend = party_suspend
    reinstate = party_reinstate
    elect = party_elect
    inventory = party_inventory
    review_inventory = party_review_inventory
    final_review = party_final_review
    true_up = party_true_up
    decide = party_decide
    plan = party_plan
    carry_over = party_carry_over


class KyotoVerbs(Session):
    """What Parties do with their units."""

    __slots__ = ()
    issue_removals = kyoto_issue_removals
    retire = kyoto_retire
    cancel = kyoto_cancel
    replace = kyoto_replace
    carry_over = kyoto_carry_over
    change_expiry = kyoto_change_expiry


class ProjectVerbs(Session):
    """The steps of a project's cycle, and the issuance of its units."""

    __slots__ = ()
    design = project_design
    additionality = project_additionality
    validate = project_validate
    approve = project_approve
    register = project_register
    reject = project_reject
    monitor = project_monitor
    verify = project_verify
    request_issuance = project_request_issuance
    request_review = project_request_review
    conclude_review = project_conclude_review
    issue = project_issue
    renew = project_renew
    withdraw = project_withdraw
    change_track = project_change_track
    set_aside = project_set_aside
    report_reversal = project_report_reversal
    settle_reversal = project_settle_reversal


class EntityVerbs(Session):
    """Accreditation of operational entities."""

    __slots__ = ()
    accredit = entity_accredit
    extend = entity_extend
    suspend = entity_suspend
    reinstate = entity_reinstate
    withdraw = entity_withdraw
    interest = entity_interest


class NoticeVerbs(Session):
    """What is done with the notifications of the international log."""

    __slots__ = ()
    issue = notice_issue
    update = notice_update
    overdue = notice_overdue
    complete = notice_complete
    watch = notice_watch


class Verbs(Session):
    """A session with every command as a method."""

    __slots__ = ()
    open_registry = open_registry
    open_account = open_account
    issue = issue
    plan = plan
    allocate = allocate
    report = report
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
    def kyoto(self) -> KyotoVerbs:
        return KyotoVerbs(*self)

    @property
    def project(self) -> ProjectVerbs:
        return ProjectVerbs(*self)

    @property
    def entity(self) -> EntityVerbs:
        return EntityVerbs(*self)

    @property
    def notice(self) -> NoticeVerbs:
        return NoticeVerbs(*self)
