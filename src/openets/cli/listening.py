"""The web server of `ets serve`: waitress, with an end to its patience for slow connections.

Waitress reads requests without a thread, so a slow connection costs no more than its place. But it waits for ever for
whoever sends a byte now and then, and accepts nobody while too many are open. Here a request has `PATIENCE` seconds to
arrive, and where `MOST` connections are open a new one takes the place of the one that has waited longest.
"""

from collections.abc import Iterator
from time import monotonic
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

PATIENCE = 30.0
"""Seconds in which a whole request must arrive: after the connection was made, or the request before was answered."""
MOST = 400
"""Connections open at a time at each address that is listened to: less than half of the 1,024 files that a process
usually may have open, for a host may stand for two addresses."""
_UNSENT = 64 * 1024 * 1024
"""Bytes of an answer that wait for a slow reader, in a file, before the thread that makes the answer waits too."""


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection that is closed when nothing whole comes of it."""

    def __init__(self, server: BaseWSGIServer, *rest: Any, **more: Any) -> None:
        self.since = monotonic()
        """Since when nobody is at work for it."""
        super().__init__(server, *rest, **more)
        _make_room(list(server.active_channels.values()))

    def readable(self) -> bool:
        """Asked by the server's loop, every second at least: whether to read on."""
        now = monotonic()
        if self.requests:
            self.since = now
        elif now - self.since > PATIENCE and not self.total_outbufs_len:
            self.will_close = True
        return bool(super().readable())


def _make_room(connections: list[Connection]) -> None:
    """Close, of too many connections, the one that has waited longest."""
    waiting = [each for each in connections if not each.requests]
    if len(connections) > MOST and waiting:
        min(waiting, key=lambda each: each.since).handle_close()


def listen(application: Any, host: str, port: int, threads: int) -> Any:
    """A server that listens; its `run` answers. Raises `ValueError` or `OSError` where it cannot listen."""
    sockets: dict[int, Any] = {}
    server = create_server(
        application,
        map=sockets,
        host=host,
        port=port,
        threads=threads,
        ident="OpenETS",
        connection_limit=10 * MOST,  # waitress would accept nobody then
        channel_timeout=int(PATIENCE),
        outbuf_high_watermark=_UNSENT,
        asyncore_use_poll=True,  # select() knows 1,024 files
    )
    for each in _listening(sockets):
        each.channel_class = Connection
    return server


def _listening(sockets: dict[int, Any]) -> Iterator[BaseWSGIServer]:
    return (each for each in sockets.values() if isinstance(each, BaseWSGIServer))
