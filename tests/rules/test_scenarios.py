"""Every error on one screen: rows of a table go down the one road, first as a dry run and then for real.

A row is a proposal and the codes with which it must be refused, in order of precedence; `ok` is a receipt.
Rows are read from top to bottom on the same books. Names stand for accounts (see `Town`); `-` is nothing.
"""

from __future__ import annotations

from openets.checks.check import CHECKS
from openets.kernel.identifiers import account_identifier
from openets.ledger.accounts import government_account
from openets.ledger.replay import blocks_of
from openets.ledger.transactions import TRANSACTION_TYPES, Proposal
from openets.operations.acts import Outcome
from openets.operations.rights import OPERATOR, Actor
from openets.operations.verify import verify_store
from openets.stores.memory import MemoryStore
from tests.desk import Office, codes, must, state

GOOD_ROWS = """
type  | from      | to        | unit  | quantity | year | with          | codes
1-51  | -         | party     | EUA1  |     1000 | -    | -             | ok
1-0   | -         | party     | AAU   |      500 | -    | -             | ok
10-52 | party     | party     | AAU   |      200 | -    | -             | ok
1-22  | -         | malta     | EUA2N |       40 | -    | -             | ok
1-30  | -         | union     | EUAA  |       40 | -    | -             | ok
1-31  | -         | union     | EUA3  |       40 | -    | -             | ok
1-0   | -         | cdm       | CER   |      100 | -    | -             | ok
10-53 | party     | plant     | EUA1  |      100 | 2005 | -             | ok
10-53 | party     | plant     | EUA1  |      100 | 2006 | -             | ok
10-86 | plant     | party     | EUA1  |      100 | 2006 | reverses last | ok
10-0  | plant     | trader    | EUA1  |       50 | -    | -             | ok
10-0  | plant     | trader    | EUA1  |        1 | -    | as plant      | ok
10-0  | plant     | trader    | EUA1  |        5 | -    | # 801-805     | ok
3-21  | plant     | works     | EUA1  |       50 | -    | -             | ok
3-0   | party     | berlin    | AAU   |       50 | -    | -             | ok
3-0   | cdm       | plant     | CER   |       50 | -    | -             | ok
10-2  | plant     | set-aside | EUA1  |       50 | 2005 | as plant      | ok
10-92 | set-aside | plant     | EUA1  |       50 | 2005 | reverses last | ok
10-2  | muted     | set-aside | EUA1  |       50 | 2005 | -             | ok
10-41 | party     | cancelled | EUA2  |       50 | -    | -             | ok
10-1  | plant     | cancelled | EUA1  |        5 | -    | -             | ok
4-0   | plant     | cancelled | CER   |        5 | -    | -             | ok
4-3   | set-aside | retired   | EUA1  |       50 | -    | -             | ok
5-1   | party     | retired   | EUA2  |        5 | -    | -             | ok
"""

