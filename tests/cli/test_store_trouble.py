"""Books that cannot be opened or written: said in words, with what to do, and nothing is half made or half written."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.books import changed
from tests.cli.conftest import PLANT, TRADER, Books
from tests.ets import MISUSED, SOUND, Said, done, ets, ets_program, everything, new_books, program
from tests.importing.panels import large

TRANSFER = ("transfer", PLANT, TRADER, 10, "--unit", "EUA1")

# ---- addresses ---------------------------------------------------------------------------------------

ADDRESSES = {
    "": "'' is no address of a store: use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME",
    "books.db": "'books.db' is no address of a store",
    "mysql://host/books": "is no address of a store",
    "memory:": "books in memory would end with this command: use sqlite:///FILE",
    "sqlite:///": "names no file: use sqlite:///FILE",
    "sqlite:///:memory:": "names no file",
    "sqlite:///file:books.db": "names no file",
    "sqlite:///b.db?timeout=soon": "timeout is 'soon': expected whole seconds from 0 to 3600",
    "sqlite:///b.db?timeout=-1": "timeout is '-1'",
    "sqlite:///b.db?mode=ro": "'mode' is no setting of a SQLite store: only ?timeout=SECONDS is",
    "postgresql://u:secret@127.0.0.1": "names no database",
    "postgresql://u:secret@127.0.0.1:port/books": "signs such as @ : / in names and passwords written as %40",
    "postgresql://u:secret@[::1/books": "that is no address of a store",
    "postgresql://u:secret@127.0.0.1:1/books": "Connection refused",
    "postgresql://u:secret@127.0.0.1:1/books?colour=red": "invalid connection option",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_nothing_is_told_and_no_password_is_shown(tmp_path: Path, address: str) -> None:
    for words in (("init",), ("status",), ("demo", "--no-serve")):
        said = ets(*words, "--store", address, cwd=tmp_path)
        assert said.code == MISUSED
        assert ADDRESSES[address] in said.error
        assert "secret" not in said.error
    assert list(tmp_path.iterdir()) == []


LOOKING = (("status",), ("accounts",), ("holdings", PLANT), ("verify",), ("backup", "b.db"), ("serve", "--port", 0))
TAKING = (("export", "journal", "--output", "j"), ("export", "parquet", "--output", "p"))


@pytest.mark.parametrize("words", [*LOOKING, *TAKING, TRANSFER], ids=lambda words: words[0])
def test_books_that_nobody_made_are_told(tmp_path: Path, words: tuple[object, ...]) -> None:
    said = ets(*words, store="sqlite:///none.db", cwd=tmp_path)
    assert said.code == MISUSED
    assert "there are no books at none.db: make them with `ets init --store sqlite:///none.db`" in said.error
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    for word in ("init", "status"):
        said = ets(word, store=f"sqlite:///{tmp_path}")
        assert (said.code, "is a folder: name a file in it, such as sqlite:///" in said.error) == (MISUSED, True)
    said = ets("init", store=f"sqlite:///{tmp_path / 'no' / 'books.db'}")
    assert (said.code, "does not exist: make it first" in said.error) == (MISUSED, True)


def test_a_text_file_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear registry administrator,\n" * 300, "utf-8")
    for words in (("init",), ("status",), ("demo", "--no-serve")):
        said = ets(*words, store=f"sqlite:///{letter}")
        assert (said.code, "not a store or is damaged" in said.error) == (MISUSED, True)
    assert letter.read_text("utf-8") == "Dear registry administrator,\n" * 300
    assert list(tmp_path.iterdir()) == [letter]


def test_another_programs_database_is_no_store(tmp_path: Path) -> None:
    file = tmp_path / "recipes.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
        connection.commit()
    before = file.read_bytes()
    said = ets("init", store=f"sqlite:///{file}")
    assert (said.code, "holds other tables (recipe): make the books in a new file" in said.error) == (MISUSED, True)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("recipe",)]
    assert len(file.read_bytes()) == len(before)


def test_the_environment_names_the_books_and_the_option_goes_before(books: Books, tmp_path: Path) -> None:
    empty = new_books(f"sqlite:///{tmp_path / 'empty.db'}")
    env = {**os.environ, "OPENETS_STORE": books.address}
    assert len(ets_program("accounts", "--json", env=env).json) > 10
    assert ets_program("accounts", "--json", env=env, store=empty).json == []
    env["OPENETS_STORE"] = "nonsense"
    assert ets_program("accounts", "--json", env=env, store=empty).json == []
    assert "'nonsense' is no address" in ets_program("accounts", env=env).error


# ---- versions ----------------------------------------------------------------------------------------


def sql(books: Books, *statements: str) -> None:
    with closing(sqlite3.connect(books.file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_books_of_a_newer_version_are_told(books: Books, tmp_path: Path) -> None:
    future = "INSERT INTO django_migrations (app, name, applied) VALUES ('books', '9999_future', '2030-01-01')"
    sql(books, future)
    panel = large(3).write(tmp_path / "panel")
    before = books.file.read_bytes()
    for words in (("init",), TRANSFER, ("status",), ("verify",), ("import", "eutl", panel), ("demo", "--no-serve")):
        said = ets(*words, store=books.address, cwd=tmp_path)
        assert said.code == MISUSED
        assert "newer version than this program (they know 9999_future): install the newer OpenETS" in said.error
    assert books.file.read_bytes() == before


def test_books_of_an_older_version_are_told(books: Books) -> None:
    sql(books, "DELETE FROM django_migrations WHERE app = 'books' AND name LIKE '0002%'")
    said = ets(*TRANSFER, store=books.address)
    assert (said.code, "older version: run `ets init` to bring them up to date" in said.error) == (MISUSED, True)


# ---- locks -------------------------------------------------------------------------------------------


@contextmanager
def locked(books: Books) -> Iterator[None]:
    """Another program holds the books and does not let go."""
    with closing(sqlite3.connect(books.file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_locked_books_end_the_command_within_the_time_of_the_address(books: Books, tmp_path: Path) -> None:
    before = everything(books.address)
    with locked(books):
        for words in (TRANSFER, ("open-registry", "FR")):
            said = ets(*words, store=f"{books.address}?timeout=1", cwd=tmp_path)
            assert said.code == MISUSED
            assert "the books are in use by another program that does not let go" in said.error
            assert "nothing was written; try again" in said.error
    assert changed(before, everything(books.address)) == set()
    done(ets(*TRANSFER, "--json", store=f"{books.address}?timeout=1"))


def test_a_writer_waits_its_turn(books: Books) -> None:
    with locked(books):
        waiting = subprocess.Popen(
            program(*TRANSFER, "--json", store=books.address), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=2)
    out, err = waiting.communicate(timeout=40)
    assert waiting.returncode == SOUND, (out, err)


# ---- full and forbidding disks -----------------------------------------------------------------------


def with_little_room(room: int, *words: object, store: str, cwd: Path) -> Said:
    """Run a command that may make no file larger than `room` bytes: a disk that is full, as far as it can tell."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    return ets_program(*words, store=store, cwd=cwd, preexec_fn=limit)


