"""The program's role on PostgreSQL: it does all that the program does, and can switch no guard off."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.apps import apps

from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse
from openets.ledger.store import Store
from openets.stores.door import open_store
from openets.stores.sql.granting import grant, owns_tables
from openets.stores.sql.keeping import APPEND_ONLY, KEPT
from tests.books import changed, let_go, raw, tables
from tests.cli.test_serve import fetch, served
from tests.ets import MISUSED, SOUND, done, ets, ets_program
from tests.importing.panels import small
from tests.session import Office
from tests.stories import a_year_with_everything
from tools import postgres

DENIED = psycopg.errors.InsufficientPrivilege


@pytest.fixture
def program(postgres_office: Office) -> Iterator[psycopg.Connection]:
    """A connection of the program's role past the program, to books with a year in them."""
    a_year_with_everything(postgres_office)
    with psycopg.connect(postgres_office.store.address, autocommit=True) as connection:
        yield connection


@pytest.fixture
def owner(postgres_office: Office) -> Iterator[Store]:
    """The books as their owner opens them."""
    store = open_store(postgres.as_owner(postgres_office.store.address))
    yield store
    let_go(store)


def models() -> dict[str, type]:
    open_store("sqlite-memory:roles", create=True)
    return {model._meta.db_table: model for model in apps.get_app_config("books").get_models()}


# ---- the declaration ---------------------------------------------------------------------------------


def test_every_table_says_how_its_rows_are_kept() -> None:
    """A table without its line here would have no guard and no grant."""
    assert KEPT.keys() == models().keys()


@pytest.mark.parametrize("table", KEPT)
def test_what_changes_are_columns_and_none_of_the_key(table: str) -> None:
    meta = models()[table]._meta  # type: ignore[attr-defined]
    key = {field.column for field in getattr(meta, "pk_fields", [meta.pk])}
    columns = {field.column for field in meta.concrete_fields if field.column} - key
    assert set(KEPT[table].changes) <= columns


def test_the_guards_are_on_the_tables_that_are_declared_append_only(sql_store: Store) -> None:
    question = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_DELETE'"
    if sql_store.address.startswith("postgresql"):
        question = (
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_append_only' AND tgenabled = 'O'"
        )
    connection = raw(sql_store)
    found = [row[0] for row in connection.execute(question).fetchall()]
    connection.close()
    assert sorted(found) == sorted(APPEND_ONLY)


@pytest.mark.postgres
@pytest.mark.parametrize("table", KEPT)
def test_the_role_has_what_is_declared_and_no_more(postgres_office: Office, table: str) -> None:
    connection = raw(postgres_office.store)
    whole = "SELECT has_table_privilege(%s, %s, %s)"
    rights = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    found = {right for right in rights if connection.execute(whole, [postgres.PROGRAM, table, right]).fetchone()[0]}
    columns = """
        SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
        AND has_column_privilege(%s, attrelid, attnum, 'UPDATE')"""
    changing = {row[0] for row in connection.execute(columns, [table, postgres.PROGRAM]).fetchall()}
    connection.close()
    assert found == {"SELECT", "INSERT"} | ({"DELETE"} if KEPT[table].removed else set())
    assert changing == set(KEPT[table].changes)


# ---- what the role cannot do -------------------------------------------------------------------------

FORBIDDEN = [
    "UPDATE journal SET text = 'other'",
    "UPDATE journal SET text = text WHERE false",
    "DELETE FROM journal WHERE position = 1",
    "TRUNCATE journal",
    "DROP TABLE journal",
    "ALTER TABLE journal DISABLE TRIGGER ALL",
    "ALTER TABLE journal DISABLE TRIGGER journal_append_only",
    "ALTER TABLE block DISABLE TRIGGER block_overlap",
    "DROP TRIGGER block_overlap ON block",
    "CREATE TRIGGER mine BEFORE INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "DROP FUNCTION block_overlap() CASCADE",
    "SET session_replication_role = replica",
    "ALTER TABLE journal OWNER TO openets_program",
    "ALTER TABLE journal ADD COLUMN note text",
    "CREATE TABLE mine (number int)",
    "CREATE TABLE public.block_2 (LIKE block)",
    "CREATE SCHEMA mine",
    "SET ROLE openets",
    "DROP INDEX journal_place",
    "UPDATE block SET account = account + 1",
    "TRUNCATE block",
    "UPDATE registry SET code = 'XX'",
    "UPDATE registry SET ordinal = 99",
    "DELETE FROM registry",
    "UPDATE account SET identifier = 'AT-1'",
    "DELETE FROM account",
    "DELETE FROM installation_year",
    "DELETE FROM total",
    "DELETE FROM record",
    "DELETE FROM transfer",
    "UPDATE installation SET activity = 2",
    "UPDATE series SET unit = 'EUA3'",
    "UPDATE history_block SET amount = 0",
    "DELETE FROM history_block",
    "UPDATE books_law SET name = 'mine'",
    "DELETE FROM django_migrations",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('books', '9999_mine', now())",
    "SELECT setval('journal_position_seq', 1)",
]


