"""The commands under their former address, until everybody imports them from `engine.kinds` and `engine.outcomes`."""

from __future__ import annotations

from openets.engine.kinds.change_account import ChangeAccount
from openets.engine.kinds.mark_imported import MarkImported
from openets.engine.kinds.official import EnterOfficial
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.kinds.open_registry import OpenRegistry
from openets.engine.kinds.plan import EnterPlan
from openets.engine.kinds.report import EnterReport
from openets.engine.outcomes import Outcome, digest
from openets.engine.steps import AnyCommand as Act
from openets.engine.steps import TakeStep

__all__ = [
    "Act",
    "ChangeAccount",
    "EnterOfficial",
    "EnterPlan",
    "EnterReport",
    "MarkImported",
    "OpenAccount",
    "OpenRegistry",
    "Outcome",
    "TakeStep",
    "digest",
]
