"""The one codec of journal entries: what is written is read as it was, and nothing else is read."""

from __future__ import annotations

import json
from typing import Any, NamedTuple, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openets.federation.kinds import SIDES
from openets.kernel.units import Elements
from openets.ledger.accounts import Installation
from openets.ledger.codec import EntryForm
from openets.ledger.replay import EntryKind
from tests.session import Office
from tests.stories import a_year_with_everything

FORMS: dict[str, EntryForm[Any]] = {each.form.name: each.form for kind in SIDES.values() for each in kind.entries}

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.integers(min_value=-(10**15), max_value=10**15)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
ELEMENTS = st.builds(Elements, NUMBERS, TEXTS, NUMBERS, TEXTS)
PLACES = st.builds(Installation, TEXTS, TEXTS, TEXTS, TEXTS, NUMBERS, TEXTS, st.booleans())
OF_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: NUMBERS,
    bool: st.booleans(),
    int | None: st.none() | NUMBERS,
    Elements: ELEMENTS,
    Installation | None: st.none() | PLACES,
    dict[str, Any]: st.dictionaries(TEXTS, VALUES, max_size=3),
    tuple[str, ...]: st.lists(TEXTS, max_size=3).map(tuple),
    tuple[str, str]: st.tuples(TEXTS, TEXTS),
    tuple[tuple[str, int, int], ...]: st.lists(st.tuples(TEXTS, NUMBERS, NUMBERS), max_size=3).map(tuple),
    tuple[tuple[str, int], ...]: st.lists(st.tuples(TEXTS, NUMBERS), max_size=3).map(tuple),
    tuple[tuple[str, str], ...]: st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
}
"""Type of a field → values of it. A kind of entry with a field of another type adds its own."""


def entries(form: EntryForm[Any]) -> st.SearchStrategy[Any]:
    """Entries of a form, whatever they say."""
    hints = get_type_hints(form.record)
    return st.builds(form.record, **{name: OF_TYPE[hints[name]] for name in form.record._fields})


@pytest.mark.parametrize("name", FORMS)
@given(data=st.data())
def test_every_kind_of_entry_is_read_as_it_was_written(name: str, data: st.DataObject) -> None:
    form = FORMS[name]
    entry = data.draw(entries(form))
    text = form.write(entry)
    assert "\n" not in text
    assert form.read(json.loads(text)) == entry
    assert form.write(form.read(json.loads(text))) == text


def test_every_entry_of_a_year_is_written_by_the_codec() -> None:
    office = Office()
    a_year_with_everything(office)
    for entry in office.store.entries():
        content = json.loads(entry.text)
        form = SIDES.entries.of(entry.kind, content["kind"]).form
        assert form.write(form.read(content)) == entry.text


class Gift(NamedTuple):
    """A kind of entry for these tests."""

    what: str
    request: str
    at: str
    by: str
    pieces: int = 1


GIFT = EntryForm("gift", Gift)
WORDS = {"kind": "gift", "what": "a cake", "request": "r", "at": "now", "by": "somebody"}


def test_what_has_its_default_is_left_out_and_the_rest_stands_in_order() -> None:
    assert GIFT.write(Gift("a cake", "r", "now", "somebody")) == json.dumps(WORDS, separators=(",", ":"))
    assert list(json.loads(GIFT.write(Gift("a cake", "r", "now", "x", 3))))[-4:] == ["request", "at", "by", "pieces"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pieces": "3"}, "'pieces' is '3', which is no int"),
        ({"pieces": True}, "'pieces' is True, which is no int"),
        ({"what": None}, "'what' is None, which is no str"),
        ({"colour": "red"}, "an entry 'gift' has no colour"),
        ({"version": 2}, "it is of version 2; this program reads up to 1"),
        ({"version": 0}, "it is of version 0"),
        ({"version": True}, "it is of version True"),
    ],
)
def test_what_is_no_entry_of_its_kind_is_not_read(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        GIFT.read({**WORDS, **change})


def test_all_that_is_missing_is_named() -> None:
    with pytest.raises(ValueError, match="it lacks what, by"):
        GIFT.read({"kind": "gift", "request": "r", "at": "now"})


def test_an_entry_of_an_earlier_version_is_read_as_what_it_has_become() -> None:
    class Present(NamedTuple):
        what: str
        to: str
        request: str
        at: str
        by: str

    form = EntryForm("gift", Present, version=2, earlier={1: lambda old: {**old, "to": "nobody in particular"}})
    assert form.read(WORDS).to == "nobody in particular"
    text = form.write(Present("a cake", "AT", "r", "now", "somebody"))
    assert json.loads(text)["version"] == 2
    assert form.read(json.loads(text)).to == "AT"


def test_the_table_of_kinds_tells_an_unknown_kind_from_a_wrong_heading() -> None:
    kinds = SIDES.entries
    assert isinstance(kinds.of("received", "transaction"), EntryKind)
    with pytest.raises(ValueError, match="'gift' is no kind of entry"):
        kinds.of("gift", "gift")
    with pytest.raises(ValueError, match="its heading is not that of its text"):
        kinds.of("report", "plan")
