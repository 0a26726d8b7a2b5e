"""The views as methods of a session, found by tab completion: what a notebook reads the books with.

Each answers with a `Listing`: walk through it, or take it whole as a frame with `.to_polars()`. Filters are given by
name; what is not given is not asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openets.kernel.refusals import Misuse
from openets.laws.law import Law

if TYPE_CHECKING:
    from openets.ledger.store import Store
    from openets.views.view import Listing, View

# views are imported when they are asked for: they need Django, and a session that only moves units does not


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

        alias = getattr(self.store, "alias", None)
        if alias is None:
            raise Misuse('the plain memory store has no views: use openets.connect("memory:") or a sqlite:/// address')
        return Listing(view, alias, self.law, sort, **{name: str(value) for name, value in filters.items()})

    # ---- the views of the books that a session is at -------------------------------------------------

    def emissions(self, *, state: str = "", sector: str = "", sort: str = "") -> Listing[Any]:
        """Emissions, allocation and surrender by year, Member State and sector."""
        from openets.views.totals import EMISSIONS

        return self.list_of(EMISSIONS, sort, state=state, sector=sector)

    def totals(self, *, state: str = "", sector: str = "", sort: str = "") -> Listing[Any]:
        """Years added up, with the cap: of all installations, or of a Member State's or sector's."""
        from openets.views.totals import YEARS

        return self.list_of(YEARS, sort, state=state, sector=sector)

    def letters(self, *, state: str = "", sector: str = "") -> Listing[Any]:
        """Installations by compliance letter and year, official and computed."""
        from openets.views.law import books_at
        from openets.views.letters import letters_view

        with books_at("default", self.law):
            view = letters_view()
        return self.list_of(view, state=state, sector=sector)

    def states(self, *, q: str = "", sector: str = "", year: int | str = "", sort: str = "") -> Listing[Any]:
        """Members in one year, the latest reported one unless you say."""
        from openets.views.totals import STATES

        return self.list_of(STATES, sort, q=q, sector=sector, year=year)

    def sectors(self, *, q: str = "", state: str = "", year: int | str = "", sort: str = "") -> Listing[Any]:
        """Sectors of activities in one year, the latest reported one unless you say."""
        from openets.views.totals import SECTORS

        return self.list_of(SECTORS, sort, q=q, state=state, year=year)

    def installations(
        self,
        *,
        q: str = "",
        state: str = "",
        sector: str = "",
        letter: str = "",
        year: int | str = "",
        sort: str = "",
    ) -> Listing[Any]:
        """Installations with the figures of one year; ``sort="-verified"`` begins with the greatest emissions."""
        from openets.views.installations import INSTALLATIONS

        return self.list_of(INSTALLATIONS, sort, q=q, state=state, sector=sector, letter=letter, year=year)

    def years(self, installation: str, *, as_of: str = "") -> Listing[Any]:
        """The years of an installation, judged by what is known now or was known on a day."""
        from openets.views.law import books_at
        from openets.views.years import years_view

        with books_at("default", self.law):
            view = years_view()
        return self.list_of(view, installation=installation, as_of=as_of)

    def differences(
        self, *, state: str = "", sector: str = "", year: int | str = "", cause: str = "", sort: str = ""
    ) -> Listing[Any]:
        """Years whose computed letter is not the official one, and why."""
        from openets.views.letters import DIFFERENCES

        return self.list_of(DIFFERENCES, sort, state=state, sector=sector, year=year, cause=cause)

    def accounts(
        self, *, q: str = "", registry: str = "", type: str = "", state: str = "", sort: str = ""
    ) -> Listing[Any]:
        """Accounts with what they hold."""
        from openets.views.accounts import ACCOUNTS

        return self.list_of(ACCOUNTS, sort, q=q, registry=registry, type=type, state=state)

    def holdings(self, account: str, *, unit: str = "", sort: str = "") -> Listing[Any]:
        """The blocks of serial numbers that an account holds. Raises `Misuse` when read, for an unknown account."""
        from openets.views.blocks import HOLDINGS

        return self.list_of(HOLDINGS, sort, account=account, unit=unit)

    def transactions(
        self,
        *,
        registry: str = "",
        type: str = "",
        unit: str = "",
        account: str = "",
        since: str = "",
        until: str = "",
        sort: str = "",
    ) -> Listing[Any]:
        """Completed transactions; days as ``YYYY-MM-DD``, both included."""
        from openets.views.transactions import TRANSACTIONS

        return self.list_of(
            TRANSACTIONS, sort, registry=registry, type=type, unit=unit, account=account, since=since, until=until
        )

    def volumes(self, *, registry: str = "", sort: str = "") -> Listing[Any]:
        """What moved in each year, by transaction type."""
        from openets.views.volumes import VOLUMES

        return self.list_of(VOLUMES, sort, registry=registry)

    def units(self, *, registry: str = "", unit: str = "", sort: str = "") -> Listing[Any]:
        """Where units are, and what came and went, by registry and type."""
        from openets.views.units import UNITS

        return self.list_of(UNITS, sort, registry=registry, unit=unit)

    def registries(self) -> Listing[Any]:
        """Registries with the heads of their journals' chains."""
        from openets.views.registries import REGISTRIES

        return self.list_of(REGISTRIES)

    def entries(self, registry: str, *, sort: str = "") -> Listing[Any]:
        """The journal of a registry, entry by entry."""
        from openets.views.registries import ENTRIES

        return self.list_of(ENTRIES, sort, registry=registry)

    def checks(self, *, q: str = "", type: str = "", verified: str = "", sort: str = "") -> Listing[Any]:
        """The checks of the law's transaction log."""
        from openets.views.checks import CHECKS

        return self.list_of(CHECKS, sort, q=q, type=type, verified=verified)

    def parties(self, *, q: str = "", record: str = "", group: str = "", sort: str = "") -> Listing[Any]:
        """Parties to the protocol and where they stand at true-up."""
        from openets.views.parties import PARTIES

        return self.list_of(PARTIES, sort, q=q, record=record, group=group)

    def notices(self, *, party: str = "", code: int | str = "", status: str = "", sort: str = "") -> Listing[Any]:
        """Notifications to Parties."""
        from openets.views.notices import NOTICES

        return self.list_of(NOTICES, sort, party=party, code=code, status=status)

    def projects(
        self,
        *,
        q: str = "",
        host: str = "",
        mechanism: str = "",
        state: str = "",
        methodology: str = "",
        sort: str = "",
    ) -> Listing[Any]:
        """Projects that earn credits."""
        from openets.views.projects import PROJECTS

        return self.list_of(PROJECTS, sort, q=q, host=host, mechanism=mechanism, state=state, methodology=methodology)

    def entities(self, *, q: str = "", mechanism: str = "", function: str = "", state: str = "") -> Listing[Any]:
        """Operational entities, which validate and verify projects."""
        from openets.views.entities import ENTITIES

        return self.list_of(ENTITIES, q=q, mechanism=mechanism, function=function, state=state)

    def history(
        self, *, q: str = "", type: str = "", unit: str = "", since: str = "", until: str = "", sort: str = ""
    ) -> Listing[Any]:
        """The Commission's own transaction file, beside the books."""
        from openets.views.history import HISTORY

        return self.list_of(HISTORY, sort, q=q, type=type, unit=unit, since=since, until=until)
