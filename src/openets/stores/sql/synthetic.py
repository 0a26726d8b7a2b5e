"""Which rows belong to synthetic installations, as conditions that both engines understand."""

from __future__ import annotations

_INSTALLATIONS = "(SELECT key FROM installation WHERE synthetic)"
_ACCOUNTS = f"(SELECT key FROM account WHERE installation IN {_INSTALLATIONS})"

SYNTHETIC = {
    "account": f"installation IN {_INSTALLATIONS}",
    "installation_year": f"installation IN {_INSTALLATIONS}",
    "transaction_log": (
        f"(installation IN {_INSTALLATIONS} OR transferring IN {_ACCOUNTS} OR acquiring IN {_ACCOUNTS})"
    ),
    "block": f"account IN {_ACCOUNTS}",
}
"""By table; the installations themselves say it in a column."""
