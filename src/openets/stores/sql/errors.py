"""What the database says, in the words of the kernel: misuse, books that cannot be used now, or a fault."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    connections,
)
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

from openets.kernel.refusals import Fault, Misuse, OpenEtsError, Unavailable

_AT_ONCE = ("account_identifier", "record.registry", '"registry" of relation "record"', "installation_pkey")
"""Words of the database where two works, each under locks of its own, found nothing and wrote the same."""

_OF_THE_FILE = ("unable to open", "readonly", "malformed", "not a database")
"""Words of the database about a file that will not be another one at the next call."""


class OutOfReach(Unavailable, OperationalError):
    """The database cannot be used now. Django knows the error for one of its own, too, and so ends what it began."""


class SpoiltFile(Misuse, OperationalError):
    """The file of the books cannot be used at all."""


class OursForTheirs(DatabaseErrorWrapper):
    """What Django's connections use to turn a driver's errors into its own, and here into ours: whoever asks, the store
    or the query of a view, is told in the words of the kernel that the database is out of reach."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            super().__exit__(kind, error, traceback)
        except (OperationalError, InterfaceError) as found:
            line = first_line(found)
            raise (SpoiltFile if _is_of_the_file(line) else OutOfReach)(advice(line)) from found


class InOurWords:
    """What a connection of either engine has besides Django's: its driver's errors are turned into ours."""

    @cached_property
    def wrap_database_errors(self) -> OursForTheirs:
        return OursForTheirs(self)


def _is_of_the_file(line: str) -> bool:
    return any(name in line for name in _OF_THE_FILE)


def _is_denied(line: str) -> bool:
    return "permission denied" in line or "must be owner" in line


@contextmanager
def translated(alias: str) -> Iterator[None]:
    """Raise `Misuse`, `Unavailable` or `Fault` for what the database raises."""
    try:
        with connections[alias].wrap_database_errors:  # bulk writing goes past Django's own cursors
            yield
    except OpenEtsError:
        raise
    except (IntegrityError, InternalError) as error:
        line = first_line(error)
        if "request" in line and "unique" in line.lower():
            raise Unavailable("this request id is being used by another call: ask again, with the same id") from error
        if any(name in line for name in _AT_ONCE):
            raise Unavailable(f"another call was faster ({line}): nothing was written; ask again") from error
        raise Fault(f"the database refused: {first_line(error)}. Nothing was written.") from error
    except (DataError, OverflowError) as error:
        raise Misuse(f"the database cannot take a value: {first_line(error)}. Nothing was written.") from error
    except DatabaseError as error:
        line = first_line(error)
        raise (Misuse if _is_of_the_file(line) or _is_denied(line) else Unavailable)(advice(line)) from error
    finally:
        if not connections[alias].in_atomic_block:
            connections[alias].close_if_unusable_or_obsolete()


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def advice(text: str) -> str:
    """What the database said, with what somebody can do about it."""
    if _is_denied(text):
        return (
            f"the role that these books were opened with may not do that ({text}): nothing was written; the owner of"
            " the books makes and updates them (`ets init`) and gives the program's role its rights"
            " (`ets init --grant ROLE`)"
        )
    if "locked" in text:
        return f"the books are in use by another program that does not let go ({text}): nothing was written; try again"
    if "disk I/O error" in text or "too large" in text:
        return (
            f"the disk did not take the data ({text}): nothing was written; make room, look for a limit on the size"
            " of files (ulimit -f) and at the disk's health, and try again"
        )
    if "unable to open" in text:
        return f"the books' file cannot be opened ({text}): check that it and its folder may be read and written"
    if "full" in text or "No space" in text:
        return f"the disk is full ({text}): nothing was written; make room and try again"
    if "readonly" in text:
        return f"the books are read-only ({text}): nothing was written; check the file's and folder's permissions"
    if "malformed" in text or "not a database" in text:
        return f"that file is not a store or is damaged ({text}): nothing was written; use a backup"
    return f"the database could not be used ({text}): ask again with the same request id, which does nothing twice"
