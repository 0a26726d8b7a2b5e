"""The views as methods of a session, found by tab completion: what a notebook reads the books with.

Each answers with a `Listing`: walk through it, or take it whole as a frame with `.to_polars()`. Filters are those that
the view declares, given by name; what is not given is not asked for. `sort` is an order of the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from openets.kernel.refusals import Misuse
from openets.laws.law import Law

if TYPE_CHECKING:
    from openets.ledger.store import Store
    from openets.views.view import Listing, View

# views are imported when they are asked for: they need Django, and a session that only moves units does not


class Asked:
    """A view as a method of a session. `place` is its module here and its name there, of which some are functions,
    since the law decides their columns; `key` names what one must say, such as the account of which the holdings are.
    """

    def __init__(self, place: str, doc: str, key: str = "") -> None:
        self.place, self.__doc__, self.key = place, doc, key

    def __get__(self, books: ViewsOf | None, owner: type | None = None) -> Any:
        return self if books is None else BoundView(books, self)

    def view(self, law: Law) -> View[Any]:
        """The view under a law."""
        from openets.views.law import books_at

        module, _, name = self.place.partition(".")
        found = getattr(import_module(f"openets.views.{module}"), name)
        if not callable(found):
            return found  # type: ignore[no-any-return]
        with books_at("default", law):
            return found()  # type: ignore[no-any-return]


class BoundView:
    """A view of the books of a session: call it with filters."""

    def __init__(self, books: ViewsOf, asked: Asked) -> None:
        self._books, self._asked, self.__doc__ = books, asked, asked.__doc__

    @property
    def __signature__(self) -> Signature:
        key = [Parameter(self._asked.key, Parameter.POSITIONAL_OR_KEYWORD)] if self._asked.key else []
        names = [*(each.name for each in self._asked.view(self._books.law).filters), "sort"]
        return Signature([*key, *(Parameter(name, Parameter.KEYWORD_ONLY, default="") for name in names)])

    def __call__(self, *key: Any, **filters: Any) -> Listing[Any]:
        self._books.alias()  # says so where the books have no views at all
        told = self.__signature__.bind(*key, **filters).arguments
        if (name := self._asked.key) and not str(told[name]).isprintable():
            raise Misuse(f"{name} is {told[name]!r:.60}: it holds characters that cannot be printed")
        return self._books.list_of(self._asked.view(self._books.law), told.pop("sort", ""), **told)


class ViewsOf:
    """The views of the books that a session is at."""

    __slots__ = ()
    if TYPE_CHECKING:

        @property
        def store(self) -> Store: ...
        @property
        def law(self) -> Law: ...

    def list_of(self, view: View[Any], sort: str = "", **filters: Any) -> Listing[Any]:
        """Any view, your own included, of these books. Raises `Misuse` where they are not in SQL tables."""
        from openets.views.view import Listing

        asked = {name: "" if value is None else str(value) for name, value in filters.items()}
        return Listing(view, self.alias(), self.law, sort, **asked)

    @contextmanager
    def reading(self, as_of: str = "", on: str = "") -> Iterator[None]:
        """Let every query inside read these books, or what they had been told at the end of one day and was in effect
        at the end of another.

        Raises `Misuse` where there are no tables, and for what is no day or one that has not come.
        """
        from openets.views.known import in_past
        from openets.views.law import books_at

        with books_at(self.alias(), self.law), in_past(as_of, on):
            yield

    def alias(self) -> str:
        """Django's name for the tables of these books. Raises `Misuse` where there are none."""
        alias: str | None = getattr(self.store, "alias", None)
        if alias is None:
            raise Misuse('the plain memory store has no views: use openets.connect("memory:") or a sqlite:/// address')
        return alias

    def status(self, of: str = "", *, as_of: str = "", on: str = "") -> Any:
        """How an installation or an account stands, by its id: all that the interface says of it, by name; or how
        everything does. Today, or on the days that are named.

        Raises `Misuse` for what the books do not know.
        """
        from openets.views.asked import everything, one_thing

        with self.reading(as_of, on):
            return one_thing(of) if of else everything(self.store, self.law, past=bool(as_of or on))

    emissions = Asked("totals.EMISSIONS", "Emissions, allocation and surrender by year, member and sector.")
    totals = Asked("totals.YEARS", "Years added up, with the cap: of all installations, or of a member's or sector's.")
    letters = Asked("letters.letters_view", "Installations by compliance letter and year, official and computed.")
    states = Asked("totals.STATES", "Members in one year, the latest reported one unless you say.")
    sectors = Asked("totals.SECTORS", "Sectors of activities in one year, the latest reported one unless you say.")
    installations = Asked(
        "installations.INSTALLATIONS",
        'Installations with the figures of one year; ``sort="-verified"`` begins with the greatest emissions.',
    )
    operators = Asked("operators.OPERATORS", "Operators and companies, with their installations added up.")
    figures = Asked("figures.FIGURES", "All years of all installations, in one list.")
    years = Asked(
        "years.years_view",
        "The years of an installation, judged by what is known now or was known on a day.",
        key="installation",
    )
    corrections = Asked("corrections.CORRECTIONS", "Corrections of reports, and who decided them.")
    missing_reports = Asked("missing.MISSING", "Reports that have not come by the law's day.")
    refused = Asked("refused.REFUSED", "Proposals that the log refused, with every reason.")
    changes = Asked("changes.CHANGES", "What was written on a day, in all journals.")
    differences = Asked("letters.DIFFERENCES", "Years whose computed letter is not the official one, and why.")
    accounts = Asked("accounts.ACCOUNTS", "Accounts with what they hold.")
    holdings = Asked(
        "blocks.HOLDINGS",
        "The blocks of serial numbers that an account holds. Raises `Misuse` when read, for an unknown account.",
        key="account",
    )
    transactions = Asked("transactions.TRANSACTIONS", "Completed transactions; days as ``YYYY-MM-DD``, both included.")
    volumes = Asked("units.VOLUMES", "What moved in each year, by transaction type.")
    units = Asked("units.UNITS", "Where units are, and what came and went, by registry and type.")
    registries = Asked("registries.REGISTRIES", "Registries with the heads of their journals' chains.")
    entries = Asked("registries.ENTRIES", "The journal of a registry, entry by entry.", key="registry")
    checks = Asked("codes.CHECKS", "The checks of the law's transaction log.")
    glossary = Asked("glossary.GLOSSARY", "The words of the product, each with its one meaning.")
    parties = Asked("parties.PARTIES", "Parties to the protocol and where they stand at true-up.")
    notices = Asked("notices.NOTICES", "Notifications to Parties.")
    projects = Asked("projects.PROJECTS", "Projects that earn credits.")
    entities = Asked("entities.ENTITIES", "Operational entities, which validate and verify projects.")
    history = Asked("history.HISTORY", "The Commission's own transaction file, beside the books.")
