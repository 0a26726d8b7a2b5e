"""Accounts: the list, and one account with its blocks and latest transactions."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponseBase

from openets.views import choices
from openets.views.accounts import ACCOUNTS, account, holdings, is_synthetic
from openets.views.blocks import BLOCKS
from openets.views.history import history_beside
from openets.views.installations import installation
from openets.views.law import books_law
from openets.views.transactions import TRANSACTIONS
from openets.web.tables import show_list

SHOWN_TRANSACTIONS = 15


def account_list(request: HttpRequest) -> HttpResponseBase:
    return show_list(request, "accounts.html", ACCOUNTS)


def account_page(request: HttpRequest, identifier: str) -> HttpResponseBase:
    found = account(identifier)
    if found is None:
        raise Http404(f"No account has the identifier “{identifier}”.")
    held = holdings([found.key]).get(found.key, {})
    # only what the account holds can be chosen
    units = replace(choices.UNIT, choices=lambda: [(code, code) for code in sorted(held)])
    synthetic = is_synthetic(found)
    return show_list(
        request,
        "account.html",
        replace(BLOCKS.marked(synthetic), filters=(units,)),
        {"account": found.key},
        account=found,
        kind=books_law().terms.accounts.get(found.type),
        owner=installation(found.installation) if found.installation else None,
        synthetic=synthetic,
        held=sorted(held.items()),
        transactions=(TRANSACTIONS, TRANSACTIONS.ask(account=found.identifier).page(1, SHOWN_TRANSACTIONS)),
        history=history_beside([found.identifier]),
    )
