"""Which rows belong to synthetic installations or Parties, as conditions that both engines understand."""

MADE_UP = '%"synthetic":true%'
"""What the body of a synthetic record holds, as a pattern."""

KINDS = ("party", "entity")
"""Kinds of records that make their whole registry synthetic: a Party its own, an operational entity that of the CDM."""

_KINDS = ", ".join(f"'{kind}'" for kind in KINDS)
_INSTALLATIONS = "(SELECT key FROM installation WHERE synthetic)"
_NUMBERED = """(SELECT '{"installation":"' || key || '"}' FROM installation WHERE synthetic)"""
_REGISTRIES = f"(SELECT registry FROM record WHERE kind IN ({_KINDS}) AND body LIKE '{MADE_UP.replace('%', '%%')}')"
_OWN = f"(installation IN {_INSTALLATIONS} OR registry IN {_REGISTRIES})"
_ACCOUNTS = f"(SELECT key FROM account WHERE {_OWN})"

SYNTHETIC = {
    "account": _OWN,
    "installation_year": f"installation IN {_INSTALLATIONS}",
    "transaction_log": (
        f"(installation IN {_INSTALLATIONS} OR transferring IN {_ACCOUNTS} OR acquiring IN {_ACCOUNTS})"
    ),
    "block": f"account IN {_ACCOUNTS}",
    "record": (
        f"(body LIKE '{MADE_UP.replace('%', '%%')}' OR kind = 'installation' AND key IN {_INSTALLATIONS}"
        f" OR kind = 'number' AND body IN {_NUMBERED})"
    ),
}
"""By table; the installations themselves say it in a column."""