@pytest.mark.postgres
def test_what_the_program_never_does_is_denied_to_its_role(program: psycopg.Connection, owner: Store) -> None:
    before = tables(owner)
    program.execute("GRANT UPDATE ON journal TO openets_program")  # PostgreSQL only warns that it granted nothing
    for statement in FORBIDDEN:
        with pytest.raises(DENIED):
            program.execute(statement.encode())
    assert changed(before, tables(owner)) == set()
    verify_store(owner)


@pytest.mark.postgres
def test_a_table_of_the_role_s_own_does_not_stand_before_the_guarded_one(program: psycopg.Connection) -> None:
    """A temporary table comes first where a name is looked up: the guard against overlaps must not look there."""
    program.execute("CREATE TEMPORARY TABLE block (LIKE public.block)")
    overlapping = (
        'INSERT INTO public.block (origin, start, "end", account, unit, vintage, series)'
        " VALUES ('AT', 2, 3, 1, 'EUA1', 0, 1)"
    )
    with pytest.raises(psycopg.errors.ExclusionViolation, match="serial numbers overlap"):
        program.execute(overlapping.encode())


@pytest.mark.postgres
def test_books_have_one_law_on_postgresql_too(program: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        program.execute("INSERT INTO books_law (id, name, digest, folder) VALUES (2, 'mine', '', '')")


@pytest.mark.postgres
def test_the_program_s_role_makes_no_books_and_is_told_who_does(postgres_url: str) -> None:
    said = ets("init", store=postgres.as_program(postgres_url))
    assert said.code == MISUSED
    assert "the owner of the books makes and updates them" in said.error


@pytest.mark.postgres
def test_a_role_that_was_granted_nothing_is_told_what_to_do(postgres_url: str) -> None:
    done(ets("init", "--json", store=postgres_url))
    said = ets("status", store=postgres.as_program(postgres_url))
    assert said.code == MISUSED
    assert "ets init --grant ROLE" in said.error


# ---- granting ----------------------------------------------------------------------------------------


@pytest.mark.postgres
def test_granting_again_brings_what_is_missing_and_takes_what_is_too_much(owner: Store) -> None:
    """As after an upgrade with a table that the role has no rights to, or after somebody gave it more."""
    first = grant(owner, postgres.PROGRAM)
    assert grant(owner, postgres.PROGRAM) == first
    connection = raw(owner)
    connection.execute(f"REVOKE ALL ON record FROM {postgres.PROGRAM}")
    connection.execute(f"GRANT ALL ON journal TO {postgres.PROGRAM}")
    connection.execute(f"GRANT UPDATE (text) ON journal TO {postgres.PROGRAM}")
    connection.execute(f"GRANT CREATE ON SCHEMA public TO {postgres.PROGRAM}, PUBLIC")
    assert grant(owner, postgres.PROGRAM) == first
    connection.close()
    with psycopg.connect(postgres.as_program(owner.address), autocommit=True) as program:
        program.execute("SELECT * FROM record")
        for statement in ("UPDATE journal SET text = ''", "TRUNCATE journal", "CREATE TABLE mine (number int)"):
            with pytest.raises(DENIED):
                program.execute(statement.encode())


@pytest.mark.postgres
@pytest.mark.parametrize(
    "role", ["", "two words", 'a"; DROP TABLE journal; --', "public", "PUBLIC", "none", "x" * 64, "1st", "a\x00b", "é"]
)
def test_what_is_no_name_of_a_role_is_refused(owner: Store, role: str) -> None:
    with pytest.raises(Misuse, match="is no name of a role"):
        grant(owner, role)


@pytest.mark.postgres
def test_the_owner_does_not_grant_to_itself_nor_to_whom_no_guard_holds(
    owner: Store, postgres_server: postgres.Server
) -> None:
    for role, words in {
        "r_super": "LOGIN SUPERUSER",
        "r_maker": "LOGIN CREATEROLE",
        "r_member": f"LOGIN IN ROLE {postgres.OWNER}",
        "r_writer": "LOGIN IN ROLE pg_write_all_data",
    }.items():
        postgres_server.execute(f"CREATE ROLE {role} {words}")
    try:
        for role, words in {
            postgres.OWNER: "owns these books",
            "nobody_at_all": "there is no role nobody_at_all: make it first",
            "r_super": "is a superuser",
            "r_maker": "CREATEROLE",
            "r_member": "belongs to a role that does",
            "r_writer": "may still do more with",
        }.items():
            with pytest.raises(Misuse, match=words):
                grant(owner, role)
        connection = raw(owner)
        held = connection.execute(
            "SELECT count(*) FROM information_schema.role_table_grants WHERE grantee LIKE 'r!_%' ESCAPE '!'"
        )
        assert held.fetchone()[0] == 0  # all or nothing
        connection.close()
    finally:
        for role in ("r_super", "r_maker", "r_member", "r_writer"):
            postgres_server.execute(f"DROP ROLE {role}")


@pytest.mark.postgres
def test_who_does_not_own_the_books_grants_nothing(postgres_office: Office, postgres_server: postgres.Server) -> None:
    postgres_server.execute("CREATE ROLE r_other LOGIN")
    try:
        with pytest.raises(Misuse, match=f"run this as {postgres.OWNER}"):
            grant(postgres_office.store, "r_other")
    finally:
        postgres_server.execute("DROP ROLE r_other")


@pytest.mark.postgres
def test_an_owner_who_is_no_superuser_grants_as_well(postgres_server: postgres.Server) -> None:
    """As the guide has it: a role that owns its database and nothing else."""
    postgres_server.execute("CREATE ROLE r_owner LOGIN")
    url = postgres.new_database(postgres_server)
    name = url.rpartition("/")[2]
    postgres_server.execute(f"ALTER DATABASE {name} OWNER TO r_owner")
    mine, clerk = url.replace("//openets@", "//r_owner@"), postgres.as_program(url)
    try:
        assert (
            "journal: SELECT, INSERT" in done(ets("init", "--grant", postgres.PROGRAM, "--json", store=mine))["granted"]
        )
        done(ets("open-registry", "AT", "--json", store=clerk))
        assert ets("verify", store=clerk).code == SOUND
        owners = [open_store(address) for address in (mine, clerk)]
        assert [owns_tables(store) for store in owners] == [True, False]
        for store in owners:
            let_go(store)
    finally:
        postgres.drop_database(postgres_server, url)
        postgres_server.execute("DROP ROLE r_owner")


def test_sqlite_says_that_it_has_no_roles(tmp_path: Path) -> None:
    said = ets("init", "--grant", "clerk", store=f"sqlite:///{tmp_path / 'books.db'}")
    assert (said.code, "only PostgreSQL has roles" in said.error) == (MISUSED, True)
    with pytest.raises(Misuse, match="only PostgreSQL has roles"):
        grant(open_store("plain-memory:"), "clerk")


# ---- the program as that role ------------------------------------------------------------------------


@pytest.mark.postgres
def test_all_that_the_program_does_it_does_as_its_role(postgres_books: str, tmp_path: Path) -> None:
    panel = small().write(tmp_path / "panel")
    done(ets("import", "eutl", panel, "--json", store=postgres_books, cwd=tmp_path))
    assert ets("verify", store=postgres_books).code == SOUND
    for what in ("journal", "parquet"):
        done(ets("export", what, "--output", tmp_path / what, "--json", store=postgres_books))
    assert ets("verify", tmp_path / "journal").code == SOUND
    assert done(ets("status", "--json", store=postgres_books))
    with served(store=postgres_books) as (said, child):
        address = said.split(" is open at ")[1].split()[0]
        assert fetch(f"{address}/accounts/")[0] == 200
        child.send_signal(signal.SIGINT)
        child.wait(timeout=20)
        assert child.stderr is not None
        assert "warning" not in child.stderr.read()


@pytest.mark.postgres
def test_serving_as_the_owner_is_warned_of_and_refused_in_production(
    postgres_books: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = postgres.as_owner(postgres_books)
    with served(store=owner) as (_, child):
        child.send_signal(signal.SIGINT)
        child.wait(timeout=20)
        assert child.stderr is not None
        assert child.stderr.read().count("owns their tables and could switch every guard off") == 1
    for name, value in {"PRODUCTION": "1", "SECRET_KEY": "k" * 60, "HOSTS": "localhost"}.items():
        monkeypatch.setenv(f"OPENETS_{name}", value)
    said = ets_program("serve", "--port", 0, store=owner)
    assert (said.code, "ets init --grant ROLE" in said.error) == (MISUSED, True)
