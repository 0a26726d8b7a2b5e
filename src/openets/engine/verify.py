"""Verify a journal: an exported one with no database at all, or a store's against its own tables."""

from __future__ import annotations

import heapq
import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from openets.engine.judging import Judge, Lookup
from openets.engine.kind import Kinds
from openets.engine.kinds import KINDS
from openets.kernel.refusals import Fault, Misuse
from openets.laws.law import Law
from openets.laws.reading import read_law
from openets.ledger.compact import numbered
from openets.ledger.entries import TransactionEntry
from openets.ledger.journal import FORMAT, Entry
from openets.ledger.replay import EntryKinds, Replay, replay
from openets.ledger.replay_units import fingerprint
from openets.ledger.segments import Ranges, Segment, segments_in
from openets.ledger.store import Store
from openets.ledger.transfers import ACQUIRING, registry_of

MANIFEST = "manifest.json"


def journal_line(position: int, entry: Entry) -> str:
    """An entry as the export writes it: one line of JSON. `position` is its place among all registries' entries."""
    return json.dumps({"position": position, **entry._asdict()}, ensure_ascii=False, separators=(",", ":"))


def export_journal(store: Store, folder: Path) -> dict[str, Any]:
    """Write every registry's journal as text into `folder`, with a manifest; returns the manifest."""
    named = store.law()
    if named is None:
        raise Misuse("these books have named no law yet: there is nothing to export")
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Misuse(f"{folder} is not empty: name a new folder, so that nothing old is mixed in")
    with store.reading():
        _write_files(store, folder)
        heads = {code: {"sequence": head.sequence, "hash": head.hash} for code, head in store.heads().items()}
    law = {"name": named.name, "digest": named.digest, "holds": named.holds}
    manifest = {"format": FORMAT, "law": law, "registries": heads}
    (folder / MANIFEST).write_text(manifest_text(manifest), encoding="utf-8")
    return manifest


def _write_files(store: Store, folder: Path) -> None:
    files: dict[str, Any] = {}
    try:
        for position, entry in enumerate(store.entries(), start=1):
            if entry.registry not in files:
                files[entry.registry] = (folder / f"{entry.registry}.jsonl").open("w", encoding="utf-8", newline="\n")
            files[entry.registry].write(journal_line(position, entry) + "\n")
    finally:
        for file in files.values():
            file.close()


def manifest_text(manifest: dict[str, Any]) -> str:
    """The manifest as the export writes it."""
    return json.dumps(manifest, indent=1) + "\n"


See = Callable[[str, int, str], None]
"""Is told registry, number and hash of every entry as it is read; raises `Fault` for one that it does not believe."""


def _unseen(registry: str, sequence: int, hash: str) -> None:
    """What looks at nothing."""


class Reading(NamedTuple):
    """How a journal is read."""

    entries: EntryKinds = KINDS.entries
    """The kinds of entries that it may have: those of a side of a federation are more."""
    judging: Kinds | None = KINDS
    """The kinds of commands by which every entry is decided again; `None` to follow what they say, and no more."""
    see: See = _unseen


ALL = Reading()
QUICK = Reading(judging=None)


