"""Checks on the two accounts: one case refused with its code and culprit, one that passes."""

from __future__ import annotations

from datetime import date

from openets.checks import on_accounts
from openets.ledger.accounts import AccountState
from tests.rules.specimen import CANCELLED, PARTY, PLANT, SET_ASIDE, WORKS, account, case, passes, refuses

MISTYPED = "AT-120-6-0-34"
UNKNOWN = account(number=99).identifier


def test_transferring_account_has_right_check_digits() -> None:
    check = on_accounts.transferring_account_has_right_check_digits
    refuses(check, case(transferring=None, proposal={"transferring": MISTYPED}), "P-1001", MISTYPED)
    refuses(check, case(transferring=None, proposal={"transferring": "nonsense"}), "P-1001", "nonsense")
    passes(check, case())
    passes(check, case(transferring=None, proposal={"transferring": UNKNOWN}))
    passes(check, case("1-51", transferring=None, acquiring=PARTY))


def test_acquiring_account_has_right_check_digits() -> None:
    check = on_accounts.acquiring_account_has_right_check_digits
    refuses(check, case(acquiring=None, proposal={"acquiring": MISTYPED}), "P-2001", MISTYPED)
    refuses(check, case(acquiring=None), "P-2001", "''")
    passes(check, case())
    passes(check, case(acquiring=None, proposal={"acquiring": UNKNOWN}))


def test_transferring_account_is_known() -> None:
    check = on_accounts.transferring_account_is_known
    refuses(check, case(transferring=None, proposal={"transferring": UNKNOWN}), "7021", UNKNOWN)
    passes(check, case())


def test_transferring_account_is_known_even_where_an_issuance_names_one() -> None:
    check = on_accounts.transferring_account_is_known
    named = {"transferring": UNKNOWN}
    refuses(check, case("1-51", transferring=None, acquiring=PARTY, proposal=named), "7021", UNKNOWN)
    passes(check, case("1-51", transferring=None, acquiring=PARTY))


def test_acquiring_account_is_known() -> None:
    check = on_accounts.acquiring_account_is_known
    refuses(check, case(acquiring=None, proposal={"acquiring": UNKNOWN}), "7020", UNKNOWN)
    passes(check, case())


def test_transferring_account_is_open() -> None:
    check = on_accounts.transferring_account_is_open
    closed = PLANT._replace(state=AccountState.CLOSED)
    refuses(check, case(transferring=closed), "P-1003", closed.identifier)
    passes(check, case())


def test_acquiring_account_is_open() -> None:
    check = on_accounts.acquiring_account_is_open
    closed = WORKS._replace(state=AccountState.CLOSED)
    refuses(check, case(acquiring=closed), "P-2003", closed.identifier)
    passes(check, case())


FORMER = PLANT._replace(installation="AT_1", until="2006-02-01")


def test_account_surrenders_for_its_own_installation() -> None:
    check = on_accounts.account_surrenders_for_its_own_installation
    refuses(check, case("10-2", FORMER, SET_ASIDE, {"year": 2005}), "P-1024", FORMER.identifier, "AT_1", "2006-02-01")
    passes(check, case("10-2", PLANT, SET_ASIDE, {"year": 2005}))
    passes(check, case(transferring=FORMER))


def test_account_that_was_succeeded_receives_nothing() -> None:
    check = on_accounts.account_that_was_succeeded_receives_nothing
    refuses(check, case("10-0", PARTY, FORMER), "P-2024", FORMER.identifier, "AT_1")
    passes(check, case("10-0", PARTY, PLANT))
    passes(check, case("10-92", SET_ASIDE, FORMER, {"reverses": "AT9", "year": 2005}))


def test_transferring_account_is_not_blocked() -> None:
    check = on_accounts.transferring_account_is_not_blocked
    blocked = PLANT._replace(blocked=True)
    refuses(check, case(transferring=blocked), "7025", blocked.identifier)
    passes(check, case())
    passes(check, case(acquiring=WORKS._replace(blocked=True)))


def test_transferring_account_type_fits_the_transaction() -> None:
    check = on_accounts.transferring_account_type_fits_the_transaction
    refuses(check, case("10-53", PLANT, PLANT), "P-1007", PLANT.identifier, "120", "Operator holding")
    refuses(check, case("1-51", PARTY, PARTY), "P-1007", PARTY.identifier)
    passes(check, case("10-53", PARTY, PLANT))


def test_acquiring_account_type_fits_the_transaction() -> None:
    check = on_accounts.acquiring_account_type_fits_the_transaction
    refuses(check, case("10-2", PLANT, CANCELLED), "P-2007", CANCELLED.identifier, "Voluntary cancellation")
    passes(check, case("10-2", PLANT, SET_ASIDE))


def test_acquiring_account_may_hold_the_unit_type() -> None:
    check = on_accounts.acquiring_account_may_hold_the_unit_type
    refuses(check, case("3-0", PARTY, WORKS, {"unit": "AAU"}), "P-2006", WORKS.identifier, "AAU")
    passes(check, case())
    passes(check, case("10-52", PARTY, PARTY, {"unit": "AAU"}))
    aviation, before = {"unit": "EUAA"}, date(2020, 12, 31)
    refuses(check, case("10-0", PARTY, PLANT, aviation, on=before), "P-2006", PLANT.identifier, "EUAA from 2021 on")
    passes(check, case("10-0", PARTY, PLANT, aviation, on=date(2021, 1, 1)))
    passes(check, case("10-0", PLANT, PARTY, aviation, on=before))


def test_accounts_are_different() -> None:
    check = on_accounts.accounts_are_different
    refuses(check, case("10-0", PLANT, PLANT), "P-2508", PLANT.identifier)
    passes(check, case())


def test_acquiring_account_exists() -> None:
    check = on_accounts.acquiring_account_exists
    refuses(check, case(acquiring=None, proposal={"acquiring": "DE-121-99-0-1"}), "5902", "DE-121-99-0-1")
    passes(check, case())


def test_acquiring_account_may_receive() -> None:
    check = on_accounts.acquiring_account_may_receive
    refuses(check, case("3-0", PARTY, WORKS, {"unit": "AAU"}), "5903", WORKS.identifier, "AAU")
    refuses(check, case(acquiring=account("300", "DE", number=4)), "5903", "Retirement", "EUA1")
    refuses(check, case(proposal={"unit": "EUAA"}, on=date(2020, 12, 31)), "5903", "from 2021 on")
    passes(check, case())
    passes(check, case(acquiring=None))


def test_acquiring_account_is_not_closed() -> None:
    check = on_accounts.acquiring_account_is_not_closed
    refuses(check, case(acquiring=WORKS._replace(state=AccountState.CLOSED)), "5906", WORKS.identifier)
    passes(check, case())
    passes(check, case(acquiring=None))


def test_accounts_are_in_the_same_registry() -> None:
    check = on_accounts.accounts_are_in_the_same_registry
    refuses(check, case("10-0"), "7022", PLANT.identifier, WORKS.identifier)
    passes(check, case("10-0", acquiring=PARTY))


def test_accounts_are_in_different_registries() -> None:
    check = on_accounts.accounts_are_in_different_registries
    refuses(check, case(acquiring=PARTY), "7023", "AT")
    passes(check, case())