BAD_ROWS = """
type  | from      | to        | unit  | quantity  | year | with           | codes
-     | plant     | trader    | EUA1  |         1 | -    | -              | P-3000
99-9  | plant     | trader    | EUA1  |         1 | -    | -              | P-3000
10-0  | plant     | trader    | EUA1  |         1 | -    | request taken  | P-4006
10-0  | plant     | trader    | EUA1  |         1 | -    | request a"b    | P-4006
10-0  | plant     | trader    | EUA1  |         1 | -    | as stranger    | P-6001
10-53 | party     | plant     | EUA1  |         1 | 2005 | as plant       | P-6001
10-0  | typo      | trader    | EUA1  |         1 | -    | -              | P-1001 7021
10-0  | plant     | typo      | EUA1  |         1 | -    | -              | P-2001 7020
10-0  | nobody    | trader    | EUA1  |         1 | -    | -              | 7021
10-0  | plant     | nobody    | EUA1  |         1 | -    | -              | 7020
1-51  | nobody    | party     | EUA1  |         1 | -    | -              | 7021
10-0  | shut      | trader    | EUA1  |         1 | -    | -              | P-1003 7027
10-0  | plant     | shut      | EUA1  |         1 | -    | -              | P-2003
10-53 | plant     | trader    | EUA1  |         1 | 2005 | -              | P-1007 P-2007 P-8003
10-2  | trader    | set-aside | EUA1  |         1 | 2005 | -              | P-1007
1-51  | party     | party     | EUA1  |         1 | -    | -              | P-1007
4-0   | plant     | party     | CER   |         1 | -    | -              | P-2007
10-0  | muted     | trader    | EUA1  |         1 | -    | -              | 7025
3-21  | muted     | works     | EUA1  |         1 | -    | -              | 7025
10-0  | plant     | trader    | EUA1  |         1 | -    | reverses AT1   | P-3020
10-0  | plant     | trader    | EUA1  |         1 | 2005 | -              | P-5004
10-0  | plant     | plant     | EUA1  |         1 | -    | -              | P-2508
10-0  | plant     | works     | EUA1  |         1 | -    | -              | 7022
10-2  | works     | set-aside | EUA1  |         1 | 2005 | -              | 7022
3-21  | plant     | trader    | EUA1  |         1 | -    | -              | 7023
10-2  | plant     | set-aside | EUA1  |         1 | -    | -              | P-5002 P-5001
10-2  | plant     | set-aside | EUA1  |         1 | 2004 | -              | P-5002 P-5001
10-2  | plant     | set-aside | EUA1  |         1 | 2007 | -              | P-5002
10-2  | plant     | set-aside | EUA1  |         1 | 2008 | -              | P-5002 P-5001
10-2  | plant     | set-aside | CER   |         1 | 2005 | -              | P-5001
10-53 | party     | plant     | EUA2  |         1 | 2005 | -              | P-5001
10-53 | party     | plant     | EUA1  |       401 | 2005 | -              | P-8003
10-53 | party     | muted     | EUA1  |         1 | 2005 | -              | P-8003
10-92 | set-aside | plant     | EUA1  |         1 | 2005 | -              | P-3019 7027
10-92 | set-aside | plant     | EUA1  |        50 | 2005 | reverses AT999 | P-3019 7027
1-51  | -         | party     | EUA1  |  98999001 | -    | -              | P-3500
1-22  | -         | malta     | EUA2N |  10800000 | -    | -              | P-3500
1-0   | -         | party     | AAU   | 343865510 | -    | -              | 5008
1-0   | -         | malta     | AAU   |         1 | -    | -              | 5008
1-0   | -         | party     | CER   |         1 | -    | -              | P-3013
1-0   | -         | cdm       | AAU   |         1 | -    | -              | P-3013 5008 P-2006
10-41 | plant     | cancelled | EUA1  |         1 | -    | -              | P-5003
10-0  | plant     | trader    | GOLD  |         1 | -    | -              | P-3006 P-2006 7027
10-0  | plant     | trader    | EUAA  |         1 | -    | -              | P-2006 7027
3-0   | plant     | works     | EUA1  |         1 | -    | -              | P-3006
3-21  | plant     | works     | CER   |         1 | -    | -              | P-3006
3-0   | party     | works     | AAU   |         1 | -    | -              | P-2006
10-0  | plant     | trader    | EUA1  |         0 | -    | -              | P-3008
10-0  | plant     | trader    | EUA1  |        -1 | -    | -              | P-3008
10-0  | plant     | trader    | EUA1  |        10 | -    | # 857-865      | P-3021
10-0  | plant     | trader    | EUA1  |        10 | -    | # 810-809      | P-3021
10-0  | plant     | trader    | EUA1  |        10 | -    | # 801-810      | 7027
10-0  | plant     | trader    | EUA1  |      9999 | -    | -              | 7027
10-0  | shut      | shut      | CER   |        -1 | -    | as stranger    | P-6001 P-1003 P-2003 P-2508 P-3008
"""


