"""Units in all, and the Commission's own transaction file, kept beside the books and never part of them."""

from __future__ import annotations

from ninja import Router

from openets.api.lists import add_list
from openets.views.history import HISTORY
from openets.views.units import UNITS

units = Router(tags=["units"])
add_list(units, "/units", UNITS, "Units by registry and type")
history = Router(tags=["history"])
add_list(history, "/history", HISTORY, "The Commission's own transaction file, beside the books")