def verify_folder(folder: Path, law: Law | None = None, reading: Reading = ALL) -> Replay:
    """Replay an exported journal under its law, or the one at hand that it names.

    Raises `Fault` naming the entry that is wrong, `Misuse` for no journal or an unknown law.
    """
    try:
        # to the byte: read as text, a carriage return would pass for a line end
        text = (folder / MANIFEST).read_bytes().decode()
        manifest = json.loads(text)
        heads = {code: (head["sequence"], head["hash"]) for code, head in manifest["registries"].items()}
        name, digest, holds = manifest["law"]["name"], manifest["law"]["digest"], manifest["law"].get("holds", "")
    except FileNotFoundError:
        raise Misuse(f"{folder} holds no {MANIFEST}: give the folder that `ets export journal` wrote") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Fault(f"{folder / MANIFEST} cannot be read: {error}") from error
    if manifest.get("format") != FORMAT:
        raise Misuse(f"the journal is of format {manifest.get('format')}, this program reads {FORMAT}")
    if text != manifest_text(manifest):
        raise Fault(f"{folder / MANIFEST} is not written as a manifest is")
    files = [folder / f"{code}.jsonl" for code in sorted(heads)]
    strange = sorted({each.name for each in folder.glob("*.jsonl")} - {each.name for each in files})
    if strange:
        raise Fault(f"{folder / strange[0]} is a journal that the manifest does not name")
    law = law or read_law(name)
    journals = Journals(files)
    state = _read(_in_order(journals), law, reading, journals.entry)
    if state.laws - {(name, digest, holds)}:
        raise Fault(f"registries began under {sorted(state.laws)}, the manifest says {(name, digest, holds)}")
    ends = {code: (link.sequence, link.hash) for code, link in state.links.items()}
    for code in sorted(heads.keys() | ends.keys()):
        if heads.get(code) != ends.get(code):
            raise Fault(f"the journal of {code} ends with {ends.get(code)}, the manifest says {heads.get(code)}")
    return state


def _read(entries: Iterable[Entry], law: Law, reading: Reading, lookup: Lookup) -> Replay:
    """Replay entries, and decide each again."""
    kinds, seen = reading.judging, _seen(entries, reading.see)
    if kinds is None:
        return replay(seen, law.terms, reading.entries)
    return replay(seen, law.terms, reading.entries, lambda state: Judge(law, kinds, lookup, state))


def _in_order(journals: Journals) -> Iterator[Entry]:
    """Entries of all files in the order in which they were written; none may be missing."""
    expected = 1
    for position, entry in heapq.merge(*map(journals.lines, journals.files), key=lambda row: row[0]):
        if position != expected:
            raise Fault(f"entry {entry.registry}{entry.sequence}: its position is {position}, {expected} is missing")
        expected += 1
        yield entry


