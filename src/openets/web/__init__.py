"""The public explorer: server-rendered pages over the books, read-only, without login.

One file a page or family of pages, each thin: read the question, ask a view, fill a template.
No rule lives here or in a template; the tables of the store are not known here; nothing here writes. Pages
work without JavaScript and load nothing from another host. `site.urls` hangs these addresses into a site, and
`ets serve` runs it.
"""
