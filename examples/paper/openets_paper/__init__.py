"""The seed paper, computed again: its tables, its figures and what its text says of them, each number beside ours.

One file a table or figure; `parts.py` puts them together; `tables.py`, `drawings.py` and `wording.py` say how a part is
shown as a table, a chart and in words. What the paper prints is in `data/`, typed from it; what we
set beside it comes from the schemes' parameters, from published inventories and, where somebody brings it, from the
public record of the EU ETS: from files (`record.py`) or from books into which it was imported (`books.py`). Nothing
here is adjusted to agree: where the two differ, the record says why.

An example of what is built on OpenETS: it uses laws, analytics and views, and only the entrances' modules `paper`
call it. "The seed paper" is Mansanet-Bataller & Pardo, "What You Should Know About Carbon Markets", Energies 2008, 1,
120-153.
"""
