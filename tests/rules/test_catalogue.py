"""The catalogue of checks: nothing without a code, a sentence, a citation and a test."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import pytest

from openets.checks import on_accounts, on_limits, on_protocol, on_rights, on_timing, on_units
from openets.checks.check import CHECKS, Check, Facts, check, examine, named
from openets.compliance import entries, notices_steps, party_steps
from openets.compliance.notices_record import NoticeType, notice_types
from openets.engine.kinds.transaction import checks_of
from openets.federation.two_phase import RECEIVING
from openets.kernel.units import NO_ELEMENTS, Elements
from openets.laws.law import catalogue
from openets.laws.reading import law_names, read_law
from openets.ledger.accounts import Account, AccountState, are_ordinary
from openets.ledger.transactions import Proposal
from openets.projects import entities, steps
from tests.european import ACCOUNT_TYPES, EU_ETS, TRANSACTION_TYPES
from tests.rules.specimen import PLANT, WORKS, case

HERE = Path(__file__).parent
EVERY_LOG = tomllib.loads(files("openets.laws").joinpath("every_log.toml").read_text("utf-8"))
MODULES = (on_accounts, on_limits, on_protocol, on_rights, on_timing, on_units)
SCHEME = EU_ETS
FIELDS = {"actor"} | set(Proposal._fields)
LOG_CHECKS = {check.name: check for check in CHECKS.values() if check.run.__module__.startswith("openets.checks.")}
"""The checks of transactions."""
RECORD_RULES = {check.name: check for check in CHECKS.values() if check.name not in LOG_CHECKS}
"""The rules that other rooms declare, in the same way, for the steps of their records."""
RECORDS = (entities, entries, notices_steps, party_steps, steps)
CATALOGUES = (read_law("eu_ets").own_checks, read_law("kyoto").own_checks)


def names_of_tests(module: str) -> set[str]:
    """Names of the test functions in `test_<module>.py`."""
    return names_in(HERE / f"test_{module}.py")


def names_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def module_of(check: Check) -> str:
    return check.run.__module__.rpartition(".")[2]


@pytest.mark.parametrize("check", LOG_CHECKS.values(), ids=lambda check: check.name)
def test_every_check_has_a_test_of_its_name(check: Check) -> None:
    assert f"test_{check.name}" in names_of_tests(module_of(check))


def test_every_room_that_keeps_records_declares_its_rules() -> None:
    rooms = {room.__name__.split(".")[1] for room in RECORDS}
    assert {check.run.__module__.split(".")[1] for check in RECORD_RULES.values()} == rooms


@pytest.mark.parametrize("check", RECORD_RULES.values(), ids=lambda check: check.name)
def test_every_rule_of_a_record_has_a_test_of_its_name_in_its_room(check: Check) -> None:
    room = check.run.__module__.split(".")[1]
    assert f"test_{check.name}" in {name for file in (HERE.parent / room).glob("test_*.py") for name in names_in(file)}


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.name)
def test_every_check_has_a_sentence_and_a_citation(check: Check) -> None:
    assert check.sentence.endswith(".")
    assert check.sentence[0].isupper()
    assert " must " in check.sentence or "may" in check.sentence or check.sentence.startswith("Only ")
    assert check.citation.strip()
    assert check.field in FIELDS or check.name in RECORD_RULES


def test_a_code_belongs_to_one_check() -> None:
    twice = [code for code, times in Counter(check.code for check in CHECKS.values()).items() if times > 1]
    assert not twice


def test_codes_are_numbers_of_the_field_or_marked_as_ours() -> None:
    for each in CHECKS.values():
        assert each.code.removeprefix("P-").isdecimal()


def test_every_function_of_the_check_rooms_is_declared() -> None:
    for module in MODULES:
        tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
        public = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"}
        assert public <= LOG_CHECKS.keys()


def test_two_checks_do_not_share_a_name() -> None:
    def transferring_account_is_known(case: Facts) -> None:
        """Accounts must be known."""

    with pytest.raises(KeyError, match="transferring_account_is_known"):
        check("P-9999", field="transferring", citation="none")(transferring_account_is_known)


def test_every_check_is_used() -> None:
    catalogues = [read_law(name).catalogue for name in law_names()]
    used = {check.name for found in catalogues for checks in found.values() for check in checks}
    assert used | set(RECEIVING) == LOG_CHECKS.keys()


def test_every_transaction_type_has_its_list() -> None:
    assert SCHEME.catalogue.keys() == TRANSACTION_TYPES.keys()


@pytest.mark.parametrize("code", TRANSACTION_TYPES)
def test_precedence_is_as_declared(code: str) -> None:
    """Every log's first checks, the Community log's, the international log's, every log's last; each once."""
    own = [name for log in CATALOGUES for name in log.get(code, ())]
    declared = list(dict.fromkeys([*EVERY_LOG["before"], *own, *EVERY_LOG["after"]]))
    assert [check.name for check in SCHEME.catalogue[code]] == declared
    assert own


@pytest.mark.parametrize("log", CATALOGUES, ids=["eu_ets", "kyoto"])
def test_a_log_lists_no_check_twice(log: Mapping[str, tuple[str, ...]]) -> None:
    for names in log.values():
        full = [*EVERY_LOG["before"], *names, *EVERY_LOG["after"]]
        assert len(full) == len(set(full))


def test_a_log_alone_has_what_every_log_asks_and_its_own() -> None:
    """The international log alone: no allocation, no blocked accounts, and all that the Protocol asks."""
    alone = read_law("kyoto").catalogue
    names = [check.name for check in alone["3-0"]]
    assert "10-53" not in alone
    assert "transferring_account_is_not_blocked" not in names
    assert names[0] == "transaction_type_is_known"
    assert "commitment_period_reserve_is_kept" in names


@pytest.mark.parametrize("code", TRANSACTION_TYPES)
def test_what_a_type_is_determines_which_checks_it_needs(code: str) -> None:
    kind = TRANSACTION_TYPES[code]
    names = {check.name for check in SCHEME.catalogue[code]}
    assert ("accounts_are_in_the_same_registry" in names) is (kind.same_registry is True)
    assert ("accounts_are_in_different_registries" in names) is (kind.same_registry is False)
    is_reversal = code in {other.reversed_by for other in TRANSACTION_TYPES.values()}
    assert ("transaction_can_be_reversed" in names) is is_reversal
    assert ("year_is_a_compliance_year" in names) is (bool(kind.record) and not is_reversal)


@pytest.mark.parametrize("notice", notice_types(read_law("eu_ets")).values(), ids=lambda notice: notice.name)
def test_what_a_notification_asks_for_is_a_transaction_that_the_logs_know(notice: NoticeType) -> None:
    for code, account in notice.answers:
        kind = TRANSACTION_TYPES[code]
        assert account in (*kind.acquiring, "")
        assert notice.units <= kind.units
        if account:
            assert notice.units <= ACCOUNT_TYPES[account].holds


NAMED_ONLY = [check for check in CHECKS.values() if check.when == "named"]
UNUSUAL_ONLY = [check for check in CHECKS.values() if check.when == "unusual account"]


def spoilt(code: str, source: Account | None, named_more: bool = False) -> Iterator[Facts]:
    """Proposals of every kind of wrong units, as ordinary accounts may propose them."""
    more = {"serials": (("AT", 1, 2),), "on": "2006-02-27"} if named_more else {}
    for unit in ("EUA1", "CER", "tCER", "none"):
        for quantity in (100, -1, 10**12):
            yield case(code, source, PLANT, {"unit": unit, "quantity": quantity, **more}, held=0, allowed=False)


@pytest.mark.parametrize("check", NAMED_ONLY, ids=lambda check: check.name)
@pytest.mark.parametrize("code", TRANSACTION_TYPES)
def test_a_check_that_is_left_out_has_nothing_to_say(check: Check[Facts], code: str) -> None:
    """Whatever the type, the accounts and the units: where its field is not named, it lets pass."""
    assert Proposal._field_defaults[check.field] in ("", (), NO_ELEMENTS)
    for source in (None, PLANT, PLANT._replace(opened="2099-01-01", until="2001-01-01", blocked=True)):
        assert [each for facts in spoilt(code, source) if (each := check.run(facts))] == []


@pytest.mark.parametrize("check", UNUSUAL_ONLY, ids=lambda check: check.name)
@pytest.mark.parametrize("code", TRANSACTION_TYPES)
def test_a_check_of_unusual_accounts_has_nothing_to_say_of_ordinary_ones(check: Check[Facts], code: str) -> None:
    for source in (PLANT, WORKS, PLANT._replace(blocked=True), PLANT._replace(opened="2099-01-01")):
        assert are_ordinary(source, PLANT)
        for named_more in (False, True):
            assert [each for facts in spoilt(code, source, named_more) if (each := check.run(facts))] == []


def test_checks_are_left_out_only_of_a_proposal_that_names_nothing_more() -> None:
    plain, full = SCHEME.plain_catalogue["10-0"], SCHEME.catalogue["10-0"]
    assert [each for each in full if each not in plain] == [each for each in full if each.when == "named"] != []
    unusual = case("10-0", PLANT._replace(reserved=1))
    assert checks_of(SCHEME, unusual) == plain
    named_more = {
        "serials": (("AT", 1, 100),), "reverses": "AT1", "elements": Elements(project="CN1"),
        "replaces": (("AT", 1, 1),), "notice": "ITL1", "on": "2006-02-27",
    }  # fmt: skip
    assert {each.field for each in NAMED_ONLY} == named_more.keys()
    for field, value in named_more.items():
        assert checks_of(SCHEME, case("10-0", proposal={field: value})) == full


def test_checks_of_unusual_accounts_are_left_out_only_between_ordinary_ones() -> None:
    plain, ordinary = SCHEME.plain_catalogue["10-0"], SCHEME.ordinary_catalogue["10-0"]
    assert [each for each in plain if each not in ordinary] == [each for each in plain if each in UNUSUAL_ONLY] != []
    assert checks_of(SCHEME, case("10-0")) == ordinary
    unusual = (None, PLANT._replace(until="2006-01-01"), PLANT._replace(reserved=1),
               PLANT._replace(state=AccountState.CLOSED))  # fmt: skip
    for account in unusual:
        assert checks_of(SCHEME, case("10-0", account)) == plain
        assert checks_of(SCHEME, case("10-0", acquiring=account)) == plain


def test_a_name_that_no_check_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        named(["surrender_is_polite"])
    with pytest.raises(KeyError):
        catalogue(SCHEME.every, ({"10-2": ("surrender_is_polite",)},))


def test_refusals_come_all_at_once_in_order_of_precedence() -> None:
    """One proposal that is wrong in everything: as many refusals as it deserves, each naming its field."""
    words = {"quantity": -1, "unit": "EUA2", "request": "not plain"}
    blocked = PLANT._replace(blocked=True)
    spoilt = case("10-0", blocked, blocked, words, allowed=False, held=-2)
    found = examine(SCHEME.catalogue["10-0"], spoilt)
    assert [refusal.code for refusal in found] == ["P-4006", "P-6001", "7025", "P-2508", "P-3008", "7027"]
    order = [check.name for check in SCHEME.catalogue["10-0"]]
    assert [refusal.name for refusal in found] == sorted((row.name for row in found), key=order.index)


def test_a_refusal_reads_as_a_sentence_with_its_source() -> None:
    found = examine(named(["transferring_account_is_not_blocked"]), case(transferring=PLANT._replace(blocked=True)))[0]
    assert str(found) == (
        "7025 A blocked account, or one whose report is overdue, may transfer only to surrender, or to cancel and"
        " replace."
        f" {PLANT.identifier} is blocked until its verified report is entered."
        " [Reg. (EC) 2216/2004 Annex XII; Arts 27, 52, 53, 60, 61]"
    )
    assert found.as_dict()["field"] == "transferring"
