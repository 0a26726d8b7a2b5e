"""The families of addresses: lists, each a view, and single things, each a detail."""

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

from ninja import Router
from pydantic import AfterValidator, Field

from openets.api.filters import DayQuery, EntryQuery, Text, Units
from openets.api.lists import add_list, add_one
from openets.stores.sql import chains
from openets.stores.sql.chains import Head, Linked
from openets.views import (
    accounts,
    entities,
    groups,
    installation,
    notices,
    operators,
    party,
    project,
    registries,
    search,
    transaction,
)
from openets.views.accounts import ACCOUNTS
from openets.views.blocks import BLOCKS
from openets.views.changes import CHANGES
from openets.views.codes import ACCOUNT_TYPES, CHECKS, NOTICE_TYPES, STATUSES, TRANSACTION_TYPES, UNIT_TYPES
from openets.views.corrections import CORRECTIONS
from openets.views.entities import ENTITIES
from openets.views.figures import FIGURES
from openets.views.finding import found, shortened
from openets.views.glossary import GLOSSARY
from openets.views.history import HISTORY
from openets.views.installations import INSTALLATIONS
from openets.views.letters import DIFFERENCES
from openets.views.missing import MISSING
from openets.views.notices import NOTICES
from openets.views.parties import PARTIES
from openets.views.projects import PROJECTS
from openets.views.refused import REFUSED
from openets.views.registries import ENTRIES, REGISTRIES
from openets.views.totals import EMISSIONS, SECTORS, STATES, YEARS
from openets.views.transactions import TRANSACTIONS
from openets.views.units import UNITS
from openets.views.view import View
from openets_paper import overview as paper

FAMILIES: list[Router] = []
"""In the order in which the documents name them."""


def _family(tag: str) -> Router:
    FAMILIES.append(Router(tags=[tag]))
    return FAMILIES[-1]


_registries = _family("registries")
add_list(_registries, "/registries", REGISTRIES, "Registries and the heads of their chains")


def _head(code: str) -> Head:
    return found("registry", registries.head_of(code), code)


def _entries(code: str) -> tuple[View[Any], dict[str, Any]]:
    return ENTRIES, {"registry": _head(code).registry}


def _entry(code: str, sequence: int) -> Linked | None:
    return chains.linked(_head(code).registry, sequence)


add_one(
    _registries, "/registries/{code}", REGISTRIES, "One registry", registries.head_of, name="registry", query=EntryQuery
)
add_list(
    _registries, "/registries/{code}/entries", ENTRIES, "The journal of a registry", "registry_entries", _entries,
)  # fmt: skip
add_one(
    _registries, "/registries/{code}/entries/{sequence}", registries.LINKED, "One journal entry in its chain",
    _entry, name="registry_entry", query=EntryQuery,
)  # fmt: skip

add_list(_registries, "/changes", CHANGES, "What was written on a day")


_accounts = _family("accounts")
add_list(_accounts, "/accounts", ACCOUNTS, "Accounts and what they hold")
add_one(_accounts, "/accounts/{identifier}", ACCOUNTS, "One account", accounts.account_row, name="account")


def _blocks(identifier: str) -> tuple[View[Any], dict[str, Any]]:
    own = found("account", accounts.account(identifier), identifier)
    return BLOCKS.marked(accounts.is_synthetic(own)), {"account": own.key}


add_list(
    _accounts, "/accounts/{identifier}/blocks", BLOCKS.marked(False), "The blocks that an account holds", "blocks",
    _blocks,
)  # fmt: skip


_transactions = _family("transactions")
add_list(_transactions, "/transactions", TRANSACTIONS, "Completed transactions")
add_list(_transactions, "/refused", REFUSED, "Refused proposals")
add_one(
    _transactions, "/transactions/{reference}", transaction.WHOLE, "One transaction with all that belongs to it",
    transaction.transaction_file, name="transaction",
)  # fmt: skip


_installations = _family("installations")
add_list(_installations, "/installations", INSTALLATIONS, "Installations and a year of theirs")
add_one(
    _installations, "/installations/{key}", installation.WHOLE, "One installation with its years",
    installation.installation_file, name="installation",
)  # fmt: skip

add_list(_installations, "/figures", FIGURES, "All years of all installations", "figures")
add_list(_installations, "/operators", operators.OPERATORS, "Operators with their installations added up")
add_one(
    _installations, "/operators/{key}", operators.WHOLE, "One operator with its years", operators.operator_file,
    name="operator",
)  # fmt: skip
add_list(_installations, "/corrections", CORRECTIONS, "Corrections of reports")
add_list(_installations, "/missing-reports", MISSING, "Reports that have not come")


