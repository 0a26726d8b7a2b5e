"""What a figure was measured on. Every script prints this first; alone, it prints only this."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import django

import openets
from tools.postgres import find_binaries

_SYNCS = 100


def facts() -> list[str]:
    """The machine in a few lines."""
    return [
        f"{len(cores())} cores of {_processor()}, {_memory()}, {platform.system()} {platform.release()}",
        f"OpenETS {openets.__version__}, Python {platform.python_version()}, Django {django.__version__},"
        f" SQLite {sqlite3.sqlite_version}, {postgres_version()}",
        f"books on {_file_system()}, one 4 KiB write forced to disk takes {_sync_seconds() * 1000:.2f} ms;"
        f" load average {_load()} before the run",
    ]


def print_header(title: str) -> None:
    """What is measured, and on what."""
    print(f"# {title}")
    for line in facts():
        print(f"# {line}")
    print(flush=True)


def cores() -> list[int]:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def keep_to_cores(number: int) -> None:
    """Use so many processors at most, here and in every process started from here. Linux only."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores()[:number])


def postgres_version() -> str:
    folder = find_binaries()
    if folder is None:
        return "no PostgreSQL"
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"[0-9.]+", answer.stdout)
    return f"PostgreSQL {found[0] if found else '?'}"


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1] if found else platform.machine()


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    except (ValueError, OSError, AttributeError):
        return "memory unknown"


def _load() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"


def _file_system() -> str:
    """Type of the file system that holds temporary files: on `tmpfs`, nothing is ever forced to a disk."""
    folder = Path(tempfile.gettempdir()).resolve()
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return "a file system of unknown type"
    holding = [(len(place), kind) for place, kind in mounts if folder.is_relative_to(place)]
    return max(holding)[1] if holding else "a file system of unknown type"


def _sync_seconds() -> float:
    """How long the disk takes to promise that it has kept a small write: what every durable commit waits for."""
    seconds = []
    with tempfile.TemporaryFile() as file:
        for _ in range(_SYNCS):
            started = perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            seconds.append(perf_counter() - started)
    return median(seconds)


if __name__ == "__main__":
    print_header("This machine")
