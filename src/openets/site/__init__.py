"""Wiring only: settings and the web application's entry point.

Everything else is imported from here and nothing here is imported by any other room; the store names the settings to
Django, and `ets serve` runs the application.
"""
