"""Checks on who acts and on what is known at all: one case refused and one that passes."""

from __future__ import annotations

from openets.checks import on_rights
from tests.rules.specimen import case, passes, refuses


def test_actor_has_the_right() -> None:
    check = on_rights.actor_has_the_right
    refuses(check, case(allowed=False), "P-6001", "External transfer of allowances 2005-2007")
    refuses(check, case("99-9", allowed=False), "P-6001", "99-9")
    passes(check, case())


def test_actor_has_the_right_to_infer_what_no_record_shows_as_an_import_alone() -> None:
    check = on_rights.actor_has_the_right
    inferred = case(proposal={"reconstructed": True}, allowed=False)
    refuses(check, inferred, "P-6001", "Only a step of an import", "reconstructed")
    passes(check, case(proposal={"reconstructed": True}))


def test_transaction_type_is_known() -> None:
    check = on_rights.transaction_type_is_known
    refuses(check, case("99-9"), "P-3000", "'99-9'")
    passes(check, case())
