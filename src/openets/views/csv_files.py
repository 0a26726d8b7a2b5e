"""A view's rows as a CSV file, some lines at a time."""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from openets.views.view import View

_CHUNK = 2000
MARK = "\ufeff"
"""Before a CSV: some spreadsheets take it for UTF-8 only then."""


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, line: str) -> str:
        return line


def csv_pieces(view: View[Any], rows: Iterable[Any], *, marked: bool = False) -> Iterator[str]:
    """The heading and the rows of a CSV, some at a time, after a byte order mark where it is `marked`."""
    writer = csv.writer(_Echo())
    walk = view.lines(rows)
    yield (MARK if marked else "") + writer.writerow(next(walk))
    while chunk := list(islice(walk, _CHUNK)):
        yield "".join(map(writer.writerow, chunk))
