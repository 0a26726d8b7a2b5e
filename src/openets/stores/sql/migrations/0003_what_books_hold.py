"""What books hold, beside the law that they name. The column is added as it is: a new table would lose its guards."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("books", "0002_guards")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE books_law ADD COLUMN holds varchar(9) DEFAULT '' NOT NULL",
            migrations.RunSQL.noop,
            state_operations=[migrations.AddField("BooksLaw", "holds", models.CharField(db_default="", max_length=9))],
        )
    ]
