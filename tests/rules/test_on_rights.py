"""Checks on who acts and on what is known at all: one case refused and one that passes."""

from __future__ import annotations

from openets.checks import on_rights
from tests.rules.specimen import case, passes, refuses


def test_actor_has_the_right() -> None:
    check = on_rights.actor_has_the_right
    refuses(check, case(allowed=False), "P-6001", "External transfer of allowances 2005-2007")
    refuses(check, case("99-9", allowed=False), "P-6001", "99-9")
    passes(check, case())


def test_transaction_type_is_known() -> None:
    check = on_rights.transaction_type_is_known
    refuses(check, case("99-9"), "P-3000", "'99-9'")
    passes(check, case())
