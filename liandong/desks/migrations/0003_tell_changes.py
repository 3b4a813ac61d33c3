from django.db import migrations

from liandong.kernel.sql import load


class Migration(migrations.Migration):
    dependencies = [("desks", "0002_batches"), ("cases", "0005_involved")]
    operations = [
        migrations.RunSQL(
            load("liandong.desks", "tell_changes"),
            "DROP TRIGGER desks_tell_change ON cases_case; DROP FUNCTION desks_tell_change();",
        )
    ]
