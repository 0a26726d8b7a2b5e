"""Every declared command: the module that declares it, and its sentence.

Written by `python -m tools.index src/openets`: change the declarations, not this file.
"""

from __future__ import annotations

from openets.cli.entry import Entry

DECLARED: dict[str, Entry] = {
    "open-registry": Entry("openets.commands.open_account", "Open a registry with the accounts that it begins with."),
    "open-account": Entry(
        "openets.commands.open_account", "Open an account; operators' accounts name their installation."
    ),
    "issue": Entry("openets.commands.issue", "Issue units into a registry's first account, within the cap."),
    "plan": Entry("openets.commands.allocate", "Enter what the allocation plan gives an installation for a year."),
    "allocate": Entry("openets.commands.allocate", "Allocate allowances of a year to an operator, within the plan."),
    "report": Entry(
        "openets.commands.report_emissions",
        "Enter verified emissions of a year, or (without any) that the report is missing.",
    ),
    "transfer": Entry(
        "openets.commands.transfer", "Transfer units to another account, in the same registry or another."
    ),
    "surrender": Entry("openets.commands.surrender", "Surrender units for the emissions of a year."),
    "cancel": Entry("openets.commands.cancel", "Cancel units of an account for good."),
    "retire": Entry("openets.commands.retire", "Retire a registry's surrendered units for the State's own compliance."),
    "reverse": Entry(
        "openets.commands.reverse",
        "Reverse a surrender or an allocation made in error; the same serial numbers go back.",
    ),
    "party initial-report": Entry(
        "openets.commands.parties.initial_report",
        "Record a Party's initial report: base year, target, assigned amount.",
    ),
    "party review": Entry(
        "openets.commands.parties.review", "Record the initial review, which fixes the assigned amount."
    ),
    "party criterion": Entry(
        "openets.commands.parties.criterion",
        "Record what was found of one of the six eligibility criteria, from a day on.",
    ),
    "party suspend": Entry(
        "openets.commands.parties.suspend", "Record that the enforcement branch suspended a Party's eligibility."
    ),
    "party reinstate": Entry(
        "openets.commands.parties.suspend", "Record that a suspended Party's eligibility is back."
    ),
    "party elect": Entry(
        "openets.commands.parties.elect",
        "Record that a land-use activity counts for a Party, and the most removal units for it.",
    ),
    "party inventory": Entry(
        "openets.commands.parties.inventory", "Record a year's inventory as a Party submitted it, without land use."
    ),
    "party review-inventory": Entry(
        "openets.commands.parties.inventory", "Record what the review of a year's inventory left standing."
    ),
    "party final-review": Entry(
        "openets.commands.parties.final_review",
        "Record that the expert review of the period is completed; the additional period begins.",
    ),
    "party true-up": Entry(
        "openets.commands.parties.true_up", "Record the true-up report: how many units were retired for the period."
    ),
    "party decide": Entry(
        "openets.commands.parties.decide",
        "Decide whether a Party met its commitment; an excess is deducted 1.3 times and suspends it.",
    ),
    "party plan": Entry(
        "openets.commands.parties.decide", "Record the compliance action plan of a Party that exceeded its amount."
    ),
    "party carry-over": Entry(
        "openets.commands.parties.carry_over", "Record what a Party asks to carry over into the next period."
    ),
    "kyoto issue-removals": Entry(
        "openets.commands.kyoto.issue_removals",
        "Issue removal units for what a Party's land took up, within what it may.",
    ),
    "kyoto retire": Entry(
        "openets.commands.kyoto.retire",
        "Retire units of the Party holding account: they count against its emissions of the period.",
    ),
    "kyoto cancel": Entry("openets.commands.kyoto.cancel", "Cancel units of a Party for a reason of the Protocol."),
    "kyoto replace": Entry(
        "openets.commands.kyoto.replace", "Replace units of forests as a notification of the log asks."
    ),
    "kyoto carry-over": Entry("openets.commands.kyoto.carry_over", "Carry units over into the next commitment period."),
    "kyoto change-expiry": Entry(
        "openets.commands.kyoto.change_expiry", "Put off the day on which units of forests expire."
    ),
    "project design": Entry(
        "openets.commands.projects.design", "Enter a project's design document; a new one begins the cycle again."
    ),
    "project additionality": Entry(
        "openets.commands.projects.design", "State why a project's reductions are additional."
    ),
    "project validate": Entry(
        "openets.commands.projects.validate",
        "Enter an entity's opinion of the design (in Joint Implementation: its determination).",
    ),
    "project approve": Entry("openets.commands.projects.approve", "Enter a Party's letter of approval."),
    "project register": Entry(
        "openets.commands.projects.register", "Register a project: from now on it can be credited."
    ),
    "project reject": Entry("openets.commands.projects.register", "Reject a project's registration."),
    "project monitor": Entry("openets.commands.projects.monitor", "Enter a monitoring report."),
    "project verify": Entry(
        "openets.commands.projects.verify", "Enter the verification and certification of a monitoring period."
    ),
    "project request-issuance": Entry(
        "openets.commands.projects.request_issuance", "Ask for the units of a certified period."
    ),
    "project request-review": Entry("openets.commands.projects.review", "Ask for a review of a request for issuance."),
    "project conclude-review": Entry(
        "openets.commands.projects.review", "Conclude a review: the request passes, or the period earns nothing."
    ),
    "project issue": Entry(
        "openets.commands.projects.issue",
        "Issue a project's units (of Joint Implementation: convert assigned amount or removal units).",
    ),
    "project renew": Entry(
        "openets.commands.projects.renew",
        "Renew a project's crediting period, with a baseline that an entity has validated anew.",
    ),
    "project withdraw": Entry(
        "openets.commands.projects.withdraw",
        "Withdraw a project and its registration: no more units can be issued for it.",
    ),
    "project change-track": Entry(
        "openets.commands.projects.change_track", "Take a project of Joint Implementation to the other track."
    ),
    "project set-aside": Entry(
        "openets.commands.projects.set_aside",
        "Show that allowances of an installation were given up, so that nothing is counted twice.",
    ),
    "project report-reversal": Entry(
        "openets.commands.projects.reversal", "Report that a sink lost what it had stored."
    ),
    "project settle-reversal": Entry(
        "openets.commands.projects.reversal", "Show that a reversal of storage was made good."
    ),
    "entity accredit": Entry("openets.commands.projects.accredit", "Accredit an entity to validate and verify."),
    "entity extend": Entry("openets.commands.projects.accredit", "Accredit an entity for more scopes."),
    "entity suspend": Entry(
        "openets.commands.projects.accredit", "Suspend an entity: what it signs from that day on is refused."
    ),
    "entity reinstate": Entry("openets.commands.projects.accredit", "Lift an entity's suspension."),
    "entity withdraw": Entry("openets.commands.projects.accredit", "Withdraw an entity's accreditation for good."),
    "entity interest": Entry(
        "openets.commands.projects.accredit",
        "Record that an entity has an interest in a project or company: it may not judge it.",
    ),
    "notice issue": Entry("openets.commands.notices.issue", "Issue a notification to a Party."),
    "notice update": Entry(
        "openets.commands.notices.update", "Change what a notification asks for, or say more about it."
    ),
    "notice overdue": Entry(
        "openets.commands.notices.complete", "Mark a notification incomplete: its deadline has passed."
    ),
    "notice complete": Entry(
        "openets.commands.notices.complete", "Complete a notification of which nothing is outstanding."
    ),
}
