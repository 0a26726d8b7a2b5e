"""Moved to openets.stores.door."""

from openets.stores.door import *  # noqa
from openets.stores.door import open_store  # noqa
