"""One operator with its years, all its installations and its accounts."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from openets.views.accounts import ACCOUNTS
from openets.views.finding import found
from openets.views.installations import INSTALLATIONS
from openets.views.operators import OPERATOR_YEARS, operator_file
from openets.web.tables import show_list

SHOWN_ACCOUNTS = 10
_OWN = replace(
    INSTALLATIONS,
    title="Installations of the operator",
    filters=[each for each in INSTALLATIONS.filters if each.name not in ("q", "operator", "kind")],
    sort="-verified",
)


def operator_page(request: HttpRequest, key: str) -> HttpResponseBase:
    file = found("operator", operator_file(key), key)
    own = file.row
    if key != own.key:  # told by its name
        asked = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(f"{reverse('operator', args=[own.key])}{asked}")
    accounts = ACCOUNTS.ask(operator=own.key)
    return show_list(
        request,
        "operator.html",
        _OWN,
        {"operator": own.key},
        operator=own,
        near=file.near,
        years=(OPERATOR_YEARS, file.years),
        accounts=(ACCOUNTS, accounts.page(1, SHOWN_ACCOUNTS)),
        accounts_count=accounts.count(),
    )
