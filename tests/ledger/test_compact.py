"""What a replay keeps of every entry stays small, and is right."""

from __future__ import annotations

from openets.ledger.compact import ByEntry, Seen, numbered

MANY = 20_000


def test_a_number_is_found_by_the_reference_of_its_entry() -> None:
    kept = ByEntry()
    for registry, sequence, number in (("AT", 3, 7), ("AT", 5, -9), ("CDM", 1, 2**62)):
        kept.set(registry, sequence, number)
    assert [kept.get(each) for each in ("AT3", "AT5", "CDM1")] == [7, -9, 2**62]
    assert list(kept) == ["AT3", "AT5", "CDM1"]
    assert (kept.take("AT5"), kept.take("AT5"), kept.get("AT3")) == (-9, 0, 7)
    assert list(kept) == ["AT3", "CDM1"]


def test_what_is_no_reference_of_an_entry_has_none() -> None:
    kept = ByEntry()
    kept.set("AT", 3, 7)
    for reference in ("", "AT", "AT0", "AT03", "AT1", "AT4", "DE3", "3", "AT-100-1-0-44", "AT³", "AT٣", f"AT{10**30}"):
        assert (kept.get(reference), kept.take(reference)) == (0, 0), reference


def test_a_text_is_new_once() -> None:
    seen = Seen()
    texts = [f"request:{number}" for number in range(MANY)]
    assert all(map(seen.add, texts))
    assert not any(map(seen.add, texts))
    assert seen.add("another")


def test_a_text_costs_no_more_than_twenty_four_bytes() -> None:
    seen = Seen()
    for number in range(MANY):
        seen.add("x" * 1_000 + str(number))
    assert len(seen._slots) * seen._slots.itemsize <= 24 * MANY


def test_nothing_is_numbered_nought() -> None:
    assert numbered("a", 1) == numbered("a", 1) != numbered("a", 2)
    assert hash(0) == 0 != numbered(*()), "the hash of some facts might be 0, which stands for none"
