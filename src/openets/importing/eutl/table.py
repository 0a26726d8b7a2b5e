"""Reading a CSV file, plain or gzip, row by row. The row number comes along, so that every complaint can name it."""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from operator import itemgetter
from pathlib import Path
from typing import IO, NamedTuple

from openets.kernel.refusals import Misuse


class Table(NamedTuple):
    """An open CSV file. `rows` can be walked once: (row number in the file, its cells)."""

    name: str
    columns: list[str]
    rows: Iterator[tuple[int, list[str]]]

    def picked(self, columns: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The rows with these columns only. Raises `Misuse` where one is missing."""
        missing = [column for column in columns if column not in self.columns]
        if missing:
            raise Misuse(f"{self.name} lacks the column {', '.join(missing)}; it has {', '.join(self.columns)}")
        pick: Callable[[list[str]], tuple[str, ...]] = itemgetter(*map(self.columns.index, columns))
        return ((line, pick(row)) for line, row in self.rows)


@contextmanager
def open_table(file: Path) -> Iterator[Table]:
    """Open a CSV file. Raises `Misuse` with file and row for one that cannot be read, then or while it is walked."""
    if not file.is_file():
        raise Misuse(f"{file} is a folder: name the file in it" if file.is_dir() else f"there is no file {file}")
    try:
        with _opened(file) as binary, TextIOWrapper(binary, encoding="utf-8-sig", newline="") as text:
            first = text.readline()
            columns = [name.strip() for name in next(csv.reader([first], delimiter=_delimiter(first)), [])]
            _check_header(file.name, columns)
            reader = csv.reader(text, delimiter=_delimiter(first), strict=True)
            yield Table(file.name, columns, _rows(file.name, reader, len(columns)))
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Misuse(
            f"{file.name} cannot be read ({error}): the gzip file is broken or not whole, fetch it again"
        ) from None
    except OSError as error:
        raise Misuse(f"{file} cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError as error:
        raise Misuse(f"{file.name} is not text in UTF-8 ({error.reason}): save it as CSV in UTF-8") from error


def _opened(file: Path) -> IO[bytes]:
    return gzip.open(file) if file.suffix == ".gz" else file.open("rb")  # type: ignore[return-value]


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _check_header(name: str, columns: list[str]) -> None:
    if not any(columns):
        raise Misuse(f"{name} is empty: expected CSV with the names of the columns in row 1")
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise Misuse(f"{name}, row 1: the column {', '.join(twice)} is there twice")


def _rows(name: str, reader: Iterator[list[str]], width: int) -> Iterator[tuple[int, list[str]]]:
    line = 1
    try:
        for row in reader:
            line = 1 + reader.line_num  # type: ignore[attr-defined]
            if len(row) != width:
                if not row:
                    continue
                raise Misuse(f"{name}, row {line}: it has {len(row)} cells, the header has {width}")
            yield line, row
    except csv.Error as error:
        raise Misuse(f"{name}, row {line + 1}: this is not CSV ({error})") from error
    except (gzip.BadGzipFile, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise Misuse(
            f"{name} cannot be read beyond row {line} ({error}): it is broken or not whole, fetch it again"
        ) from None


def number(text: str, digits: int = 15) -> int | None:
    """`text` as a whole number of at most so many digits, or `None` where it is none."""
    return int(text) if len(text) <= digits and text.isascii() and text.isdecimal() else None


def one_line(text: str, most: int = 250) -> str:
    """Free text without line breaks and other control characters, cut to what the books hold."""
    seen = text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(seen.split())[:most]
