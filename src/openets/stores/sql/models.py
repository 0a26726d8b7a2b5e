"""The tables. Lists and pages read them through `views/`, units move through `store.py`; nobody else knows them.

There are no foreign keys on the tables that every transaction touches: the store writes them together, under
the registries' locks, and `ets verify` compares them with the journal.
"""

from django.db import models
from django.db.models import F

from openets.kernel import units


class BooksLaw(models.Model):
    """The law under which the books are kept, and what they hold: one row, written when they begin."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    folder = models.CharField(max_length=1000)
    holds = models.CharField(max_length=9, db_default="")

    class Meta:
        db_table = "books_law"


class Registry(models.Model):
    """A registry, its counters, and the head of its journal chain. Its row is the lock of all its accounts."""

    code = models.CharField(primary_key=True, max_length=3)
    ordinal = models.PositiveSmallIntegerField(unique=True)
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    next_serial = models.BigIntegerField()
    next_account = models.BigIntegerField()
    at = models.CharField(max_length=20)

    class Meta:
        db_table = "registry"


class Installation(models.Model):
    """An installation or aircraft operator."""

    key = models.CharField(primary_key=True, max_length=40)
    member_state = models.CharField(max_length=3)
    name = models.CharField(max_length=250)
    operator = models.CharField(max_length=250)
    activity = models.PositiveSmallIntegerField()
    city = models.CharField(max_length=250)
    synthetic = models.BooleanField()
    searched = models.TextField()

    class Meta:
        db_table = "installation"
        indexes = [
            models.Index(fields=["member_state", "name"], name="installation_state"),
            models.Index(fields=["activity"], name="installation_activity"),
        ]


class Account(models.Model):
    """An account. `key` = registry ordinal × 10^9 + number."""

    key = models.BigIntegerField(primary_key=True)
    identifier = models.CharField(unique=True, max_length=40)
    registry = models.CharField(max_length=3)
    type = models.CharField(max_length=20)
    name = models.CharField(max_length=250)
    holder = models.CharField(max_length=250)
    state = models.CharField(max_length=8)
    blocked = models.BooleanField()
    installation = models.CharField(max_length=40, db_index=True)
    opened = models.CharField(max_length=10)
    until = models.CharField(max_length=10)
    reserved = models.BigIntegerField()
    entered = models.CharField(max_length=10)
    searched = models.TextField()

    class Meta:
        db_table = "account"
        indexes = [models.Index(fields=["registry", "type"], name="account_registry")]


class Series(models.Model):
    """All that the units of a block share."""

    id = models.AutoField(primary_key=True)
    unit = models.CharField(max_length=24)
    origin = models.CharField(max_length=3)
    original_period = models.SmallIntegerField()
    applicable_period = models.SmallIntegerField()
    activity = models.SmallIntegerField()
    project = models.CharField(max_length=20)
    track = models.SmallIntegerField()
    expiry = models.CharField(max_length=10)
    vintage = models.SmallIntegerField()

    class Meta:
        db_table = "series"
        constraints = [models.UniqueConstraint(fields=units.Series._fields, name="series_once")]


class Block(models.Model):
    """A serial range that an account holds now. Ranges of one origin never overlap (trigger, both engines)."""

    pk = models.CompositePrimaryKey("origin", "start")
    origin = models.CharField(max_length=3)
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    account = models.BigIntegerField()
    unit = models.CharField(max_length=24)
    vintage = models.SmallIntegerField()
    series = models.IntegerField()

    class Meta:
        db_table = "block"
        constraints = [
            models.CheckConstraint(condition=models.Q(start__gte=1, end__gte=F("start")), name="block_range")
        ]
        indexes = [
            # the oldest vintage of an account first, and its largest blocks: picking never reads more than it needs
            models.Index(
                F("account"),
                F("unit"),
                F("vintage"),
                (F("end") - F("start")).desc(),
                F("origin"),
                F("start"),
                name="block_first",
            )
        ]


class Transaction(models.Model):
    """A completed transaction; its id is registry + sequence, the place of its journal entry."""

    pk = models.CompositePrimaryKey("registry", "sequence")
    registry = models.CharField(max_length=3)
    sequence = models.BigIntegerField()
    type = models.CharField(max_length=20)
    status = models.SmallIntegerField()
    transferring = models.BigIntegerField()
    acquiring = models.BigIntegerField()
    unit = models.CharField(max_length=24)
    quantity = models.BigIntegerField()
    at = models.CharField(max_length=20)
    year = models.SmallIntegerField()
    installation = models.CharField(max_length=40)
    request = models.CharField(max_length=120, unique=True)
    reverses = models.CharField(max_length=24)
    reconstructed = models.BooleanField()
    by = models.CharField(max_length=80)
    effective = models.CharField(max_length=10)

    class Meta:
        db_table = "transaction_log"
        indexes = [
            # what an installation was given and gave for a year
            models.Index(fields=["installation", "year"], name="transaction_year", condition=models.Q(year__gt=0)),
            models.Index(fields=["transferring"], name="transaction_from"),
            models.Index(fields=["acquiring"], name="transaction_to"),
            models.Index(fields=["at", "registry", "sequence"], name="transaction_at"),
            models.Index(fields=["reverses"], name="transaction_reverses", condition=~models.Q(reverses="")),
        ]


class JournalEntry(models.Model):
    """One entry of a registry's chain. Append-only (trigger, both engines)."""

    position = models.BigAutoField(primary_key=True)
    registry = models.CharField(max_length=3)
    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    at = models.CharField(max_length=20)
    hash = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        db_table = "journal"
        constraints = [models.UniqueConstraint(fields=["registry", "sequence"], name="journal_place")]


