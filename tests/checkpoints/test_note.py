"""Signed notes: what is signed opens with the right key, and nothing else does."""

from __future__ import annotations

import pytest

from openets.checkpoints.note import PrivateKey, new_key, open_note, private_key, public_key
from openets.kernel.refusals import Misuse

KEY = PrivateKey("registry.example/ets", bytes(range(32)))
TEXT = "registry.example/ets\n1\nabc=\n"
NOTE = KEY.sign(TEXT)

# The example of the specification (c2sp.org/signed-note), whose key and signature others have made.
EXAMPLE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
EXAMPLE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_that_others_signed_opens_with_their_key() -> None:
    assert open_note(EXAMPLE, public_key(EXAMPLE_KEY)).startswith("If you think cryptography")


def test_what_is_signed_is_what_opens() -> None:
    assert open_note(NOTE, KEY.public) == TEXT


def test_keys_are_read_as_they_are_written() -> None:
    assert private_key(KEY.text()) == KEY
    assert public_key(f"{KEY.public.text()}\n") == KEY.public
    assert str(KEY.seed) not in repr(KEY)


def test_other_signatures_on_a_note_do_no_harm() -> None:
    cosigned = NOTE + new_key("witness.example").sign(TEXT).removeprefix(f"{TEXT}\n")
    assert open_note(cosigned, KEY.public) == TEXT


@pytest.mark.parametrize("place", range(len(TEXT) - 1))
def test_a_text_with_another_character_is_not_what_was_signed(place: int) -> None:
    other = "#" if TEXT[place] != "\n" else " "
    with pytest.raises(Misuse, match=r"signature by registry\.example/ets is wrong"):
        open_note(NOTE[:place] + other + NOTE[place + 1 :], KEY.public)


def test_each_fault_has_its_own_words() -> None:
    stranger, namesake = new_key("elsewhere.example"), new_key(KEY.name)
    for note, key, said in (
        (NOTE, stranger.public, "it is signed by registry.example/ets, not by elsewhere.example"),
        (NOTE, namesake.public, "signed with another key of registry.example/ets"),
        (NOTE[:-1], KEY.public, "no signed note, or a part of one"),
        (TEXT, KEY.public, "no signed note, or a part of one"),
        ("", KEY.public, "no signed note, or a part of one"),
        (NOTE.replace("\n", "\r\n"), KEY.public, "no signed note"),
        (NOTE[:-10] + "\n", KEY.public, "no signature line: the note is damaged"),
        (NOTE[:-4] + "AA=\n", KEY.public, r"damaged|is wrong"),
    ):
        with pytest.raises(Misuse, match=said):
            open_note(note, key)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\tb", "x" * 201, "a\u2028b"])
def test_a_name_that_no_key_can_have_is_refused(name: str) -> None:
    if name:
        with pytest.raises(Misuse, match="no name of a key"):
            new_key(name)
    else:
        assert new_key(name).name.startswith("openets/")


@pytest.mark.parametrize("text", ["", "a", "a+b+c", "PRIVATE+KEY+", KEY.public.text()[:-2], KEY.public.text() + "A"])
def test_what_is_no_key_is_refused_without_repeating_it(text: str) -> None:
    for read in (public_key, private_key):
        with pytest.raises(Misuse, match=r"no p|altered"):
            read(text)


def test_a_key_whose_parts_do_not_belong_together_is_refused() -> None:
    for line, read in ((KEY.public.text(), public_key), (KEY.text(), private_key)):
        with pytest.raises(Misuse, match="has been altered"):
            read(line.replace("registry.example", "registry.elsewhere"))
