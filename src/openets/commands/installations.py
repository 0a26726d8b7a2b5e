"""What becomes of installations: each is handed over, closed, merged or renumbered by a step of its record."""

from typing import Annotated, Any

from openets.commands.field_kinds import FLAG, KEY, LINE
from openets.commands.fields import Field, InstallationKey, Reason
from openets.commands.reading import key_of, registry_of
from openets.commands.steps import StepCommands
from openets.compliance.installation_record import LIFE
from openets.compliance.installation_record import STEPS as TABLE
from openets.engine.session import Session

Why = Annotated[str, Field(LINE, "Why, in one line.")]
STEPS = StepCommands(
    __name__,
    LIFE,
    "installation",
    {
        "installation": InstallationKey,
        "holder": Field(
            LINE, "The new operator, who holds the account; the one that there is if left out.", "--holder"
        ),
        "name": Field(LINE, "Name of the account; that of the present one if left out."),
        "keep_account": Field(FLAG, "The account changes hands with all that it holds.", "--keep-account"),
        "into": Field(KEY, "The installation that goes on, such as AT_2.", "INTO", "AT_2"),
        "takes_duties": Field(
            FLAG, "The operator of the other one takes the account, and what is due.", "--takes-duties"
        ),
        "number": Field(KEY, "The new number, such as AT_1001.", "NUMBER", "AT_1001"),
        "reason": Why,
    },
    TABLE,
    home=lambda session, key: registry_of(session.law, key),
    find=key_of,
)


def _into_by_key(session: Session, key: str, told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "into": key_of(session, told["into"])}


hand_over = STEPS.command(
    "hand-over",
    "{installation}: handed over",
    "Hand an installation over to another operator, or to a new account of the same.",
    more=(
        "All that is due for the installation, its history and a block for a missing report go with it. Without"
        " `keep_account` a new account is opened; the old one is closed where it is empty, and else keeps its units,"
        " surrenders nothing more for the installation and receives nothing."
    ),
)

close = STEPS.command(
    "close",
    "{installation}: closed",
    "Close an installation: nothing is allocated for later years.",
    more="What is due for years up to that of the closure stays due. The plan of later years ends.",
)

reopen = STEPS.command(
    "reopen",
    "{installation}: open again",
    "Take back a closure that was entered in error.",
    more="Plans that ended with it are entered anew.",
    reason=Reason,
)

merge = STEPS.command(
    "merge",
    "{installation}: merged into {into}",
    "Merge an installation into another: it closes, and the other goes on.",
    more="Its years stay its own, and its holder settles them unless the operator of the other `takes_duties`.",
    fill=_into_by_key,
)

renumber = STEPS.command(
    "renumber",
    "{installation}: bears the number {number}",
    "Give an installation a new number, as of a new permit.",
    more="The books go on to know it by the key that it had first; every number that it ever had finds it.",
)
