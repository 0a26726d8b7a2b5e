"""Wiring only: settings, addresses of stores, and the web application's entry point.

Everything else is imported from here and nothing here is imported by any other room, except by the Python
door (`openets.connect`) and by the command line, which both begin here.
"""
