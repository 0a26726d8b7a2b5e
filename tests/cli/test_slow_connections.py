"""Slow connections do not shut honest visitors out of `ets serve`."""

from __future__ import annotations

import os
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from waitress import wasyncore

from openets.cli import listening
from tests.cli.conftest import Books
from tests.cli.test_serve import served

MANY = 200
BEGIN = {
    "nothing": b"",
    "headers": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a",
    "body": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n",
    "empty lines": b"\r\n",
}
DRIP = {"nothing": b"", "headers": b"a", "body": b"a", "empty lines": b"\r\n"}


def hello(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"] if environ["PATH_INFO"] == "/" else [b"x" * 1_000_000] * 30


@pytest.fixture
def port() -> Iterator[int]:
    """A server in this process, with a small application and two threads."""
    server = listening.listen(hello, "127.0.0.1", 0, 2)
    work = threading.Thread(target=server.run, daemon=True)
    work.start()
    yield server.effective_port
    server.task_dispatcher.shutdown()
    wasyncore.close_all(server._map)
    work.join(5)


@contextmanager
def slow(port: int, number: int, kind: str, every: float = 0.5) -> Iterator[list[socket.socket]]:
    """So many connections that send next to nothing, over and over, as long as the block runs."""
    over = threading.Event()

    def drip() -> None:
        while not over.wait(every):
            for each in connections:
                try:
                    each.send(DRIP[kind])
                except OSError:
                    continue  # it was cut off

    with ExitStack() as stack:
        connections = []
        for _ in range(number):
            connections.append(stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10)))
            connections[-1].send(BEGIN[kind])
        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        yield connections
        over.set()
        dripping.join(10)


def ask(port: int) -> tuple[int, float]:
    """The status that a visitor gets, and the seconds that it took."""
    started = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
        answer.read()
        return answer.status, time.monotonic() - started


def is_closed(connection: socket.socket) -> bool:
    """Whether the server has ended a connection; what it has said before is passed over."""
    connection.settimeout(0.01)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


@pytest.mark.parametrize("kind", BEGIN)
def test_a_visitor_is_answered_while_many_slow_connections_last(port: int, kind: str) -> None:
    with slow(port, MANY, kind) as connections:
        for _ in range(3):
            status, seconds = ask(port)
            assert (status, seconds < 5) == (200, True)
        assert not any(is_closed(each) for each in connections[-10:])  # they do last


@pytest.mark.parametrize("kind", BEGIN)
def test_what_does_not_arrive_in_time_is_cut_off(port: int, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "PATIENCE", 0.5)
    with slow(port, 5, kind, every=0.2) as connections:
        deadline = time.monotonic() + 10
        while not all(is_closed(each) for each in connections) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert all(is_closed(each) for each in connections)
    assert ask(port)[0] == 200


def test_where_all_places_are_taken_the_longest_wait_ends(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "MOST", 20)
    with slow(port, 60, "headers") as connections:
        assert ask(port)[0] == 200
        gone = [is_closed(each) for each in connections]
    assert all(gone[:40])
    assert not any(gone[42:])  # the visitor took a place, too


def test_who_does_not_read_a_large_answer_keeps_no_thread(port: int) -> None:
    """Two threads, and four who ask for thirty megabytes and read none of it."""
    with ExitStack() as stack:
        for _ in range(4):
            reader = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            reader.send(b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(1)
        status, seconds = ask(port)
        assert (status, seconds < 5) == (200, True)


def test_an_open_connection_may_ask_again(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request has its own time: a visitor who comes back within it is served on the same connection."""
    monkeypatch.setattr(listening, "PATIENCE", 2.5)
    asking = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for _ in range(3):
            connection.sendall(asking)
            said = b""
            while not said.endswith(b"hello"):
                said += connection.recv(65536)
                assert said
            time.sleep(1.2)


@pytest.mark.slow
def test_two_hundred_slow_connections_do_not_shut_visitors_out_of_the_explorer(books: Books) -> None:
    """The program itself, for ten seconds, as the guide's reader starts it."""
    with served("--json", store=books.address, env=dict(os.environ)) as (said, _):
        port = int(said.rpartition(":")[2].split('"')[0])
        ask(port)
        with slow(port, MANY, "headers", every=2):
            took = []
            while len(took) < 10:
                status, seconds = ask(port)
                assert status == 200
                took.append(seconds)
                time.sleep(1)
    assert max(took) < 5
