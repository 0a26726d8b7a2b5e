"""What a checkpoint says, in the lines of C2SP's ``tlog-checkpoint``.

The tree is that of RFC 6962 over the heads of all chains, in the order of their codes. Its leaves stand in the
checkpoint itself as extension lines, so nobody needs more than the note and the journal to prove it: the size is the
number of chains, and the leaf of one is the text of its line, ``chain AT 1042 HASH``, in UTF-8. A chain's hash covers
all of its entries in their order, so the root covers every entry of every registry.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from openets.checkpoints.note import PrivateKey, PublicKey, open_note
from openets.kernel.refusals import Fault, Misuse
from openets.ledger.store import Store

_CHAIN = re.compile(r"chain ([A-Z]{2,3}) ([1-9][0-9]{0,17}) ([0-9a-f]{64})", re.ASCII)
_AT = re.compile(r"at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)", re.ASCII)


class Head(NamedTuple):
    """How long a registry's chain is, and the hash of its last entry."""

    registry: str
    sequence: int
    hash: str

    def line(self) -> str:
        """The extension line of a chain, which is its leaf, too."""
        return f"chain {self.registry} {self.sequence} {self.hash}"


class Checkpoint(NamedTuple):
    """The heads of all chains of some books at an instant."""

    origin: str
    """Whose books they are: the name of the key."""
    at: str
    heads: tuple[Head, ...]
    """In the order of the registries' codes."""

    @property
    def entries(self) -> int:
        """How many entries it covers."""
        return sum(head.sequence for head in self.heads)

    @property
    def root(self) -> str:
        """The root hash, in base64."""
        return b64encode(root_hash([head.line().encode() for head in self.heads])).decode()

    def text(self) -> str:
        """What is signed."""
        lines = (self.origin, str(len(self.heads)), self.root, f"at {self.at}", *(head.line() for head in self.heads))
        return "".join(f"{line}\n" for line in lines)


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """The hash of a Merkle tree (RFC 6962, 2.1)."""
    if len(leaves) < 2:
        return sha256(b"\x00" + leaves[0] if leaves else b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + root_hash(leaves[:split]) + root_hash(leaves[split:])).digest()


def checkpoint_from(note: str, key: PublicKey) -> Checkpoint:
    """The checkpoint that a note says, signed by its own origin. Raises `Misuse` for anything else."""
    text = open_note(note, key)
    origin, size, _, at, *chains = [*text.splitlines(), "", "", "", ""]
    if origin != key.name:
        raise Misuse(f"it is a checkpoint of {origin[:80]}, not of {key.name}")
    instant, lines = _AT.fullmatch(at), [_CHAIN.fullmatch(line) for line in chains if line]
    if instant is None or None in lines:
        raise Misuse("its lines are not those of a checkpoint of OpenETS")
    heads = tuple(Head(line[1], int(line[2]), line[3]) for line in lines if line is not None)
    found = Checkpoint(origin, instant[1], heads)
    codes = [head.registry for head in heads]
    if codes != sorted(set(codes)) or found.text() != text:
        raise Misuse(f"its root hash or its size ({size[:20]}) does not follow from its chains")
    return found


def take_checkpoint(store: Store, key: PrivateKey, at: str, before: Checkpoint | None = None) -> str:
    """Sign the heads of all chains of some books as they stand at an instant: the note.

    `before` is the newest checkpoint that was signed. Raises `Fault`, and signs nothing, where these books do not go
    on from it; `Misuse` where there is nothing to sign.
    """
    with store.reading():
        heads = [Head(head.code, head.sequence, head.hash) for _, head in sorted(store.heads().items())]
        if before is not None:
            pins = Pins([before])
            for head in before.heads:
                entry = store.entry(f"{head.registry}{head.sequence}")
                if entry is not None:
                    pins.see(entry.registry, entry.sequence, entry.hash)
            pins.finish()
    if not heads:
        raise Misuse("these books have no registry yet: there is nothing to sign")
    return key.sign(Checkpoint(key.name, at, tuple(heads)).text())


class Pins:
    """What some checkpoints say of entries, to be held against the entries of a journal while they are read."""

    def __init__(self, checkpoints: Sequence[Checkpoint]) -> None:
        self._wanted: dict[tuple[str, int], tuple[str, Checkpoint]] = {}
        for each in checkpoints:
            for registry, sequence, hash in each.heads:
                known = self._wanted.setdefault((registry, sequence), (hash, each))
                if known[0] != hash:
                    raise Fault(f"the checkpoints of {known[1].at} and {each.at} contradict each other on {registry}")

    def see(self, registry: str, sequence: int, hash: str) -> None:
        """Hold an entry against the checkpoints. Raises `Fault` where they say otherwise."""
        wanted = self._wanted.pop((registry, sequence), None)
        if wanted is not None and wanted[0] != hash:
            raise Fault(
                f"entry {registry}{sequence} or one before it is not what it was at the checkpoint of {wanted[1].at}:"
                f" its hash is {hash}, the checkpoint says {wanted[0]}"
            )

    def finish(self) -> None:
        """Raise `Fault` where an entry that a checkpoint has was not seen."""
        for (registry, sequence), (_, each) in sorted(self._wanted.items()):
            raise Fault(
                f"the journal of {registry} had {sequence} entries at the checkpoint of {each.at}: now it has fewer"
            )
