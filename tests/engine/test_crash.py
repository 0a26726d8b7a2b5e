"""Killed at any moment, the books are whole, and hold everything that anybody was told is done.

`OPENETS_CRASH_ROUNDS` asks for more rounds than a few.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from openets.engine.verify import verify_store
from openets.ledger.store import Store
from openets.stores.door import open_store
from tests.books import let_go
from tests.clients import NO_BOOKS
from tests.ets import new_books
from tools import postgres

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("OPENETS_CRASH_ROUNDS", "12"))

pytestmark = pytest.mark.slow


class Client:
    """A process that commits for ever, until something ends it."""

    def __init__(self, address: str, number: int, seed: int) -> None:
        command = [sys.executable, "-m", "tests.clients", address, str(number), str(seed)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.told: list[str] = []

    def work(self, commits: int, seconds: float) -> None:
        """Wait until it has said so many times that something is done, and then a moment more."""
        assert self.process.stdout is not None
        for _ in range(commits):
            self._hear(self.process.stdout.readline())
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        assert self.end() == -signal.SIGKILL, self.said

    def end(self) -> int:
        """Wait for the end and hear what was said before it; the exit status."""
        out, error = self.process.communicate(timeout=60)
        for line in out.splitlines(keepends=True):
            self._hear(line)
        self.said = error
        return self.process.returncode

    def _hear(self, line: str) -> None:
        if line.endswith("\n"):
            self.told += json.loads(line)


def crash_again_and_again(address: str, rounds: int, crash: Callable[[Client], None]) -> None:
    """Some rounds: a client at work, a crash at a random moment, the books looked through."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    chance = random.Random(seed)
    told: list[str] = []
    for number in range(rounds):
        client = Client(address, number, seed + number)
        client.work(chance.randrange(1, 15), chance.uniform(0, 0.05))
        crash(client)
        told += client.told
        store = open_store(address)
        verify_store(store)
        assert_all_there(store, told)
        let_go(store)
    assert told


def assert_all_there(store: Store, told: list[str]) -> None:
    kept = {f"{entry.registry}{entry.sequence}" for entry in store.entries() if entry.kind == "transaction"}
    assert set(told) <= kept


def test_books_on_sqlite_survive_the_death_of_their_client(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'books.db'}"
    new_books(address)
    crash_again_and_again(address, ROUNDS, Client.kill)


@pytest.mark.postgres
def test_books_on_postgresql_survive_the_death_of_their_client(durable_postgres_server: postgres.Server) -> None:
    address = new_books(postgres.new_database(durable_postgres_server))
    crash_again_and_again(address, ROUNDS, Client.kill)


@pytest.mark.postgres
def test_books_on_postgresql_survive_the_death_of_the_server(durable_postgres_server: postgres.Server) -> None:
    """The client is told in words that the books went away, and ends."""
    server = durable_postgres_server
    address = new_books(postgres.new_database(server))

    def crash(client: Client) -> None:
        server.crash()
        status = client.end()
        server.start()
        assert status == NO_BOOKS, client.said
        assert "the database could not be used" in client.said

    crash_again_and_again(address, max(3, ROUNDS // 2), crash)
