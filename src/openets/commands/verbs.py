"""Every command as a method of a session: ``books.surrender(…)``, ``books.party.review(…)``.

The functions are methods as they are: an editor shows their fields, and mypy checks them. A group such as
`party` is the same session with the verbs of that group.

Written by `python -m tools.index src/openets`: change the declarations, not this file.
"""

from __future__ import annotations

from openets.commands import accounts as account_accounts
from openets.commands import corrections as correction_corrections
from openets.commands import installations as installation_installations
from openets.commands import kyoto as kyoto_kyoto
from openets.commands import notices as notice_notices
from openets.commands import open_account, reports, units
from openets.commands import parties as party_parties
from openets.commands.declare import DECLARED, Command
from openets.commands.projects import design as project_design
from openets.commands.projects import entities as entity_entities
from openets.commands.projects import issue as project_issue
from openets.commands.projects import steps as project_steps
from openets.engine.session import Session


def all_commands() -> tuple[Command, ...]:
    """Every command of the package: importing this module has declared them."""
    return tuple(DECLARED.values())


class PartyVerbs(Session):
    """What is recorded of Parties."""

    __slots__ = ()
    initial_report = party_parties.initial_report
    review = party_parties.review
    criterion = party_parties.criterion
    suspend = party_parties.suspend
    reinstate = party_parties.reinstate
    elect = party_parties.elect
    inventory = party_parties.inventory
    review_inventory = party_parties.review_inventory
    final_review = party_parties.final_review
    true_up = party_parties.true_up
    decide = party_parties.decide
    plan = party_parties.plan
    carry_over = party_parties.carry_over


class KyotoVerbs(Session):
    """What Parties do with their units."""

    __slots__ = ()
    issue_removals = kyoto_kyoto.issue_removals
    retire = kyoto_kyoto.retire
    cancel = kyoto_kyoto.cancel
    replace = kyoto_kyoto.replace
    carry_over = kyoto_kyoto.carry_over
    change_expiry = kyoto_kyoto.change_expiry


class ProjectVerbs(Session):
    """The steps of a project's cycle, and the issuance of its units."""

    __slots__ = ()
    design = project_design.design
    additionality = project_steps.additionality
    validate = project_steps.validate
    approve = project_steps.approve
    register = project_steps.register
    reject = project_steps.reject
    monitor = project_steps.monitor
    verify = project_steps.verify
    request_issuance = project_steps.request_issuance
    request_review = project_steps.request_review
    conclude_review = project_steps.conclude_review
    issue = project_issue.issue
    renew = project_steps.renew
    withdraw = project_steps.withdraw
    change_track = project_steps.change_track
    set_aside = project_steps.set_aside
    report_reversal = project_steps.report_reversal
    settle_reversal = project_steps.settle_reversal


class EntityVerbs(Session):
    """Accreditation of operational entities."""

    __slots__ = ()
    accredit = entity_entities.accredit
    extend = entity_entities.extend
    suspend = entity_entities.suspend
    reinstate = entity_entities.reinstate
    withdraw = entity_entities.withdraw
    interest = entity_entities.interest


class NoticeVerbs(Session):
    """What is done with the notifications of the international log."""

    __slots__ = ()
    issue = notice_notices.issue
    update = notice_notices.update
    overdue = notice_notices.overdue
    complete = notice_notices.complete
    watch = notice_notices.watch


class AccountVerbs(Session):
    """What becomes of accounts."""

    __slots__ = ()
    block = account_accounts.block
    close = account_accounts.close
    release = account_accounts.release
    reopen = account_accounts.reopen


class InstallationVerbs(Session):
    """What becomes of installations."""

    __slots__ = ()
    close = installation_installations.close
    hand_over = installation_installations.hand_over
    merge = installation_installations.merge
    renumber = installation_installations.renumber
    reopen = installation_installations.reopen


class CorrectionVerbs(Session):
    """Corrections of reports, proposed and decided."""

    __slots__ = ()
    accept = correction_corrections.accept
    propose = correction_corrections.propose
    reject = correction_corrections.reject
    withdraw = correction_corrections.withdraw


class Verbs(Session):
    """A session with every command as a method."""

    __slots__ = ()
    open_registry = open_account.open_registry
    open_account = open_account.open_account
    issue = units.issue
    plan = reports.plan
    allocate = units.allocate
    report = reports.report_emissions
    transfer = units.transfer
    surrender = units.surrender
    cancel = units.cancel
    retire = units.retire
    reverse = units.reverse
    exchange = units.exchange

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

    @property
    def account(self) -> AccountVerbs:
        return AccountVerbs(*self)

    @property
    def installation(self) -> InstallationVerbs:
        return InstallationVerbs(*self)

    @property
    def correction(self) -> CorrectionVerbs:
        return CorrectionVerbs(*self)