class Answer(models.Model):
    """The answer to a command that is no transaction, or to a refused proposal, kept for the same request again."""

    request = models.CharField(primary_key=True, max_length=120)
    digest = models.CharField(max_length=32)
    reference = models.CharField(max_length=24)
    refusals = models.TextField()

    class Meta:
        db_table = "answer"


class RefusedProposal(models.Model):
    """What was refused, when, to whom and why: the only trace of a refused proposal. Append-only."""

    id = models.BigAutoField(primary_key=True)
    request = models.CharField(max_length=120, db_index=True)
    registry = models.CharField(max_length=3)
    at = models.CharField(max_length=20)
    by = models.CharField(max_length=80)
    proposal = models.TextField()
    refusals = models.TextField()

    class Meta:
        db_table = "refused_proposal"


class Total(models.Model):
    """A running total of units of a registry: what it issued, holds, retired, sold … (see `ledger.store.Total`)."""

    pk = models.CompositePrimaryKey("registry", "unit", "what")
    registry = models.CharField(max_length=3)
    unit = models.CharField(max_length=24)
    what = models.CharField(max_length=16)
    quantity = models.BigIntegerField()

    class Meta:
        db_table = "total"


class Transfer(models.Model):
    """A transaction between sides that keep books of their own, as these books know it (see `ledger.transfers`)."""

    id = models.CharField(primary_key=True, max_length=24)
    registry = models.CharField(max_length=3)
    role = models.CharField(max_length=10)
    status = models.SmallIntegerField()
    waiting = models.CharField(max_length=60)
    home = models.CharField(max_length=3)
    target = models.CharField(max_length=3)
    content = models.TextField()
    initiating_entry = models.BigIntegerField()
    acquiring_entry = models.BigIntegerField()

    class Meta:
        db_table = "transfer"
        indexes = [
            models.Index(fields=["id"], name="transfer_open", condition=~models.Q(waiting="")),
            # a reconciliation asks for what was finished after it began
            models.Index(fields=["home", "initiating_entry"], name="transfer_home"),
            models.Index(fields=["target", "acquiring_entry"], name="transfer_target"),
        ]


class Record(models.Model):
    """A Party, project, operational entity or notification as it stands; its steps are in the journal."""

    pk = models.CompositePrimaryKey("kind", "key")
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=40)
    registry = models.CharField(max_length=3)
    body = models.TextField()
    reference = models.CharField(max_length=24)
    entered = models.CharField(max_length=10)

    class Meta:
        db_table = "record"
        indexes = [models.Index(fields=["key"], name="record_key")]


