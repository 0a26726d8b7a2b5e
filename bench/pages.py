"""Server time of every kind of page over many random objects of the full import: 50th and 95th percentile, greatest.

A request goes through the whole WSGI application, middleware and template included, in this process, one at a time.
Without --store, the whole public record is imported first."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import quote, unquote
from wsgiref.util import setup_testing_defaults

from bench import places
from bench.eutl import DATA, ets, has_data
from bench.machine import print_header
from bench.rounds import Figure, parser, publish
from openets.laws.reading import read_law
from openets.ledger.accounts import Account
from openets.ledger.store import Store
from openets.stores.door import open_store

SCRIPT = "pages"
SEED = 2005
LIMIT = 100
EU_ETS = read_law("eu_ets")
TERMS = EU_ETS.terms
"""Milliseconds."""
FLOOR = "healthz"
"""The page that asks the books for next to nothing: what a request costs at the least."""


class Things(NamedTuple):
    """What there is to look at."""

    installations: list[str]
    names: list[str]
    states: list[str]
    sectors: list[str]
    accounts: list[Account]
    heads: dict[str, int]
    years: list[int]
    letters: list[tuple[str, int]]
    """Official letters and the years in which there are such."""
    store: Store


def things(store: Store) -> Things:
    from openets.views.places import sectors_of  # once Django is set up

    installations = list(store.all_installations())
    letters = {(row.year, row.official) for row in store.year_records()}
    return Things(
        [row.key for row in installations],
        [row.name for row in installations],
        sorted({row.member_state for row in installations}),
        sorted(sectors_of(EU_ETS)),
        list(store.all_accounts()),
        {code: head.sequence for code, head in store.heads().items() if head.sequence},
        sorted({year for year, _ in letters}),
        sorted((quote(letter), year) for year, letter in letters if letter),
        store,
    )


Maker = Callable[[Things, Random], str]


def _word(here: Things, random: Random) -> str:
    words = [word for word in random.choice(here.names).split() if len(word) > 3]
    return quote(random.choice(words) if words else "power")


def _account(here: Things, random: Random, government: bool) -> str:
    own = [row for row in here.accounts if bool(row.installation) is not government]
    return f"/accounts/{random.choice(own or here.accounts).identifier}/"


def _transaction(here: Things, random: Random) -> str:
    codes, lengths = zip(*here.heads.items(), strict=True)
    while True:
        [code] = random.choices(codes, lengths)
        reference = f"{code}{random.randint(1, here.heads[code])}"
        entry = here.store.entry(reference)
        if entry is not None and entry.kind == "transaction":
            return f"/transactions/{reference}/"


def _page(random: Random) -> int:
    return random.choice((1, 1, 2, 3, random.randint(1, 20)))


def _sort(random: Random, *names: str) -> str:
    return random.choice(("", "-")) + random.choice(names)


def _installations(here: Things, random: Random) -> str:
    sort = _sort(random, "name", "id", "member_state", "sector", "operator", "verified", "allocated", "surrendered")
    return f"/installations/?sort={sort}&page={_page(random)}"


def _accounts(here: Things, random: Random) -> str:
    return f"/accounts/?sort={_sort(random, 'id', 'name', 'holder', 'type')}&page={_page(random)}"


def _transactions(here: Things, random: Random) -> str:
    return f"/transactions/?sort={_sort(random, 'at', 'quantity')}&page={_page(random)}"


KINDS: dict[str, Maker] = {
    "home": lambda here, random: "/",
    "states": lambda here, random: f"/states/?year={random.choice(here.years)}",
    "state": lambda here, random: f"/states/{random.choice(here.states)}/",
    "sectors": lambda here, random: f"/sectors/?year={random.choice(here.years)}",
    "sector": lambda here, random: f"/sectors/{random.choice(here.sectors)}/",
    "installation": lambda here, random: f"/installations/{random.choice(here.installations)}/",
    "installations, sorted": _installations,
    "installations of a State": lambda here, random: (
        f"/installations/?member_state={random.choice(here.states)}&year={random.choice(here.years)}&sort=-verified"
    ),
    "installations by letter": lambda here, random: "/installations/?letter={}&year={}".format(
        *random.choice(here.letters)
    ),
    "installations by word": lambda here, random: f"/installations/?q={_word(here, random)}",
    "account of an operator": lambda here, random: _account(here, random, False),
    "account of a government": lambda here, random: _account(here, random, True),
    "accounts, sorted": _accounts,
    "accounts of a registry": lambda here, random: f"/accounts/?registry={random.choice(list(here.heads))}",
    "accounts of a type": lambda here, random: f"/accounts/?type={random.choice(list(TERMS.accounts))}",
    "accounts by word": lambda here, random: f"/accounts/?q={_word(here, random)}",
    "transaction": _transaction,
    "transactions, sorted": _transactions,
    "transactions of a registry": lambda here, random: (
        f"/transactions/?registry={random.choice(list(here.heads))}&sort={_sort(random, 'at', 'quantity')}"
    ),
    "transactions of a type": lambda here, random: f"/transactions/?type={random.choice(list(TERMS.transactions))}",
    "transactions of a unit": lambda here, random: f"/transactions/?unit={random.choice(list(TERMS.units))}",
    "transactions of an account": lambda here, random: (
        f"/transactions/?account={random.choice(here.accounts).identifier}"
    ),
    "transactions of some days": lambda here, random: (
        f"/transactions/?since={random.choice(here.years)}-03-01&until={random.choice(here.years)}-05-31"
    ),
    "differences": lambda here, random: f"/compliance/differences/?member_state={random.choice(here.states)}",
    "history": lambda here, random: "/history/",
    "checks": lambda here, random: "/checks/",
    "search": lambda here, random: f"/search?q={_word(here, random)}",
    "search by id": lambda here, random: f"/search?q={random.choice(here.installations)}",
    "verify": lambda here, random: "/verify/",
    FLOOR: lambda here, random: "/healthz",
}


class Answer(NamedTuple):
    """How a request was answered."""

    seconds: float
    status: str
    size: int


def ask(application: Callable[..., Any], address: str) -> Answer:
    """One request from its arrival to its last byte."""
    environ: dict[str, Any] = {"HTTP_HOST": "localhost", "wsgi.input": io.BytesIO()}
    setup_testing_defaults(environ)
    path, _, environ["QUERY_STRING"] = address.partition("?")
    environ["PATH_INFO"] = unquote(path, encoding="latin-1")
    statuses: list[str] = []
    started = perf_counter()
    body = application(environ, lambda status, headers, error=None: statuses.append(status))
    size = sum(len(part) for part in body)
    if hasattr(body, "close"):
        body.close()
    return Answer(perf_counter() - started, statuses[0], size)


def measure(address: str, requests: int) -> dict[str, list[Answer]]:
    """Every kind of page `requests` times, in random order, after the server has woken up."""
    store = open_store(address)
    from openets.site.wsgi import application
    from openets.web.warm import warm

    started = perf_counter()
    warm()
    print(f"Waking up took {perf_counter() - started:.1f} s: the totals of the books, and the drawing engine.")
    here, random = things(store), Random(SEED)
    asked = [(kind, make(here, random)) for kind, make in KINDS.items() for _ in range(requests)]
    random.shuffle(asked)
    found: dict[str, list[Answer]] = {kind: [] for kind in KINDS}
    for kind, page in asked:
        answer = ask(application, page)
        if not found_there(answer):
            print(f"  {page} answered {answer.status}")
        found[kind].append(answer)
    places.close(store)
    return found


def found_there(answer: Answer) -> bool:
    """A page that random numbers sent past a list's end is refused with 400: an answer too, but no page."""
    return answer.status.startswith("200")


