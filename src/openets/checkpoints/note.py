"""Signed notes with Ed25519, as C2SP's ``signed-note`` has them: a text, an empty line, and a line for each signature.

A key is written in one line, so that it can be printed, read out and compared: ``NAME+ID+KEY``, where `ID` is the
beginning of a hash of the other two. The private one begins with ``PRIVATE+KEY+`` and holds the seed.
"""

from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from openets.kernel.refusals import Misuse

_ED25519 = b"\x01"
"""The format's number for this kind of signature."""
_SIGNED = "\n\n— "
"""What stands between the text, which ends with a line feed, and its first signature."""
_PRIVATE = "PRIVATE+KEY+"
LONGEST = 1_000_000
"""Characters of a note: more is none of ours, whatever it is."""


class PublicKey(NamedTuple):
    """With what a note's signature is checked."""

    name: str
    raw: bytes

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def text(self) -> str:
        """The key in one line, a *verifier key* in the words of the format."""
        return f"{self.name}+{self.id.hex()}+{b64encode(_ED25519 + self.raw).decode()}"


class PrivateKey(NamedTuple):
    """With what a note is signed."""

    name: str
    seed: bytes

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.name, self._key.public_key().public_bytes_raw())

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(self, text: str) -> str:
        """The note of a text that ends with a line feed."""
        signature = b64encode(self.public.id + self._key.sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n"

    def text(self) -> str:
        """The key in one line, never to be shown."""
        return f"{_PRIVATE}{self.name}+{self.public.id.hex()}+{b64encode(_ED25519 + self.seed).decode()}"

    def __repr__(self) -> str:
        return f"PrivateKey({self.name!r}, …)"


def new_key(name: str = "") -> PrivateKey:
    """A new key of that name, or of one of its own. Raises `Misuse` for a name that no key can have."""
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    name = name or f"openets/{sha256(PrivateKey('', seed).public.raw).hexdigest()[:12]}"
    if len(name) > 200 or not name.isprintable() or any(sign.isspace() or sign == "+" for sign in name):
        raise Misuse(f"'{name[:60]}' is no name of a key: up to 200 signs without spaces and without '+'")
    return PrivateKey(name, seed)


def public_key(text: str) -> PublicKey:
    """Read a public key from its line. Raises `Misuse` for anything else."""
    name, raw = _parts(text, "public key", "NAME+ID+KEY, such as `ets init` shows it")
    key = PublicKey(name, raw)
    if text.strip() != key.text():
        raise Misuse(f"the public key of '{name[:60]}' has been altered: its parts do not belong together")
    return key


def private_key(text: str) -> PrivateKey:
    """Read a private key from its line. Raises `Misuse`, which does not repeat it, for anything else."""
    if not text.startswith(_PRIVATE):
        raise Misuse(f"this is no private key: one begins with {_PRIVATE}")
    key = PrivateKey(*_parts(text.removeprefix(_PRIVATE), "private key", "one line that `ets init` wrote"))
    if text.strip() != key.text():
        raise Misuse("the private key has been altered: its parts do not belong together")
    return key


def _parts(text: str, what: str, expected: str) -> tuple[str, bytes]:
    """Name and 32 bytes of a key's line."""
    name, _, rest = text.strip().partition("+")
    try:
        raw = b64decode(rest.partition("+")[2], validate=True)
    except (NoBase64, ValueError):
        raw = b""
    if not name or len(raw) != 33 or raw[:1] != _ED25519:
        raise Misuse(f"this is no {what}: expected {expected}")
    return name, raw[1:]


def open_note(note: str, key: PublicKey) -> str:
    """The text of a note that `key` has signed; other signatures on it are nobody's business here.

    Raises `Misuse`: it is no signed note, it is another's, or what was signed was another text.
    """
    text, mark, rest = note.rpartition(_SIGNED)
    if not mark or not note.endswith("\n") or len(note) > LONGEST or not _is_plain(note):
        raise Misuse("this is no signed note, or a part of one only: it must end with a line that begins with '— '")
    text += "\n"
    signatures = [_signature(line) for line in f"— {rest}".splitlines()]
    names = sorted({name for name, _ in signatures})
    own = [raw for name, raw in signatures if name == key.name]
    if not own:
        raise Misuse(f"it is signed by {', '.join(names)}, not by {key.name}")
    own = [raw[4:] for raw in own if raw[:4] == key.id]
    if not own:
        raise Misuse(f"it is signed with another key of {key.name}: this one's id is {key.id.hex()}")
    try:
        for signature in own:
            Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        raise Misuse(f"its signature by {key.name} is wrong: the text was altered, or never signed") from None
    return text


def _is_plain(note: str) -> bool:
    """Whether a note has no control character but line feeds."""
    return not any((sign < " " and sign != "\n") or sign == "\x7f" for sign in note)


def _signature(line: str) -> tuple[str, bytes]:
    """Name of the key, and its id and signature, of a signature line."""
    dash, _, rest = line.partition(" ")
    name, _, text = rest.partition(" ")
    try:
        raw = b64decode(text, validate=True)
    except (NoBase64, ValueError):
        raw = b""
    if dash != "—" or not name or len(raw) < 5:
        raise Misuse(f"'{line[:60]}' is no signature line: the note is damaged")
    return name, raw
