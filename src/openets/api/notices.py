"""Notifications of the international transaction log."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from openets.api.filters import Key
from openets.api.lists import add_list
from openets.api.schema import schema_of
from openets.views.notices import NOTICES, WHOLE
from openets.views.notices import notice as find

router = Router(tags=["notifications"])
add_list(router, "/notices", NOTICES, "Notifications")


@router.get("/notices/{key}", response=schema_of(WHOLE), summary="One notification with what settles it")
def notice(request: HttpRequest, key: Key) -> dict[str, Any]:
    found = find(key)
    if found is None:
        raise Http404(f"No notification has the number “{key}”.")
    return WHOLE.item(found)
