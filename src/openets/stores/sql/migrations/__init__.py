"""Migrations of the tables, applied by `ets init`."""
