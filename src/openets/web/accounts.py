"""One account with its blocks and latest transactions."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from openets.views import choices
from openets.views.accounts import account_row, accounts_of, tags
from openets.views.blocks import HOLDINGS, OF_VINTAGE, vintages_held
from openets.views.finding import found
from openets.views.history import history_beside
from openets.views.installations import installation
from openets.views.law import books_law
from openets.views.transactions import TRANSACTIONS
from openets.web.tables import show_list

SHOWN_TRANSACTIONS = 15


def account_page(request: HttpRequest, identifier: str) -> HttpResponseBase:
    row = found("account", account_row(identifier), identifier)
    own, held = row.account, row.held
    if identifier != own.identifier:  # written without its hyphens
        asked = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(f"{reverse('account', args=[own.identifier])}{asked}")
    successors = [each for each in accounts_of(own.installation) if each.of] if own.until else []
    # only what the account holds can be chosen
    terms = books_law().terms
    units = replace(choices.UNIT, choices=lambda: [(code, code) for code in sorted(held)])
    years = vintages_held(own.key) if terms.told_apart & held.keys() else []
    named = sorted({row.vintage for row in years} | {terms.units[code].vintage for code in held} - {0})
    by_year = [replace(choices.VINTAGE, choices=lambda: [(str(year), str(year)) for year in named])] if named else []
    return show_list(
        request,
        "account.html",
        replace(HOLDINGS.marked(row.synthetic), filters=(units, *by_year)),
        {"account": own.identifier},
        account=own,
        kind=terms.accounts.get(own.type),
        owner=installation(own.installation) if own.installation else None,
        successors=successors,
        synthetic=row.synthetic,
        tags=tags(row),
        held=sorted(held.items()),
        vintages=(OF_VINTAGE, years),
        transactions=(TRANSACTIONS, TRANSACTIONS.ask(account=own.identifier).page(1, SHOWN_TRANSACTIONS)),
        history=history_beside([own.identifier]),
    )