def milliseconds(answers: Sequence[Answer]) -> tuple[float, float, float]:
    """50th percentile, 95th, and the greatest."""
    seconds = [answer.seconds * 1000 for answer in answers]
    hundredths = quantiles(seconds, n=100, method="inclusive")
    return hundredths[49], hundredths[94], max(seconds)


def show(found: dict[str, list[Answer]]) -> list[Figure]:
    """Print the table; the figures are those of all pages together, and of the slowest kind."""
    good = {kind: [row for row in rows if found_there(row)] for kind, rows in found.items()}
    if missing := [kind for kind, rows in good.items() if len(rows) < 2]:
        raise SystemExit(f"hardly any page of these kinds was there: {', '.join(missing)}")
    table = {kind: milliseconds(rows) for kind, rows in good.items()}
    print(f"\n{'page':28} {'times':>6} {'p50':>8} {'p95':>8} {'max':>8}  {'KiB':>5}   (ms)")
    for kind, (half, most, greatest) in table.items():
        size = max(row.size for row in good[kind]) / 1024
        print(f"{kind:28} {len(good[kind]):6} {half:8.1f} {most:8.1f} {greatest:8.1f}  {size:5.0f}")
    together = milliseconds([row for kind, rows in good.items() if kind != FLOOR for row in rows])
    half, most, greatest = together
    print(f"{'all pages':28} {'':6} {half:8.1f} {most:8.1f} {greatest:8.1f}\n", flush=True)
    slowest = max(table, key=lambda kind: table[kind][1])
    return [
        figure("All pages of the full import, p95", most),
        figure(f"The slowest kind of page (“{slowest}”), p95", table[slowest][1]),
    ]


def figure(name: str, measured: float) -> Figure:
    beside = f"the limit: {LIMIT} ms"
    return Figure(name, f"{measured:.0f} ms", beside, f"{measured / LIMIT:.2f}", "≤ 1", SCRIPT)


@contextmanager
def books(store: str, data: Path, quick: bool) -> Iterator[str | None]:
    """The address of the given books, or of the whole record imported anew; `None` where there is no data."""
    if store:
        yield store
    elif not has_data(data):
        yield None
    else:
        with places.folder() as folder:
            address = places.sqlite_address(folder)
            through = ["--through", "2005"] if quick else []
            run = ets("import", "eutl", data.resolve(), *through, "--store", address, folder=folder)
            print(f"The import took {run.seconds:.0f} s and {run.bytes / 2**20:,.0f} MiB.", flush=True)
            yield address


def main() -> None:
    command = parser(__doc__ or "")
    command.add_argument("data", type=Path, nargs="?", default=DATA, help="folder with the public panel")
    command.add_argument("--store", default="", help="books that are there already, such as sqlite:///full.db")
    asked = command.parse_args()
    print_header("Server time of the explorer's pages")
    with books(asked.store, asked.data, asked.quick) as address:
        if address is not None:
            publish(show(measure(address, 6 if asked.quick else 60)), asked.json)


if __name__ == "__main__":
    main()
