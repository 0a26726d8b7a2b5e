"""docs/reference/messages.md says what the program says: kinds, the parts of their items, codes of refusals."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

from openets.federation.items import PROPOSED
from openets.federation.messages import KINDS, Message
from openets.ledger.store import Changes, Held, Needs
from tests.european import government_account
from tests.network import ITL, Network

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "messages.md").read_text("utf-8")
SOURCES = [*(ROOT / "src" / "openets" / "federation").rglob("*.py")]


def rows(heading: str) -> dict[str, list[str]]:
    """The rows of the table under a heading, by the name in their first cell."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("| ").split(" | ")] for line in section.splitlines() if line[:3] == "| `"
    ]
    return {row[0].strip("`"): row[1:] for row in cells}


def test_every_kind_has_its_line() -> None:
    table = rows("Kinds and items")
    assert list(table) == list(KINDS)
    assert {kind: row[0] for kind, row in table.items()} == KINDS


def test_every_part_of_a_message_is_named() -> None:
    for part in Message._fields:
        assert f"`{part}`" in PAGE.partition("## Kinds")[0]


def test_every_part_of_a_proposal_has_its_line() -> None:
    assert set(rows("A proposal")) == set(PROPOSED)


def test_items_have_the_parts_that_the_page_names() -> None:
    """Everything that sides say to one another in a busy day, part by part."""
    said = a_busy_day()
    table = rows("Kinds and items")
    for kind in KINDS:
        if "[proposal]" in table[kind][2]:
            assert said[kind] <= set(PROPOSED)
        else:
            parts = set(re.findall(r"`(\w+)`", table[kind][2]))
            assert said[kind] == parts, kind


def a_busy_day() -> dict[str, set[str]]:
    """The parts of the items of every kind of message, as they were sent."""
    network = Network()
    said: dict[str, set[str]] = defaultdict(set)
    deliver = network.transport.deliver

    def overhear(message: str) -> None:
        content = json.loads(message)
        for item in content["items"]:
            said[content["kind"]] |= set(item)
        deliver(message)

    network.transport.deliver = overhear  # type: ignore[method-assign]
    spain, trader = network.endow("ES", 1_000), network.person("DE")
    network.operator("ES_1")
    network.settle()
    network.change(trader, closed=True)
    network.send(spain, trader, 10, note="rejected")
    network.send(spain, network.party("DE"), 10)
    network.send(spain, network.party("FR"), 10)
    network.move("4-0", spain, government_account("ES", "230"), 10)
    network.carry()
    network.send(spain, network.party("DE"), 10)
    network.hold_back()
    network.transport.post(network.registry("ES").ask("9"))
    network.carry()
    differ(network)
    network.transport.post(network.log(ITL).reconcile("ES"))
    network.carry()
    assert not network.transport.refused
    return said


def differ(network: Network) -> None:
    """Let a registry's books say what no journal does, so that a reconciliation goes through all its phases."""
    store = network.store("ES")
    [(owner, block)] = [(a, b) for a, b in store.holdings() if a == network.party("ES") and b.quantity > 500]
    with store.work() as work:
        key = work.load(Needs(accounts={owner})).accounts[owner].key
        work.write(Changes(removed=[block], added=[Held(key, block._replace(end=block.end - 10))]))


def test_every_code_that_refuses_a_message_has_its_line() -> None:
    found = {code for source in SOURCES for code in re.findall(r'"(M-[123]\d{3}|1031): ', source.read_text("utf-8"))}
    assert set(rows("Why a message is refused")) == found
