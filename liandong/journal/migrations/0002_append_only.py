from django.db import migrations

from liandong.kernel.sql import load


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(
            load("liandong.journal", "append_only"),
            "DROP TRIGGER journal_append_only ON journal_entry;"
            "DROP TRIGGER journal_never_emptied ON journal_entry;"
            "DROP FUNCTION journal_refuse_change();",
        )
    ]
