"""Where Django looks for the engine of its name."""

from __future__ import annotations

from django.db.backends.postgresql import base
from django.utils.functional import cached_property

from openets.stores.sql.errors import OursForTheirs


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    @cached_property
    def wrap_database_errors(self) -> OursForTheirs:
        return OursForTheirs(self)
