"""A throwaway PostgreSQL server, made from the binaries installed on this machine.

    with running_server() as server:
        url = new_database(server)

`running_server(durable=True)` keeps PostgreSQL's own care for the disk: for benchmarks, and for the tests
that crash it. Otherwise nothing is forced to disk, and tests run several times faster.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

ABSENT = "PostgreSQL's binaries (initdb, postgres) are not installed"
"""Why a test that needs a server was skipped."""

OWNER = "openets"
"""The superuser of every throwaway server. It has no password: the server listens to this machine only."""

PROGRAM = "openets_program"
"""The role as which the program runs: it owns nothing and has what somebody grants it."""

START_SECONDS = 60.0
STOP_SECONDS = 30.0

HASTY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""Settings of a server whose data nobody will miss."""


def find_binaries() -> Path | None:
    """The folder of the newest PostgreSQL server installed here, or None."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for folder in [*debian, *_from_path(), *_from_pg_config()]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def find_pgbench() -> Path | None:
    """PostgreSQL's own benchmark, or None."""
    folder = find_binaries()
    if folder and (folder / "pgbench").exists():
        return folder / "pgbench"
    found = shutil.which("pgbench")
    return Path(found) if found else None


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """A server, stopped and deleted at the end. Raises `RuntimeError` where PostgreSQL is absent."""
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError(ABSENT)
    folder = Path(tempfile.mkdtemp(prefix="openets-pg-"))
    server = Server(binaries, folder, free_port(), durable)
    try:
        server.initialise()
        server.start()
        server.execute(f"CREATE ROLE {PROGRAM} LOGIN")
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: Server, *, template: str | None = None) -> str:
    """The URL of a fresh database: empty, or a copy of the one at `template`, which nobody may be using."""
    name = f"db{next(server.numbers):04}"
    source = "template0" if template is None else _name(template)
    server.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
    return server.url(name)


def as_program(url: str) -> str:
    """The same database, for the program's role."""
    return url.replace(f"//{OWNER}@", f"//{PROGRAM}@")


def as_owner(url: str) -> str:
    """The same database, for the role that owns it."""
    return url.replace(f"//{PROGRAM}@", f"//{OWNER}@")


def drop_database(server: Server, url: str) -> None:
    """Forget the database at `url`, whoever is still connected."""
    server.execute(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")


@dataclass
class Server:
    """One server in one temporary folder, which also holds its socket and its log."""

    binaries: Path
    folder: Path
    port: int
    durable: bool = False
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def url(self, database: str) -> str:
        """How to reach `database` over TCP. Its Unix socket is in `folder`, on the same port."""
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run one statement in the server's own database, outside a transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def initialise(self) -> None:
        """Make the data folder and write its settings."""
        _give_to_server_user(self.folder)
        initdb: list[str | Path] = [self.binaries / "initdb", "--pgdata", self.data, "--username", OWNER]
        initdb += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=self.folder, **_server_user())
        lines = [f"{name} = '{value}'\n" for name, value in self.settings().items()]
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(lines)

    def settings(self) -> dict[str, str]:
        own = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "max_connections": "200",
        }
        return own if self.durable else own | HASTY

    def start(self) -> None:
        """Start the server and wait until it answers. Also the way back after `crash`."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **_server_user(),
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Close every connection and shut down in good order."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """End every server process at once, as a failure would. `start` then recovers from the log."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        self.process.wait(STOP_SECONDS)
        self.process = None

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._has_ended() or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None


def free_port() -> int:
    """A TCP port of this machine that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _version(folder: Path) -> int:
    version = folder.parent.name
    return int(version) if version.isdecimal() else 0


def _from_path() -> list[Path]:
    found = shutil.which("initdb")
    return [Path(found).parent] if found else []


def _from_pg_config() -> list[Path]:
    if not shutil.which("pg_config"):
        return []
    answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
    return [Path(answer.stdout.strip())] if answer.returncode == 0 else []


def _server_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: root runs it as somebody lesser."""
    if os.geteuid() != 0:
        return {}
    user = _lesser_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _give_to_server_user(folder: Path) -> None:
    if os.geteuid() == 0:
        user = _lesser_user()
        os.chown(folder, user.pw_uid, user.pw_gid)


def _lesser_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
