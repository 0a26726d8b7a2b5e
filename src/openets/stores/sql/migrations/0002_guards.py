"""What the database itself refuses, on both engines: overlapping serial ranges, and any change to the record.

PostgreSQL's own exclusion constraint (GiST over an integer range) says the same as the overlap trigger below, but
measured here it costs 30-40 microseconds a row where the trigger costs 6 (docs/decisions/0002). The trigger takes
an advisory lock per origin, so that two writers who skip the store's locks cannot slip past each other. It names its
table with its schema: whoever may only insert could else make a temporary table `block`, which PostgreSQL would look at
first. And it refuses REPEATABLE READ and SERIALIZABLE: serializable writers are held against one another only, not
against those of the store (docs/decisions/0014).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from openets.stores.sql.keeping import APPEND_ONLY

SQLITE_OVERLAP = """
CREATE TRIGGER block_overlap BEFORE INSERT ON block BEGIN
  SELECT RAISE(ABORT, 'serial numbers overlap') WHERE EXISTS (
    SELECT 1 FROM (
      SELECT "end" AS last FROM block
      WHERE origin = NEW.origin AND start <= NEW."end" ORDER BY start DESC LIMIT 1
    ) AS before WHERE before.last >= NEW.start
  );
END
"""
SQLITE_BLOCK_UPDATE = """
CREATE TRIGGER block_unchanged BEFORE UPDATE ON block BEGIN
  SELECT RAISE(ABORT, 'blocks are removed and added, never changed');
END
"""
SQLITE_APPEND_ONLY = """
CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} BEGIN
  SELECT RAISE(ABORT, '{table} is append-only');
END
"""
# INSERT OR REPLACE would delete without asking the triggers above. The table of transactions goes without: it repeats
# the journal, `ets verify` holds it against it, and each look costs every transfer.
SQLITE_NO_REPLACE = """
CREATE TRIGGER {table}_replace BEFORE INSERT ON {table} WHEN {there} BEGIN
  SELECT RAISE(ABORT, '{table} is append-only');
END
"""
SQLITE_THERE = {
    "journal": "EXISTS (SELECT 1 FROM journal WHERE position = NEW.position)"
    " OR EXISTS (SELECT 1 FROM journal WHERE registry = NEW.registry AND sequence = NEW.sequence)",
    "refused_proposal": "EXISTS (SELECT 1 FROM refused_proposal WHERE id = NEW.id)",
    "answer": "EXISTS (SELECT 1 FROM answer WHERE request = NEW.request)",
    "books_law": "EXISTS (SELECT 1 FROM books_law)",
    "series": "EXISTS (SELECT 1 FROM series WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM series WHERE unit = NEW.unit"
    " AND origin = NEW.origin AND original_period = NEW.original_period AND applicable_period = NEW.applicable_period"
    " AND activity = NEW.activity AND project = NEW.project AND track = NEW.track AND expiry = NEW.expiry"
    " AND vintage = NEW.vintage)",
    "superseded_account": "EXISTS (SELECT 1 FROM superseded_account WHERE id = NEW.id)",
    "superseded_installation": "EXISTS (SELECT 1 FROM superseded_installation WHERE id = NEW.id)",
    "superseded_record": "EXISTS (SELECT 1 FROM superseded_record WHERE id = NEW.id)",
    "superseded_year": "EXISTS (SELECT 1 FROM superseded_year WHERE id = NEW.id)",
    "history_block": "EXISTS (SELECT 1 FROM history_block WHERE id = NEW.id)"
    ' OR EXISTS (SELECT 1 FROM history_block WHERE source = NEW.source AND "row" = NEW."row")',
}

POSTGRES_OVERLAP = """
DO $do$ BEGIN EXECUTE format($make$
CREATE FUNCTION block_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- a snapshot from before the lock below would not show what another writer has put there meanwhile
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'blocks are not written under %%', upper(current_setting('transaction_isolation'))
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('openets block'), hashtext(origin))
  FROM (SELECT DISTINCT origin FROM fresh ORDER BY origin) AS origins;
  -- of the last two blocks that start at or before its end, one is the new block; the other must end before it starts
  IF EXISTS (
    SELECT 1 FROM fresh CROSS JOIN LATERAL (
      SELECT start, "end" AS last FROM %1$I.block
      WHERE origin = fresh.origin AND start <= fresh."end" ORDER BY start DESC LIMIT 2
    ) AS near WHERE near.start <> fresh.start AND near.last >= fresh.start
  ) THEN
    RAISE EXCEPTION 'serial numbers overlap' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NULL;
END $$
$make$, current_schema()); END $do$;
"""
POSTGRES_GUARDS = """
CREATE TRIGGER block_overlap AFTER INSERT ON block REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION block_overlap();
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER block_unchanged BEFORE UPDATE ON block FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- called by the statement that removes blocks, which is undone where not all of them were there
CREATE FUNCTION refuse_missing(gone bigint, wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF gone <> wanted THEN
    RAISE EXCEPTION 'of % blocks that were to go, % were there', wanted, gone
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
END $$;
"""
# SQLite has a trigger that says the same
POSTGRES_ONE_LAW = "CREATE UNIQUE INDEX books_law_once ON books_law ((true))"
POSTGRES_APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

# Django adds to each indexed text column a second index for LIKE, which nothing here asks for and every row pays for.
POSTGRES_NO_LIKE = """
DO $$
DECLARE superfluous text;
BEGIN
  FOR superfluous IN SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND indexname LIKE '%\\_like'
    AND tablename IN (
      'account', 'answer', 'books_law', 'installation', 'record', 'refused_proposal', 'registry', 'total',
      'transaction_log', 'transfer'
    )
  LOOP EXECUTE format('DROP INDEX %I', superfluous); END LOOP;
END $$;
"""


def cluster(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Keep the rows of a table, still empty, in its primary key instead of beside it: one tree less to write to."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL ORDER BY type DESC", [table]
        )
        definition, *indexes = [row[0] for row in cursor.fetchall()]
    for statement in (f"DROP TABLE {table}", f"{definition} WITHOUT ROWID", *indexes):
        schema_editor.execute(statement, params=None)


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # a table that comes with a later migration is guarded there
    there = {model._meta.db_table for model in apps.get_models()}
    append_only = [table for table in APPEND_ONLY if table in there]
    if schema_editor.connection.vendor == "sqlite":
        cluster(schema_editor, "block")
        schema_editor.execute(SQLITE_OVERLAP)
        schema_editor.execute(SQLITE_BLOCK_UPDATE)
        for table in append_only:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(SQLITE_APPEND_ONLY.format(table=table, verb=verb))
        for table, same in SQLITE_THERE.items():
            schema_editor.execute(SQLITE_NO_REPLACE.format(table=table, there=same))
    else:
        for statement in (POSTGRES_OVERLAP, POSTGRES_GUARDS, POSTGRES_ONE_LAW, POSTGRES_NO_LIKE):
            schema_editor.execute(statement, params=None)
        for table in append_only:
            schema_editor.execute(POSTGRES_APPEND_ONLY.format(table=table), params=None)


class Migration(migrations.Migration):
    dependencies = [("books", "0001_tables")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