class InstallationYear(models.Model):
    """An installation's year as it stands: plan, allocation, report, surrender, official letter."""

    pk = models.CompositePrimaryKey("installation", "year")
    installation = models.CharField(max_length=40)
    year = models.SmallIntegerField()
    free = models.BigIntegerField()
    planned = models.BigIntegerField()
    allocated = models.BigIntegerField()
    verified = models.BigIntegerField(null=True)
    report = models.CharField(max_length=12)
    surrendered = models.BigIntegerField()
    surrendered_allowances = models.BigIntegerField()
    official = models.CharField(max_length=40)
    reported_on = models.CharField(max_length=10)
    plan_known = models.CharField(max_length=10)
    report_known = models.CharField(max_length=10)
    official_known = models.CharField(max_length=10)

    class Meta:
        db_table = "installation_year"
        indexes = [models.Index(fields=["year", "verified"], name="year_verified")]


class SupersededYear(models.Model):
    """What a year said of plan, report or letter until something else was entered. Append-only."""

    id = models.BigAutoField(primary_key=True)
    installation = models.CharField(max_length=40, db_index=True)
    year = models.SmallIntegerField()
    what = models.CharField(max_length=8)
    known = models.CharField(max_length=10)
    until = models.CharField(max_length=10)
    free = models.BigIntegerField()
    planned = models.BigIntegerField()
    verified = models.BigIntegerField(null=True)
    report = models.CharField(max_length=12)
    reported_on = models.CharField(max_length=10)
    official = models.CharField(max_length=40)

    class Meta:
        db_table = "superseded_year"


class SupersededAccount(models.Model):
    """What an account was until something else was entered on the day `superseded`. Append-only."""

    id = models.BigAutoField(primary_key=True)
    key = models.BigIntegerField()
    identifier = models.CharField(max_length=40)
    registry = models.CharField(max_length=3)
    type = models.CharField(max_length=20)
    name = models.CharField(max_length=250)
    holder = models.CharField(max_length=250)
    state = models.CharField(max_length=8)
    blocked = models.BooleanField()
    installation = models.CharField(max_length=40)
    opened = models.CharField(max_length=10)
    until = models.CharField(max_length=10)
    reserved = models.BigIntegerField()
    entered = models.CharField(max_length=10)
    superseded = models.CharField(max_length=10)
    searched = models.TextField()

    class Meta:
        db_table = "superseded_account"
        indexes = [models.Index(fields=["key"], name="superseded_account_key")]


class SupersededInstallation(models.Model):
    """What an installation was until something else was entered on the day `superseded`. Append-only."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=40)
    member_state = models.CharField(max_length=3)
    name = models.CharField(max_length=250)
    operator = models.CharField(max_length=250)
    activity = models.PositiveSmallIntegerField()
    city = models.CharField(max_length=250)
    synthetic = models.BooleanField()
    superseded = models.CharField(max_length=10)
    searched = models.TextField()

    class Meta:
        db_table = "superseded_installation"
        indexes = [models.Index(fields=["key"], name="superseded_installation_key")]


class SupersededRecord(models.Model):
    """The step that a record had come to until another was taken on the day `superseded`. Append-only.

    Its body is in the journal entry `reference`.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=40)
    registry = models.CharField(max_length=3)
    reference = models.CharField(max_length=24)
    entered = models.CharField(max_length=10)
    superseded = models.CharField(max_length=10)

    class Meta:
        db_table = "superseded_record"
        indexes = [models.Index(fields=["kind", "key"], name="superseded_record_place")]


class HistoryBlock(models.Model):
    """A block of the Commission's public transaction file: history to look at, never part of the balances."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=120)
    row = models.BigIntegerField()
    transaction = models.CharField(max_length=40, db_index=True)
    type = models.CharField(max_length=120)
    at = models.CharField(max_length=30)
    transferring_registry = models.CharField(max_length=80)
    transferring_account_type = models.CharField(max_length=120)
    transferring_account = models.CharField(max_length=80, db_index=True)
    transferring_name = models.CharField(max_length=250)
    transferring_holder = models.CharField(max_length=250)
    acquiring_registry = models.CharField(max_length=80)
    acquiring_account_type = models.CharField(max_length=120)
    acquiring_account = models.CharField(max_length=80, db_index=True)
    acquiring_name = models.CharField(max_length=250)
    acquiring_holder = models.CharField(max_length=250)
    unit = models.CharField(max_length=80)
    originating_registry = models.CharField(max_length=80)
    project = models.CharField(max_length=80)
    amount = models.BigIntegerField()
    searched = models.TextField()

    class Meta:
        db_table = "history_block"
        constraints = [models.UniqueConstraint(fields=["source", "row"], name="history_row")]
