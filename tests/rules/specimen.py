"""A specimen case in which everything is in order, to be spoilt in one place."""

from __future__ import annotations

from datetime import date
from typing import Any

from openets.checks.check import CHECKS, Facts, Finding, Reversal, refuse
from openets.kernel.identifiers import account_identifier
from openets.kernel.refusals import Refusal
from openets.ledger.accounts import Account
from openets.ledger.transactions import Proposal, Transaction
from tests.european import ACCOUNT_TYPES, EU_ETS, TERMS, TRANSACTION_TYPES

PHASE_I = EU_ETS.periods[0].units


def account(kind: str = "120", registry: str = "AT", number: int = 6, **changes: Any) -> Account:
    """An open account."""
    identifier = account_identifier(registry, ACCOUNT_TYPES[kind].digits, number, 0)
    key = number + (1_000_000_000 if registry == "AT" else 2_000_000_000)
    return Account(key, identifier, registry, kind, "Plant", "Plant AG")._replace(**changes)


PLANT = account()
WORKS = account(registry="DE", number=7)
PARTY = account("100", number=1)
SET_ASIDE = account("100-6", number=2)
CANCELLED = account("230", number=3)

SERIALS = (("AT", 1, 60), ("AT", 81, 120))
SURRENDER = Transaction(
    "AT",
    9,
    "10-2",
    4,
    PLANT.key,
    SET_ASIDE.key,
    "EUA1",
    100,
    "2006-02-01",
    2005,
    "AT_1",
    "r0",
    "",
    False,
    "x",
    "2006-02-01",
)
REVERSED = Reversal(SURRENDER, False, False, SERIALS)
"""The surrender that `reversal_case` undoes."""


def case(
    kind: str = "3-21",
    transferring: Account | None = PLANT,
    acquiring: Account | None = WORKS,
    proposal: dict[str, Any] | None = None,
    **facts: Any,
) -> Facts:
    """Plant AG in Austria sends 100 allowances of 2005-2007 to a works in Germany, and has 500."""
    words: dict[str, Any] = {
        "transferring": transferring.identifier if transferring else "",
        "acquiring": acquiring.identifier if acquiring else "",
        "unit": "EUA1",
        "quantity": 100,
        "request": "r1",
        **(proposal or {}),
    }
    known: dict[str, Any] = {"held": 500, "on": date(2006, 3, 1), "surrender_units": PHASE_I, **facts}
    return Facts(Proposal(kind, **words), TRANSACTION_TYPES.get(kind), transferring, acquiring, TERMS, **known)


def reversal_case(reversal: Reversal | None = REVERSED, **proposal: Any) -> Facts:
    """The surrender AT9 of 100 allowances for 2005 is undone."""
    words = {"reverses": "AT9", "year": 2005, "serials": SERIALS, **proposal}
    return case("10-92", SET_ASIDE, PLANT, words, reversal=reversal)


def refusal(finding: Finding, spoilt: Facts) -> Refusal:
    """The refusal with which a check answers a case that must not pass."""
    detail = finding(spoilt)
    assert detail is not None, f"{finding.__name__} let it pass"
    return refuse(CHECKS[finding.__name__], detail)


def refuses(finding: Finding, spoilt: Facts, code: str, *culprits: str) -> None:
    """Insist that a check refuses a case with this code and names each culprit."""
    found = refusal(finding, spoilt)
    assert found.code == code
    for culprit in culprits:
        assert culprit in found.detail


def passes(finding: Finding, sound: Facts) -> None:
    """Insist that a check has nothing against a case."""
    assert finding(sound) is None