@pytest.mark.parametrize("room", [0, 60_000, 150_000])
def test_a_full_disk_makes_no_half_books(tmp_path: Path, room: int) -> None:
    panel = large(3).write(tmp_path / "panel")
    for words in (("init",), ("import", "eutl", panel)):
        said = with_little_room(room, *words, store="sqlite:///books.db", cwd=tmp_path)
        assert said.code == MISUSED
        assert "make room" in said.error
        assert [path.name for path in tmp_path.iterdir()] == ["panel"]


@pytest.mark.parametrize("room", [0, 40_000])
def test_a_full_disk_changes_nothing(books: Books, tmp_path: Path, room: int) -> None:
    before = everything(books.address)
    for words in (TRANSFER, ("open-registry", "FR")):
        said = with_little_room(room, *words, store=books.address, cwd=tmp_path)
        assert said.code == MISUSED
        assert "make room" in said.error
    assert changed(before, everything(books.address)) == set()
    assert ets("verify", store=books.address).code == SOUND


def test_an_import_on_a_disk_that_fills_up_goes_on_when_there_is_room(tmp_path: Path) -> None:
    panel = large(60).write(tmp_path / "panel")
    store = f"sqlite:///{tmp_path / 'books.db'}"
    said = with_little_room(1_200_000, "import", "eutl", panel, store=store, cwd=tmp_path)
    assert said.code == MISUSED
    assert "make room" in said.error
    answer = done(ets("import", "eutl", panel, "--json", store=store, cwd=tmp_path))
    assert answer["steps"]["done"] > 0
    assert answer["steps"]["passed over because known"] > 0
    assert ets("verify", store=store).code == SOUND