class Journals:
    """The files of an export, read line by line; lines that were read are found again."""

    def __init__(self, files: list[Path]) -> None:
        self.files = files
        self._marks: dict[str, array[int]] = {}
        """By registry, where each hundredth line begins."""

    def lines(self, file: Path) -> Iterator[tuple[int, Entry]]:
        """Each entry of a file, with its place among those of all registries."""
        marks, begins = self._marks.setdefault(file.stem, array("Q")), 0
        try:
            with file.open("rb") as lines:
                for number, line in enumerate(lines):
                    if number % _MARKED == 0:
                        marks.append(begins)
                    begins += len(line)
                    yield _line(file, number + 1, line)
        except FileNotFoundError:
            raise Fault(f"{file} is missing") from None

    def entry(self, reference: str) -> Entry | None:
        """An entry that was read, by its reference."""
        code = registry_of(reference)
        place = int(reference[len(code) :]) - 1
        file = next(each for each in self.files if each.stem == code)
        with file.open("rb") as lines:
            lines.seek(self._marks[code][place // _MARKED])
            line = next(islice(lines, place % _MARKED, None), b"")
        return _line(file, place + 1, line)[1] if line else None


_MARKED = 100


def _line(file: Path, number: int, raw: bytes) -> tuple[int, Entry]:
    place = f"entry {file.stem}{number} ({file.name}, line {number})"
    try:
        line = raw.decode("utf-8")
        content = json.loads(line)
        position = content.pop("position")
        if type(position) is not int:
            raise ValueError(f"its position is {position!r}")
        entry = Entry(**content)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Fault(f"{place} cannot be read: {error}") from error
    if journal_line(position, entry) + "\n" != line:
        raise Fault(f"{place} is not written as an entry is")
    if (entry.registry, entry.sequence) != (file.stem, number):
        raise Fault(f"{place} says that it is entry {entry.registry}{entry.sequence}")
    return position, entry


def other_law(state: Replay, law: Law) -> str:
    """How the law at hand differs from the one under which the books began; ``""`` where it does not."""
    for name, digest, _ in sorted(state.laws):
        if (name, digest) != (law.id, law.digest):
            return (
                f"the books began under the law {name} ({digest[:12]}); the one at hand is {law.id} ({law.digest[:12]})"
            )
    return ""


def _seen(entries: Iterable[Entry], see: See) -> Iterator[Entry]:
    for entry in entries:
        see(entry.registry, entry.sequence, entry.hash)
        yield entry


def verify_store(store: Store, law: Law | None = None, reading: Reading = ALL) -> Replay:
    """Replay a store's journal and hold its tables against the result. Raises `Fault` where they differ."""
    named = store.law()
    if named is None:
        raise Misuse("these books have named no law yet: there is nothing to verify")
    law = law or read_law(named.folder or named.name)
    with store.reading():
        state = _read(store.entries(), law, reading, store.entry)
        heads = {(head.code, *head[2:]) for head in store.heads().values()}
        _compare("law", {named.told} if state.laws else set(), state.laws)
        _compare("registries", heads, set(state.heads()))
        _compare("holdings", set(_joined(store)), set(state.segments()))
        _compare("accounts", {row._replace(key=0) for row in store.all_accounts()}, set(state.accounts.values()))
        _compare("installations", set(map(tuple, store.all_installations())), set(state.installations.values()))
        _compare_answers(store, state)
        _compare_transactions(store, state)
        _compare("totals", set(store.all_totals().items()), set(state.all_totals().items()))
        _compare("records", set(store.all_records()), set(state.records.values()))
        _compare("years", set(store.year_records()), set(state.years.values()))
        _compare("what stood before", set(store.all_that_stood()), set(state.stood))
        _compare("superseded years", set(store.superseded_years()), set(state.superseded))
        _compare("transfers under way", set(_under_way(store)), {_proposed(each) for each in state.open.values()})
    return state


def _under_way(store: Store) -> Iterator[tuple[Any, ...]]:
    """The transfers for which units are set aside, as the tables have them."""
    for transfer in store.open_transfers():
        if transfer.role != ACQUIRING and not transfer.is_over:
            content = json.loads(transfer.content)
            units = (*content.get("blocks", ()), *content.get("created", ()))
            yield transfer.id, content["type"], content.get("from", ""), content["to"], units


def _proposed(told: TransactionEntry) -> tuple[Any, ...]:
    """The same, as the journal has it."""
    return told.of, told.type, told.from_, told.to, (*told.blocks, *told.created)


def _compare_transactions(store: Store, state: Replay) -> None:
    for reference, facts in store.transaction_facts():
        if state.fingerprints.take(reference) != fingerprint(*facts):
            raise Fault(f"transactions: the tables say {facts} of {reference}, the journal does not")
    for reference in state.fingerprints:
        raise Fault(f"transactions: the journal has {reference}, the tables do not")


def _compare_answers(store: Store, state: Replay) -> None:
    for request, reference in store.accepted():
        if state.take_answer(reference) != numbered(request):
            raise Fault(f"answers: the tables say {(request, reference)}, the journal does not")
    for reference in (*islice(state.answered, 1), *state.answered_so):
        raise Fault(f"answers: the journal leads to {reference}, the tables do not have it")


def _joined(store: Store) -> Iterator[tuple[str, Segment]]:
    """The store's blocks as segments, adjacent ones joined, and proof that none overlap."""
    held: dict[str, Ranges] = defaultdict(Ranges)
    before = ("", 0, 0, "")
    for origin, start, end, owner, series in sorted(
        (block.series.origin, block.start, block.end, owner, block.series.text()) for owner, block in store.holdings()
    ):
        if origin == before[0] and start <= before[2]:
            first = f"{before[1]}-{before[2]} of {before[3]}"
            raise Fault(f"holdings: blocks of {origin} overlap in the tables: {first} and {start}-{end} of {owner}")
        before = (origin, start, end, owner)
        held[origin].create(start, end, owner, series)
    return segments_in(held)


def _compare(what: str, tables: set[Any], journal: set[Any]) -> None:
    for row in sorted(tables - journal, key=str)[:1]:
        raise Fault(f"{what}: the tables say {row}, the journal does not")
    for row in sorted(journal - tables, key=str)[:1]:
        raise Fault(f"{what}: the journal leads to {row}, the tables do not have it")
