"""The read-only programming interface: JSON over HTTP for the records behind the pages, without login.

One file a family of addresses, each thin: read the question, ask `stores.sql`, answer in the shapes of the same
file. No rule lives here, the tables of the store are not known here, and nothing here writes: GET and HEAD are all
that there is. `site.urls` hangs it into a site at ``/api/``, beside the pages, whose figures it shares.
"""