TO_A_FILE: dict[str, tuple[object, ...]] = {
    "journal": ("export", "journal", "--output", "out"),
    "parquet": ("export", "parquet", "--output", "out"),
    "backup": ("backup", "out"),
}


@pytest.mark.parametrize("words", TO_A_FILE.values(), ids=TO_A_FILE)
def test_a_full_disk_under_an_export_is_told(tmp_path: Path, words: tuple[object, ...]) -> None:
    store = f"sqlite:///{tmp_path / 'books.db'}"
    done(ets("import", "eutl", large(60).write(tmp_path / "panel"), "--json", store=store, cwd=tmp_path))
    said = with_little_room(33_000, *words, store=store, cwd=tmp_path)
    assert said.code == MISUSED, said
    assert said.error
    if words[0] == "backup":
        assert not list(tmp_path.glob("out*"))


def as_nobody(*words: object, store: str) -> Said:
    """Run a command without the superuser's rights, which the tests may have: in a process of its own."""
    if os.geteuid() != 0:
        return ets_program(*words, store=store)
    context = multiprocessing.get_context("fork")  # what is imported stays so: nobody may not read the interpreter
    with context.Pool(1, initializer=os.seteuid, initargs=(65534,)) as pool:
        return pool.apply(ets, words, {"store": store})


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder
        folder.chmod(0o777)


FORBIDDING: dict[str, Callable[[Path], object]] = {
    "unreadable": lambda file: file.chmod(0o000),
    "read-only": lambda file: file.chmod(0o444),
    "in a folder that may not be written": lambda file: file.parent.chmod(0o555),
}


@pytest.mark.parametrize("forbid", FORBIDDING.values(), ids=FORBIDDING)
def test_books_that_may_not_be_touched_are_told(
    books: Books, open_folder: Path, forbid: Callable[[Path], object]
) -> None:
    file = Path(shutil.copyfile(books.file, open_folder / "books.db"))
    address = f"sqlite:///{file}"
    before = everything(address)
    forbid(file)
    said = as_nobody(*TRANSFER, store=address)
    assert said.code == MISUSED, said
    assert "permission" in said.error or "read and written" in said.error or "read-only" in said.error
    open_folder.chmod(0o777)
    file.chmod(0o666)
    assert changed(before, everything(address)) == set()


def test_a_folder_that_may_not_be_written_gets_no_books(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    said = as_nobody("init", store=f"sqlite:///{open_folder / 'books.db'}")
    assert said.code == MISUSED, said
    assert "check that it and its folder may be read and written" in said.error
    assert list(open_folder.iterdir()) == []


def test_books_that_vanish_under_way_are_told(books: Books) -> None:
    books.file.unlink()
    said = ets(*TRANSFER, store=books.address)
    assert (said.code, "there are no books" in said.error) == (MISUSED, True)
