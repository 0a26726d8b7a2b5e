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
        "openets.commands.parties.steps", "Record a Party's initial report: base year, target, assigned amount."
    ),
    "party review": Entry(
        "openets.commands.parties.steps", "Record the initial review, which fixes the assigned amount."
    ),
    "party criterion": Entry(
        "openets.commands.parties.steps", "Record what was found of one of the six eligibility criteria, from a day on."
    ),
    "party suspend": Entry(
        "openets.commands.parties.steps", "Record that the enforcement branch suspended a Party's eligibility."
    ),
    "party reinstate": Entry("openets.commands.parties.steps", "Record that a suspended Party's eligibility is back."),
    "party elect": Entry(
        "openets.commands.parties.steps",
        "Record that a land-use activity counts for a Party, and the most removal units for it.",
    ),
    "party inventory": Entry(
        "openets.commands.parties.steps", "Record a year's inventory as a Party submitted it, without land use."
    ),
    "party review-inventory": Entry(
        "openets.commands.parties.steps", "Record what the review of a year's inventory left standing."
    ),
    "party final-review": Entry(
        "openets.commands.parties.steps",
        "Record that the expert review of the period is completed; the additional period begins.",
    ),
    "party true-up": Entry(
        "openets.commands.parties.steps", "Record the true-up report: how many units were retired for the period."
    ),
    "party decide": Entry(
        "openets.commands.parties.steps",
        "Decide whether a Party met its commitment; an excess is deducted 1.3 times and suspends it.",
    ),
    "party plan": Entry(
        "openets.commands.parties.steps", "Record the compliance action plan of a Party that exceeded its amount."
    ),
    "party carry-over": Entry(
        "openets.commands.parties.steps", "Record what a Party asks to carry over into the next period."
    ),
    "kyoto issue-removals": Entry(
        "openets.commands.kyoto", "Issue removal units for what a Party's land took up, within what it may."
    ),
    "kyoto retire": Entry(
        "openets.commands.kyoto",
        "Retire units of the Party holding account: they count against its emissions of the period.",
    ),
    "kyoto cancel": Entry("openets.commands.kyoto", "Cancel units of a Party for a reason of the Protocol."),
    "kyoto replace": Entry("openets.commands.kyoto", "Replace units of forests as a notification of the log asks."),
    "kyoto carry-over": Entry("openets.commands.kyoto", "Carry units over into the next commitment period."),
    "kyoto change-expiry": Entry("openets.commands.kyoto", "Put off the day on which units of forests expire."),
    "project design": Entry(
        "openets.commands.projects.design", "Enter a project's design document; a new one begins the cycle again."
    ),
    "project additionality": Entry(
        "openets.commands.projects.steps", "State why a project's reductions are additional."
    ),
    "project validate": Entry(
        "openets.commands.projects.steps",
        "Enter an entity's opinion of the design (in Joint Implementation: its determination).",
    ),
    "project approve": Entry("openets.commands.projects.steps", "Enter a Party's letter of approval."),
    "project register": Entry("openets.commands.projects.steps", "Register a project: from now on it can be credited."),
    "project reject": Entry("openets.commands.projects.steps", "Reject a project's registration."),
    "project monitor": Entry("openets.commands.projects.steps", "Enter a monitoring report."),
    "project verify": Entry(
        "openets.commands.projects.steps", "Enter the verification and certification of a monitoring period."
    ),
    "project request-issuance": Entry("openets.commands.projects.steps", "Ask for the units of a certified period."),
    "project request-review": Entry("openets.commands.projects.steps", "Ask for a review of a request for issuance."),
    "project conclude-review": Entry(
        "openets.commands.projects.steps", "Conclude a review: the request passes, or the period earns nothing."
    ),
    "project issue": Entry(
        "openets.commands.projects.issue",
        "Issue a project's units (of Joint Implementation: convert assigned amount or removal units).",
    ),
    "project renew": Entry(
        "openets.commands.projects.steps",
        "Renew a project's crediting period, with a baseline that an entity has validated anew.",
    ),
    "project withdraw": Entry(
        "openets.commands.projects.steps",
        "Withdraw a project and its registration: no more units can be issued for it.",
    ),
    "project change-track": Entry(
        "openets.commands.projects.steps", "Take a project of Joint Implementation to the other track."
    ),
    "project set-aside": Entry(
        "openets.commands.projects.steps",
        "Show that allowances of an installation were given up, so that nothing is counted twice.",
    ),
    "project report-reversal": Entry("openets.commands.projects.steps", "Report that a sink lost what it had stored."),
    "project settle-reversal": Entry(
        "openets.commands.projects.steps", "Show that a reversal of storage was made good."
    ),
    "entity accredit": Entry("openets.commands.projects.entities", "Accredit an entity to validate and verify."),
    "entity extend": Entry("openets.commands.projects.entities", "Accredit an entity for more scopes."),
    "entity suspend": Entry(
        "openets.commands.projects.entities", "Suspend an entity: what it signs from that day on is refused."
    ),
    "entity reinstate": Entry("openets.commands.projects.entities", "Lift an entity's suspension."),
    "entity withdraw": Entry("openets.commands.projects.entities", "Withdraw an entity's accreditation for good."),
    "entity interest": Entry(
        "openets.commands.projects.entities",
        "Record that an entity has an interest in a project or company: it may not judge it.",
    ),
    "notice issue": Entry("openets.commands.notices.steps", "Issue a notification to a Party."),
    "notice update": Entry(
        "openets.commands.notices.steps", "Change what a notification asks for, or say more about it."
    ),
    "notice overdue": Entry(
        "openets.commands.notices.steps", "Mark a notification incomplete: its deadline has passed."
    ),
    "notice complete": Entry(
        "openets.commands.notices.steps", "Complete a notification of which nothing is outstanding."
    ),
}
