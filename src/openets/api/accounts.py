"""Accounts, what they hold, and their blocks of serial numbers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from openets.api.filters import Key, filters_of
from openets.api.lists import add_list, answer, listed
from openets.api.schema import schema_of
from openets.ledger.accounts import Account
from openets.views import accounts
from openets.views.accounts import ACCOUNTS, is_synthetic, row_of
from openets.views.blocks import BLOCKS

router = Router(tags=["accounts"])
add_list(router, "/accounts", ACCOUNTS, "Accounts and what they hold")


@router.get("/accounts/{identifier}", response=schema_of(ACCOUNTS), summary="One account")
def account(request: HttpRequest, identifier: Key) -> dict[str, Any]:
    return ACCOUNTS.item(row_of(find(identifier)))


def find(identifier: str) -> Account:
    """An account. Raises `Http404` for one that the books do not know."""
    found = accounts.account(identifier)
    if found is None:
        raise Http404(f"No account has the identifier “{identifier}”.")
    return found


BlocksQuery: Any = filters_of("BlocksQuery", BLOCKS)
MARKED = BLOCKS.marked(False)
"""Blocks with the mark that their account gives them."""


@router.get("/accounts/{identifier}/blocks", response=listed(MARKED), summary="The blocks that an account holds")
def blocks(request: HttpRequest, identifier: Key, query: Query[BlocksQuery]) -> HttpResponse:
    found = find(identifier)
    return answer(request, BLOCKS.marked(is_synthetic(found)), query, account=found.key)
