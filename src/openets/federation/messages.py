"""What sides say to one another: plain, versioned records with a signature, written as one line of JSON."""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from openets.kernel.refusals import Misuse

VERSION = 1

LONGEST = 2**27
"""Characters that a message has at most."""

KINDS = {
    "account": "an account was opened or changed",
    "known": "accounts are known up to your entry number …",
    "proposed": "a transaction is proposed; its units are set aside",
    "checked": "the log has checked it: status 2 no discrepancy, 3 discrepancy with every refusal",
    "forwarded": "the log asks the acquiring registry to receive it",
    "accepted": "the acquiring registry will receive it",
    "rejected": "the acquiring registry will not, with every refusal",
    "completed": "the initiating registry has completed it",
    "ended": "it ended without being completed: terminated, rejected or cancelled",
    "received": "heard and written down: nobody need say it again",
    "withdraw": "the initiating registry asks that it end, for it has waited too long",
    "ask": "how far has it come with you?",
    "state": "so far (status 0: never heard of it)",
    "totals wanted": "say what you hold, by account type, unit type, period and vintage",
    "totals": "units by account type, unit type, period and vintage as they stood after one's own entry number …",
    "blocks wanted": "show the blocks of these groups",
    "blocks": "the blocks of a group",
    "trail wanted": "show the entries that touched these serial numbers",
    "trail": "the entries that touched them",
}
"""Kinds of messages → what they say."""

_TEXTS = ("kind", "sender", "to", "at", "signature")
_SIGNATURE = ',"signature":"'


class Message(NamedTuple):
    """One side's words to another. `items` are plain JSON objects, each with an `id` where it is about a transfer."""

    kind: str
    sender: str
    to: str
    at: str
    items: tuple[Mapping[str, Any], ...]
    version: int = VERSION
    signature: str = ""


_PARTS = ", ".join(Message._fields)


def signature_of(body: str, key: bytes) -> str:
    """The signature that only those can make who have the key of sender and receiver."""
    return hmac.new(key, body.encode(), sha256).hexdigest()


def write(message: Message, key: bytes) -> str:
    """The message as it travels, signed."""
    content = {**message._asdict(), "items": list(message.items)}
    del content["signature"]
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f'{body[:-1]}{_SIGNATURE}{signature_of(body, key)}"}}'


def read(text: str, to: str, keys: Mapping[str, bytes]) -> Message:
    """Read a message for the side `to`. Raises `Misuse` for anything that its sender did not write for it so."""
    message = _parsed(text)
    if message.kind not in KINDS:
        raise Misuse(f"M-1003: '{message.kind[:40]}' is no kind of message")
    if message.to != to:
        raise Misuse(f"M-1004: the message is for {message.to[:40]}, this is {to}: look at the address")
    key = keys.get(message.sender)
    if key is None:
        raise Misuse(f"M-1005: nobody here knows {message.sender[:40]}: exchange keys first")
    # what was signed are the characters that came, and nothing may follow them but their signature: of two members of
    # one name JSON takes the last
    body, end = text[: text.rfind(_SIGNATURE)] + "}", f'{_SIGNATURE}{message.signature}"}}'
    signed = hmac.compare_digest(signature_of(body, key).encode(), message.signature.encode())
    if not signed or text != body[:-1] + end:
        raise Misuse(f"M-1006: {message.sender} did not write this message: its signature does not fit")
    return message


def _parsed(text: str) -> Message:
    """A message whose shape is right, whoever wrote it."""
    if len(text) > LONGEST:
        raise Misuse(f"M-1011: the message has more than {LONGEST:,} characters: send it in pieces")
    try:
        text.encode()
        content = json.loads(text)
        if "\\u" in text:
            json.dumps(content, ensure_ascii=False).encode()  # halves of characters, which no books can hold
    except (ValueError, RecursionError):
        raise Misuse("M-1001: the message is no JSON, perhaps cut off: send it again") from None
    if type(content) is not dict:
        raise Misuse(f"M-1002: a message is a JSON object with {_PARTS}")
    version = content.get("version")
    if type(version) is int and version != VERSION:
        raise Misuse(f"1031: the message is of version {version}, this side speaks {VERSION}: agree on one")
    if set(content) != set(Message._fields) or type(version) is not int:
        raise Misuse(f"M-1002: a message has {_PARTS}, and nothing else")
    if any(type(content[name]) is not str or not content[name].isprintable() for name in _TEXTS):
        raise Misuse(f"M-1002: {', '.join(_TEXTS)} of a message are texts")
    items = content["items"]
    if type(items) is not list or any(type(item) is not dict for item in items):
        raise Misuse("M-1002: 'items' of a message must be a list of objects")
    return Message(**{**content, "items": tuple(items)})
