"""Every append-only table is guarded, and no name that a writer makes up stands in the way of a guard.

The trigger against overlaps names its table with its schema: whoever may only insert could else make a temporary table
`block`, which PostgreSQL would look at first. And it refuses SERIALIZABLE as it does REPEATABLE READ: PostgreSQL
holds serializable writers against one another only, not against those of the store (docs/decisions/0014).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from openets.stores.sql.keeping import APPEND_ONLY

BEFORE = ("journal", "transaction_log", "refused_proposal", "answer", "books_law")
"""What migration 2 guards."""

SQLITE_APPEND_ONLY = """
CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} BEGIN
  SELECT RAISE(ABORT, '{table} is append-only');
END
"""
# INSERT OR REPLACE would delete without asking the triggers above
SQLITE_NO_REPLACE = """
CREATE TRIGGER {table}_replace BEFORE INSERT ON {table} WHEN {there} BEGIN
  SELECT RAISE(ABORT, '{table} is append-only');
END
"""
SQLITE_THERE = {
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
CREATE OR REPLACE FUNCTION block_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
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
# SQLite has a trigger that says the same
POSTGRES_ONE_LAW = "CREATE UNIQUE INDEX books_law_once ON books_law ((true))"
POSTGRES_APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    there = {model._meta.db_table for model in apps.get_models()}
    tables = [table for table in APPEND_ONLY if table in there and table not in BEFORE]
    if schema_editor.connection.vendor == "sqlite":
        for table in tables:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(SQLITE_APPEND_ONLY.format(table=table, verb=verb))
            schema_editor.execute(SQLITE_NO_REPLACE.format(table=table, there=SQLITE_THERE[table]))
    else:
        for statement in (POSTGRES_OVERLAP, POSTGRES_ONE_LAW):
            schema_editor.execute(statement, params=None)
        for table in tables:
            schema_editor.execute(POSTGRES_APPEND_ONLY.format(table=table), params=None)


class Migration(migrations.Migration):
    dependencies = [("books", "0002_guards")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
