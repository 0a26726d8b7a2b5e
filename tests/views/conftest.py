"""The books of the pages' tests, read through the views."""

from tests.web.conftest import empty_pages, history, pages, registry, treaty, treaty_pages

__all__ = ["empty_pages", "history", "pages", "registry", "treaty", "treaty_pages"]
