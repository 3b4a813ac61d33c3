from django.db import migrations

from liandong.kernel.sql import load


class Migration(migrations.Migration):
    dependencies = [("hotline", "0001_calls_and_seats")]
    operations = [
        migrations.RunSQL(
            load("liandong.hotline", "tell_calls"),
            "DROP TRIGGER hotline_tell_call ON hotline_phonecall; DROP TRIGGER hotline_tell_seat ON hotline_seat; "
            "DROP FUNCTION hotline_tell_change();",
        )
    ]
