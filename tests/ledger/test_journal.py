"""The chain: each entry's hash follows from its text and the hash before it."""

from __future__ import annotations

from hashlib import sha256

from openets.ledger.books import Chain
from openets.ledger.codec import canonical
from openets.ledger.journal import GENESIS, chained

TEXT = '{"kind":"registry","registry":"AT"}'


def test_the_hash_is_sha256_over_the_hash_before_a_line_feed_and_the_text() -> None:
    first = sha256(b"0" * 64 + b"\n" + TEXT.encode()).hexdigest()
    assert chained(GENESIS, TEXT) == first
    assert chained(first, TEXT) == sha256(f"{first}\n{TEXT}".encode()).hexdigest() != first


def test_entries_follow_one_another() -> None:
    chain = Chain("AT", 1, 0, GENESIS, 1, 1)
    first = chain.append("registry", "2005-01-01T12:00:00Z", TEXT)
    second = chain.append("account", first.at, TEXT)
    assert (first.sequence, second.sequence) == (1, 2)
    assert second.hash == chained(chained(GENESIS, TEXT), TEXT)


def test_a_payload_is_one_line_without_spaces_in_the_order_given() -> None:
    text = canonical({"kind": "plan", "rows": (("AT_1", 5, 6),), "at": "x", "note": "Öl\nund »Gas«"})
    assert text == '{"kind":"plan","rows":[["AT_1",5,6]],"at":"x","note":"Öl\\nund »Gas«"}'
