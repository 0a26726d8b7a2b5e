"""The kinds of commands, one module each. Adding one is its module and its line here.

What registries and logs with books of their own do besides stands above the engine (`federation.kinds`).
"""

from __future__ import annotations

from openets.engine.kind import Kinds
from openets.engine.kinds import (
    change_account,
    mark_imported,
    official,
    open_account,
    open_registry,
    plan,
    report,
    take_step,
    transaction,
)

KINDS = Kinds(
    (
        transaction.KIND,
        open_registry.KIND,
        open_account.KIND,
        change_account.KIND,
        plan.KIND,
        report.KIND,
        official.KIND,
        take_step.KIND,
        mark_imported.KIND,
    )
)
