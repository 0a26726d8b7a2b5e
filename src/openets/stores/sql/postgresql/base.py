"""Where Django looks for the engine of its name."""

from django.db.backends.postgresql import base

from openets.stores.sql.errors import InOurWords


class DatabaseWrapper(InOurWords, base.DatabaseWrapper):
    """A connection to PostgreSQL."""