_groups = _family("States and sectors")
add_list(_groups, "/states", STATES, "Member States and a year of theirs")
add_list(_groups, "/sectors", SECTORS, "Sectors and a year of theirs", "sector_groups")
add_one(
    _groups, "/states/{code}", groups.WHOLE_STATE, "One Member State with its years, caps and sectors",
    groups.member, name="state",
)  # fmt: skip
add_one(
    _groups, "/sectors/{code}", groups.WHOLE_SECTOR, "One sector with its years, activities and States",
    groups.sector, name="sector",
)  # fmt: skip
add_list(_groups, "/totals", replace(YEARS, name="totals"), "Years added up, with the cap", "totals")
add_list(_groups, "/emissions", EMISSIONS, "Emissions by year, Member State and sector")
add_list(_groups, "/differences", DIFFERENCES, "Where official and computed letters differ, and why")
add_list(_family("units"), "/units", UNITS, "Units by registry and type")


def _price(value: str) -> str:
    if not party.PRICE.fullmatch(value):
        raise ValueError(f"must be an amount such as 22.50, not “{shortened(value)}”")
    return value


class PartyQuery(DayQuery):
    """What if; nothing is written."""

    buy: Units | None = Field(None, description="What if it bought so many AAUs?")
    sell: Units | None = Field(None, description="What if it sold so many AAUs?")
    inventory: Units | None = Field(None, description="What if its latest inventory were revised to so many tonnes?")
    price: Annotated[str, AfterValidator(_price)] | None = Field(
        None, description="In the currency of the law a tonne, at which to reckon the paper's penalty P·(E − R)."
    )


def _party(code: str, asked: PartyQuery) -> party.PartyFile | None:
    file = party.party_file(code)
    price = Decimal(asked.price) if asked.price is not None else None
    wanted = party.WhatIf(asked.buy, asked.sell, asked.inventory, price)
    if file is None or file.here is None or not wanted.anything:
        return file
    return file._replace(then=party.then(file.here, wanted))


_parties = _family("parties")
add_list(_parties, "/parties", PARTIES, "Parties of Annex B and where they stand")
add_one(
    _parties, "/parties/{code}", party.WHOLE, "One Party: balance, reserve, eligibility, what if",
    _party, name="party", query=PartyQuery,
)  # fmt: skip
_notices = _family("notifications")
add_list(_notices, "/notices", NOTICES, "Notifications")
add_one(
    _notices, "/notices/{key}", notices.WHOLE, "One notification with what settles it",
    notices.notice, name="notice",
)  # fmt: skip
_projects = _family("projects")
add_list(_projects, "/projects", PROJECTS, "Projects that earn credits")
add_one(_projects, "/projects/{key}", project.WHOLE, "One project with its cycle", project.project_file, name="project")
add_list(_projects, "/entities", ENTITIES, "Operational entities")
add_one(_projects, "/entities/{key}", ENTITIES, "One operational entity", entities.entity, name="entity")


class SearchQuery(DayQuery):
    """What is searched for."""

    q: Text = Field("", description="Words of a name, in any order, or an id.")


_search = _family("search")
add_one(
    _search, "/search", search.WHOLE, "What has some words in its name, or this very id",
    lambda asked: search.search(asked.q), name="search", query=SearchQuery,
)  # fmt: skip


_codes = _family("checks and codes")
add_list(_codes, "/checks", CHECKS, "The checks of the transaction log")
add_list(_codes, "/glossary", GLOSSARY, "The words of the product")
add_list(_codes, "/codes/unit-types", UNIT_TYPES, "Unit types")
add_list(_codes, "/codes/account-types", ACCOUNT_TYPES, "Account types")
add_list(_codes, "/codes/transaction-types", TRANSACTION_TYPES, "Transaction types")
add_list(_codes, "/codes/notifications", NOTICE_TYPES, "Codes of notifications", "notification_codes")
add_list(_codes, "/codes/statuses", STATUSES, "Statuses of transactions and notifications")
_paper = _family("the paper")
add_list(_paper, "/paper", paper.OVERVIEW, "The seed paper's tables and figures, computed again", "parts")
add_one(
    _paper,
    "/paper/{name}",
    paper.WHOLE,
    "One of the seed paper's tables or figures",
    paper.part,
    name="part",
    query=None,
)
add_list(_family("history"), "/history", HISTORY, "The Commission's own transaction file, beside the books")
