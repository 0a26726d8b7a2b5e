"""PostgreSQL's own benchmark: what a server does when all it is asked is to change one row and note it.

`pgbench -N` is one UPDATE, one SELECT and one INSERT a transaction. It is run here as it comes: simple protocol,
8 clients, tables of scale 10 (a million accounts), over the same TCP port and on the same server as OpenETS.
"""

from __future__ import annotations

import re
import subprocess

from bench.machine import cores
from tools.postgres import Server, find_pgbench, new_database

CLIENTS = 8
SCALE = 10
NAME = f"pgbench -N, {CLIENTS} clients"
ONE = "pgbench -N, 1 client"


def initialise(server: Server, scale: int = SCALE) -> str:
    """The URL of a new database with pgbench's tables."""
    url = new_database(server)
    _pgbench("--initialize", "--quiet", f"--scale={scale}", url)
    return url


def run(url: str, seconds: int, clients: int = CLIENTS) -> float:
    """Transactions a second."""
    threads = min(clients, len(cores()))
    said = _pgbench("-N", f"--client={clients}", f"--jobs={threads}", f"--time={seconds}", url)
    found = re.search(r"^tps = ([0-9.]+)", said, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"pgbench did not say how fast it was:\n{said}")
    return float(found[1])


def is_there() -> bool:
    """Whether pgbench is installed; says so where it is not."""
    if find_pgbench() is None:
        print("PostgreSQL is left out: its benchmark, pgbench, is not installed.\n")
        return False
    return True


def _pgbench(*words: str) -> str:
    answer = subprocess.run([str(find_pgbench()), *words], capture_output=True, text=True, check=False)
    if answer.returncode:
        raise RuntimeError(f"pgbench failed:\n{answer.stderr}")
    return answer.stdout
