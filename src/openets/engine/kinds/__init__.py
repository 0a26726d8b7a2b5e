"""The kinds of commands, one module each. Adding one is its module and its line here.

What registries and logs with books of their own do besides stands above the engine (`federation.kinds`).
"""

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

_MODULES = (transaction, open_registry, open_account, change_account, plan, report, official, take_step, mark_imported)
KINDS = Kinds(module.KIND for module in _MODULES)
