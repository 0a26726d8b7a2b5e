"""The batches of a compliance year in registries that are alike but for their size, to see how work grows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from openets.commands.proposals import proposal_for
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.kinds.plan import EnterPlan
from openets.engine.kinds.report import EnterReport
from openets.engine.steps import AnyCommand
from openets.ledger.accounts import Installation, Opening
from openets.ledger.store import Store
from tests.european import EU_ETS
from tests.session import Office, must

FEW, FACTOR = 40, 6
SIZES = {"AT": FEW, "DE": FEW * FACTOR}
"""Two registries alike but for their size."""


def openings(code: str) -> list[AnyCommand]:
    found: list[AnyCommand] = []
    for number in range(SIZES[code]):
        installation = Installation(f"{code}_{number}", code, f"Plant {number}", f"Works {number}", 1, "Here")
        opening = Opening(code, "120", installation.name, installation.operator, installation)
        found.append(OpenAccount(code, opening, f"open:{installation.key}"))
    return found


def plan(office: Office, code: str) -> list[AnyCommand]:
    return [EnterPlan(code, 2005, tuple((key, 100, 100) for key in accounts(office, code)), f"plan:{code}")]


def reports(office: Office, code: str) -> list[AnyCommand]:
    return [EnterReport(code, key, 2005, 90, "reported", f"report:{key}") for key in accounts(office, code)]


def proposals(verb: str, quantity: int, office: Office, code: str) -> list[AnyCommand]:
    named = "target" if verb == "allocate" else "source"
    return [
        proposal_for(
            EU_ETS, verb, unit="EUA1", quantity=quantity, year=2005, request=f"{verb}:{key}", **{named: account}
        )
        for key, account in accounts(office, code).items()
    ]


def accounts(office: Office, code: str) -> dict[str, str]:
    """The operators' accounts of a registry by installation."""
    return {
        row.installation: row.identifier
        for row in office.store.all_accounts()
        if row.installation and row.registry == code
    }


def done(office: Office, commands: list[AnyCommand]) -> None:
    for outcome in office.commit(commands):
        must(outcome)


Batch = Callable[[Office, str], list[AnyCommand]]
YEAR: dict[str, Batch] = {
    "openings": lambda office, code: openings(code),
    "plan": plan,
    "allocations": partial(proposals, "allocate", 100),
    "reports": reports,
    "surrenders": partial(proposals, "surrender", 90),
}
"""The batches of a compliance year, in their order."""


def a_year(store: Store, code: str) -> None:
    """The year of a registry, from its opening to the last surrender."""
    office = Office(store)
    office.registry(code)
    must(office.issue(code, "EUA1", 100 * SIZES[code]))
    for batch in YEAR.values():
        done(office, batch(office, code))
