"""`ets init`: written by hand, since there are no books yet that a command could be asked of."""

from typing import Annotated

import typer

from openets.cli.console import DEFAULT_STORE, JsonOption, LawOption, StoreOption, session, show
from openets.kernel.refusals import Misuse
from openets.ledger.holds import HOLDS, IMPORTED, REAL
from openets.ledger.store import held_by
from openets.stores.addresses import public, sqlite_file

GrantOption = Annotated[
    str,
    typer.Option(
        "--grant",
        metavar="ROLE",
        help="PostgreSQL: give the role as which the program runs what it needs at these books, and no more.",
    ),
]


def init(
    store: StoreOption = DEFAULT_STORE,
    law: LawOption = "",
    grant: GrantOption = "",
    key: Annotated[
        bool, typer.Option("--key", help="Make the key that signs checkpoints, for books that are in use already.")
    ] = False,
    origin: Annotated[
        str, typer.Option(help="The name under which checkpoints are signed, such as registry.example.org/ets.")
    ] = "",
    holds: Annotated[
        str,
        typer.Option(
            metavar="real|imported", help="What new books hold, for ever: a registry's own, or a public record."
        ),
    ] = REAL,
    as_json: JsonOption = False,
) -> None:
    """Make the books at --store, or bring them up to date; new books are kept under --law for ever.

    ets init --store sqlite:///mine.db --law uk_ets
    """
    if holds not in (REAL, IMPORTED):
        raise Misuse(f"--holds is '{holds}': expected {REAL} or {IMPORTED}; a demonstration makes books of its own")
    here = session(store, create=True, law=law, holds=holds)
    shown = public(store)
    made, about = _key(store, origin, wanted=key or bool(origin) or not here.store.heads())
    held = held_by(here.store)
    lines = [f"The books at {shown} are ready. Their law: {here.law.name} ({here.law.id}).", about]
    lines.insert(1, f"They hold {HOLDS[held]} ({held}).")
    granted: list[str] = []
    if grant:
        from openets.stores.sql.granting import grant as grant_to

        granted = grant_to(here.store, grant)
        lines += [f"The role {grant} may now run the program on them:", *(f"  {line}" for line in granted)]
    show({"store": shown, "ready": True, "holds": held, "key": made, "granted": granted}, "\n".join(lines), as_json)


def _key(store: str, origin: str, *, wanted: bool) -> tuple[str, str]:
    """The line of the public key, ``""`` where there is none, and what is to be said of it. New books get one."""
    from openets.checkpoints import kept
    from openets.checkpoints.note import new_key

    places = kept.places_of(sqlite_file(store))
    if places.key is None:
        return "", f"No key for checkpoints: name a file for it with {kept.KEY} and run `ets init --key`."
    if places.key.exists():
        return kept.read_public(places).text(), f"Checkpoints are signed with {places.key}."
    if not wanted:
        return "", "No key for checkpoints: make it with `ets init --key`."
    made = new_key(origin)
    file = kept.make_key(places, made)
    return made.public.text(), f"The key for checkpoints: {file}, for you alone. Its public part: {made.public.text()}"
