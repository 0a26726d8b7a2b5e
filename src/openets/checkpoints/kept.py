"""Where the key and the checkpoints of some books lie: files beside a SQLite store, or wherever the environment says.

The private key is never in the database: whoever can write the tables cannot sign with them. A checkpoint is a file of
its own, which is written once and never again.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from openets.checkpoints.note import LONGEST, PrivateKey, PublicKey, private_key, public_key
from openets.kernel.refusals import Misuse

KEY, FOLDER = "OPENETS_KEY", "OPENETS_CHECKPOINTS"
"""Variables of the environment: the file of the private key, and the folder of the checkpoints."""
_NAME = re.compile(r"(\d{4}-\d\d-\d\d)T\d{6}Z\.note", re.ASCII)


class Places(NamedTuple):
    """The file of the private key and the folder of the checkpoints; `None` where nobody has said where."""

    key: Path | None
    folder: Path | None

    @property
    def public(self) -> Path | None:
        """The file of the public key."""
        return Path(f"{self.key}.pub") if self.key is not None else None


def places_of(file: Path | None) -> Places:
    """Places of the books in a SQLite file; of all others (`None`) those that the environment names."""

    def place(variable: str, ending: str) -> Path | None:
        named = os.environ.get(variable, "")
        return Path(named) if named else Path(f"{file}{ending}") if file is not None else None

    return Places(place(KEY, ".key"), place(FOLDER, ".checkpoints"))


def make_key(places: Places, key: PrivateKey) -> Path:
    """Write a new key, for its owner alone, and its public part beside it; the file. It never replaces one."""
    path, public = _key_file(places), places.public
    assert public is not None
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{key.text()}\n")
    except FileExistsError:
        raise Misuse(f"there is a key at {path} already: it stays, for old checkpoints are signed with it") from None
    public.write_text(f"{key.public.text()}\n", encoding="utf-8")
    return path


def read_private(places: Places) -> PrivateKey:
    """The private key. Raises `Misuse` where there is none, or where others than its owner may read it."""
    path = _key_file(places)
    if not path.is_file():
        raise Misuse(f"there is no key at {path}: make it with `ets init --key`")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise Misuse(f"others may read the private key {path}: make it yours alone with `chmod 600 {path}`")
    try:
        return private_key(path.read_text(encoding="utf-8"))
    except (Misuse, UnicodeDecodeError) as error:
        raise Misuse(f"{path}: {error}") from None


def _key_file(places: Places) -> Path:
    if places.key is None:
        raise Misuse(f"name the file of the private key with the variable {KEY}, somewhere apart from the database")
    return places.key


def read_public(places: Places, given: str = "") -> PublicKey:
    """The public key that is given, as its line or the file that holds it; else the one beside the private key."""
    path = Path(given) if given else places.public
    if "+" in given and not Path(given).is_file():
        return public_key(given)
    if path is None or not path.is_file():
        where = f"{path} is no file" if path is not None else "nobody has said which key"
        raise Misuse(f"{where}: give the registry's public key with --key, as its line or the file that holds it")
    return public_key(_read(path))


def read_note(path: Path) -> str:
    """A note from its file, to the character. Raises `Misuse` where there is no such file, or no text in it."""
    if not path.is_file():
        raise Misuse(f"{path} is no file: give one that `ets checkpoint` wrote")
    return _read(path)


def _read(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.read(LONGEST + 1)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Misuse(f"{path} is no text") from None


def keep(places: Places, at: str, note: str) -> Path:
    """Write a checkpoint taken at an instant into its folder; the file. None is ever written over."""
    if places.folder is None:
        raise Misuse(f"name the folder of the checkpoints with the variable {FOLDER}")
    places.folder.mkdir(parents=True, exist_ok=True)
    path = places.folder / f"{at.replace(':', '')}.note"
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(note)
    except FileExistsError:
        raise Misuse(f"{path} is there already: a checkpoint of this very second was taken") from None
    return path


def kept(places: Places) -> dict[str, Path]:
    """Day → the file of its last checkpoint, the newest day first."""
    found = dict(sorted(_files(places)))
    return {day: found[day] for day in reversed(found)}


def _files(places: Places) -> Iterator[tuple[str, Path]]:
    folder = places.folder
    for path in sorted(folder.iterdir()) if folder is not None and folder.is_dir() else ():
        name = _NAME.fullmatch(path.name)
        if name is not None:
            yield name[1], path
