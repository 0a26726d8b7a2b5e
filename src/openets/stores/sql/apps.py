"""The Django app that holds the tables."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "openets.stores.sql"
    label = "books"
    default_auto_field = "django.db.models.BigAutoField"
