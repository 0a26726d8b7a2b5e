"""The kinds of commands that sides with books of their own take: those of the engine, guarded, and their own steps."""

from openets.engine.kinds import KINDS
from openets.federation.kinds import accept, finish, guarded, note, propose, sync_accounts

SIDES = KINDS.also(
    guarded.TRANSACTION,
    guarded.STEP,
    guarded.OPEN_ACCOUNT,
    guarded.CHANGE_ACCOUNT,
    propose.KIND,
    accept.KIND,
    note.KIND,
    finish.KIND,
    sync_accounts.KIND,
)