class Town:
    """The accounts that the tables name, on the first of March 2006.

    `plant` and `muted` (which has not reported, and is blocked) are operators in Austria, `shut` is a closed
    operator's account there, `trader` a person's; `works` is an operator in Germany, where `berlin` holds for
    the Party. `typo` and `nobody` are no accounts. Serial numbers
    (`#`) are Austrian; `plant` begins with 501-1000.
    """

    def __init__(self) -> None:
        self.office = office = Office(MemoryStore(), "2006-03-01")
        plant, muted, shut = (office.operator(key) for key in ("AT_1", "AT_2", "AT_3"))
        self.accounts = {
            "-": "",
            "typo": "AT-120-6-0-34",
            "nobody": account_identifier("AT", 120, 99, 0),
            "plant": plant,
            "muted": muted,
            "shut": shut,
            "trader": office.person("AT", "Trader"),
            "works": office.operator("DE_1"),
            "party": government_account("AT", "100"),
            "set-aside": government_account("AT", "100-6"),
            "cancelled": government_account("AT", "230"),
            "retired": government_account("AT", "300"),
            "berlin": government_account("DE", "100"),
            "malta": office.registry("MT"),
            "union": office.registry("EU"),
            "cdm": office.registry("CDM"),
        }
        party = self.accounts["party"]
        must(office.issue("AT", "EUA1", 1000, request="taken"))
        must(office.propose("10-0", party, plant, "EUA1", 500, serials=(("AT", 501, 1000),)))
        must(office.transfer(party, muted, "EUA1", 100))
        must(office.plan(plant, 2005, 500))
        must(office.plan(plant, 2006, 500))
        must(office.report(muted, 2005, None))
        must(office.change(shut, closed=True))
        self.office_of = {
            "plant": office.acting(Actor("plant", frozenset({OPERATOR}), frozenset({plant}))),
            "stranger": office.acting(Actor("stranger", frozenset({OPERATOR}))),
        }
        self.last = ""

    def run(self, row: str) -> tuple[Outcome, Outcome]:
        """The outcomes of a row: as a dry run, which must change nothing, and for real."""
        kind, source, target, unit, quantity, year, extra, _ = (cell.strip() for cell in row.split("|"))
        who, words = self._extra(extra)
        source, target = (self.accounts.get(name, name) for name in (source, target))
        proposal = Proposal(
            kind.strip("-"),
            source,
            target,
            unit,
            int(quantity),
            self.office.request(),
            int(year.strip("-") or 0),
        )._replace(**words)
        before = state(self.office.store)
        dry = who.desk.one(proposal, dry_run=True)
        assert state(self.office.store) == before
        real = who.desk.one(proposal)
        if real.accepted:
            self.last = real.reference
        return dry, real

    def _extra(self, text: str) -> tuple[Office, dict[str, object]]:
        word, _, value = text.partition(" ")
        match word:
            case "-":
                return self.office, {}
            case "as":
                return self.office_of[value], {}
            case "#":
                start, _, end = value.partition("-")
                return self.office, {"serials": (("AT", int(start), int(end)),)}
            case "reverses":
                reference = self.last if value == "last" else value
                entry = self.office.store.entry(reference)
                moved = blocks_of(entry)[1] if value == "last" and entry else []
                serials = tuple((series.origin, start, end) for series, start, end in moved)
                return self.office, {"reverses": reference, "serials": serials}
            case "request":
                return self.office, {"request": value}
        raise AssertionError(f"'{text}' is not understood")


def rows(table: str) -> list[str]:
    """The rows of a table below its heading."""
    return [line for line in table.strip().splitlines() if line.strip()][1:]


def expected(row: str) -> list[str]:
    words = row.rpartition("|")[2].split()
    return [] if words == ["ok"] else words


def test_a_table_of_what_the_log_lets_pass_and_what_it_refuses() -> None:
    town = Town()
    for row in rows(GOOD_ROWS) + rows(BAD_ROWS):
        dry, real = town.run(row)
        assert codes(real) == expected(row), row
        assert real.accepted is (expected(row) == []), row
        assert dry.refusals == real.refusals, row
    assert verify_store(town.office.store).transactions > len(rows(GOOD_ROWS))


def test_the_tables_show_every_transaction_type_and_every_check() -> None:
    assert {row.partition("|")[0].strip() for row in rows(GOOD_ROWS)} == TRANSACTION_TYPES.keys()
    shown = {code for row in rows(BAD_ROWS) for code in expected(row)}
    assert shown == {check.code for check in CHECKS.values()}
