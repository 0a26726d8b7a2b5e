"""`ets init`: written by hand, since there are no books yet that a command could be asked of."""

from typing import Annotated

import typer

from openets.cli.console import DEFAULT_STORE, JsonOption, LawOption, StoreOption, session, show
from openets.stores.addresses import public

GrantOption = Annotated[
    str,
    typer.Option(
        "--grant",
        metavar="ROLE",
        help="PostgreSQL: give the role as which the program runs what it needs at these books, and no more.",
    ),
]


def init(
    store: StoreOption = DEFAULT_STORE, law: LawOption = "", grant: GrantOption = "", as_json: JsonOption = False
) -> None:
    """Make the books at --store, or bring them up to date; new books are kept under --law for ever."""
    here = session(store, create=True, law=law)
    shown = public(store)
    lines = [f"The books at {shown} are ready. Their law: {here.law.name} ({here.law.id})."]
    granted: list[str] = []
    if grant:
        from openets.stores.sql.granting import grant as grant_to

        granted = grant_to(here.store, grant)
        lines += [f"The role {grant} may now run the program on them:", *(f"  {line}" for line in granted)]
    show({"store": shown, "ready": True, "granted": granted}, "\n".join(lines), as_json)
