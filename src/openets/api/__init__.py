"""The read-only programming interface: JSON over HTTP for the records behind the pages, without login.

Every address stands in `families.py`: a list is a view, one thing a detail, and both are declared in `views`. No rule
lives here, the tables of the store are not known here, and nothing here writes: GET and HEAD are all that there is.
`site.urls` hangs it into a site at ``/api/``, beside the pages, whose figures it shares.
"""
