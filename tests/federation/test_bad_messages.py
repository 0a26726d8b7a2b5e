"""Messages that nobody should have written: each is refused with a code and a way out, and changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openets.federation import messages
from openets.federation.messages import KINDS, Message, write
from openets.kernel.refusals import Misuse
from tests.network import CITL, ITL, Network, all_transfers, key_of
from tests.session import state

Item = dict[str, Any]


def everything(network: Network) -> dict[str, Any]:
    """All that every side keeps."""
    return {
        name: (state(network.store(name)), sorted(all_transfers(network.store(name))), len(network.store(name).refused))  # type: ignore[attr-defined]
        for name in network.names
    }


def said(sender: str, to: str, kind: str, *items: Mapping[str, Any], key: bytes | None = None) -> str:
    """A message as `sender` would write it, signed with another key if one is given."""
    message = Message(kind, sender, to, "2009-06-01T00:00:00Z", items)
    return write(message, key or key_of(sender, to))


def refused(network: Network, to: str, message: str) -> str:
    """Why a side refuses a message; nothing may have changed anywhere."""
    before = everything(network)
    with pytest.raises(Misuse) as caught:
        network.sides[to].receive(message)
    assert everything(network) == before
    text = str(caught.value)
    code = re.match(r"(1031|M-[123]\d{3}): ", text)
    assert code, f"no code: {text}"
    return code[1]


def at_the_moment_of(kind: str, what: str = "transfer") -> tuple[Network, str, str, str]:
    """A network in which a message of a kind is the next to be delivered; that message, who it is for, the transfer."""
    network = Network()
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    sent = network.send(spain, germany, 300) if what == "transfer" else network.issue("ES", 300)
    while kind_of(network.transport.waiting[0]) != kind:
        network.step()
    message = network.transport.waiting.popleft()
    return network, message, json.loads(message)["to"], sent


def kind_of(message: str) -> str:
    return str(json.loads(message)["kind"])


LIFE = ("proposed", "checked", "forwarded", "accepted", "completed", "received")
"""Kinds of messages in the life of a transfer."""


# ---- what is no message --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LIFE)
def test_a_message_that_was_cut_off(kind: str) -> None:
    network, message, to, _ = at_the_moment_of(kind)
    for place in range(0, len(message), 7):
        assert refused(network, to, message[:place]) == "M-1001"


@pytest.mark.parametrize("kind", LIFE)
def test_a_message_of_which_one_character_was_changed(kind: str) -> None:
    network, message, to, _ = at_the_moment_of(kind)
    for place in range(0, len(message), 3):
        changed = "7" if message[place] != "7" else "8"
        assert refused(network, to, f"{message[:place]}{changed}{message[place + 1 :]}") in (
            "M-1001", "M-1002", "M-1003", "M-1004", "M-1005", "M-1006", "1031",
        )  # fmt: skip


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
@example("")
@example("null")
@example("[]")
@example("{}")
@example('{"kind":"\ud800"}')
@example("1" * 5_000)
@settings(max_examples=60)
def test_anything_else_is_no_message(text: str) -> None:
    with pytest.raises(Misuse, match=r"^(1031|M-10\d\d): "):
        messages.read(text, ITL, {"ES": b"k"})


def test_a_message_that_is_nested_too_deeply() -> None:
    network, message, to, _ = at_the_moment_of("proposed")
    deep = message.replace('"items":[', '"items":[' + "[" * 100_000 + "]" * 100_000 + ",")
    assert refused(network, to, deep) == "M-1001"
    honest = said("ES", ITL, "proposed", {"id": "ES1", "note": json.loads("[" * 500 + "]" * 500)})
    assert refused(network, ITL, honest) == "M-2003"


def test_a_message_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    network, message, to, _ = at_the_moment_of("proposed")
    monkeypatch.setattr(messages, "LONGEST", len(message) - 1)
    assert refused(network, to, message) == "M-1011"


def test_a_message_with_more_or_less_than_its_parts() -> None:
    network, message, to, _ = at_the_moment_of("proposed")
    content = json.loads(message)
    for part in Message._fields:
        assert refused(network, to, json.dumps({key: content[key] for key in content if key != part})) == "M-1002"
        if part != "items":
            assert refused(network, to, json.dumps({**content, part: [content[part]]})) == "M-1002"
    assert refused(network, to, json.dumps({**content, "more": 1})) == "M-1002"
    assert refused(network, to, said("ES", ITL, "proposed")) == "M-1002"


@pytest.mark.parametrize(
    "more",
    [
        ',"kind":"{other}"}}',
        ',"items":[]}}',
        ',"signature":"{signature}"}}',
        ',"kind":"{other}","signature":"{signature}"}}',
        ' "}}',
        " }}",
        "}} ",
        "}}\n",
    ],
)
def test_nothing_may_follow_what_was_signed(more: str) -> None:
    """Of two members of one name JSON takes the last: who has no key would write what he likes behind what he heard."""
    for kind in LIFE:
        network, message, to, _ = at_the_moment_of(kind)
        other = "withdraw" if kind == "completed" else "completed"
        forged = message[:-1] + more.format(other=other, signature=json.loads(message)["signature"])
        assert refused(network, to, forged) in ("M-1001", "M-1002", "M-1006")


def test_a_thief_without_a_key_does_not_sell_what_another_holds() -> None:
    network = Network()
    spain, thief = network.endow("ES", 1_000), network.person("DE", "Thief")
    network.settle()
    network.send(spain, network.party("DE"), 10)
    [heard] = network.hold_back()
    [item] = json.loads(heard)["items"]
    sale = {**item, "id": "ES999", "to": thief, "quantity": 500, "blocks": ["AAU:ES:1:1 501-1000"]}
    for kind, items in (("proposed", [sale]), ("completed", [{"id": "ES999", "entry": 9}])):
        forged = f'{heard[:-1]},"kind":"{kind}","items":{json.dumps(items)}}}'
        assert refused(network, ITL, forged) == "M-1006"
    network.transport.post([heard])
    network.settle()
    network.whole()


def test_halves_of_characters_are_no_text() -> None:
    """Somebody could write them, nobody could say them again: they would stop the log for everybody."""
    network, _, to, sent = at_the_moment_of("accepted")
    words = dict.fromkeys(("code", "name", "sentence", "field", "detail", "citation"), "x")
    message = Message("rejected", "DE", ITL, network.now(), ({"id": sent, "refusals": [{**words, "detail": "HALF"}]},))
    body = write(message, b"").replace("HALF", "\\ud800").rpartition(',"signature"')[0] + "}"
    signed = f'{body[:-1]},"signature":"{messages.signature_of(body, key_of("DE", ITL))}"}}'
    assert refused(network, to, signed) == "M-1001"
    network.settle()
    network.whole()


# ---- who wrote it --------------------------------------------------------------------------------


def test_a_message_that_another_registry_signed() -> None:
    network, message, to, _ = at_the_moment_of("proposed")
    items = json.loads(message)["items"]
    assert refused(network, to, said("ES", ITL, "proposed", *items, key=key_of("DE", ITL))) == "M-1006"
    assert refused(network, to, said("DE", ITL, "proposed", *items)) == "M-1008"


def test_a_message_that_nobody_signed() -> None:
    network, message, to, _ = at_the_moment_of("proposed")
    content = json.loads(message)
    for signature in ("", "0" * 64, "é", content["signature"][:-1], content["signature"] + "0"):
        unsigned = message.replace(content["signature"], signature)
        assert refused(network, to, unsigned) == "M-1006"
    assert refused(network, to, said("FR", ITL, "proposed", *content["items"])) == "M-1005"


def test_a_message_for_another_side() -> None:
    network, message, _, _ = at_the_moment_of("proposed")
    assert refused(network, CITL, message) == "M-1004"
    stolen = said(ITL, "ES", "accepted", {"id": "DE9"})
    assert refused(network, "DE", stolen) == "M-1004"


def test_a_message_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    network, message, to, _ = at_the_moment_of("proposed")
    newer = Message(**{**json.loads(message), "items": tuple(json.loads(message)["items"]), "version": 2})
    assert refused(network, to, write(newer, key_of("ES", ITL))) == "1031"
    later = json.dumps({"version": 2, "quite": "different"})
    assert refused(network, to, later) == "1031"


def test_a_kind_that_nobody_knows() -> None:
    network = Network()
    assert refused(network, ITL, said("ES", ITL, "gossip", {"id": "ES1"})) == "M-1003"


def test_a_registry_hears_its_own_log_only() -> None:
    network = Network()
    side = network.registry("ES")
    side.keys = {**side.keys, CITL: key_of("ES", CITL)}
    assert refused(network, "ES", said(CITL, "ES", "ask", {"id": "ES1"})) == "M-1007"


def test_what_comes_for_nobody_is_kept_with_its_reason(network: Network) -> None:
    for message in ("", "{}", '{"to":["ITL"]}', '{"to":"FR"}'):
        network.transport.deliver(message)
    assert [why[:6] for _, why in network.transport.refused] == ["M-1004"] * 4


# ---- what only others may say --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "kind", "more"),
    [
        ("ES", "accepted", {}),
        ("ES", "rejected", {"refusals": []}),
        ("ES", "checked", {"status": 2, "refusals": []}),
        ("DE", "proposed", {}),
        ("DE", "completed", {"entry": 5}),
        ("DE", "ended", {"status": 7}),
        ("DE", "withdraw", {}),
        ("DE", "checked", {"status": 2, "refusals": []}),
        (CITL, "accepted", {}),
        (CITL, "completed", {"entry": 5}),
        (CITL, "withdraw", {}),
        ("AT", "accepted", {}),
        ("AT", "ask", {}),
        ("AT", "received", {"entry": 5}),
    ],
)
def test_a_word_that_is_for_another_side_to_say(sender: str, kind: str, more: Item) -> None:
    network = Network(("ES", "DE", "AT"))
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    while network.step() != "forwarded":
        pass
    assert refused(network, ITL, said(sender, ITL, kind, {"id": sent, **more})) == "M-1008"


def test_a_registry_cannot_propose_with_the_units_of_another() -> None:
    network = Network()
    spain, germany = network.endow("ES", 1_000), network.endow("DE", 1_000)
    network.send(spain, germany, 300)
    [item] = json.loads(network.transport.waiting.popleft())["items"]
    theirs = {**item, "id": "ES9999", "from": germany, "to": spain, "blocks": ["AAU:DE:1:1 1-300"]}
    assert refused(network, ITL, said("ES", ITL, "proposed", theirs)) == "M-1008"
    assert refused(network, ITL, said("ES", ITL, "proposed", {**theirs, "id": "DE9999"})) == "M-1008"


def test_a_registry_cannot_speak_of_the_accounts_of_another() -> None:
    network = Network()
    account = {
        "id": network.party("DE"), "type": "100", "name": "x", "holder": "x", "state": "closed", "blocked": False,
        "opened": "2009-06-01", "until": "", "installation": None, "entry": 999, "after": 0,
    }  # fmt: skip
    assert refused(network, ITL, said("ES", ITL, "account", account)) == "M-1009"
    assert refused(network, ITL, said("ES", ITL, "known", {"id": "ES", "entry": 5})) == "M-1009"


# ---- what may not be said yet, or any more -------------------------------------------------------


@pytest.mark.parametrize("kind", ["proposed", "checked", "forwarded", "accepted"])
def test_a_registry_cannot_complete_before_the_log_says_so(kind: str) -> None:
    network, _, _, sent = at_the_moment_of(kind)
    code = refused(network, ITL, said("ES", ITL, "completed", {"id": sent, "entry": 12}))
    assert code == ("M-3002" if network.transfer(ITL, sent) is None else "M-3001")


def test_a_registry_cannot_end_what_the_log_has_not_ended() -> None:
    network, _, _, sent = at_the_moment_of("forwarded")
    for status in (5, 6, 7):
        assert refused(network, ITL, said("ES", ITL, "ended", {"id": sent, "status": status})) == "M-3003"
    for status in (0, 1, 2, 4, 8, 30, 99):
        assert refused(network, CITL, said(ITL, CITL, "ended", {"id": sent, "status": status})) == "M-2002"


def test_what_has_ended_cannot_end_otherwise() -> None:
    network, _, _, sent = at_the_moment_of("received")
    network.settle()
    assert refused(network, ITL, said("ES", ITL, "ended", {"id": sent, "status": 7})) == "M-3003"
    assert refused(network, CITL, said(ITL, CITL, "ended", {"id": sent, "status": 5})) == "M-3003"
    assert refused(network, "DE", said(ITL, "DE", "ended", {"id": sent, "status": 5})) == "M-3003"
    assert refused(network, "ES", said(ITL, "ES", "checked", {"id": sent, "status": 3, "refusals": []})) == "M-3003"
    late = network.send(network.party("ES"), network.party("FR"), 5)
    network.settle()
    assert refused(network, ITL, said("ES", ITL, "completed", {"id": late, "entry": 99})) == "M-3003"
    assert refused(network, "ES", said(ITL, "ES", "accepted", {"id": late})) == "M-3003"


def test_an_accepting_registry_cannot_think_better_of_it() -> None:
    network, _, _, sent = at_the_moment_of("accepted")
    network.sides[ITL].receive(said("DE", ITL, "accepted", {"id": sent}))
    assert refused(network, ITL, said("DE", ITL, "rejected", {"id": sent, "refusals": []})) == "M-3003"


def test_a_registry_does_not_complete_an_external_transfer_that_was_only_checked() -> None:
    network, _, _, sent = at_the_moment_of("proposed")
    assert refused(network, "ES", said(ITL, "ES", "checked", {"id": sent, "status": 2, "refusals": []})) == "M-3001"


def test_nothing_arrives_that_was_not_accepted() -> None:
    network = Network()
    assert refused(network, "DE", said(ITL, "DE", "completed", {"id": "ES99", "entry": 1})) == "M-3002"


def test_words_about_transfers_that_are_not_there() -> None:
    network = Network()
    for kind in ("checked", "accepted", "rejected"):
        assert refused(network, "ES", said(ITL, "ES", kind, {"id": "ES99", "status": 2, "refusals": []})) == "M-1008"
    for item in ({"id": "ES99", "entry": 1}, {"id": "ES99", "status": 5, "entry": 1}):
        assert refused(network, ITL, said("ES", ITL, "completed", item)) == "M-3002"


@pytest.mark.parametrize("kind", LIFE)
def test_a_message_that_says_the_same_thing_twice(kind: str) -> None:
    network, message, to, _ = at_the_moment_of(kind)
    content = json.loads(message)
    [item] = content["items"]
    for twice in ((item, item), (item, {**item, "status": 7})):
        assert refused(network, to, said(content["sender"], to, kind, *twice)) == "M-2008"


# ---- heard before --------------------------------------------------------------------------------


def test_every_message_of_a_life_replayed_in_any_order_changes_nothing() -> None:
    network = Network(("ES", "DE", "CDM"))
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    told: list[str] = []
    network.person("DE")
    for each in network.names:
        network.transport.post(network.sides[each].due())
    network.send(spain, germany, 300)
    network.send(spain, network.party("FR"), 300)
    network.issue("DE", 500)
    while network.transport.waiting:
        told.append(network.transport.waiting[0])
        network.step()
    network.whole()
    before = everything(network)
    for message in (*told, *reversed(told), *told[::2], *told[::3]):
        network.transport.post([message])
        network.carry()
    assert not network.transport.refused
    assert everything(network) == before


def test_what_is_said_again_is_answered_as_at_first() -> None:
    network, proposed, _, _ = at_the_moment_of("proposed")
    first = network.sides[ITL].receive(proposed)
    assert network.sides[ITL].receive(proposed) == []
    [asked] = first
    answer = network.sides[CITL].receive(asked)
    assert network.sides[CITL].receive(asked) == answer
    [forwarded] = network.sides[ITL].receive(answer[0])
    accepted = network.sides["DE"].receive(forwarded)
    assert network.sides["DE"].receive(forwarded) == accepted
    [go] = network.sides[ITL].receive(accepted[0])
    assert network.sides[ITL].receive(proposed) == [go]
    completed = network.sides["ES"].receive(go)
    assert network.sides["ES"].receive(go) == completed


# ---- wrong types in every field ------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=20)
    | st.just("x" * 300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
ODD = st.sampled_from(
    ["", "ES1", "ES0", "DE12", "ITL1", "ES-100-1-0-81", "AAU", "EUA2", "AAU:ES:1:1 1-300", "AAU:ES:1:1 301-600", "1-0",
     "10-0", "3-21", "5-0", "\0", "\ud800", "a\nb", "２", 0, 1, 2, 3, 4, 7, 8, -1, 300, 301, True, None, 2**63, 10**15,
     [], [[]], [["ES", 1, 300]], [1, "CN1", 1, "2009-01-01"], ["AAU:ES:1:1 1-100", "AAU:ES:1:1 101-300"],
     ["AAU:ES:1:1 1-300", "AAU:ES:1:1 1-300"], ["EUA2:ES:1:1 1-300"], ["AAU:ES:99999:1 1-300"], {}, {"id": "ES1"}]
)  # fmt: skip

MOMENTS = [*((kind, "transfer") for kind in LIFE), ("proposed", "issuance"), ("completed", "issuance")]


@pytest.mark.parametrize(("kind", "what"), MOMENTS)
@given(st.data())
@settings(max_examples=80)
def test_a_field_with_anything_in_it(kind: str, what: str, data: st.DataObject) -> None:
    """Whatever an item says, a side takes it or refuses it with a code; its books stay sound."""
    network, message, to, _ = at_the_moment_of(kind, what)
    content = json.loads(message)
    [item] = content["items"]
    fields = [*item, "status", "entry", "refusals", "created", "elements", "replaces", "note", "owed", "reverses"]
    field = data.draw(st.sampled_from(fields))
    changed = {**item, field: data.draw(ODD | ANYTHING)}
    if data.draw(st.booleans()) and field in item:
        del changed[field]
    deliver_soundly(network, content["sender"], to, kind, changed)


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(st.data())
@settings(max_examples=30)
def test_any_item_of_any_kind(kind: str, data: st.DataObject) -> None:
    """The same for items that have nothing to do with what is going on."""
    network, _, _, sent = at_the_moment_of("forwarded")
    sender, to = data.draw(
        st.sampled_from([("ES", ITL), ("DE", ITL), (CITL, ITL), (ITL, CITL), (ITL, "ES"), (ITL, "DE")])
    )
    fields = st.sampled_from(
        ["status", "entry", "after", "groups", "finished", "blocks", "spans", "of", "unsure", "type"]
    )
    item = {"id": data.draw(st.sampled_from([sent, "ES", "DE9", "ES-100-1-0-81", to]))}
    item |= data.draw(st.dictionaries(fields, ODD | ANYTHING, max_size=4))
    deliver_soundly(network, sender, to, kind, item)


def deliver_soundly(network: Network, sender: str, to: str, kind: str, item: Item) -> None:
    before = everything(network)
    try:
        message = said(sender, to, kind, item)
    except UnicodeEncodeError:
        return
    try:
        network.sides[to].receive(message)
    except Misuse as error:
        assert str(error)  # noqa: PT017 - the message of a refusal that may or may not come
        assert everything(network) == before
    network.sound()
