"""`ets serve`: the public explorer in a web server of its own."""

import sys
from typing import Annotated, Any

import typer

from openets.cli.console import DEFAULT_STORE, JsonOption, StoreOption, err, session, show
from openets.kernel.refusals import Misuse
from openets.ledger.store import Store


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    threads: Annotated[int, typer.Option(min=1, max=256, help="Requests served at a time.")] = 8,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Serve the explorer until interrupted.

    ets serve --port 8080
    """
    _warn_of_owner(session(store).store)
    run(host, port, threads, as_json)


def _warn_of_owner(store: Store) -> None:
    """A server that owns the tables could switch their guards off: in production it does not start."""
    from django.conf import settings

    from openets.stores.sql.granting import owns_tables

    if owns_tables(store):
        text = (
            "the role that opens the books owns their tables and could switch every guard off: run the program as a"
            " role of its own, which `ets init --grant ROLE` gives what it needs"
        )
        if settings.PRODUCTION:
            raise Misuse(text)
        err.print(f"warning: {text}", markup=False)


def run(host: str, port: int, threads: int, as_json: bool) -> None:
    """Listen. Raises `Misuse` where the port is taken."""
    from django.core.servers.basehttp import get_internal_wsgi_application

    from openets.cli.listening import listen

    try:
        server = listen(get_internal_wsgi_application(), host, port, threads)
    except ValueError as error:
        raise Misuse(f"cannot listen on '{host}': name an address of this machine with --host") from error
    except OSError as error:
        raise Misuse(f"cannot listen on {host}:{port} ({error.strerror}): name another port with --port") from error
    addresses = _addresses(host, server)
    text = f"The registry is open at {' and '.join(addresses)} - stop it with Ctrl-C."
    show({"serving": addresses[0], "addresses": addresses}, text, as_json)
    sys.stdout.flush()
    server.run()


def _addresses(host: str, server: Any) -> list[str]:
    """Where the server listens; a name such as `*` may stand for several places."""
    places = getattr(server, "effective_listen", None) or [(host, server.effective_port)]
    return [f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}" for name, port in places]


COMMANDS = {"serve": serve}
