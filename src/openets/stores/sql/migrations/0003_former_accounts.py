"""An account that is no longer its installation's says since when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("books", "0002_guards")]
    operations = [migrations.AddField("account", "until", models.CharField(max_length=10, default=""))]
