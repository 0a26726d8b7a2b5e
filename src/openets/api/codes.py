"""The checks of the log, and the codes of the field: unit, account and transaction types, notifications, statuses."""

from __future__ import annotations

from ninja import Router

from openets.api.lists import add_list
from openets.views.codes import ACCOUNT_TYPES, CHECKS, NOTICE_TYPES, STATUSES, TRANSACTION_TYPES, UNIT_TYPES

router = Router(tags=["checks and codes"])
add_list(router, "/checks", CHECKS, "The checks of the transaction log")
add_list(router, "/codes/unit-types", UNIT_TYPES, "Unit types")
add_list(router, "/codes/account-types", ACCOUNT_TYPES, "Account types")
add_list(router, "/codes/transaction-types", TRANSACTION_TYPES, "Transaction types")
add_list(router, "/codes/notifications", NOTICE_TYPES, "Codes of notifications", "notification_codes")
add_list(router, "/codes/statuses", STATUSES, "Statuses of transactions and notifications")
